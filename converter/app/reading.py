"""Reading many files: each by its own reader, several at a time when asked, the order always that of the call."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from converter.app.inputs import InputFile, input_files, select
from converter.errors import ConfigError, InputError
from converter.events import Observer, StageAdvanced, StageStarted, nobody
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind, Report
from converter.parsers.reader import ArchiveLimits, Caches, Reader, Unpacks

if TYPE_CHECKING:
    from converter.parsers.ifc.index import IfcIndex

EXECUTORS = ("serial", "threads", "processes")
_HARMLESS = frozenset({"FIL004", "FIL005"})
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One input and what came of it; ``report`` is None for what was left alone.

    ``model`` is the index of a model, still open, so that it is not opened again by who needs it
    (:func:`~converter.app.models.opening.indexes_of`); None after reading in another process.
    """

    file: InputFile
    kind: Kind
    sha256: str
    size_bytes: int
    report: Report | None
    problem: Diagnostic | None = None
    model: IfcIndex | None = field(default=None, repr=False, compare=False)

    @property
    def failed(self) -> bool:
        """True when a file the user named, or a report in a folder, could not be used."""
        if self.report is not None:
            return not self.report.readable
        return self.problem is not None and self.problem.code not in _HARMLESS

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everything that was odd about the file."""
        own = () if self.problem is None else (self.problem,)
        return own + (() if self.report is None else self.report.diagnostics)


def executor_named(name: str) -> AbstractContextManager[Executor | None]:
    """The executor of ``--executor``; None does one thing after the other."""
    if name == "serial":
        return nullcontext()
    if name == "threads":
        return ThreadPoolExecutor()
    if name == "processes":
        return ProcessPoolExecutor()
    raise ConfigError(f"there is no executor {name!r}", f"Choose one of {', '.join(EXECUTORS)}.")


def read_files(
    paths: Sequence[Path],
    limits: ArchiveLimits,
    executor: str = "serial",
    observer: Observer = nobody,
    cache: Path | None = None,
) -> list[ReadFile]:
    """Read every file of the paths. A file that cannot be used is in the result with its reason; nothing is raised.

    ``cache`` is a folder in which readers keep what takes long.
    """
    results = run_all(
        partial(_read_one, limits, cache, executor != "processes"),
        input_files_of(paths),
        executor,
        observer,
        "reading",
        lambda result: result.file.label,
    )
    return _once_each(results)


def input_files_of(paths: Sequence[Path]) -> list[InputFile]:
    """Every file of the paths; none at all is an :class:`InputError`."""
    found = list(input_files(paths))
    if not found:
        raise InputError(
            f"There is no file in {', '.join(map(str, paths))}.", "Name a report or a folder with reports."
        )
    return found


def require_models(files: Sequence[ReadFile], named: Sequence[Path]) -> None:
    """What was named as an IFC model is one: a report there would be converted in silence, or be of no use.

    Raises:
        ConfigError: there is no model in one of the ``named`` files or folders. A damaged one says so itself.
    """
    for path in named:
        real = os.path.realpath(path)
        there = [each for each in files if f"{os.path.realpath(each.file.path)}{os.sep}".startswith(real + os.sep)]
        if there and not any(each.kind is Kind.IFC or each.failed for each in there):
            raise ConfigError(
                f"{path} is no IFC model, but {there[0].kind.value}.",
                "--ifc (ifc.models) is for IFC models; reports are named without an option.",
            )


def run_all(
    work: Callable[[InputFile], _Result],
    found: Sequence[InputFile],
    executor: str,
    observer: Observer,
    stage: str,
    name_of: Callable[[_Result], str],
) -> list[_Result]:
    """Do ``work`` for each file, reporting each one as it is done; results in the order of the files."""
    observer(StageStarted(stage, len(found)))
    results: list[_Result] = []
    with executor_named(executor if len(found) > 1 else "serial") as pool:
        for result in map(work, found) if pool is None else pool.map(work, found):
            results.append(result)
            observer(StageAdvanced(stage, len(results), name_of(result)))
    return results


def _read_one(limits: ArchiveLimits, cache: Path | None, keep_open: bool, file: InputFile) -> ReadFile:  # noqa: FBT001 - of a partial
    selection = select(file)
    if selection.reader is None:
        return ReadFile(file, selection.recognised.kind, "", 0, None, selection.problem)
    return _read_with(within(selection.reader, limits, cache), file, keep_open=keep_open)


def within(reader: Reader, limits: ArchiveLimits, cache: Path | None = None) -> Reader:
    """The reader, told how much it may unpack if it unpacks at all, and where to keep what takes long."""
    if isinstance(reader, Unpacks):
        reader = reader.within(limits)
    return reader.caching(cache) if cache is not None and isinstance(reader, Caches) else reader


def _read_with(reader: Reader, file: InputFile, *, keep_open: bool) -> ReadFile:
    try:
        if keep_open and reader.kind is Kind.IFC and (kept := _kept_open(reader, file)) is not None:
            return kept
        sha256, size = _digest(file.path)
        report = replace(reader.read(file.path, file.label), written_s=file.path.stat().st_mtime)
    except Exception as error:  # noqa: BLE001 - one file must not take the others with it
        return ReadFile(file, reader.kind, "", 0, None, failure_of(error, file))
    return ReadFile(file, report.kind, sha256, size, report)


def _kept_open(reader: Reader, file: InputFile) -> ReadFile | None:
    """A model whose index stays open; None for what another reader of models gives."""
    from converter.parsers.ifc.reader import IfcReader

    if not isinstance(reader, IfcReader):
        return None
    report, model = reader.open(file.path, file.label)
    status = file.path.stat()
    sha256 = model.sha256 or _digest(file.path)[0]
    report = replace(report, written_s=status.st_mtime)
    return ReadFile(file, report.kind, sha256, status.st_size, report, model=model)


def failure_of(error: Exception, file: InputFile) -> Diagnostic:
    """Why a file was not read: the system said no, or a reader broke, which is a defect of ours."""
    if isinstance(error, OSError):
        return diagnose("FIL001", f"cannot be read: {error.strerror or error}", file=file.label)
    return diagnose("FIL006", f"the reader failed with {type(error).__name__}: {error}", file=file.label)


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return digest.hexdigest(), file.tell()


def _has_pictures(result: ReadFile) -> bool:
    """True when Navisworks' folder of pictures lies beside the file."""
    return result.file.path.with_name(f"{result.file.path.stem}_files").is_dir()


def _once_each(results: Iterable[ReadFile]) -> list[ReadFile]:
    """The same bytes under two names are used once, where the pictures are; the other name is kept with a note."""
    found = list(results)
    chosen: dict[str, ReadFile] = {}
    for result in found:
        other = chosen.get(result.sha256)
        if result.report is not None and (other is None or (_has_pictures(result) and not _has_pictures(other))):
            chosen[result.sha256] = result
    kept = []
    for result in found:
        first = chosen[result.sha256].file.label if result.report is not None else result.file.label
        if first != result.file.label:
            if result.model is not None:
                result.model.close()
            problem = diagnose("FIL005", f"the same content as {first}; left out", file=result.file.label)
            result = ReadFile(result.file, result.kind, result.sha256, result.size_bytes, None, problem)
        kept.append(result)
    return kept
