"""Records of clashes for tests, said shortly."""

from __future__ import annotations

from converter.model.vectors import Vector
from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest

TEST = "Beams vs Ducts"


def element(key: str, ifc_class: str | None = None, model: str = "") -> RecordedElement:
    """An element with one key, or several with commas between them."""
    return RecordedElement(frozenset(filter(None, key.split(","))), key, ifc_class, model=model)


def clash(
    guid: str,
    first: RecordedElement | str,
    second: RecordedElement | str,
    point: Vector | None = (0.0, 0.0, 0.0),
    *,
    test: str = TEST,
    status: str = "active",
    key: str = "",
    missing_runs: int = 0,
) -> ClashRecord:
    """A clash of two elements; an empty text is one nothing is known of."""
    sides = tuple([element(each) if isinstance(each, str) else each for each in (first, second)])
    return ClashRecord(
        key=key or f"key|{guid}",
        kind="clash",
        guid=guid,
        test=test,
        name=f"Clash {guid}",
        status=status,
        is_live=status not in {"resolved", "approved"},
        elements=sides,
        point_m=point,
        suppressed="approved in Navisworks" if status == "approved" else "",
        missing_runs=missing_runs,
    )


def topic(guid: str, *keys: str, title: str = "", status: str = "Open", is_live: bool = True) -> ClashRecord:
    """A topic that selects elements."""
    return ClashRecord(
        f"topic|{guid}", "topic", guid, "", title or guid, status, is_live, elements=tuple(map(element, keys))
    )


def run(*clashes: ClashRecord, **known: object) -> RecordedRun:
    """A run whose tests were all run again; ``known`` is said of each of its tests."""
    names = sorted({each.test for each in clashes if each.test} or {TEST})
    tests = tuple([RunOfTest(name, **({"status": "ok"} | known)) for name in names])  # type: ignore[arg-type]
    models = frozenset({each.model for record in clashes for each in record.elements if each.model})
    return RecordedRun(clashes, tests, models)
