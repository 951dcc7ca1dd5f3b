"""What speaks for a report being older than the one it is compared with, where nothing proves it.

A newer report, too, can lack the newest clashes: they were solved, and solved ones are left out of it. So this only
warns. What proves it is in :mod:`converter.plan.runs.older_reports`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from converter.model.clash import ClashStatus
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.found_dates import newest_by_test
from converter.plan.runs.unpaired import folded

if TYPE_CHECKING:
    from converter.plan.runs.comparison import Change

_TAKEN_UP = frozenset({ClashStatus.ACTIVE, ClashStatus.REVIEWED, ClashStatus.APPROVED})
"""Statuses after which the same clash is not new again by itself."""


def looks_older(
    changes: Sequence[Change], new: Sequence[ClashRecord], renamed: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """A warning (CMP011) for each test of which everything that was found after its newest clash would be solved now.

    ``new`` are the clashes of the new run, ``renamed`` gives the folded old name of a renamed test its new one.
    """
    newest = newest_by_test(new)
    later: dict[str, list[Change]] = defaultdict(list)
    backwards: dict[str, int] = defaultdict(int)
    for change in changes:
        if (old := change.old) is None:
            continue
        test = folded(old.test)
        test = renamed.get(test, test)
        if old.exists and old.found and old.found > newest.get(test, old.found):
            later[test].append(change)
        backwards[test] += _is_backwards(old, change.new)
    for test, those in sorted(later.items()):
        if all(each.state is ClashState.RESOLVED and each.listed is None for each in those):
            yield _warning(newest[test], [each.old for each in those if each.old], backwards[test])


def _is_backwards(old: ClashRecord, new: ClashRecord | None) -> bool:
    """The same clash, by its guid, has the status it had before somebody took it up or solved it."""
    if new is None or not old.guid or old.guid != new.guid:
        return False
    return not old.exists or (old.status in _TAKEN_UP and new.status == ClashStatus.NEW)


def _warning(newest: str, later: Sequence[ClashRecord], backwards: int) -> Diagnostic:
    last = max(each.found or "" for each in later)
    signs = f", and {backwards:,} others have an earlier status again" if backwards else ""
    message = (
        f"{later[0].test!r} may be of an older report: its newest clash was found {_shown(newest)}, that of the "
        f"earlier run {_shown(last)}; none of the {len(later):,} found in between is listed, not even as "
        f"resolved{signs}. They count as solved: if that is wrong, give the newest report"
    )
    return diagnose("CMP011", message, file=None)


def _shown(found: str) -> str:
    return found.replace("T", " ")
