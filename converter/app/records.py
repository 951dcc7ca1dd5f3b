"""The shapes in which records are written: lines of the run folder and of ``--json``."""

from __future__ import annotations

from typing import Any

from converter.app.ifc_rows import ifc_json
from converter.model.diagnostics import Diagnostic
from converter.plan.elements import Element, IdKind
from converter.plan.issue_fields import fields_of
from converter.plan.issues import Action, ClashLine, PlannedIssue, RecordedIssue, Source
from converter.plan.models.matches import Ambiguous, Match, Outcome
from converter.plan.models.places import Place
from converter.plan.rules.noise import NoiseTally
from converter.plan.rules.rules_outcome import RulesOutcome
from converter.plan.rules.severity import Severity
from converter.plan.runs.clash_record import RunOfTest

SNAPSHOTS = "snapshots"
"""Folder of the pictures in a run folder."""


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as the contract shows it; location members that are not known are left out."""
    location = diagnostic.location
    known = {
        "file": location.file,
        "member": location.member,
        "line": location.line,
        "column": location.column,
        "guid": location.guid,
    }
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "location": {name: value for name, value in known.items() if value is not None},
        **({} if diagnostic.count == 1 else {"count": diagnostic.count}),
    }


def issue_json(issue: PlannedIssue, place: dict[str, str] | None) -> dict[str, Any]:
    """An issue as ``plan.json`` shows it; ``place`` says where its body is."""
    picture = issue.viewpoint.picture if issue.viewpoint else None
    return {
        "action": issue.action,
        "reason": issue.reason,
        "key": issue.key,
        "uuid": issue.uuid,
        "title": issue.title,
        "status": issue.status if issue.action is Action.CREATE else None,
        "source_status": issue.source_status,
        "test": issue.test,
        "group": issue.group or None,
        "name": issue.name or None,
        "clashes": issue.clashes,
        "level": issue.level,
        "grid": issue.grid,
        "point_m": issue.point_m,
        "distance_m": issue.distance_m,
        "issue_type": issue.issue_type,
        "priority": issue.priority,
        "assignee": issue.assignee,
        "trade": issue.trade,
        "location": issue.location,
        "due_date": issue.due_date,
        "due_from": issue.due_from,
        "private": issue.private,
        "watchers": issue.watchers,
        "severity": _severity_json(issue.severity),
        "set_by": [{"field": name, "by": by} for name, by in issue.set_by],
        "snapshot": f"{SNAPSHOTS}/{picture.file_name}" if picture else None,
        "no_viewpoint_reason": issue.no_viewpoint_reason or None,
        "sources": [_source_json(source) for source in issue.sources],
        "changed_fields": issue.changed_fields,
        "closed": issue.action is Action.CLOSE or issue.status == "closed",
        "sent": None if issue.action is Action.WITHHOLD else dict(issue.sent) or fields_of(issue),
        "batch": place,
    }


def closed_json(issue: RecordedIssue) -> dict[str, Any]:
    """An issue that was closed in an earlier run, under ``closed`` of ``plan.json``."""
    return {**issue_json(issue.planned, None), "closed": True, "sent": issue.sent}


def clash_json(line: ClashLine) -> dict[str, Any]:
    """A line of ``clashes.jsonl``."""
    return {
        "key": line.key,
        "kind": line.kind,
        "state": line.state,
        "reason": line.reason,
        "issue": line.issue,
        "group": line.group,
        "test": line.test,
        "name": line.name,
        "status": line.status,
        "elements": _elements_json(line),
        "point_m": line.point_m,
        "distance_m": line.distance_m,
        "level": line.level,
        "grid": line.grid,
        "class": line.ifc_class,
        "discipline": line.discipline,
        **(_place_json(line.place) if line.place else {}),
        "severity": _severity_json(line.severity),
        "found": line.found,
        "first_seen": line.first_seen,
        "missing_runs": line.missing_runs,
        "group_key": line.group_key or None,
        **({"has_members": line.has_members} if line.kind == "group" else {}),
        **({"superseded": True} if line.superseded else {}),
        "source": {"file": line.source.file, "guid": line.source.guid},
    }


def _severity_json(severity: Severity | None) -> dict[str, Any] | None:
    """The score and the points it is made of; null for what nobody has to look at."""
    return None if severity is None else {"score": severity.score, "level": severity.level, "parts": severity.parts}


def rules_json(rules: RulesOutcome) -> dict[str, Any]:
    """What noise and mapping rules did, for ``run.json`` and ``inspect --rules --json``."""
    return {
        "open_clashes": rules.live,
        "noise": [_noise_json(each) for each in rules.noise],
        "rules": [
            {
                "rule": each.label,
                "sets": each.sets,
                "issues": each.issues,
                "examples": each.examples,
                "unknown": each.unknown,
            }
            for each in rules.mapping
        ],
    }


def test_json(test: RunOfTest) -> dict[str, Any]:
    """What a later run has to know to judge whether absence from this one proves anything."""
    return {
        "name": test.name,
        "status": test.status,
        "filtered": test.filtered,
        "selections_empty": test.selections_empty,
        "lists_clashes": test.lists_clashes,
        "lists_groups": test.lists_groups,
        "has_results": test.has_results,
        **({} if test.in_run else {"in_run": False}),
        **({"older": test.older} if test.older else {}),
        "reports": test.reports,
        "earlier_reports": test.earlier,
    }


def _noise_json(tally: NoiseTally) -> dict[str, Any]:
    rule = tally.rule
    return {
        "name": rule.name,
        "reason": rule.reason,
        "kind": rule.kind,
        "until": rule.until.isoformat() if rule.until else None,
        "by": rule.by or None,
        "expired": tally.expired,
        "clashes": tally.clashes,
        "groups": tally.headers,
        "examples": tally.examples,
        "unknown": tally.unknown,
    }


def _place_json(place: Place) -> dict[str, Any]:
    """What only models know of a place."""
    return {"storey": place.storey, "room": place.room, "zone": place.zone, "location": place.path}


def _elements_json(line: ClashLine) -> list[dict[str, Any]]:
    found = [_element_json(element) for element in line.elements]
    if line.outcomes:
        for element, outcome in zip(found, line.outcomes, strict=False):
            element["ifc"] = _outcome_json(outcome)
    if line.path_keys:
        for element, key in zip(found, line.path_keys, strict=False):
            if key is not None:
                element["path_key"] = key
    return found


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What the models made of an element: the match, the candidates, or why there is none."""
    if isinstance(outcome, Match):
        return {
            **ifc_json(outcome.element),
            "system": outcome.element.system,
            "discipline": outcome.element.discipline,
            "rung": outcome.rung,
            "confidence": outcome.confidence,
        }
    if isinstance(outcome, Ambiguous):
        return {"rung": outcome.rung, "candidates": [ifc_json(each) for each in outcome.candidates[:_CANDIDATES]]}
    return {"unmatched": outcome.reason}


_CANDIDATES = 20


def _element_json(element: Element) -> dict[str, Any]:
    return {
        "id_kind": element.id_kind,
        "id": element.id,
        "element_id": element.element_id or (element.id if element.id_kind is IdKind.ELEMENT_ID else None),
        "name": element.name,
        "type": element.type,
        "class": element.ifc_class,
        "layer": element.layer,
        "source_file": element.source_file,
    }


def _source_json(source: Source) -> dict[str, str]:
    return {"file": source.file, "guid": source.guid, "test": source.test, "name": source.name}
