"""``converter elements``: who is in a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from converter.app.cache_folder import cache_folder
from converter.app.ifc_rows import ifc_json
from converter.app.inputs import InputFile, input_files
from converter.app.reading import failure_of
from converter.errors import InputError
from converter.model.diagnostics import Diagnostic
from converter.model.ifc import IfcElement
from converter.parsers.ifc.content import is_model
from converter.parsers.ifc.index import open_index
from converter.parsers.reader import ArchiveLimits

_HEAD = 1 << 16


class ModelElements:
    """The elements of one model, read while they are asked for; then the other fields say how it went."""

    def __init__(self, file: InputFile, limits: ArchiveLimits, cache: Path) -> None:
        self.label = file.label
        self.readable = True
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self._file, self._limits, self._cache = file, limits, cache

    def __iter__(self) -> Iterator[IfcElement]:
        try:
            with open_index(self._file.path, self.label, self._limits, self._cache) as index:
                yield from index.elements()
                self.readable, self.diagnostics = index.readable, index.diagnostics
        except Exception as error:  # noqa: BLE001 - one file must not take the others with it
            self.readable, self.diagnostics = False, (failure_of(error, self._file),)


def models(paths: tuple[Path, ...], limits: ArchiveLimits, environment: Mapping[str, str]) -> list[ModelElements]:
    """The named models, and those in the named folders; none at all is an :class:`InputError`."""
    cache = cache_folder(environment)
    found = [ModelElements(file, limits, cache) for file in input_files(paths) if file.explicit or _is_model(file)]
    if not found:
        raise InputError(f"There is no model in {', '.join(map(str, paths))}.", "Name an IFC model (.ifc, .ifczip).")
    return found


def _is_model(file: InputFile) -> bool:
    try:
        with file.path.open("rb") as opened:
            return is_model(opened.read(_HEAD), file.path.name)
    except OSError:
        return False


def element_json(element: IfcElement) -> dict[str, Any]:
    """A line of ``elements --json``."""
    return {
        **ifc_json(element),
        "path": list(element.path),
        "system": element.system,
        "discipline": element.discipline,
    }
