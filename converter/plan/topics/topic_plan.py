"""All topics of the reports → issues, lines and what was odd."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.report import Report
from converter.plan.identity import issue_uuid
from converter.plan.issues import ClashLine, PlannedIssue
from converter.plan.limits import ATTACHMENTS, DESCRIPTION_CHARACTERS
from converter.plan.lookups import Lookups
from converter.plan.settings import PlanSettings
from converter.plan.titles import told_apart
from converter.plan.topics.topic_issues import TopicEntry, TopicIssueMaker, topic_entries, topic_line

_DEFAULTS = {
    "type": "the issue type is the configured one",
    "priority": "the priority is the configured one",
    "person": "nobody is assigned",
    "status": "the issue is open",
}


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """What becomes of the topics; ``entries`` are those of the issues, in their order."""

    issues: tuple[PlannedIssue, ...]
    lines: tuple[ClashLine, ...]
    diagnostics: tuple[Diagnostic, ...]
    entries: tuple[TopicEntry, ...] = ()


def known_topics(reports: Sequence[Report], lookups: Lookups) -> list[TopicEntry]:
    """The topics of all reports, with what the models know of them."""
    read = topic_entries(reports)
    knowledge = lookups.elements.of_topics([entry.selected for entry in read])
    return [replace(entry, known=known) for entry, known in zip(read, knowledge, strict=True)]


def plan_topics(
    entries: Sequence[TopicEntry],
    settings: PlanSettings,
    lookups: Lookups,
    uuids_of: Callable[[Sequence[tuple[str, str]]], list[str]],
) -> TopicPlan:
    """One issue a topic; copies of one topic give way to the newest. ``uuids_of`` gives uuids by file and key."""
    maker = TopicIssueMaker(settings, lookups)
    found = iter(uuids_of([(entry.file, entry.key) for entry in entries if not entry.superseded]))
    uuids = [issue_uuid(settings.project_id, entry.key) if entry.superseded else next(found) for entry in entries]
    made = [maker.issue(entry, uuid) for entry, uuid in zip(entries, uuids, strict=True) if not entry.superseded]
    titles = told_apart([issue.title for issue in made], [issue.uuid for issue in made])
    issues = tuple(_shortened(_retitled(issue, title)) for issue, title in zip(made, titles, strict=True))
    lines = tuple(topic_line(entry, uuid) for entry, uuid in zip(entries, uuids, strict=True))
    used = tuple(entry for entry in entries if not entry.superseded)
    return TopicPlan(issues, lines, tuple(_diagnostics(entries, issues, maker)), used)


def _retitled(issue: PlannedIssue, title: str) -> PlannedIssue:
    """A title that is changed to tell it from another stands whole in the description."""
    if title == issue.title:
        return issue
    whole = issue.sources[0].name
    is_there = issue.description.startswith(whole) or whole in title
    return replace(issue, title=title, description=issue.description if is_there else f"{whole}\n\n{issue.description}")


def _shortened(issue: PlannedIssue) -> PlannedIssue:
    if len(issue.description) <= DESCRIPTION_CHARACTERS:
        return issue
    note = "\n… shortened; the whole text is in the archive."
    return replace(issue, description=issue.description[: DESCRIPTION_CHARACTERS - len(note)] + note)


def _diagnostics(
    entries: Sequence[TopicEntry], issues: Sequence[PlannedIssue], maker: TopicIssueMaker
) -> Iterator[Diagnostic]:
    for entry in entries:
        if entry.superseded:
            code = "PLN011" if entry.superseded.startswith("conflict") else "PLN010"
            message = f"the topic {entry.topic.title!r} is not used: {entry.superseded}"
            yield diagnose(code, message, file=entry.file, guid=entry.topic.guid)
    for what, words in maker.words.unknown.items():
        if words:
            named = ", ".join(repr(word) for word in sorted(words)[:10])
            yield diagnose("PLN012", f"no {what} of Procore is known for {named}: {_DEFAULTS[what]}")
    if maker.too_many:
        yield diagnose(
            "PLN013", f"{maker.too_many:,} issues have more than {ATTACHMENTS} pictures, the most there may be"
        )
    if maker.without_visibility:
        counted = f"{maker.without_visibility:,} viewpoints say what is visible"
        yield diagnose("PLN014", f"{counted}; without a published model it is left out")
