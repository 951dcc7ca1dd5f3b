"""The index of a model: its elements by GlobalId, Tag and name, and where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from mmap import mmap
from pathlib import Path
from typing import Self

from converter.model.diagnostics import Diagnostic
from converter.model.ifc import IfcElement, IfcHeader, IfcStorey, ProductIdentity
from converter.parsers.collecting import collection_paused
from converter.parsers.ifc.cache import IndexCache
from converter.parsers.ifc.content import closed_text, open_content
from converter.parsers.ifc.decoding import Elements
from converter.parsers.ifc.header import read_header
from converter.parsers.ifc.identities import identities
from converter.parsers.ifc.layers import Layers
from converter.parsers.ifc.lookups import Lookups
from converter.parsers.ifc.oddities import note_oddities
from converter.parsers.ifc.places import Places
from converter.parsers.ifc.products import Products
from converter.parsers.ifc.records import Found
from converter.parsers.ifc.relations import Relations, relations
from converter.parsers.ifc.scanning import scan
from converter.parsers.ifc.schema import schema_for, stated
from converter.parsers.ifc.step_text import Text, data_start, number, without_comments
from converter.parsers.ifc.units import LengthUnit, length_unit
from converter.parsers.log import DiagnosticLog
from converter.parsers.reader import ArchiveLimits

_ELEVATION = 9
_STOREY = "IfcBuildingStorey"


class IfcIndex:
    """The elements of one model, found in one pass over its bytes and decoded when they are asked for.

    Implements :class:`converter.model.ifc.ElementIndex`. The file stays mapped until :meth:`close`; elements are plain
    records and outlive it. Another process gets an index of its own: pickling keeps the path only.
    ``text`` is the content all numbers refer to: of an archive what it holds, with comments blanked out. ``sha256`` is
    that of the file where it was needed for the cache, else None.
    """

    def __init__(self, path: Path, label: str, limits: ArchiveLimits, cache: Path | None) -> None:
        self._path, self._label, self._limits, self._cache = path, label, limits, cache
        self._log = DiagnosticLog(label)
        self._content = open_content(path, self._log, limits)
        self.readable = self._content.is_readable
        self.text: Text = self._content.text
        self.sha256: str | None = None
        start = data_start(self.text) or 0
        self._file_header = read_header(self.text, start or len(self.text))
        self.stated = stated(self._file_header.schema)
        self._schema = schema_for(self.stated.used, is_exact=self.stated.is_exact)
        self._found = self._looked_up(start)
        self._products = Products(self.text, self._found, self._schema)

    def _looked_up(self, start: int) -> Found:
        """What a pass over the text finds, or found before in the same text."""
        kept = None if self._cache is None else IndexCache(self._cache)
        digest = None if kept is None else kept.digest(self.text)
        if digest is not None and isinstance(self.text, mmap):
            self.sha256 = digest.hex()
        if kept is not None and digest is not None and (found := kept.load(digest)) is not None:
            return found
        self.text = without_comments(self._content.text, start)
        found = scan(self.text, max(start - 1, 0), self._schema)
        if kept is not None and digest is not None and self.text is self._content.text:
            kept.store(digest, found)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[Callable[..., IfcIndex], tuple[Path, str, ArchiveLimits, Path | None]]:
        return open_index, (self._path, self._label, self._limits, self._cache)

    def close(self) -> None:
        """Let go of the file; whatever is asked afterwards, and was not asked before, is a ``ValueError``."""
        self.text = self._products.text = closed_text()
        self._content.close()

    def __len__(self) -> int:
        return len(self._products)

    @cached_property
    def _relations(self) -> Relations:
        return relations(self.text, self._found, self._schema)

    @cached_property
    def _places(self) -> Places:
        return Places(self._products, self._found, self._relations)

    @cached_property
    def _lookups(self) -> Lookups:
        return Lookups(self._products)

    @cached_property
    def header(self) -> IfcHeader:
        """What the model says of itself; metres where it states no length unit."""
        unit = length_unit(self.text, self._found, self._schema)
        projects = self._found.of("project")
        values = projects.arguments(self.text, 0) if projects else []
        values += [b"$"] * (6 - len(values))
        return IfcHeader(
            file=self._label,
            schema=self.stated.text,
            producer=self._producer(),
            unit=unit.name if isinstance(unit, LengthUnit) else "m",
            unit_m=unit.metres if isinstance(unit, LengthUnit) else 1.0,
            project_guid=self._products.value(values[0]),
            project_name=self._products.value(values[2]) or self._products.value(values[5]) or "",
        )

    def _producer(self) -> str:
        """The program: of the first IfcApplication, else of the file's header."""
        programs = self._found.of("application")
        values = programs.arguments(self.text, 0) if programs else []
        name = self._products.value(values[2]) if len(values) > 2 else None
        return (name or "").strip() or self._file_header.program

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is odd about the model."""
        if self.readable:
            note_oddities(
                self._log,
                self.text,
                self._found,
                self._products,
                self._lookups,
                self._relations,
                self.stated,
                self._schema,
            )
        return self._log.finish()

    def elements(self) -> Iterator[IfcElement]:
        """Every IfcProduct, in the order of the file."""
        return self._elements.every()

    def identities(self) -> Iterator[ProductIdentity]:
        """What tells every IfcProduct from the others, and what contains it; in about half of the time."""
        return identities(self._products, self._places)

    def by_guid(self, guid: str) -> tuple[IfcElement, ...]:
        """Elements with this GlobalId."""
        return self._all(self._lookups.by_guid[guid])

    def by_tag(self, tag: str) -> tuple[IfcElement, ...]:
        """Elements with this Tag."""
        return self._all(self._lookups.by_tag[tag])

    def by_name(self, name: str) -> tuple[IfcElement, ...]:
        """Elements with this Name."""
        return self._all(self._lookups.by_name[name])

    def by_name_ending(self, element_id: str) -> tuple[IfcElement, ...]:
        """Elements whose Name ends with ``:element_id``."""
        return self._all(self._lookups.by_ending[element_id])

    def by_step_id(self, step_id: int) -> IfcElement | None:
        """The element of a record; None for one that is no product."""
        index = self._products.records.index_of(step_id)
        return None if index is None else self._elements.one(index)

    def container_of(self, step_id: int) -> int | None:
        """The record of the spatial element that contains an element, itself or by what it is a part of.

        The same as ``ifcopenshell.util.element.get_container`` finds.
        """
        return self._places.container(step_id)

    def voids_of(self, step_id: int) -> tuple[int, ...]:
        """The IfcRelVoidsElement records of an element: what cuts its openings."""
        return self._relations.voids_of.get(step_id, ())

    def parts_of(self, step_id: int) -> tuple[int, ...]:
        """The aggregated parts of an element and theirs."""
        return self._relations.parts(step_id)

    def wholes_of(self, step_id: int) -> tuple[int, ...]:
        """What an element is an aggregated part of: one, where the model is right."""
        return self._relations.wholes(step_id)

    def storeys(self) -> tuple[IfcStorey, ...]:
        """The storeys, in the order of the file."""
        return tuple(
            self._storey(index)
            for index in range(len(self._products))
            if self._products.class_of(index).name == _STOREY
        )

    def _storey(self, index: int) -> IfcStorey:
        records = self._products.records
        values = records.arguments(self.text, index)
        elevation = number(values[_ELEVATION]) if len(values) > _ELEVATION else None
        return IfcStorey(
            self._products.guid(index),
            records.ids[index],
            self._products.name_in(records, index) or "",
            None if elevation is None else elevation * self.header.unit_m,
        )

    def _all(self, indices: Iterable[int]) -> tuple[IfcElement, ...]:
        return tuple(map(self._elements.one, indices))

    @cached_property
    def _elements(self) -> Elements:
        """Makes the elements of places in the list of products."""
        return Elements(
            self._label, self.header.producer, self._products, self._found, self._schema, self._relations,
            self._places, Layers(self.text, self._found, self._products.value),
        )  # fmt: skip


def open_index(
    path: Path, label: str | None = None, limits: ArchiveLimits | None = None, cache: Path | None = None
) -> IfcIndex:
    """Index a model (``.ifc`` or ``.ifczip``); ``label`` is how elements and diagnostics name it, else its path.

    ``limits`` say what an archive may cost. A file that is no model gives an index that is not ``readable`` and has a
    diagnostic. ``OSError`` passes through. ``cache`` is a folder in which the pass over a large model is kept.
    """
    with collection_paused():
        return IfcIndex(path, str(path) if label is None else label, limits or ArchiveLimits(), cache)
