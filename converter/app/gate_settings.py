"""The settings of the gate as rules of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from converter.app.settings import GateSettings, GraceEntry
from converter.errors import ConfigError
from converter.plan.gate.gate_rules import DIMENSIONS, GateRules, Grace

_PATTERNS = ("key", "title", *DIMENSIONS)


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
    yield from _unknown("gate.max_new_by", gate.max_new_by)
    yield from _unknown("gate.max_open_by", gate.max_open_by)
    for number, entry in enumerate(gate.grace, start=1):
        if not _patterns(entry):
            yield f"gate.grace, entry {number}: it names nothing; give one of {', '.join(_PATTERNS)}"


def _unknown(key: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in DIMENSIONS:
            yield f"{key}.{name}: there are limits by {', '.join(DIMENSIONS)} only"
