"""One clash of a clash set."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from converter.model.clash import ClashItem, ClashResult, ClashStatus
from converter.model.global_id import GLOBAL_ID
from converter.model.vectors import Vector
from converter.parsers.ifcclash.values import Say, number, point, shown, unknown, words

TYPES = frozenset({"protrusion", "pierce", "collision", "clearance"})
"""``ifcopenshell.geom.main.ClashType``."""
_KEY = re.compile(rf"({GLOBAL_ID.pattern})-({GLOBAL_ID.pattern})")
_OLDER = frozenset({"normal", "position", "penetration_depth"})
"""Older versions wrote the contact of a collision library: its point, its direction and its depth."""
KNOWN = _OLDER | {
    "a_global_id", "b_global_id", "a_ifc_class", "b_ifc_class", "a_name", "b_name", "type", "p1", "p2", "distance",
    "smart_group",
}  # fmt: skip


@dataclass(slots=True)
class ClashSetContext:
    """What reading a clash needs to know of its set.

    ``source_file`` is the name of the only model of the set, "" where there are several: which of them an element is
    from is not written, for a and b of a clash do not follow a and b of the set. ``unknown_keys`` collects.
    """

    is_clearance: bool = False
    source_file: str = ""
    unknown_keys: set[str] = field(default_factory=set)
    older: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One element of a clash, as written."""

    global_id: str
    ifc_class: str = ""
    name: str = ""

    @property
    def label(self) -> str:
        """``IfcWall/North wall``, as IfcClash titles its topics."""
        return "/".join(filter(None, (self.ifc_class, self.name))) or self.global_id


def read_clash(key: str, value: object, context: ClashSetContext, say: Say) -> ClashResult | None:
    """The clash; None, with IFX020, for what is none."""
    if not isinstance(value, dict):
        say("IFX020", f"it is no object: {shown(value)}")
        return None
    sides = _sides(key, value, say)
    if not sides:
        say("IFX020", "it names no object")
        return None
    if len(sides) == 1:
        say("IFX022", f"only {sides[0].label} is named")
    kind = _type(value, context, say)
    extra = unknown(value, KNOWN)
    context.unknown_keys.update(name for name, _ in extra)
    return clash_of(
        sides,
        key=words(key, say),
        source_file=context.source_file,
        description=kind.capitalize() or None,
        point_m=_point(value, kind, say),
        distance_m=_distance(value, kind, say),
        extra=(*_far_point(value, kind), *extra),
    )


def clash_of(
    sides: list[Side],
    *,
    key: str = "",
    source_file: str = "",
    description: str | None = None,
    point_m: Vector | None = None,
    distance_m: float | None = None,
    extra: tuple[tuple[str, str], ...] = (),
) -> ClashResult:
    """The record of a clash. Its sides are put in an order of their own: a and b may change places in the next run."""
    ordered = sorted(sides, key=lambda side: (side.label, side.global_id))
    return ClashResult(
        guid=pair_id(sides) or key,
        name=" ".join(" and ".join([side.label for side in ordered]).split()),
        status=ClashStatus.NEW,
        items=tuple([_item(side, source_file) for side in ordered]),
        point_m=point_m,
        distance_m=distance_m,
        description=description,
        extra=extra,
    )


def pair_id(sides: list[Side]) -> str:
    """The key IfcClash gives the clash, ``GlobalId-GlobalId``, with the lesser in front; "" without a pair."""
    return "-".join(sorted([side.global_id for side in sides])) if len(sides) == 2 else ""


def _item(side: Side, source_file: str) -> ClashItem:
    tags = (("Name", side.name), ("Source File", source_file))
    return ClashItem(
        attributes=(("GlobalId", side.global_id),),
        path=(side.ifc_class,) if side.ifc_class else (),
        smart_tags=tuple([tag for tag in tags if tag[1]]),
    )


def _sides(key: str, value: dict[str, object], say: Say) -> list[Side]:
    """The elements that have a GlobalId; a missing one may stand in the clash's key."""
    ids = [words(value.get(f"{side}_global_id"), say) for side in "ab"]
    if not all(ids) and (found := _KEY.fullmatch(key)):
        ids = [one or other for one, other in zip(ids, found.groups(), strict=True)]
        say("IFX021", "a GlobalId was taken from the clash's key")
    sides = []
    for side, global_id in zip("ab", ids, strict=True):
        if not global_id:
            continue
        if not GLOBAL_ID.fullmatch(global_id):
            say("IFX023", f"{side}_global_id is no GlobalId: {shown(global_id)}")
        name, ifc_class = words(value.get(f"{side}_name"), say), words(value.get(f"{side}_ifc_class"), say)
        sides.append(Side(global_id, ifc_class, name))
    return sides


def _type(value: dict[str, object], context: ClashSetContext, say: Say) -> str:
    """One of :data:`TYPES`, or the text that is written; where nothing is, that of the set."""
    if "type" not in value and not value.keys().isdisjoint(_OLDER):
        context.older += 1
        return ""
    kind = words(value.get("type"), say)
    if kind.lower() in TYPES:
        return kind.lower()
    say("IFX025", f"the type is {shown(kind)}" if kind else "no type is written")
    return kind or ("clearance" if context.is_clearance else "")


def _point(value: dict[str, object], kind: str, say: Say) -> Vector | None:
    """Where they clash.

    Of a clearance the middle of the gap. Of the others p1 lies in both elements; p2 is where the ray from there leaves
    one of them, which may be metres away.
    """
    p1 = point(value.get("p1", value.get("position")))
    p2 = point(value.get("p2"))
    if p1 is None or ("p2" in value and p2 is None):
        say("IFX024", "a point is missing or is not three numbers")
    if p1 is not None and p2 is not None and kind == "clearance":
        x, y, z = ((one / 2 + other / 2) for one, other in zip(p1, p2, strict=True))
        return (x, y, z)
    return p1 or (p2 if kind == "clearance" else None)


def _far_point(value: dict[str, object], kind: str) -> tuple[tuple[str, str], ...]:
    p2 = None if kind == "clearance" else point(value.get("p2"))
    return () if p2 is None else (("p2", f"{p2[0]} {p2[1]} {p2[2]}"),)


def _distance(value: dict[str, object], kind: str, say: Say) -> float | None:
    """Metres, negative for a penetration. A collision only says that they meet: its 0 measures nothing."""
    written = value.get("distance", value.get("penetration_depth"))
    distance = number(written)
    if distance is None:
        say("IFX024", "the distance is missing" if written is None else f"the distance is no number: {shown(written)}")
        return None
    if kind == "clearance":
        return distance
    if kind == "collision" and not distance:
        return None
    return -abs(distance) or 0.0
