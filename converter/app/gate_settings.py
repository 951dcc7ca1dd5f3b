"""The settings of the gate as rules of the plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from converter.app.settings import GateSettings, GraceEntry
from converter.errors import ConfigError
from converter.plan.gate.gate_rules import DIMENSIONS, NOT_STATED, GateRules, Grace, matches
from converter.plan.rules.severity import LEVELS

_PATTERNS = ("key", "title", *DIMENSIONS)
_SEVERITIES = (*LEVELS, NOT_STATED)


def gate_rules(gate: GateSettings) -> GateRules:
    """The rules; a :class:`ConfigError` names limits by what there is not, and entries that let everything through."""
    if problems := [*_problems(gate)]:
        raise ConfigError(
            "The configuration is wrong:\n" + "\n".join(f"  - {each}" for each in problems),
            "docs/configuration.md explains the keys of [gate].",
        )
    return GateRules(
        max_new=_limit(gate.max_new),
        max_new_clashes=_limit(gate.max_new_clashes),
        max_open=_limit(gate.max_open),
        max_new_by=gate.max_new_by,
        max_open_by=gate.max_open_by,
        ratchet=gate.ratchet,
        grace=tuple([Grace(each.until, each.reason, each.author, _patterns(each)) for each in gate.grace]),
    )


def _limit(number: int) -> int | None:
    return None if number < 0 else number


def _patterns(entry: GraceEntry) -> dict[str, str]:
    named = {name: getattr(entry, name) for name in _PATTERNS}
    return {name: pattern for name, pattern in named.items() if pattern is not None}


def _problems(gate: GateSettings) -> Iterator[str]:
    for key, table in (("gate.max_new_by", gate.max_new_by), ("gate.max_open_by", gate.max_open_by)):
        yield from _unknown(key, table)
        yield from (f"{key}.severity: {problem}" for problem in _no_severity(table.get("severity", ())))
    for number, entry in enumerate(gate.grace, start=1):
        if not _patterns(entry):
            yield f"gate.grace, entry {number}: it names nothing; give one of {', '.join(_PATTERNS)}"
        if entry.severity is not None:
            yield from (
                f"gate.grace, entry {number}, severity: {problem}" for problem in _no_severity([entry.severity])
            )


def _no_severity(patterns: Iterable[str]) -> Iterator[str]:
    """A pattern no severity has would hold for ever, whatever is in the reports."""
    for pattern in patterns:
        if not any(matches(pattern, each) for each in _SEVERITIES):
            close = difflib.get_close_matches(pattern.casefold(), _SEVERITIES, n=1, cutoff=0.5)
            yield f"{pattern!r} is not one of {', '.join(_SEVERITIES)}" + (
                f"; did you mean {close[0]}?" if close else ""
            )


def _unknown(key: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in DIMENSIONS:
            yield f"{key}.{name}: there are limits by {', '.join(DIMENSIONS)} only"
