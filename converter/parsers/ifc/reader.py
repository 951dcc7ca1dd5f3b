"""The reader of IFC models: what is in one. It holds no clashes; its elements are asked of an index."""

from __future__ import annotations

from pathlib import Path

from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock
from converter.parsers.ifc.content import is_model
from converter.parsers.ifc.index import IfcIndex, open_index
from converter.parsers.reader import ArchiveLimits


class IfcReader:
    """IFC models: ``.ifc``, ``.ifczip``; ``.ifcxml`` is known and not read."""

    kind = Kind.IFC

    def __init__(self, limits: ArchiveLimits | None = None, cache: Path | None = None) -> None:
        """``cache`` is a folder in which the pass over a large model is kept."""
        self._limits, self._cache = limits or ArchiveLimits(), cache

    def within(self, limits: ArchiveLimits) -> IfcReader:
        """A reader that unpacks no more than that."""
        return IfcReader(limits, self._cache)

    def caching(self, folder: Path) -> IfcReader:
        """A reader that keeps the pass over a large model in this folder."""
        return IfcReader(self._limits, folder)

    def sniff(self, head: bytes, name: str) -> bool:
        """True for a STEP file of an IFC schema, an archive that holds one, ifcXML, and what has the name of one."""
        return is_model(head, name)

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of products and storeys."""
        with open_index(path, label, self._limits, self._cache) as index:
            return _report(index, label), Stock(elements=len(index), storeys=len(index.storeys()))

    def read(self, path: Path, label: str) -> Report:
        """A report without tests and topics: what the model says of itself, and what is odd about it."""
        with open_index(path, label, self._limits, self._cache) as index:
            return _report(index, label)

    def open(self, path: Path, label: str) -> tuple[Report, IfcIndex]:
        """The same report, and the index it was read from, which is the caller's to close."""
        index = open_index(path, label, self._limits, self._cache)
        return _report(index, label), index


def _report(index: IfcIndex, label: str) -> Report:
    header = index.header
    return Report(
        path=label,
        kind=Kind.IFC,
        version=header.schema,
        producer=header.producer,
        units=header.unit if index.readable else "",
        diagnostics=index.diagnostics,
        readable=index.readable,
    )
