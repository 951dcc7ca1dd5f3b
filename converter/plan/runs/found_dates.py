"""When clashes were found, as texts that can be compared: local time without its zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from converter.model.clash import ClashTest
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.unpaired import folded

_TO_SECONDS = len("2024-05-01T12:00:00")


def found_text(created: datetime | None) -> str | None:
    """The time of a report, ISO 8601 without a zone; None where the report gives none."""
    return None if created is None else created.isoformat()[:_TO_SECONDS]


def found_of_line(text: str | None) -> str | None:
    """The same of ``found`` in ``clashes.jsonl``, which has the zone that was configured."""
    return text[:_TO_SECONDS] if text else None


def newest_of(test: ClashTest) -> str:
    """When the newest clash of a test was found; "" where nothing says."""
    entries = [*test.results, *[each for group in test.groups for each in (group.header, *group.results)]]
    return max(filter(None, (found_text(each.created) for each in entries)), default="")


def newest_by_test(records: Iterable[ClashRecord]) -> dict[str, str]:
    """The same of every test of a run, by its folded name."""
    newest: dict[str, str] = {}
    for each in records:
        if each.found and each.found > newest.get(name := folded(each.test), ""):
            newest[name] = each.found
    return newest
