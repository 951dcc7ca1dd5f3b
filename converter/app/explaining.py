"""``converter config explain``: for every field of an issue its value, and which rule or default set it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from converter.app import run_folder
from converter.app.configuration import Configuration
from converter.app.dry_plan import dry_plan
from converter.app.records import clash_json, issue_json
from converter.errors import ConfigError
from converter.events import Observer, nobody
from converter.plan.rules.globs import folded

_FIELDS = (
    "title", "description", "status", "issue_type", "priority", "assignee", "trade", "location", "due_date", "private",
    "watchers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExplainedField:
    """A field, its value, what set it, and the rules that set it before and were overruled."""

    name: str
    value: Any
    by: str
    overruled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """An issue, or a clash that became none or is withheld (then ``fields`` is empty and ``reason`` says why).

    ``why_not`` tells, rule by rule, which condition does not hold; it is known for reports, not for a run folder.
    """

    name: str
    uuid: str | None
    action: str
    reason: str
    fields: tuple[ExplainedField, ...] = ()
    severity: Mapping[str, Any] | None = None
    why_not: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """Issues and lines of a run as they are written, with what only a plan in memory knows."""

    issues: Sequence[Mapping[str, Any]]
    lines: Sequence[Mapping[str, Any]]
    descriptions: Mapping[str, str]
    why_not: Mapping[str, Mapping[str, str]] | None


def explain(
    clash: str,
    paths: Sequence[Path],
    configuration: Configuration,
    today: date,
    observer: Observer = nobody,
) -> list[Explained]:
    """Everything of that uuid, guid, key, name or title in a run folder, or in what would be planned for the paths.

    Without paths the run folder here, or the only one below, is taken. :class:`ConfigError` for what is not found.
    """
    places = list(paths) or [_run_here()]
    folders = [path for path in places if path.is_dir() and run_folder.is_run_folder(path)]
    if folders and len(places) > 1:
        raise ConfigError(f"{folders[0]} is a run folder.", "Name one run folder, or reports.")
    run = _of_folder(folders[0]) if folders else _of_reports(places, configuration, today, observer)
    found = list(_found(run, folded(clash)))
    if not found:
        raise ConfigError(f"There is no clash, group or issue {clash!r}{_like(clash, run)}.", _HINT)
    return found


_HINT = "Give the uuid or title of an issue, or the guid or name of a clash or group; case does not matter."


def _run_here() -> Path:
    here = Path()
    below = sorted(path for path in here.iterdir() if path.is_dir() and run_folder.is_run_folder(path))
    if run_folder.is_run_folder(here):
        return here
    if len(below) == 1:
        return below[0]
    said = f"there are {len(below):,} below it" if below else "and none below it"
    raise ConfigError(f"This folder is no run folder, {said}.", "Name a run folder or reports behind the clash.")


def _of_folder(folder: Path) -> _Run:
    plan = run_folder.read_json(folder, run_folder.PLAN_FILE)
    bodies: dict[str, Any] = {}
    descriptions: dict[str, str] = {}
    for issue in plan["issues"]:
        if (place := issue["batch"]) is not None:
            name = place["file"]
            if name not in bodies:
                bodies[name] = {item["uuid"]: item for item in _items(folder, name)}
            descriptions[issue["uuid"]] = bodies[name].get(issue["uuid"], {}).get("description", "")
    return _Run(plan["issues"], run_folder.read_lines(folder, run_folder.CLASHES_FILE), descriptions, None)


def _items(folder: Path, name: str) -> list[dict[str, Any]]:
    lines = run_folder.read_lines(folder, name, optional=True)
    return lines[0]["updates"] if lines else []


def _of_reports(paths: Sequence[Path], configuration: Configuration, today: date, observer: Observer) -> _Run:
    plan = dry_plan(paths, configuration, today, observer=observer, trace=True).plan
    return _Run(
        [issue_json(issue, None) for issue in plan.issues],
        [clash_json(line) for line in plan.clashes],
        {issue.uuid: issue.description for issue in plan.issues},
        plan.rules.why_not,
    )


def _found(run: _Run, wanted: str) -> Iterator[Explained]:
    """Issues that are called so or have a source called so; then lines that became no issue."""
    kinds = {line["issue"]: line["kind"] for line in run.lines if line["issue"] and line["kind"] != "group"}
    for issue in run.issues:
        names = (issue["uuid"], issue["title"], issue["key"], issue["group"])
        if wanted in map(_name, names) or wanted in _sources(issue["sources"]):
            yield _explained(issue, run, is_topic=kinds.get(issue["uuid"]) == "topic")
    for line in run.lines:
        is_none = line["issue"] is None and line["state"] == "suppressed"
        if is_none and wanted in map(_name, (line["key"], line["name"], line["source"]["guid"])):
            yield Explained(f"{line['name']} ({line['test']})", None, "none", line["reason"])


def _sources(sources: Iterable[Mapping[str, str]]) -> set[str]:
    return {_name(source[key]) for source in sources for key in ("guid", "name")}


def _name(text: str | None) -> str:
    return folded(text or "")


def _like(clash: str, run: _Run) -> str:
    names = {name: None for line in run.lines for name in (line["name"], line["source"]["guid"]) if name}
    close = difflib.get_close_matches(clash, list(names), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""


def _explained(issue: Mapping[str, Any], run: _Run, *, is_topic: bool) -> Explained:
    if issue["action"] == _WITHHELD:
        return Explained(issue["title"], issue["uuid"], issue["action"], issue["reason"])
    values = {**issue, "description": run.descriptions.get(issue["uuid"], "")}
    defaults = _TOPIC_DEFAULTS if is_topic else _CLASH_DEFAULTS
    chain: dict[str, list[str]] = {}
    for each in issue["set_by"]:
        chain.setdefault(each["field"], []).append(each["by"])
    fields = []
    for name in _FIELDS:
        value = values[name]
        *overruled, by = chain.get(name) or [defaults[name] if value not in (None, "", [], ()) else "not set"]
        fields.append(ExplainedField(name, value, by, tuple(overruled)))
    why_not = None if run.why_not is None else run.why_not.get(issue["uuid"], {})
    return Explained(
        issue["title"], issue["uuid"], issue["action"], issue["reason"], tuple(fields), issue["severity"], why_not
    )


_WITHHELD = "withhold"
_CLASH_DEFAULTS = {
    "title": "made here: what meets what, where, and the name in the report",
    "description": "made here of what the report says",
    "status": "the report",
    "issue_type": "the setting issues.type",
    "priority": "the setting issues.priority",
    "assignee": "the report: assigned to",
    "trade": "the report",
    "location": "the models: building, storey and room",
    "due_date": "the report",
    "private": "the report",
    "watchers": "the report",
}
_TOPIC_DEFAULTS = {
    **_CLASH_DEFAULTS,
    "title": "the topic's title",
    "description": "the topic",
    "status": "the topic's status, by bcf.closed",
    "assignee": "the topic: assigned to, by bcf.people",
    "trade": "the topic's labels, by bcf.trades",
    "due_date": "the topic's due date",
}


def as_json(found: Sequence[Explained]) -> dict[str, Any]:
    """The document of ``config explain --json``."""
    return {
        "found": [
            {
                "name": each.name,
                "uuid": each.uuid,
                "action": each.action,
                "reason": each.reason,
                "severity": each.severity,
                "fields": [
                    {"field": name.name, "value": name.value, "by": name.by, "overruled": name.overruled}
                    for name in each.fields
                ],
                "rules_not_about_it": each.why_not,
            }
            for each in found
        ]
    }
