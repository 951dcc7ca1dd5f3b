"""The clashes of an earlier run folder, as comparisons see them.

The folder is the memory: a report has mostly lost the elements of what is resolved. Folders of versions that kept less
are read too; what they lack is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from converter.app import run_folder
from converter.app.recorded_issues import recorded_issues
from converter.errors import InputError
from converter.model.clash import ClashStatus, GroupLayout
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.element_keys import strong_keys
from converter.plan.elements import Element, IdKind, model_name
from converter.plan.issues import ClashState, RecordedIssue
from converter.plan.models.matches import Confidence
from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest
from converter.plan.runs.found_dates import found_of_line
from converter.plan.runs.memory import Told
from converter.plan.runs.records import APPROVED

_SUPERSEDED = ("the same test is in ", "the same topic is in ", "conflict: the topic has other content in ")
"""How versions that did not mark it say that another export was used."""


class LineMemory:
    """Lines of ``clashes.jsonl`` and issues of a plan as memory (:class:`converter.plan.runs.memory.Memory`)."""

    def __init__(
        self,
        lines: Iterable[Mapping[str, Any]],
        document: Mapping[str, Any],
        issues: Iterable[RecordedIssue],
        closed_words: frozenset[str],
    ) -> None:
        """``document`` is a ``run.json``, ``closed_words`` are the folded statuses that close a topic.

        Raises :class:`KeyError`, :class:`TypeError`, :class:`ValueError` or :class:`AttributeError` for what is none.
        """
        used = [line for line in lines if not _is_superseded(line)]
        self._run = recorded_run(used, document, closed_words)
        self._lines = {id(record): line for record, line in zip(self._run.clashes, used, strict=True)}
        self._issues = tuple(issues)
        self.diagnostics: tuple[Diagnostic, ...] = ()

    def run(self) -> RecordedRun:
        """Every clash that is remembered."""
        return self._run

    def issues(self) -> Sequence[RecordedIssue]:
        """Every issue that was made."""
        return self._issues

    def line_of(self, record: ClashRecord) -> Mapping[str, Any]:
        """The line behind a record of :meth:`run`."""
        return self._lines[id(record)]

    def told_of(self, record: ClashRecord) -> Told | None:
        """A run folder that is named is compared with, whatever it was made of."""
        return None


class EarlierRun(LineMemory):
    """A run folder as memory of what was planned before."""

    def __init__(self, folder: Path, closed_words: frozenset[str], project_id: int | None = None) -> None:
        """The issues of another project are not used. :class:`InputError` for what is no run folder or damaged."""
        lines = run_folder.read_lines(folder, run_folder.CLASHES_FILE)
        document = run_folder.read_json(folder, run_folder.RUN_FILE)
        plan = run_folder.read_json(folder, run_folder.PLAN_FILE)
        said: tuple[Diagnostic, ...] = ()
        try:
            if project_id not in {None, plan["project_id"]}:
                message = f"the earlier run is of project {plan['project_id']}, this one of {project_id}"
                said = (diagnose("CMP009", message, file=str(folder)),)
                plan, lines = {"issues": []}, [{**line, "issue": None} for line in lines]
            super().__init__(lines, document, recorded_issues(plan), closed_words)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"{folder} is damaged: {error!r}", "Convert the report again.") from error
        self.diagnostics = said


def earlier_run(folder: Path, closed_words: frozenset[str]) -> RecordedRun:
    """What a run folder remembers of clashes. Raises as :class:`EarlierRun` does."""
    return EarlierRun(folder, closed_words).run()


def recorded_run(
    lines: Iterable[Mapping[str, Any]], document: Mapping[str, Any], closed_words: frozenset[str]
) -> RecordedRun:
    """The run of lines of ``clashes.jsonl`` and of a ``run.json``."""
    used = [line for line in lines if not _is_superseded(line)]
    members = {(line["test"], line.get("group")) for line in used if line["kind"] == "clash" and line.get("group")}
    made: dict[tuple[object, ...], RecordedElement] = {}
    clashes = tuple([_record(line, made, members, closed_words) for line in used])
    models = frozenset({each.model for record in clashes for each in record.elements if each.model})
    return RecordedRun(clashes, tuple(map(_run_of_test, tests_of(document))), models)


def _is_superseded(line: Mapping[str, Any]) -> bool:
    if "superseded" in line:
        return bool(line["superseded"])
    return line["state"] == ClashState.SUPPRESSED and str(line["reason"]).startswith(_SUPERSEDED)


def _record(
    line: Mapping[str, Any],
    made: dict[tuple[object, ...], RecordedElement],
    members: set[tuple[str, str | None]],
    closed_words: frozenset[str],
) -> ClashRecord:
    kind = line["kind"]
    point = line["point_m"]
    is_group = kind == "group"
    return ClashRecord(
        key=line["key"],
        kind=kind,
        guid=line["source"]["guid"],
        test=line["test"],
        name=line["name"],
        status=line["status"],
        is_live=is_live(kind, line["state"], line["status"], closed_words),
        file=line["source"]["file"],
        elements=tuple([_element(each, made) for each in line["elements"]]),
        point_m=None if point is None else (float(point[0]), float(point[1]), float(point[2])),
        distance_m=line["distance_m"],
        group=line.get("group_key") or "",
        group_name=line["group"] or "",
        issue=line["issue"],
        level=line["level"],
        grid=line["grid"],
        suppressed=_suppressed(line),
        first_seen=line.get("first_seen") or line.get("found"),
        missing_runs=line.get("missing_runs") or 0,
        found=found_of_line(line.get("found")),
        has_members=is_group and line.get("has_members", (line["test"], line["name"]) in members),
    )


def _suppressed(line: Mapping[str, Any]) -> str:
    if line["status"] == ClashStatus.APPROVED and line["state"] != ClashState.RESOLVED:
        return APPROVED
    return str(line["reason"]) if line["state"] == ClashState.SUPPRESSED else ""


def is_live(kind: str, state: str, status: str | None, closed_words: frozenset[str]) -> bool:
    """What was not tested again is what it was, even where a report lists it as resolved."""
    if state == ClashState.RESOLVED or status == ClashStatus.APPROVED:
        return False
    if kind == "topic":
        return str(status).casefold() not in closed_words
    return bool(state == ClashState.UNRETESTED or status != ClashStatus.RESOLVED)


_NAMES = ("id_kind", "id", "element_id", "name", "type", "class", "layer", "source_file", "path_key")


def _element(record: Mapping[str, Any], made: dict[tuple[object, ...], RecordedElement]) -> RecordedElement:
    """An element, each one once: a run names the same ones in thousands of clashes."""
    ifc = record.get("ifc") or {}
    match = ifc if "guid" in ifc else {}
    mark = (*map(record.get, _NAMES), *map(match.get, ("file", "guid", "confidence", "system", "discipline")))
    found = made.get(mark)
    if found is None:
        found = made[mark] = _made(record, match)
    return found


def _made(record: Mapping[str, Any], match: Mapping[str, Any]) -> RecordedElement:
    kind = record["id_kind"]
    element = Element(
        id_kind=None if kind is None else IdKind(kind),
        id=record["id"],
        name=record["name"],
        type=record["type"],
        layer=record["layer"],
        source_file=record["source_file"],
        ifc_class=record["class"],
        element_id=record["element_id"],
    )
    global_id = match.get("guid") if match.get("confidence") != Confidence.LOW else None
    return RecordedElement(
        keys=strong_keys(element, global_id, record.get("path_key")),
        label=element.label,
        ifc_class=element.ifc_class,
        system=match.get("system"),
        model=element.model,
        layer=element.layer,
        discipline=match.get("discipline"),
        in_model=(model_name(match["file"]), global_id) if global_id else None,
    )


def tests_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tests of a ``run.json``; those of versions that kept less are with the inputs."""
    if "tests" in document:
        return list(document["tests"])
    return [test for each in document["inputs"] for test in each["tests"]]


def _run_of_test(test: Mapping[str, Any]) -> RunOfTest:
    layout = test.get("layout")
    return RunOfTest(
        name=test["name"],
        status=test["status"],
        filtered=test["filtered"],
        selections_empty=test.get("selections_empty", False),
        models=frozenset(test.get("models", ())),
        lists_clashes=test.get("lists_clashes", layout != GroupLayout.HEADERS_ONLY),
        lists_groups=test.get(
            "lists_groups", layout in {GroupLayout.HEADERS_ONLY, GroupLayout.EVERYTHING, GroupLayout.EMPTY}
        ),
        has_results=test.get("has_results", layout != GroupLayout.DEFINITION),
        reports=tuple(test.get("reports", ())),
        earlier=tuple(test.get("earlier_reports", ())),
        in_run=test.get("in_run", True),
    )
