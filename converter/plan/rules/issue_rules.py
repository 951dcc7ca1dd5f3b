"""Severity and mapping rules on the issues of a run, and what each rule did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Protocol

from converter.model.clash import CLOSED
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.candidates import Candidate
from converter.plan.grouping import Problem
from converter.plan.issues import Action, PlannedIssue
from converter.plan.rules.facts import Facts, IssueReader
from converter.plan.rules.mapping_rules import Values, compiled, mapped
from converter.plan.rules.noise import EXAMPLES, Sifted
from converter.plan.rules.rule_settings import RuleSettings
from converter.plan.rules.rules_outcome import RulesOutcome, RuleTally
from converter.plan.rules.severity import Scale, Severity
from converter.plan.rules.template_values import values_of_clashes, values_of_topic
from converter.plan.titles import told_apart
from converter.plan.topics.topic_issues import TopicEntry

NEW: Final = "new"
"""The state of an issue where there is no earlier run."""


class HasState(Protocol):
    """What happened to an entry since the earlier run."""

    @property
    def state(self) -> str:
        """The word for it."""
        ...


@dataclass(frozen=True, slots=True)
class History:
    """What is known of earlier runs: the state of each entry by its file and key, and of issues by uuid the day their
    due dates count from. What is not there is new.
    """

    states: Mapping[tuple[str, str], HasState] = field(default_factory=dict)
    due_from: Mapping[str, str | None] = field(default_factory=dict)

    def states_of(self, entries: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """The states of an issue's clashes, each once."""
        found = [self.states.get(each) for each in entries]
        return tuple(dict.fromkeys([str(each.state) if each else NEW for each in found]))


class IssueRules:
    """Applies severity and rules to the issues of one run, and counts."""

    def __init__(self, settings: RuleSettings, today: date | None, history: History | None = None) -> None:
        self._settings, self._today = settings, today
        self._rules = compiled(settings.mapping)
        self._history = history or History()
        self._scale = Scale(settings.severity, today)
        self._wanted = frozenset().union(*(rule.conditions.wanted for rule in settings.mapping))
        self._read = IssueReader(self._wanted, today)
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}
        self._known: set[str] = set()
        self._severities: dict[str, Severity | None] = {}
        self._empty: Counter[str] = Counter()
        self.why_not: dict[str, dict[str, str]] = {}

    def of_clashes(self, issues: Sequence[PlannedIssue], problems: Sequence[Problem]) -> list[PlannedIssue]:
        """The issues of ``problems`` with what severity and rules set; those that are withheld stay as they are."""
        return _told_apart([self._of_problem(*each) for each in zip(issues, problems, strict=True)])

    def of_topics(self, issues: Sequence[PlannedIssue], entries: Sequence[TopicEntry]) -> list[PlannedIssue]:
        """The issues of topics with what rules set. They have no severity: somebody has looked at them already."""
        return _told_apart([self._of_topic(*each) for each in zip(issues, entries, strict=True)])

    def severity_of(self, clash: Candidate, problem: Problem | None) -> Severity | None:
        """The severity of one open clash of an issue; None for what nobody has to look at."""
        if problem is None or clash.result.status in CLOSED or clash.superseded or clash.noise:
            return None
        if len(problem.live_members) == 1:
            return self.severity_of_problem(problem)
        return self._scale.of_clash(clash, len(problem.live_members))

    def severity_of_problem(self, problem: Problem) -> Severity | None:
        """The severity of an issue, by its open clashes; None for what nobody has to look at."""
        if not problem.is_live:
            return None
        if problem.key not in self._severities:
            clashes = problem.live_members
            self._severities[problem.key] = self._scale.of_clashes(clashes or (problem.face,), len(clashes))
        return self._severities[problem.key]

    def _of_problem(self, issue: PlannedIssue, problem: Problem) -> PlannedIssue:
        if issue.action is Action.WITHHOLD:
            return issue
        entries, severity = problem.live_members or (problem.face,), issue.severity
        if severity and self._settings.severity.as_priority:
            set_by = (*issue.set_by, ("priority", f"severity {severity}"))
            issue = replace(issue, priority=severity.level, set_by=set_by)
        if not self._rules:
            return issue
        states = self._history.states_of([(each.file, each.key) for each in entries])
        facts = self._read.of_clashes(entries, problem.face, _of_issue(issue, states))
        return self._mapped(issue, facts, lambda changed: values_of_clashes(changed, problem, ", ".join(states)))

    def _of_topic(self, issue: PlannedIssue, entry: TopicEntry) -> PlannedIssue:
        if issue.action is Action.WITHHOLD or not self._rules:
            return issue
        states = self._history.states_of([(entry.file, entry.key)])
        facts = self._read.of_topic(entry, _of_issue(issue, states))
        return self._mapped(issue, facts, lambda changed: values_of_topic(changed, entry, states[0]))

    def _mapped(self, issue: PlannedIssue, facts: Facts, values: Values) -> PlannedIssue:
        remembered = self._history.due_from.get(issue.uuid)
        due_from = date.fromisoformat(remembered) if remembered else self._today
        result = mapped(issue, self._rules, facts, values, due_from)
        self._empty.update(result.empty)
        self._known.update(name for name, found in facts.items() if found)
        for label in result.labels:
            self._counts[label] += 1
            if len(examples := self._examples.setdefault(label, [])) < EXAMPLES:
                examples.append(result.issue.title)
        if self._settings.trace:
            self.why_not[issue.uuid] = {
                rule.label: why for rule in self._settings.mapping if (why := rule.conditions.why_not(facts))
            }
        return result.issue

    def outcome(self, sifted: Sifted) -> RulesOutcome:
        """What all rules did, with what those of noise took before."""
        return RulesOutcome(sifted.tallies, sifted.live, self.tallies, self.why_not)

    @property
    def tallies(self) -> tuple[RuleTally, ...]:
        """What each rule did, in their order."""
        return tuple(
            RuleTally(
                rule.label,
                tuple(rule.sets),
                self._counts[rule.label],
                tuple(self._examples.get(rule.label, ())),
                ()
                if self._counts[rule.label]
                else tuple(sorted({each.fact for each in rule.conditions.all_of} - self._known)),
            )
            for rule in self._settings.mapping
        )

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Rules that are about nothing, and templates that came out empty."""
        for tally in self.tallies:
            if not tally.issues:
                because = f": no issue has a {' or '.join(tally.unknown)}" if tally.unknown else ""
                yield diagnose("RUL003", f"{tally.label} is about no issue{because}")
        for key, count in sorted(self._empty.items()):
            yield diagnose("RUL005", f"the template of {key} came out empty for {count:,} issues; it was not used")


def _of_issue(issue: PlannedIssue, states: tuple[str, ...]) -> Facts:
    """What is known of an issue and of none of its clashes."""
    return {
        "state": states,
        "clashes": (float(issue.clashes),) if issue.clashes else (),
        "severity": (issue.severity.score,) if issue.severity else (),
    }


def _told_apart(issues: Sequence[PlannedIssue]) -> list[PlannedIssue]:
    """Titles that a rule set and that several issues would have; a viewpoint is called as its issue."""
    named = [place for place, issue in enumerate(issues) if any(name == "title" for name, _ in issue.set_by)]
    if not named:
        return list(issues)
    titles = told_apart([issue.title for issue in issues], [issue.uuid for issue in issues])
    result = list(issues)
    for place in named:
        issue, title = result[place], titles[place]
        view = replace(issue.viewpoint, name=title) if issue.viewpoint else None
        result[place] = replace(issue, title=title, viewpoint=view)
    return result
