"""How bad a clash is, 0 to 100, from four things anybody can check: depth, the two classes, the number of clashes, age.

Each is measured from 0 to 1, weighted, and shown in points that add up to the score. What is not known does not count:
the others then share its weight. Weights, scales and limits are settings; the defaults follow what is measured (nine of
ten real clashes are 30 to 299 mm deep) and what is costly to move (structure first, furniture last).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log1p
from types import MappingProxyType
from typing import Final

from converter.plan.candidates import Candidate
from converter.plan.rules.globs import folded, glob

PARTS: Final = ("depth", "classes", "clashes", "age")
LEVELS: Final = ("critical", "high", "medium", "low")

CLASS_WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "IfcFooting*": 1.0, "IfcPile*": 1.0, "IfcColumn*": 1.0, "IfcBeam*": 1.0, "IfcMember*": 0.9, "IfcSlab*": 0.9,
        "IfcTendon*": 1.0, "IfcReinforc*": 0.7, "IfcWall*": 0.8, "IfcRoof*": 0.7, "IfcStair*": 0.8, "IfcRamp*": 0.8,
        "IfcTransportElement*": 0.9, "IfcCurtainWall*": 0.7, "IfcPlate*": 0.6, "IfcOpening*": 0.1, "IfcWindow*": 0.6,
        "IfcDoor*": 0.7, "IfcDuct*": 0.6, "IfcPipe*": 0.5, "IfcFlow*": 0.5, "IfcCableCarrier*": 0.5, "IfcCable*": 0.3,
        "IfcValve*": 0.5, "IfcPump*": 0.7, "IfcFan*": 0.6, "IfcUnitaryEquipment*": 0.8, "IfcBoiler*": 0.8,
        "IfcChiller*": 0.8, "IfcTank*": 0.8, "IfcDistribution*": 0.5, "IfcAirTerminal*": 0.4, "IfcLightFixture*": 0.3,
        "IfcOutlet*": 0.3, "IfcSanitaryTerminal*": 0.4, "IfcFireSuppression*": 0.7, "IfcCovering*": 0.2,
        "IfcRailing*": 0.4, "IfcFurni*": 0.1, "IfcSystemFurni*": 0.1, "IfcSpace*": 0.1, "IfcGeographic*": 0.1,
        "IfcDiscreteAccessory*": 0.2, "IfcMechanicalFastener*": 0.1, "*": 0.4,
    }
)  # fmt: skip
"""Class → how much it matters, 0 to 1; of several patterns the longest counts."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """``weights`` by part, at which values a part is full, ``levels`` from which score on, weights of ``classes``.

    With ``as_priority`` the level becomes the priority of the issue, unless a rule sets another one.
    """

    weights: Mapping[str, float] = field(
        default_factory=lambda: {"depth": 40.0, "classes": 30.0, "clashes": 20.0, "age": 10.0}
    )
    full_depth_mm: float = 300.0
    full_clashes: int = 50
    full_age_days: int = 56
    levels: Mapping[str, float] = field(default_factory=lambda: {"critical": 75.0, "high": 50.0, "medium": 25.0})
    classes: Mapping[str, float] = field(default_factory=dict)
    as_priority: bool = False


@dataclass(frozen=True, slots=True)
class Severity:
    """A score, its ``level`` in the target's words of priority, and the points of each part that is known."""

    score: float
    level: str
    parts: Mapping[str, float]

    def __str__(self) -> str:
        points = " + ".join(f"{name} {value:g}" for name, value in self.parts.items())
        return f"{self.score:g} of 100 ({points})"


class Scale:
    """Weighs clashes and issues under one set of settings; ``today`` is what ages are counted to."""

    def __init__(self, settings: Weighing, today: date | None) -> None:
        self._settings, self._today = settings, today
        self._parts = [(name, settings.weights[name]) for name in PARTS]
        self._levels = sorted(settings.levels.items(), key=lambda pair: -pair[1])
        weights = {folded(name): weight for name, weight in (*CLASS_WEIGHTS.items(), *settings.classes.items())}
        ordered = sorted(weights.items(), key=lambda pair: (-len(pair[0]), pair[0]))
        self._patterns = [(glob((pattern,)), weight) for pattern, weight in ordered]
        self._weights: dict[str, float] = {}
        self._sizes: dict[int, float] = {}
        self._full: dict[tuple[bool, ...], list[tuple[str, float]]] = {}

    def of_clash(self, clash: Candidate, clashes: int) -> Severity | None:
        """The severity of one clash of an issue with so many."""
        return self.of_clashes((clash,), clashes)

    def of_clashes(self, entries: Sequence[Candidate], clashes: int) -> Severity | None:
        """The severity of an issue: the deepest of its clashes, the costliest pair, the oldest; None without any fact.

        ``clashes`` is their number, 0 where the report does not list them. What is apart has no depth.
        """
        settings = self._settings
        if len(entries) == 1:
            result, cost = entries[0].result, self._cost(entries[0])
            depth, found = result.distance_m, result.created
        else:
            depth = min([d for each in entries if (d := each.result.distance_m) is not None], default=None)
            found = min([t for each in entries if (t := each.result.created) is not None], default=None)
            cost = max([c for each in entries if (c := self._cost(each)) is not None], default=None)
        days = None if found is None or self._today is None else self._today.toordinal() - found.toordinal()
        return self._scored(
            None if depth is None else max(-1000 * depth, 0.0) / settings.full_depth_mm,
            cost,
            self._size(clashes) if clashes else None,
            None if days is None else max(days, 0) / settings.full_age_days,
        )

    def _scored(self, *shares: float | None) -> Severity | None:
        """``shares`` are 0 to 1 and more, in the order of ``PARTS``; None for what is not known."""
        unknown = tuple([share is None for share in shares])
        full = self._full.get(unknown)
        if full is None:
            full = self._full[unknown] = self._full_points(unknown)
        tenths = {
            name: int((points if share >= 1.0 else points * share) + 0.5)
            for (name, points), share in zip(full, shares, strict=True)
            if share is not None and points
        }
        if not tenths:
            return None
        score = sum(tenths.values()) / 10
        parts = {name: value / 10 for name, value in tenths.items()}
        for name, least in self._levels:
            if score >= least:
                return Severity(score, name, parts)
        return Severity(score, LEVELS[-1], parts)

    def _full_points(self, unknown: tuple[bool, ...]) -> list[tuple[str, float]]:
        """Tenths of points each part can have at most: those that are known share the hundred by their weights."""
        total = sum([weight for (_, weight), is_unknown in zip(self._parts, unknown, strict=True) if not is_unknown])
        return [(name, 1000 * weight / total if total else 0.0) for name, weight in self._parts]

    def _cost(self, clash: Candidate) -> float | None:
        """The mean of both classes; a header without members says nothing of the others in its group."""
        elements = clash.elements
        if len(elements) != 2 or clash.is_group:
            return None
        one, other = elements[0].ifc_class, elements[1].ifc_class
        return (self._weight(one) + self._weight(other)) / 2 if one and other else None

    def _weight(self, ifc_class: str) -> float:
        found = self._weights.get(ifc_class)
        if found is None:
            found = next(weight for matches, weight in self._patterns if matches(ifc_class))
            self._weights[ifc_class] = found
        return found

    def _size(self, clashes: int) -> float:
        """One clash is nothing, ten are half as bad as a hundred would be: by logarithm."""
        found = self._sizes.get(clashes)
        if found is None:
            found = min(log1p(clashes - 1) / log1p(max(self._settings.full_clashes - 1, 1)), 1.0)
            self._sizes[clashes] = found
        return found
