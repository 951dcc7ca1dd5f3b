"""The run folder: everything a run decided, on disk, complete or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from converter.app.inspecting import diagnostic_json
from converter.errors import ConfigError, InputError
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.plan.elements import Element, IdKind
from converter.plan.issues import Action, ClashLine, PlannedIssue, PublishPlan, Source
from converter.publisher.procore.encode import Batch

RUN_FILE = "run.json"
PLAN_FILE = "plan.json"
CLASHES_FILE = "clashes.jsonl"
DIAGNOSTICS_FILE = "diagnostics.jsonl"
PLACEHOLDERS_FILE = "placeholders.json"
PAGE_FILE = "report.html"
SNAPSHOTS = "snapshots"
PLAN_VERSION = 1

_encode = msgspec.json.Encoder().encode


@contextmanager
def new_run_folder(out: Path) -> Iterator[Path]:
    """A folder to write into, which becomes ``out`` when the block ends well and vanishes when it does not.

    An earlier run in ``out`` is replaced; any other folder with something in it is refused, so that a slip of the
    keyboard costs nothing.
    """
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file.", "Name a folder for the run with -o.")
    if out.is_dir() and any(out.iterdir()) and not (out / RUN_FILE).is_file():
        raise ConfigError(f"{out} holds other files and is no run folder.", "Name a new or an empty folder with -o.")
    draft = out.with_name(f"{out.name}.unfinished")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
    except OSError as error:
        raise ConfigError(f"{draft} cannot be made: {error.strerror}", "Name another folder with -o.") from error
    try:
        yield draft
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(draft)
        raise


def write_batches(folder: Path, batches: Sequence[Batch]) -> None:
    """The request bodies and, beside them, what the server still has to supply."""
    (folder / "batches").mkdir()
    for batch in batches:
        (folder / batch.name).write_bytes(batch.body)
    document = {"version": 1, "files": {batch.name: batch.placeholders for batch in batches}}
    (folder / PLACEHOLDERS_FILE).write_bytes(_pretty(document))


def write_snapshots(folder: Path, pictures: Iterable[Picture]) -> None:
    """One copy of each picture, named by its content."""
    target = folder / SNAPSHOTS
    target.mkdir()
    for picture in pictures:
        copy = target / picture.file_name
        if not copy.exists():
            shutil.copyfile(picture.path, copy)


def write_plan(folder: Path, plan: PublishPlan, batches: Sequence[Batch]) -> None:
    """``plan.json``: a line an issue, so that two plans can be compared with the tools for text."""
    places = {
        uuid: {"file": batch.name, "pointer": f"/updates/{number}"}
        for batch in batches
        for number, uuid in enumerate(batch.uuids)
    }
    head = _encode({"version": PLAN_VERSION, "project_id": plan.project_id, "counts": plan.counts()})
    with (folder / PLAN_FILE).open("wb") as file:
        file.write(head[:-1] + b',"issues":[\n')
        file.write(b",\n".join([_encode(issue_json(issue, places.get(issue.uuid))) for issue in plan.issues]))
        file.write(b"\n]}\n")


def write_clashes(folder: Path, clashes: Iterable[ClashLine]) -> None:
    """``clashes.jsonl``: a line for everything that was read."""
    _write_lines(folder / CLASHES_FILE, map(_clash_json, clashes))


def write_diagnostics(folder: Path, diagnostics: Iterable[Diagnostic]) -> None:
    """``diagnostics.jsonl``."""
    _write_lines(folder / DIAGNOSTICS_FILE, map(diagnostic_json, diagnostics))


def write_run(folder: Path, document: dict[str, Any]) -> None:
    """``run.json``: what makes the folder a run folder."""
    (folder / RUN_FILE).write_bytes(_pretty(document))


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        file.writelines(_encode(row) + b"\n" for row in rows)


def _pretty(document: object) -> bytes:
    return msgspec.json.format(_encode(document), indent=2) + b"\n"


def issue_json(issue: PlannedIssue, place: dict[str, str] | None) -> dict[str, Any]:
    """An issue as ``plan.json`` shows it; ``place`` says where its body is."""
    picture = issue.viewpoint.picture if issue.viewpoint else None
    return {
        "action": issue.action.value,
        "reason": issue.reason,
        "key": issue.key,
        "uuid": issue.uuid,
        "title": issue.title,
        "status": issue.status if issue.action is Action.CREATE else None,
        "source_status": issue.source_status,
        "test": issue.test,
        "group": issue.group or None,
        "clashes": issue.clashes,
        "level": issue.level,
        "grid": issue.grid,
        "point_m": issue.point_m,
        "distance_m": issue.distance_m,
        "assignee": issue.assignee,
        "snapshot": f"{SNAPSHOTS}/{picture.file_name}" if picture else None,
        "no_viewpoint_reason": issue.no_viewpoint_reason or None,
        "sources": [_source_json(source) for source in issue.sources],
        "changed_fields": issue.changed_fields,
        "batch": place,
    }


def _clash_json(line: ClashLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "kind": line.kind,
        "state": line.state.value,
        "reason": line.reason,
        "issue": line.issue,
        "group": line.group,
        "test": line.test,
        "name": line.name,
        "status": line.status,
        "elements": [_element_json(element) for element in line.elements],
        "point_m": line.point_m,
        "distance_m": line.distance_m,
        "level": line.level,
        "grid": line.grid,
        "class": line.ifc_class,
        "discipline": line.discipline,
        "source": {"file": line.source.file, "guid": line.source.guid},
    }


def _element_json(element: Element) -> dict[str, Any]:
    return {
        "id_kind": element.id_kind and element.id_kind.value,
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


def read_json(run: Path, name: str) -> dict[str, Any]:
    """A JSON file of an existing run folder."""
    path = run / name
    if not path.is_file():
        raise InputError(f"{run} is no run folder: {name} is missing.", "`converter convert REPORT -o RUN` makes one.")
    try:
        document = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        raise InputError(f"{path} is damaged: {error}", "Convert the report again.") from error
    if not isinstance(document, dict):
        raise InputError(f"{path} is damaged: not an object", "Convert the report again.")
    return document


def read_lines(run: Path, name: str) -> list[dict[str, Any]]:
    """A JSON-lines file of an existing run folder."""
    path = run / name
    if not path.is_file():
        raise InputError(f"{run} is no run folder: {name} is missing.", "`converter convert REPORT -o RUN` makes one.")
    try:
        return [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
    except msgspec.DecodeError as error:
        raise InputError(f"{path} is damaged: {error}", "Convert the report again.") from error
