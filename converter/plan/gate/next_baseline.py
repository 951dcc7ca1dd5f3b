"""What the next run is compared with: this run under the keys it had before, and what it did not test again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from converter.plan.gate.checked_issues import CheckedIssues, IssueOfRun
from converter.plan.issues import ClashState
from converter.plan.runs.clash_record import RecordedRun
from converter.plan.runs.comparison import Comparison


class Ages:
    """Two runs, the ``old`` and the ``new`` one, put together for a third.

    Clashes that were not tested again are carried on: without them a test that is left out once would make all of its
    clashes new when it is run again.
    """

    def __init__(
        self, comparison: Comparison, found: CheckedIssues, old: Sequence[IssueOfRun], new: Sequence[IssueOfRun]
    ) -> None:
        self._changes, self._keys, self._old, self._new = comparison.changes, found.keys, old, new
        successors = {key: uuid for uuid, key in found.keys.items()}
        self._lives_on = {each.uuid: successors[each.key] for each in old if each.key in successors}

    def next_run(self, new: RecordedRun) -> RecordedRun:
        """The clashes of this run, each with the key it was first seen with, and those nothing is known of now."""
        keys = {each.new: each.key for each in self._changes if each.old is not None and each.new is not None}
        clashes = [replace(each, key=keys.get(each, each.key)) for each in new.clashes]
        for each in self._changes:
            if each.state is ClashState.UNRETESTED and each.old is not None:
                issue = each.old.issue
                clashes.append(replace(each.old, issue=self._lives_on.get(issue, issue) if issue else None))
        return replace(new, clashes=tuple(clashes))

    def next_issues(self) -> Iterator[IssueOfRun]:
        """The issues of those clashes; one that lives on is this run's, under the key it had."""
        for each in self._new:
            yield replace(each, key=self._keys[each.uuid])
        lost = {
            each.old.issue for each in self._changes if each.state is ClashState.UNRETESTED and each.old is not None
        }
        here = {each.uuid for each in self._new}
        for each in self._old:
            if each.uuid in lost and each.uuid not in here and each.uuid not in self._lives_on:
                yield each
