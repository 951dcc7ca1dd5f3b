"""The baseline file of the gate: what a run has open, a line a thing, small and without people.

JSON lines, sorted, so that two of them can be compared with the tools for text: a head with the version, then the
tests, the issues and the clashes. Folders of reports and what a person wrote or was given (comments, assignees) are
not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PureWindowsPath
from typing import Any

import msgspec

from converter.app.earlier_issues import EarlierIssues
from converter.app.whole_files import write_whole
from converter.errors import InputError
from converter.plan.gate.checked_issue import Occurrence
from converter.plan.gate.checked_issues import IssueOfRun
from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest

VERSION = 1
_KIND = "clash-baseline"
_MILLIMETRES = 3
_SUPPRESSED = "suppressed in the baseline"
"""Stands for the reason, which may name who gave it."""
_encode = msgspec.json.Encoder(order="sorted").encode


def write_baseline(path: Path, run: RecordedRun, issues: Iterable[IssueOfRun]) -> None:
    """Write the file, whole or not at all. What is closed is left out: the gate takes what comes back for new."""
    kept = [each for each in run.clashes if each.exists]
    used = {each.issue for each in kept}
    head = {"file": _KIND, "version": VERSION, "models": sorted(run.models)}
    lines = [
        _encode(head),
        *sorted({_encode(_without_nothing({"test": each.name, **_test_json(each)})) for each in run.tests}),
        *sorted(_encode(_issue_json(each)) for each in issues if each.uuid in used),
        *sorted(_encode(_clash_json(each)) for each in kept),
    ]
    write_whole(path, b"\n".join(lines) + b"\n")


def read_baseline(path: Path) -> EarlierIssues:
    """What the file remembers. Raises :class:`InputError` for another file or version."""
    try:
        rows = [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
        head, *others = rows if rows else ({},)
        if not isinstance(head, dict) or head.get("file") != _KIND:
            raise _damaged(path, "it is no baseline")
        if head.get("version") != VERSION:
            raise _damaged(path, "it is of another version of this program")
        return _decoded(head, others)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}", _HINT) from error
    except (msgspec.DecodeError, UnicodeDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path, str(error)) from error


_HINT = "`converter check REPORT --write-baseline FILE` makes one; a run folder can be named too."


def _damaged(path: Path, why: str) -> InputError:
    return InputError(f"{path} cannot be used as a baseline: {why}", _HINT)


def _without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "", [], False, 0)}


def _test_json(test: RunOfTest) -> dict[str, Any]:
    return {"status": test.status, "models": sorted(test.models)}


def _issue_json(issue: IssueOfRun) -> dict[str, Any]:
    places = [{"file": _place(each.file), "guid": each.guid} for each in issue.occurrences[:1]]
    row = {
        "issue": issue.uuid,
        "key": issue.key,
        "title": issue.title,
        "of": issue.test,
        "severity": issue.severity,
        "trade": issue.trade,
        "discipline": issue.discipline,
        "level": issue.level,
        "clashes": issue.clashes,
        "at": places,
    }
    return _without_nothing(row)


def _clash_json(record: ClashRecord) -> dict[str, Any]:
    point = None if record.point_m is None else [round(value, _MILLIMETRES) for value in record.point_m]
    distance = None if record.distance_m is None else round(record.distance_m, _MILLIMETRES)
    row = {
        "clash": record.key,
        "kind": record.kind,
        "guid": record.guid,
        "of": record.test,
        "name": record.name,
        "status": record.status,
        "live": record.is_live,
        "file": _place(record.file),
        "elements": [_without_nothing(_element_json(each)) for each in record.elements],
        "point_m": point,
        "distance_m": distance,
        "group": record.group,
        "group_name": record.group_name,
        "in": record.issue,
        "level": record.level,
        "suppressed": record.suppressed and _SUPPRESSED,
        "first_seen": record.first_seen,
        "missing_runs": record.missing_runs,
        "header": record.has_members,
    }
    return _without_nothing(row)


def _element_json(element: RecordedElement) -> dict[str, Any]:
    return {
        "keys": sorted(element.keys),
        "class": element.ifc_class,
        "system": element.system,
        "model": element.model,
        "discipline": element.discipline,
    }


@cache
def _place(file: str) -> str:
    """A path as it was given when it is relative; of another one its last part, for folders often name a person."""
    path = PureWindowsPath(file)
    return path.name if path.root or path.drive or ".." in path.parts else path.as_posix()


def _decoded(head: dict[str, Any], rows: Iterable[dict[str, Any]]) -> EarlierIssues:
    tests: list[RunOfTest] = []
    issues: list[IssueOfRun] = []
    clashes: list[ClashRecord] = []
    for row in rows:
        if "test" in row:
            tests.append(RunOfTest(row["test"], row.get("status", "unknown"), models=frozenset(row.get("models", ()))))
        elif "issue" in row:
            issues.append(_issue(row))
        else:
            clashes.append(_clash(row))
    run = RecordedRun(tuple(clashes), tuple(tests), frozenset(head.get("models", ())))
    return EarlierIssues(run, tuple(issues))


def _issue(row: dict[str, Any]) -> IssueOfRun:
    return IssueOfRun(
        uuid=row["issue"],
        key=row["key"],
        title=row.get("title", ""),
        test=row.get("of", ""),
        severity=row.get("severity"),
        trade=row.get("trade"),
        discipline=row.get("discipline"),
        level=row.get("level"),
        clashes=row.get("clashes", 0),
        occurrences=tuple(_places(row.get("at", ()))),
    )


def _places(rows: Iterable[dict[str, str]]) -> Iterator[Occurrence]:
    for row in rows:
        yield Occurrence(row["file"], row.get("guid", ""))


def _clash(row: dict[str, Any]) -> ClashRecord:
    point = row.get("point_m")
    return ClashRecord(
        key=row["clash"],
        kind=row["kind"],
        guid=row.get("guid", ""),
        test=row.get("of", ""),
        name=row.get("name", ""),
        status=row.get("status", ""),
        is_live=row.get("live", False),
        file=row.get("file", ""),
        elements=tuple([_element(each) for each in row.get("elements", ())]),
        point_m=None if point is None else (float(point[0]), float(point[1]), float(point[2])),
        distance_m=row.get("distance_m"),
        group=row.get("group", ""),
        group_name=row.get("group_name", ""),
        issue=row.get("in"),
        level=row.get("level"),
        suppressed=row.get("suppressed", ""),
        first_seen=row.get("first_seen"),
        missing_runs=row.get("missing_runs", 0),
        has_members=row.get("header", False),
    )


def _element(row: dict[str, Any]) -> RecordedElement:
    return RecordedElement(
        keys=frozenset(row.get("keys", ())),
        ifc_class=row.get("class"),
        system=row.get("system"),
        model=row.get("model", ""),
        discipline=row.get("discipline"),
    )
