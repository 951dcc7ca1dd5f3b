"""The clashes of a run as problems, and what is to be said of how they were grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from converter.model.clash import ClashStatus
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.candidates import Candidate
from converter.plan.grouping import problems as made
from converter.plan.grouping.by import GroupBy, Grouping, folded
from converter.plan.grouping.choice import chosen
from converter.plan.grouping.holding import held
from converter.plan.grouping.names import named
from converter.plan.grouping.problems import Label, Problem
from converter.plan.grouping.ways import labels_of

_CULPRIT: tuple[GroupBy, ...] = (GroupBy.CULPRIT,)
_HOLDING = frozenset({GroupBy.CULPRIT, GroupBy.PROXIMITY})
"""Ways that look at where points lie, which move a little from run to run."""
_PLACE_WAYS = frozenset({GroupBy.LEVEL, GroupBy.GRID, GroupBy.LEVEL_GRID})


@dataclass(frozen=True, slots=True)
class Grouped:
    """The problems in the order in which their first entries were read, and what was odd or chosen."""

    problems: tuple[Problem, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def problems_of(candidates: Sequence[Candidate], limit: Grouping) -> list[Problem]:
    """The problems of :func:`grouped`."""
    return list(grouped(candidates, limit).problems)


def owners_of(problems: Iterable[Problem]) -> dict[str, Problem]:
    """The problem each entry went into, by the key of the entry; of repeats the first."""
    owners: dict[str, Problem] = {}
    for problem in problems:
        for entry in problem.entries:
            owners.setdefault(entry.key, problem)
    return owners


def grouped(
    candidates: Sequence[Candidate], limit: Grouping, before: Mapping[str, str] = MappingProxyType({})
) -> Grouped:
    """Group the entries of all tests.

    What is closed makes no groups: resolved clashes have mostly lost their elements. It stays in the groups of the
    report, else by itself. Approved clashes count in unless they are to be left out. A header without members is an
    issue whatever the way. A clash that is there twice is in its group once; the other goes under the group's key.

    ``before`` gives the key of a clash the key of the issue it was in when the last run was made: groups that were
    found then stay together while they are one place (:mod:`converter.plan.grouping.holding`).
    """
    if limit.by == (GroupBy.NONE,):
        return Grouped(tuple(made.ungrouped(candidates)))
    left_out = _approved_in_groups(candidates) if limit.leave_approved_out else frozenset()
    by_test: dict[str, list[Candidate]] = {}
    for each in candidates:
        by_test.setdefault(folded(each.test), []).append(each)
    found: list[Problem] = []
    said: list[Diagnostic] = []
    for test, entries in by_test.items():
        problems, notes = _of_test(test, entries, limit, left_out, before)
        found += problems
        said += notes
    order = {id(each): place for place, each in enumerate(candidates)}
    found.sort(key=lambda problem: min([order[id(each)] for each in (problem.head, *problem.members)]))
    if left_out:
        said.append(diagnose("PLN063", f"{len(left_out):,} approved clashes are in no group"))
    return Grouped(tuple(found), tuple(said))


def _of_test(
    test: str,
    entries: Sequence[Candidate],
    limit: Grouping,
    left_out: frozenset[int],
    before: Mapping[str, str],
) -> tuple[list[Problem], list[Diagnostic]]:
    if limit.by == (GroupBy.REPORT,):
        return _of_report(entries, left_out), []
    clashes = [each for each in entries if _counts(each, limit)]
    if limit.by == (GroupBy.AUTO,):
        choice = chosen(entries, clashes, limit)
        loose = [each for each in clashes if not (choice.keeps_reported and each.group)]
        labels = [Label()] * len(loose) if choice.labels is None else choice.labels
        note = diagnose("PLN060", f"{entries[0].test}: grouped by {choice.ways}: {choice.why}", file=entries[0].file)
        by, notes, keeps_reported = _CULPRIT, [note], choice.keeps_reported
    else:
        loose, labels, by = clashes, labels_of(clashes, limit.by, limit), limit.by
        notes, keeps_reported = list(_notes(entries, labels, limit)), False
    if before and len(by) == 1 and by[0] in _HOLDING:
        labels = held(loose, labels, before, by[0], limit)
    problems = _by_label(test, loose, labels, by)
    grouped_here = set(map(id, loose))
    rest = [each for each in entries if id(each) not in grouped_here]
    problems += _of_report(rest, left_out) if keeps_reported else made.ungrouped(_without_idle_headers(rest, entries))
    return problems, notes


def _counts(candidate: Candidate, limit: Grouping) -> bool:
    status = candidate.result.status
    if candidate.is_group or status is ClashStatus.RESOLVED:
        return False
    return status.is_live or not limit.leave_approved_out


def _without_idle_headers(rest: Sequence[Candidate], entries: Sequence[Candidate]) -> list[Candidate]:
    """Headers whose members are grouped otherwise stand for nothing."""
    with_members = {each.group for each in entries if not each.is_group}
    return [each for each in rest if not (each.is_group and each.group in with_members)]


def _by_label(
    test: str, clashes: Sequence[Candidate], labels: Sequence[Label], by: tuple[GroupBy, ...]
) -> list[Problem]:
    members: dict[str, list[Candidate]] = {}
    label_of: dict[str, Label] = {}
    seen: set[str] = set()
    repeats: list[Candidate] = []
    alone: list[Problem] = []
    for each, label in zip(clashes, labels, strict=True):
        if each.key in seen:
            repeats.append(each)
            continue
        seen.add(each.key)
        if label.tag:
            members.setdefault(label.tag, []).append(each)
            label_of[label.tag] = label
        else:
            alone.append(made.single(each))
    found = alone
    for tag, those in members.items():
        found += map(named, made.computed(f"by|{test}|{tag}", those, by, label_of[tag].culprits))
    if repeats:
        owners = owners_of(found)
        found += [made.repeated(each, owners[each.key].key) for each in repeats]
    return found


def _of_report(candidates: Iterable[Candidate], left_out: frozenset[int]) -> list[Problem]:
    """The report's groups, and a clash each outside of them."""
    headers: dict[str, Candidate] = {}
    members: dict[str, list[Candidate]] = {}
    problems: list[Problem] = []
    for each in candidates:
        if not each.group or id(each) in left_out:
            problems.append(made.single(each))
            continue
        those = members.setdefault(each.group, [])
        if each.is_group:
            headers[each.group] = each
        else:
            those.append(each)
    groups = [
        made.reported(key, headers.get(key), those) if those else made.single(headers[key])
        for key, those in members.items()
    ]
    return [*problems, *groups]


def _approved_in_groups(candidates: Sequence[Candidate]) -> frozenset[int]:
    """Identities of approved clashes in groups of the report that have others too: these can do without them."""
    others = {each.group for each in candidates if not each.is_group and each.result.status is not ClashStatus.APPROVED}
    return frozenset(
        id(each)
        for each in candidates
        if not each.is_group and each.result.status is ClashStatus.APPROVED and (not each.group or each.group in others)
    )


def _notes(entries: Sequence[Candidate], labels: Sequence[Label], limit: Grouping) -> Iterator[Diagnostic]:
    """What a way could not say."""
    lost = Counter(not label.tag for label in labels)[True]
    if not lost:
        return
    what = " and ".join(limit.by)
    code = "PLN062" if _PLACE_WAYS.intersection(limit.by) else "PLN061"
    yield diagnose(
        code,
        f"{entries[0].test}: {lost:,} clashes stay by themselves: nothing to group them by {what}",
        file=entries[0].file,
    )
