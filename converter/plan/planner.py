"""Reports in, a :class:`PublishPlan` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import starmap
from types import MappingProxyType

from converter.model.clash import ClashStatus
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.drafts import maker_of
from converter.model.report import Report
from converter.plan.candidates import Candidate, candidates_of, enriched
from converter.plan.grouping import Problem, grouped
from converter.plan.grouping.regrouping import regrouping_notes
from converter.plan.isolation import isolated
from converter.plan.issues import (
    Action,
    Origin,
    PlannedIssue,
    PlannedViewpoint,
    PublishPlan,
    Remembered,
)
from converter.plan.limits import DESCRIPTION_CHARACTERS
from converter.plan.lookups import Lookups
from converter.plan.rules.issue_rules import History, IssueRules
from converter.plan.rules.noise import noise_diagnostics, sift
from converter.plan.runs.clash_lines import WITHHELD, LineSettings, clash_lines, source_of, told_topics
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.runs.continuing import Continuing
from converter.plan.runs.memory import Memory
from converter.plan.runs.older_reports import OlderTests, older_tests
from converter.plan.runs.recall import recalled as recall
from converter.plan.runs.records import runs_of_tests
from converter.plan.runs.same_tests import OTHER_STATUSES, superseded_tests
from converter.plan.settings import PlanSettings
from converter.plan.texts import description_of, title_of
from converter.plan.titles import told_apart
from converter.plan.topics.topic_plan import known_topics, plan_topics
from converter.plan.views import viewpoint_of, wanted_view_of, with_drawing

_make_issue, _make_origin = maker_of(PlannedIssue), maker_of(Origin)


def make_plan(
    reports: Sequence[Report],
    settings: PlanSettings,
    lookups: Lookups,
    memory: Memory | None = None,
    digests: Mapping[str, str] = MappingProxyType({}),
) -> PublishPlan:
    """Decide for every clash, group and topic of the reports what becomes of it.

    Every entry read gives one line in ``clashes``; every problem gives one issue, published or withheld with its
    reason. With ``memory`` of earlier runs clashes and issues go on as what they were, and only changes are planned.
    ``digests`` gives the SHA-256 of the reports by their paths: what an older one lacks is no proof.
    """
    superseded = superseded_tests(reports)
    older = _older(reports, superseded, digests, memory, settings.identity)
    read = [each for report in reports for each in candidates_of(report, superseded)]
    candidates = list(map(enriched, read, lookups.elements.of_clashes(read)))
    tests = tuple(runs_of_tests(reports, superseded, older.reasons, digests))
    topics_read = known_topics(reports, lookups)
    closed_words = settings.topics.closed
    recalled = recall(candidates, topics_read, tests, memory, settings.identity, closed_words, lookups.elements)
    sifted = sift(recalled.candidates, settings.rules.noise, settings.today)
    recalled = recalled.without_noise(sifted.candidates)
    continuing = Continuing(settings.project_id, memory.issues() if memory else (), recalled, older.names(reports))
    before = continuing.keys_before(sifted.kept)
    grouping = grouped(sifted.kept, settings.grouping, before)
    problems, repeated = _once_each(grouping.problems)
    problems, uuids = continuing.named(problems)
    names = continuing.names_of(problems, uuids)
    titles = told_apart([title_of(*each) for each in zip(problems, names, strict=True)], uuids)
    drafts = zip(problems, uuids, titles, names, strict=True)
    rules = IssueRules(settings.rules, settings.today, History(recalled.fates, continuing.due_from))
    maker = _IssueMaker(settings, lookups, rules)
    issues = list(starmap(maker.issue, drafts))
    issues = isolated(issues, problems, settings, lookups)
    topics = plan_topics(recalled.entries, settings, lookups, continuing.uuids_of)
    mapped = [*rules.of_clashes(issues, problems), *rules.of_topics(topics.issues, topics.entries)]
    settled = continuing.settled(_drawn(mapped, lookups), settings.identity.close_after)
    whole = settled.issues
    told = LineSettings(settings.time_zone, settings.today, compared=memory is not None)
    return PublishPlan(
        project_id=settings.project_id,
        issues=whole,
        clashes=(
            *clash_lines(sifted.candidates, problems, uuids, rules, recalled, told),
            *told_topics(topics.lines, recalled, told),
        ),
        diagnostics=(
            *older.diagnostics,
            *(recalled.comparison.diagnostics if recalled.comparison else ()),
            *settled.diagnostics,
            *noise_diagnostics(sifted),
            *grouping.diagnostics,
            *(regrouping_notes(before, continuing.titles, problems) if before else ()),
            *_diagnostics(whole, candidates, repeated),
            *topics.diagnostics,
            *rules.diagnostics(),
        ),
        rules=rules.outcome(sifted),
        tests=recalled.tests(tests, memory, settings.identity),
        memory=Remembered(
            recalled.remembered, settled.closed, recalled.comparison.counts() if recalled.comparison else {}
        ),
    )


def _older(
    reports: Sequence[Report],
    exports: Mapping[tuple[str, int], str],
    digests: Mapping[str, str],
    memory: Memory | None,
    settings: CompareSettings,
) -> OlderTests:
    """The tests whose report a newer one has followed."""
    if memory is None or settings.allow_older:
        return OlderTests({})
    places = [(report.path, number) for report in reports for number in range(len(report.tests))]
    return older_tests(reports, [each for each in places if each not in exports], digests, memory.run())


def _drawn(issues: Sequence[PlannedIssue], lookups: Lookups) -> list[PlannedIssue]:
    """The issues, those without a picture with one that was drawn."""
    wanted = [(issue.title, issue.wanted_view) for issue in issues if issue.wanted_view]
    drawings = iter(lookups.drawings.of(wanted))
    return [issue if issue.wanted_view is None else with_drawing(issue, next(drawings), lookups) for issue in issues]


def _once_each(problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """The problems with distinct keys, and those whose key had been seen before."""
    seen: set[str] = set()
    kept: list[Problem] = []
    repeated: list[Problem] = []
    for problem in problems:
        (repeated if problem.key in seen else kept).append(problem)
        seen.add(problem.key)
    return kept, repeated


class _IssueMaker:
    """Makes issues under one set of settings."""

    def __init__(self, settings: PlanSettings, lookups: Lookups, rules: IssueRules) -> None:
        self._settings = settings
        self._lookups = lookups
        self._rules = rules

    def issue(self, problem: Problem, uuid: str, title: str, name: str) -> PlannedIssue:
        """The issue of one problem: live ones are created, the others withheld. ``name`` is in the title's end."""
        head, result = problem.head, problem.head.result
        live = problem.is_live
        assigned = result.assigned_to
        viewpoint, why_not = self._viewpoint(problem, title) if live else (None, "")
        wanted = wanted_view_of(problem, self._settings, self._lookups.views) if why_not else None
        place = problem.face.known.place
        return _make_issue(
            action=Action.CREATE if live else Action.WITHHOLD,
            reason=_reason(problem) if live else _withheld_because(result.status),
            key=problem.key,
            uuid=uuid,
            title=title,
            description=description_of(problem, assigned, self._settings.time_zone) if live else "",
            status="open",
            issue_type=self._settings.issue_type,
            priority=self._settings.priority,
            origin=_make_origin(
                _origin_title(problem), uuid, _origin_type(problem), self._settings.link.format(uuid=uuid)
            ),
            sources=tuple([source_of(each) for each in problem.entries]),
            assignee=assigned if assigned and "@" in assigned else None,
            viewpoint=viewpoint,
            no_viewpoint_reason=why_not,
            test=head.test,
            group=problem.name if problem.is_group else "",
            clashes=len(problem.live_members),
            level=problem.face.level,
            grid=problem.face.grid,
            model=self._model(head.file, has_viewpoint=viewpoint is not None or wanted is not None),
            source_status=result.status,
            point_m=problem.face.result.point_m,
            distance_m=problem.face.result.distance_m,
            location=(place.path or None) if place and self._settings.locations else None,
            wanted_view=wanted,
            severity=self._rules.severity_of_problem(problem),
            name=name,
        )

    def _viewpoint(self, problem: Problem, title: str) -> tuple[PlannedViewpoint | None, str]:
        return viewpoint_of(problem, title, self._settings, self._lookups.picture, self._lookups.views)

    def _model(self, file: str, *, has_viewpoint: bool) -> str:
        return self._lookups.model_of(file, has_viewpoint=has_viewpoint)


def _withheld_because(status: ClashStatus) -> str:
    return WITHHELD.get(status, f"{status} in the report")


def _reason(problem: Problem) -> str:
    status = problem.head.result.status
    if problem.is_group and problem.members and not status.is_live:
        return f"the group is {status}, but {len(problem.live_members)} of its clashes are open"
    return f"{status} in the report"


def _origin_title(problem: Problem) -> str:
    return f"{problem.name} ({problem.head.test})"


def _origin_type(problem: Problem) -> str:
    return "NavisworksClashGroup" if problem.is_group else "NavisworksClash"


def _diagnostics(
    issues: Sequence[PlannedIssue], candidates: Sequence[Candidate], repeated: Sequence[Problem]
) -> Iterator[Diagnostic]:
    """What was left out or changed, counted."""
    if not candidates and not issues:
        yield diagnose("PLN016", "there is no clash, group or topic in the input: nothing becomes an issue")
    withheld = Counter(issue.reason for issue in issues if issue.action is Action.WITHHOLD)
    for reason, count in sorted(withheld.items()):
        yield diagnose("PLN001", f"{count:,} not published: {reason}")
    no_view = Counter(issue.no_viewpoint_reason for issue in issues if issue.no_viewpoint_reason)
    for reason, count in sorted(no_view.items()):
        yield diagnose("PLN003" if "clash point" in reason else "PLN002", f"{count:,} without a viewpoint: {reason}")
    yield from _view_diagnostics(issues)
    if shortened := sum("…" in issue.title for issue in issues if issue.action is Action.CREATE):
        yield diagnose("PLN005", f"{shortened:,} titles were shortened")
    if long := sum(len(issue.description) == DESCRIPTION_CHARACTERS for issue in issues):
        yield diagnose("PLN008", f"{long:,} descriptions were shortened to {DESCRIPTION_CHARACTERS:,} characters")
    for problem in repeated[:20]:
        message = f"{problem.name!r} in {problem.head.test!r} is there already"
        yield diagnose("PLN006", message, file=problem.head.file, guid=problem.head.result.guid or None)
    if unpaired := sum(
        not (each.has_pair or each.is_group or each.superseded) for each in candidates if each.result.status.is_live
    ):
        yield diagnose(
            "PLN007", f"{unpaired:,} live clashes have no two known objects; their guid or name identifies them"
        )
    reasons = Counter((each.file, each.test, each.superseded) for each in candidates if each.superseded)
    for (file, test, reason), count in sorted(reasons.items()):
        code = "PLN015" if OTHER_STATUSES in reason else "PLN009"
        yield diagnose(code, f"{count:,} entries of {test!r} were not used: {reason}", file=file)


def _view_diagnostics(issues: Sequence[PlannedIssue]) -> Iterator[Diagnostic]:
    """What of saved views could not be carried over."""
    views = [view for issue in issues for view in (issue.viewpoint, *issue.further_views) if view]
    replaced = Counter((view.section_replaced, view.section is None) for view in views if view.section_replaced)
    for (reason, is_left_out), count in sorted(replaced.items()):
        became = "were left out" if is_left_out else "became a box around the clash"
        yield diagnose("GEO001", f"{count:,} sections {became}: {reason}")
    if dropped := sum(view.dropped_lines for view in views):
        yield diagnose("GEO003", f"{dropped:,} mark-up lines lie behind the camera or outside what it can show")
