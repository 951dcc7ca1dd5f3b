"""All rules of a run as the plan takes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.plan.rules.mapping_rules import MappingRule
from converter.plan.rules.noise import NoiseRule
from converter.plan.rules.severity import Weighing


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """Rules in the order of the file. ``trace`` keeps, for every issue, why rules are not about it."""

    noise: tuple[NoiseRule, ...] = ()
    mapping: tuple[MappingRule, ...] = ()
    severity: Weighing = field(default_factory=Weighing)
    trace: bool = False
