"""The lines of ``clashes.jsonl``: what was read, then what is remembered of earlier runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from converter.app.earlier_run import LineMemory
from converter.app.records import clash_json
from converter.plan.issues import ClashLine, PublishPlan, RememberedClash


def clash_rows(plan: PublishPlan, memory: LineMemory | None) -> Iterator[dict[str, Any]]:
    """Every line. Remembered ones are written again, so that this run folder is all the next run needs."""
    for line in plan.clashes:
        yield clash_json(line) if memory is None or line.before is None else _with_memory(line, memory)
    if memory is not None:
        for each in plan.memory.clashes:
            yield _remembered(each, memory)


def _with_memory(line: ClashLine, memory: LineMemory) -> dict[str, Any]:
    """The line; a resolved row that has lost its elements or its point has those it had."""
    row = clash_json(line)
    before = memory.line_of(line.before) if line.before else {}
    if len(row["elements"]) < len(before.get("elements", ())):
        row["elements"] = before["elements"]
        row |= {name: before[name] for name in _OF_ELEMENTS if row.get(name) is None and name in before}
    return row


_OF_ELEMENTS = ("point_m", "distance_m", "level", "grid", "class", "discipline", "storey", "room", "zone", "location")


def _remembered(each: RememberedClash, memory: LineMemory) -> dict[str, Any]:
    return {
        **memory.line_of(each.record),
        "state": each.state,
        "reason": each.reason,
        "first_seen": each.record.first_seen,
        "missing_runs": each.missing_runs,
        "remembered": True,
    }
