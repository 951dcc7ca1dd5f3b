"""``grouping.by = "auto"``: which way suits a test, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from converter.plan.candidates import Candidate
from converter.plan.grouping.by import GroupBy, Grouping
from converter.plan.grouping.culprit import culprit_labels
from converter.plan.grouping.problems import Label

CLASHES_PER_GROUP = 1.5
"""Groups that hold fewer open clashes on average save nobody work: the clash itself says more than its group."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How the clashes of one test are grouped: those in the report's groups if ``keeps_reported``, the ``loose`` ones
    by their labels; without labels they are one issue each. ``why`` is for people.
    """

    keeps_reported: bool
    labels: Sequence[Label] | None
    why: str

    @property
    def ways(self) -> str:
        """What was chosen, in the words of ``grouping.by``."""
        words = [str(GroupBy.REPORT)] if self.keeps_reported else []
        words += [str(GroupBy.CULPRIT)] if self.labels is not None else []
        return ", then ".join(words) or str(GroupBy.NONE)


def chosen(entries: Sequence[Candidate], clashes: Sequence[Candidate], limit: Grouping) -> Choice:
    """The choice for the ``entries`` of one test; ``clashes`` are those among them that can be grouped."""
    reported = _reported(entries)
    if reported and reported.is_worth_it:
        loose = [each for each in clashes if not each.group]
        found = _culprits(loose, limit) if loose else None
        why = _and(reported.why, found.why if found else "")
        return Choice(keeps_reported=True, labels=found.labels if found else None, why=why)
    found = _culprits(clashes, limit)
    if reported is None:
        return Choice(keeps_reported=False, labels=found.labels, why=found.why)
    if found.labels is not None:
        why = _and(f"{reported.why}, {_TOO_FEW}", found.why)
        return Choice(keeps_reported=False, labels=found.labels, why=why)
    return Choice(keeps_reported=True, labels=None, why=_and(reported.why, found.why))


_TOO_FEW = "too few to be worth it"


@dataclass(frozen=True, slots=True)
class _Reported:
    """Groups of the report."""

    why: str
    is_worth_it: bool = False


@dataclass(frozen=True, slots=True)
class _Culprits:
    """What a grouping by culprits gives; no labels where it is not worth it."""

    labels: Sequence[Label] | None
    why: str


def _and(*reasons: str) -> str:
    return "; ".join(filter(None, reasons))


def _reported(entries: Sequence[Candidate]) -> _Reported | None:
    """The report's groups, None where it has none."""
    headers = {each.group for each in entries if each.is_group}
    inside = [each for each in entries if each.group and not each.is_group]
    if headers and not inside:
        return _Reported(f"the report has {len(headers):,} groups and not their clashes", is_worth_it=True)
    if not inside:
        return None
    live = [each for each in inside if each.result.status.is_live]
    if not live:
        return _Reported("the report's groups hold no open clash")
    groups = len({each.group for each in live})
    ratio = len(live) / groups
    said = f"the report has {_count(groups, 'group')} of {_count(len(live), 'open clash')}, {ratio:.1f} each"
    return _Reported(said, is_worth_it=ratio >= CLASHES_PER_GROUP)


def _culprits(clashes: Sequence[Candidate], limit: Grouping) -> _Culprits:
    labels = culprit_labels(clashes, limit)
    live = [label for each, label in zip(clashes, labels, strict=True) if each.result.status.is_live]
    if not live:
        return _Culprits(None, "no open clash is left to group")
    issues = issues_of(live)
    ratio = len(live) / issues
    said = f"{_count(len(live), 'open clash')} would be {_count(issues, 'issue')} by culprit, {ratio:.1f} each"
    if ratio >= CLASHES_PER_GROUP:
        return _Culprits(labels, said)
    return _Culprits(None, f"{said}, {_TOO_FEW}")


def issues_of(labels: Sequence[Label]) -> int:
    """How many issues the labels of open clashes make."""
    tags = [each.tag for each in labels]
    return len(set(filter(None, tags))) + tags.count("")


def _count(number: int, word: str) -> str:
    plural = f"{word}es" if word.endswith("sh") else f"{word}s"
    return f"{number:,} {word if number == 1 else plural}"
