"""The run folder: everything a run decided, on disk, complete or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from converter.app.records import SNAPSHOTS, closed_json, diagnostic_json, issue_json
from converter.errors import ConfigError, InputError
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.plan.issues import PlannedIssue, PublishPlan
from converter.publisher.procore.encode import Batch

RUN_FILE = "run.json"
PLAN_FILE = "plan.json"
CLASHES_FILE = "clashes.jsonl"
TOPICS_FILE = "topics.jsonl"
DIAGNOSTICS_FILE = "diagnostics.jsonl"
PLACEHOLDERS_FILE = "placeholders.json"
PAGE_FILE = "report.html"
BATCHES = "batches"
VIEWPOINTS = "viewpoints"
PLAN_VERSION = 1
_DRAFT = ".unfinished"
_NAMES = (
    RUN_FILE, PLAN_FILE, CLASHES_FILE, TOPICS_FILE, DIAGNOSTICS_FILE, PLACEHOLDERS_FILE, PAGE_FILE, BATCHES, VIEWPOINTS,
    SNAPSHOTS,
)  # fmt: skip

_encode = msgspec.json.Encoder().encode


@contextmanager
def new_run_folder(out: Path) -> Iterator[Path]:
    """A folder to write into, whose content becomes that of ``out`` when the block ends well and vanishes when not.

    An earlier run in ``out`` is replaced, and nothing else in it; a folder that holds other files and no run is
    refused, so that a slip of the keyboard costs nothing. ``out`` itself stays: it may be a mounted volume.
    """
    draft = out / _DRAFT
    try:
        is_new = not out.exists()
        if not (is_new or out.is_dir()):
            raise ConfigError(f"{out} is a file.", "Name a folder for the run with -o.")
        if not is_new and not is_run_folder(out) and any(each.name not in (*_NAMES, _DRAFT) for each in out.iterdir()):
            raise ConfigError(
                f"{out} holds other files and is no run folder.", "Name a new or an empty folder with -o."
            )
        out.mkdir(parents=True, exist_ok=True)
        _remove(draft)
        draft.mkdir()
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        yield draft
        _replace(out, draft)
    except BaseException as error:
        shutil.rmtree(draft, ignore_errors=True)
        if is_new:
            with suppress(OSError):
                out.rmdir()
        if isinstance(error, OSError):
            raise _cannot_write(out, error) from error
        raise


def _cannot_write(out: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{out} cannot be written: {error.strerror or error}", "Name another folder with -o.")


def _replace(out: Path, draft: Path) -> None:
    """Put the new run in the place of the old one. ``run.json`` goes first and comes last."""
    for name in _NAMES:
        _remove(out / name)
    for name in reversed(_NAMES):
        if (draft / name).exists():
            (draft / name).rename(out / name)
    draft.rmdir()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def is_run_folder(folder: Path) -> bool:
    """True for a folder a run was written into."""
    try:
        return (folder / RUN_FILE).is_file() and (folder / PLAN_FILE).is_file()
    except OSError:
        return False


def write_batches(folder: Path, batches: Sequence[Batch]) -> None:
    """The request bodies and, beside them, what the server still has to supply.

    Those of further viewpoints lie in a folder of their own, and only where there are any.
    """
    (folder / BATCHES).mkdir()
    for batch in batches:
        path = folder / batch.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(batch.body)
    files: dict[str, dict[str, Any]] = {BATCHES: {}, VIEWPOINTS: {}}
    for batch in batches:
        files[batch.name.partition("/")[0]][batch.name] = batch.placeholders
    views = {VIEWPOINTS: files[VIEWPOINTS]} if files[VIEWPOINTS] else {}
    (folder / PLACEHOLDERS_FILE).write_bytes(_pretty({"version": 1, "files": files[BATCHES], **views}))


def write_snapshots(folder: Path, pictures: Iterable[Picture], content: Callable[[Picture], bytes]) -> None:
    """One copy of each picture, named by its content."""
    target = folder / SNAPSHOTS
    target.mkdir()
    for picture in pictures:
        copy = target / picture.file_name
        if not copy.exists():
            copy.write_bytes(content(picture))


def write_plan(folder: Path, plan: PublishPlan, batches: Sequence[Batch]) -> None:
    """``plan.json``: a line an issue, so that two plans can be compared with the tools for text."""
    places = {
        uuid: {"file": batch.name, "pointer": f"/{batch.items}/{number}"}
        for batch in batches
        for number, uuid in enumerate(batch.uuids)
    }
    head = _encode({"version": PLAN_VERSION, "project_id": plan.project_id, "counts": plan.counts()})
    with (folder / PLAN_FILE).open("wb") as file:
        file.write(head[:-1] + b',"issues":[\n')
        file.writelines(
            _listed(issue_json(issue, places.get(issue.uuid)) | _views_json(issue, places) for issue in plan.issues)
        )
        file.write(b'\n],"closed":[\n')
        file.writelines(_listed(map(closed_json, plan.memory.closed)))
        file.write(b"\n]}\n")


def _listed(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The rows as members of a JSON array, a line each."""
    for number, row in enumerate(rows):
        yield b",\n" + _encode(row) if number else _encode(row)


def _views_json(issue: PlannedIssue, places: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    """The viewpoints of an issue whose source gives them an identity; nothing for others."""
    if issue.viewpoint is None or not issue.viewpoint.uuid:
        return {}
    further = [{"uuid": view.uuid, "name": view.name, "batch": places.get(view.uuid)} for view in issue.further_views]
    return {"viewpoint": issue.viewpoint.uuid, "further_viewpoints": further}


def write_clashes(folder: Path, rows: Iterable[dict[str, Any]]) -> None:
    """``clashes.jsonl``: a line for everything that was read or is remembered."""
    _write_lines(folder / CLASHES_FILE, rows)


def write_topics(folder: Path, lines: Iterable[dict[str, Any]]) -> None:
    """``topics.jsonl``: topics of BCF archives as they were read; no file where there are none."""
    rows = list(lines)
    if rows:
        _write_lines(folder / TOPICS_FILE, rows)


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
    if document.get("version") != PLAN_VERSION:
        raise InputError(f"{path} is of another version of this program, or damaged.", "Convert the report again.")
    return document


def read_lines(run: Path, name: str, *, optional: bool = False) -> list[dict[str, Any]]:
    """A JSON-lines file of an existing run folder; an ``optional`` one may be missing."""
    path = run / name
    if not path.is_file():
        if optional:
            return []
        raise InputError(f"{run} is no run folder: {name} is missing.", "`converter convert REPORT -o RUN` makes one.")
    try:
        return [msgspec.json.decode(line) for line in path.read_bytes().splitlines() if line.strip()]
    except msgspec.DecodeError as error:
        raise InputError(f"{path} is damaged: {error}", "Convert the report again.") from error
