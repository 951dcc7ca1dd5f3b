"""What the rules of a run did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from converter.plan.rules.noise import NoiseTally


@dataclass(frozen=True, slots=True)
class RuleTally:
    """How many issues a mapping rule is about; ``examples`` are titles, ``unknown`` facts that no issue has."""

    label: str
    sets: tuple[str, ...]
    issues: int
    examples: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RulesOutcome:
    """What all rules did. ``why_not`` has, by uuid and rule, why a rule is not about an issue, where that was asked."""

    noise: tuple[NoiseTally, ...] = ()
    live: int = 0
    mapping: tuple[RuleTally, ...] = ()
    why_not: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
