"""``[[noise]]``, ``[[rules]]`` and ``[severity]`` of the configuration → the rules of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from converter.app.settings import Settings, SeveritySettings
from converter.plan.rules.conditions import suggestion
from converter.plan.rules.noise_tables import noise_rules_of
from converter.plan.rules.rule_settings import RuleSettings
from converter.plan.rules.rule_tables import mapping_rules_of
from converter.plan.rules.severity import LEVELS, PARTS, Weighing

_NAMES = {"severity.weights": PARTS, "severity.levels": LEVELS}


def rule_settings_of(settings: Settings, *, trace: bool = False) -> RuleSettings:
    """The rules, compiled. The tables were checked when the configuration was read."""
    return RuleSettings(
        noise=noise_rules_of(settings.noise)[0],
        mapping=mapping_rules_of(settings.rules)[0],
        severity=_weighing(settings.severity),
        trace=trace,
    )


def _weighing(section: SeveritySettings) -> Weighing:
    """What is not named keeps its default."""
    default = Weighing()
    return Weighing(
        weights={**default.weights, **section.weights},
        full_depth_mm=section.full_depth_mm,
        full_clashes=section.full_clashes,
        full_age_days=section.full_age_days,
        levels={**default.levels, **section.levels},
        classes=section.classes,
        as_priority=section.as_priority,
    )


def problems_of_rules(name: str, tables: Sequence[object], origin: str) -> Iterator[str]:
    """Everything that is wrong with the tables of ``[[noise]]`` or ``[[rules]]``."""
    _, problems = noise_rules_of(tables) if name == "noise" else mapping_rules_of(tables)
    return (f"{problem} ({origin})" for problem in problems)


def problem_of_severity(key: str, value: Mapping[str, float]) -> str | None:
    """What is wrong with a table of ``[severity]``; None when nothing is."""
    known = _NAMES.get(key, ())
    if known and (wrong := next((name for name in value if name not in known), None)):
        return f"{wrong}: not one of {', '.join(known)}{suggestion(wrong, known)}"
    if key == "severity.classes" and (wrong := next((name for name, each in value.items() if each > 1), None)):
        return f"{wrong}: a class weighs between 0 and 1"
    if key == "severity.levels":
        scores = [{**Weighing().levels, **value}.get(name, 0.0) for name in LEVELS]
        if scores != sorted(scores, reverse=True):
            return f"a worse level begins at a higher score: {', '.join(LEVELS)}"
    return None
