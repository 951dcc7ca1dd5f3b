"""Asking Procore for the objects of elements: ``bim_model_revisions/{id}/properties`` with many values in a filter.

Procore's models are published from Navisworks, so that ids stand in the properties Navisworks shows; their names differ
by exporter and language: the table can be replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from converter.errors import RejectedError
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.global_id import expanded, uuid_of
from converter.plan.elements import IdKind, model_name
from converter.plan.models.object_ids import FoundObjects, ObjectIdentity

Filters = Mapping[str, tuple[str, ...]]
"""``filters[value]``, ``filters[name]``, ``filters[category]``, ``filters[object_id]`` with their values."""
Row = Mapping[str, object]
"""``{object_id, category, name, typed_value, uom, value}``."""
Fetch = Callable[[Filters, int], tuple[Sequence[Row], bool]]
"""``fetch(filters, page)`` → the rows of a page (from 1), and whether there are more."""

VALUES_AT_ONCE: Final = 60
"""Values in one filter: an address of more than 8 KB is refused by many servers, and Procore's limit is not known."""
PAGES_AT_MOST: Final = 500
"""A server that always has more is not asked for ever."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property as Navisworks shows it: tab and name."""

    category: str
    name: str


PROPERTIES: Final[Mapping[IdKind, tuple[Property, ...]]] = {
    IdKind.ELEMENT_ID: (Property("Element ID", "Value"), Property("Element", "Id")),
    IdKind.IFC_GUID: (Property("IFC", "GLOBALID"), Property("Element", "IfcGUID"), Property("Item", "GUID")),
    IdKind.GUID: (Property("Item", "GUID"),),
}
"""Where to look for an id, the likeliest first."""
SOURCE_FILE: Final = Property("Item", "Source File")


@dataclass(frozen=True, slots=True)
class _Found:
    object_id: int
    property: Property
    value: str


class QueriedObjects:
    """An :class:`~converter.plan.models.object_ids.ObjectIdMap` that asks; whoever makes it keeps what was answered.

    Of the properties the first one that knows an identity decides, with all objects it names: a composite and its parts
    carry the same id. Which objects lie below another cannot be asked. A number means an element of one source file:
    objects of other files are left out, and where the files are not known, several objects are ambiguous.
    """

    def __init__(self, fetch: Fetch, properties: Mapping[IdKind, tuple[Property, ...]] = PROPERTIES) -> None:
        self._fetch, self._properties = fetch, properties

    def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
        """All identities in as few requests as their values allow."""
        asking = Asking(self._fetch)
        found: dict[ObjectIdentity, tuple[int, ...]] = {}
        for kind, properties in self._properties.items():
            identities = [each for each in wanted if each.kind is kind]
            by_value = asking.by_value(_values_of(identities), properties)
            for each in identities:
                if ids := _first_that_knows(each, properties, by_value):
                    found[each] = ids
        numbers = {each: ids for each, ids in found.items() if each.kind is IdKind.ELEMENT_ID}
        files = asking.source_files(object_id for ids in numbers.values() for object_id in ids)
        ambiguous = set()
        for each, ids in numbers.items():
            fitting = _of_file(ids, each.model, files)
            if fitting:
                found[each] = fitting
            else:
                del found[each]
            if fitting is None:
                ambiguous.add(each)
        return FoundObjects(found, frozenset(ambiguous), tuple(asking.diagnostics()))


class Asking:
    """Sends the queries of one look-up, and counts what was odd in the answers.

    A query that is refused is sent again with half of its values: how many a filter may have is not documented.
    """

    def __init__(self, fetch: Fetch, pages_at_most: int = PAGES_AT_MOST) -> None:
        self._fetch, self._pages_at_most = fetch, pages_at_most
        self._at_once = VALUES_AT_ONCE
        self._unreadable = 0
        self._endless = 0

    def by_value(
        self, values: Iterable[str], properties: Sequence[Property]
    ) -> dict[tuple[Property, str], dict[int, None]]:
        """Objects by property and value. Filters know no pairs of category and name: other rows are passed over."""
        known = {(each.category.casefold(), each.name.casefold()): each for each in properties}
        places = {
            "filters[category]": tuple(dict.fromkeys(each.category for each in properties)),
            "filters[name]": tuple(dict.fromkeys(each.name for each in properties)),
        }
        found: dict[tuple[Property, str], dict[int, None]] = defaultdict(dict)
        for row in self._of_each("filters[value]", values, places, known):
            found[row.property, row.value][row.object_id] = None
        return found

    def everything(self, wanted: Property) -> dict[str, dict[int, None]]:
        """All objects that have a property, by its value."""
        known = {(wanted.category.casefold(), wanted.name.casefold()): wanted}
        found: dict[str, dict[int, None]] = defaultdict(dict)
        for row in self._rows({"filters[category]": (wanted.category,), "filters[name]": (wanted.name,)}, known):
            found[row.value][row.object_id] = None
        return found

    def source_files(self, object_ids: Iterable[int]) -> dict[int, str]:
        """The source file of each object that names one, as the name of a model."""
        known = {(SOURCE_FILE.category.casefold(), SOURCE_FILE.name.casefold()): SOURCE_FILE}
        places = {"filters[category]": (SOURCE_FILE.category,), "filters[name]": (SOURCE_FILE.name,)}
        rows = self._of_each("filters[object_id]", map(str, object_ids), places, known)
        return {row.object_id: model_name(row.value) for row in rows}

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What was odd in the answers so far."""
        if self._unreadable:
            message = f"{self._unreadable:,} properties in the server's answers have no object id, name or value"
            yield diagnose("OBJ003", message, count=self._unreadable)
        if self._endless:
            message = f"{self._endless:,} answers went on beyond page {self._pages_at_most:,}, or had nothing new"
            yield diagnose("OBJ004", message, count=self._endless)

    def _of_each(
        self, name: str, values: Iterable[str], places: Filters, known: Mapping[tuple[str, str], Property]
    ) -> Iterator[_Found]:
        """The rows of all values of a filter, as many at once as the server takes."""
        rest = list(dict.fromkeys(values))
        start = 0
        while some := tuple(rest[start : start + self._at_once]):
            try:
                rows = list(self._rows({name: some, **places}, known))
            except RejectedError:
                if len(some) == 1:
                    raise
                self._at_once = len(some) // 2
                continue
            yield from rows
            start += len(some)

    def _rows(self, filters: Filters, known: Mapping[tuple[str, str], Property]) -> Iterator[_Found]:
        before: Sequence[Row] = ()
        for page in range(1, self._pages_at_most + 1):
            rows, has_more = self._fetch(filters, page)
            for row in rows:
                place = known.get((_text(row.get("category")).casefold(), _text(row.get("name")).casefold()))
                if place is not None and (found := self._read(row, place)):
                    yield found
            if not has_more:
                return
            if not rows or rows == before:
                break
            before = rows
        self._endless += 1

    def _read(self, row: Row, place: Property) -> _Found | None:
        object_id = _whole(row.get("object_id"))
        value = _text(row.get("value")) or _text(row.get("typed_value"))
        if object_id is None or not value:
            self._unreadable += 1
            return None
        return _Found(object_id, place, _comparable(value))


def _values_of(identities: Iterable[ObjectIdentity]) -> Iterator[str]:
    for each in identities:
        yield from _forms(each)


def _forms(identity: ObjectIdentity) -> tuple[str, ...]:
    """A GlobalId may be shown as the UUID of the same bits."""
    uuid = expanded(identity.value) if identity.kind is IdKind.IFC_GUID else None
    return (identity.value, uuid) if uuid else (identity.value,)


def _comparable(value: str) -> str:
    """UUIDs in lower case without braces; whole numbers without the decimals of a typed value."""
    return uuid_of(value) or (value.removesuffix(".0") if value.removesuffix(".0").isdecimal() else value)


def _first_that_knows(
    identity: ObjectIdentity, properties: Sequence[Property], by_value: Mapping[tuple[Property, str], dict[int, None]]
) -> tuple[int, ...]:
    for each in properties:
        for form in _forms(identity):
            if ids := by_value.get((each, form)):
                return tuple(sorted(ids))
    return ()


def _of_file(ids: tuple[int, ...], model: str, files: Mapping[int, str]) -> tuple[int, ...] | None:
    """The objects of the source file; () when all are of other files, None when it cannot be told which are meant."""
    if model:
        confirmed = tuple([each for each in ids if files.get(each) == model])
        unknown = tuple([each for each in ids if each not in files])
        return confirmed or (unknown if len(unknown) < 2 else None)
    is_one = len(ids) == 1 or (len({files.get(each) for each in ids}) == 1 and ids[0] in files)
    return ids if is_one else None


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def _whole(value: object) -> int | None:
    text = _text(value)
    return int(text) if text.isdecimal() and len(text) < 20 else None
