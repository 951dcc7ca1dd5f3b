"""What was read of a run → the records that comparisons work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from converter.model.clash import ClashStatus, ClashTest, GroupLayout
from converter.model.drafts import maker_of
from converter.model.report import Report
from converter.plan.candidates import Candidate, candidates_of
from converter.plan.element_keys import known_global_id, path_key_of, strong_keys
from converter.plan.elements import Element, model_name
from converter.plan.models.known import identified
from converter.plan.models.matches import Match, Outcome
from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest
from converter.plan.runs.found_dates import found_text
from converter.plan.runs.same_tests import superseded_tests
from converter.plan.topics.topic_issues import TopicEntry, topic_entries

APPROVED = "approved in Navisworks"
_SUPERSEDED = "another export of the same test, or another copy of the topic, was used instead"
_NOTHING: Mapping[str, str] = {}

_make_record = maker_of(ClashRecord)


class RecordedElements:
    """Makes elements, each one once: a report names the same ones in thousands of clashes."""

    def __init__(self) -> None:
        self._made: dict[tuple[Element, Outcome | None, str | None], RecordedElement] = {}

    def of(
        self, elements: Sequence[Element], outcomes: Sequence[Outcome], paths: Sequence[str | None]
    ) -> tuple[RecordedElement, ...]:
        """The elements of one clash. ``outcomes`` and ``paths`` (keys of paths) may be empty."""
        return tuple(
            [
                self._one(element, outcomes[place] if outcomes else None, paths[place] if paths else None)
                for place, element in enumerate(elements)
            ]
        )

    def _one(self, element: Element, outcome: Outcome | None, path: str | None) -> RecordedElement:
        found = self._made.get((element, outcome, path))
        if found is None:
            found = self._made[element, outcome, path] = _element(element, outcome, path)
        return found


def _element(element: Element, outcome: Outcome | None, path: str | None) -> RecordedElement:
    match, global_id = outcome.element if isinstance(outcome, Match) else None, known_global_id(outcome)
    return RecordedElement(
        keys=strong_keys(element, global_id, path),
        label=element.label,
        ifc_class=element.ifc_class,
        system=match.system if match else None,
        model=element.model,
        layer=element.layer,
        discipline=match.discipline if match else None,
        in_model=(model_name(match.file), global_id) if match and global_id else None,
    )


def paths_of(candidate: Candidate) -> tuple[str | None, ...]:
    """Keys of the paths of those elements that have no id; () where each has one."""
    if None not in [element.id or None for element in candidate.elements]:
        return ()
    items = zip(candidate.elements, candidate.result.items, strict=True)
    return tuple([None if element.id else path_key_of(item) for element, item in items])


def records_of_candidates(
    candidates: Sequence[Candidate],
    tests: Iterable[RunOfTest] = (),
    topics: Sequence[TopicEntry] = (),
    closed_words: frozenset[str] = frozenset(),
) -> RecordedRun:
    """The run that was read. ``closed_words`` are the folded statuses that close a topic.

    What another export of the same test stands for is left out and counted.
    """
    made = RecordedElements()
    used = [each for each in candidates if not each.superseded]
    with_members = {each.group for each in used if each.group and not each.is_group}
    clashes = [record_of(each, made, has_members=each.is_group and each.key in with_members) for each in used]
    shown = [each for each in topics if not each.superseded]
    clashes += [_record_of_topic(each, made, closed_words) for each in shown]
    left_out = len(candidates) - len(used) + len(topics) - len(shown)
    models = frozenset({element.model for record in clashes for element in record.elements if element.model})
    found = _with_models(tests, clashes)
    return RecordedRun(tuple(clashes), tuple(found), models, left_out=((_SUPERSEDED, left_out),) if left_out else ())


def records_of_reports(reports: Sequence[Report], closed_words: frozenset[str]) -> RecordedRun:
    """The run that reports are of, without models."""
    superseded = superseded_tests(reports)
    candidates = [each for report in reports for each in candidates_of(report, superseded)]
    return records_of_candidates(candidates, runs_of_tests(reports, superseded), topic_entries(reports), closed_words)


def record_of(candidate: Candidate, made: RecordedElements, *, has_members: bool = False) -> ClashRecord:
    """The record of a clash or of the header of a group."""
    result = candidate.result
    status = result.status
    return _make_record(
        key=candidate.key,
        kind="group" if candidate.is_group else "clash",
        guid=result.guid,
        test=candidate.test,
        name=result.name,
        status=status.value,
        is_live=status.is_live,
        file=candidate.file,
        elements=made.of(candidate.elements, candidate.known.outcomes, paths_of(candidate)),
        point_m=result.point_m,
        distance_m=result.distance_m,
        group=candidate.group,
        group_name=candidate.group_name,
        level=candidate.level,
        grid=candidate.grid,
        suppressed=APPROVED if status is ClashStatus.APPROVED else "",
        has_members=has_members,
        found=found_text(result.created),
    )


def _record_of_topic(entry: TopicEntry, made: RecordedElements, closed_words: frozenset[str]) -> ClashRecord:
    topic, known = entry.topic, entry.known
    elements = entry.selected.elements
    if known.outcomes:
        elements = tuple([identified(*each) for each in zip(elements, known.outcomes, strict=True)])
    return ClashRecord(
        key=entry.key,
        kind="topic",
        guid=topic.guid,
        test="",
        name=topic.title,
        status=topic.topic_status or "",
        is_live=(topic.topic_status or "").casefold() not in closed_words,
        file=entry.file,
        elements=made.of(elements, known.outcomes, ()),
        point_m=entry.selected.point_m if known.point_m is None else known.point_m,
        level=known.place.level if known.place else None,
    )


def runs_of_tests(
    reports: Sequence[Report],
    superseded: Mapping[tuple[str, int], str],
    older: Mapping[tuple[str, int], str] | None = None,
    digests: Mapping[str, str] = _NOTHING,
) -> Iterator[RunOfTest]:
    """What is known of every test that was used. A test whose other export was used says nothing.

    ``older`` says of tests why they give way to what is remembered, ``digests`` gives the SHA-256 of the files.
    """
    for report in reports:
        digest = digests.get(report.path, "")
        for number, test in enumerate(report.tests):
            if (report.path, number) not in superseded:
                reason = older.get((report.path, number), "") if older else ""
                yield _run_of(test, (digest,) if digest else (), reason)


def _run_of(test: ClashTest, reports: tuple[str, ...] = (), older: str = "") -> RunOfTest:
    layout = test.layout
    sides = [side for side in (test.left, test.right) if side is not None]
    return RunOfTest(
        name=test.display_name,
        status=test.status.value,
        filtered=test.filtered,
        selections_empty=any(not side.locators for side in sides),
        lists_clashes=layout is not GroupLayout.HEADERS_ONLY,
        lists_groups=layout in {GroupLayout.HEADERS_ONLY, GroupLayout.EVERYTHING, GroupLayout.EMPTY},
        has_results=layout is not GroupLayout.DEFINITION,
        reports=reports,
        older=older,
    )


def _with_models(tests: Iterable[RunOfTest], clashes: Iterable[ClashRecord]) -> Iterator[RunOfTest]:
    models: dict[str, set[str]] = defaultdict(set)
    for record in clashes:
        models[record.test].update(element.model for element in record.elements if element.model)
    for test in tests:
        yield replace(test, models=frozenset(models[test.name]))
