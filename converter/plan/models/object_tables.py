"""All objects of a published model with the ids of their elements: the table that ``objects.map`` reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import PureWindowsPath
from typing import Final

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.object_rows import ObjectRow
from converter.plan.elements import IdKind, model_name
from converter.plan.models.object_ids import plain_guid
from converter.plan.models.object_queries import PROPERTIES, SOURCE_FILE, Asking, Fetch, Property

PAGES_AT_MOST: Final = 100_000
"""Of one property: a hundred million objects."""
_NUMBERS_SHOWN = 5
_Objects = Mapping[str, Iterable[int]]
"""Object ids by an id of the element."""


def object_table(
    fetch: Fetch, properties: Mapping[IdKind, tuple[Property, ...]] = PROPERTIES
) -> tuple[tuple[ObjectRow, ...], tuple[Diagnostic, ...]]:
    """The rows of every object that has an id, in the order of the objects, and what was odd.

    Looked up with :class:`~converter.plan.models.object_ids.ListedObjects` they answer as
    :class:`~converter.plan.models.object_queries.QueriedObjects` would: of the properties the first one that has an id
    decides. A number that several objects of unknown source files have is left out (OBJ002).
    """
    asking = Asking(fetch, PAGES_AT_MOST)
    asked = {each: asking.everything(each) for each in dict.fromkeys(_all(properties))}
    by_guid = _decided([asked[each] for each in _of_guids(properties)], plain_guid)
    numbers = _decided([asked[each] for each in properties.get(IdKind.ELEMENT_ID, ())], str)
    by_number = {number: ids for number, ids in numbers.items() if number.isdecimal()}
    files = _files(asking) if by_number else {}
    unclear = {number for number, ids in by_number.items() if sum(each not in files for each in ids) > 1}
    guids, elements = _by_object(by_guid), _by_object(by_number)
    rows = tuple(
        ObjectRow(object_id, guid, number, files.get(object_id, "") if number else "")
        for object_id in sorted({*guids, *elements})
        for guid, number in zip_longest(
            guids[object_id],
            [each for each in elements[object_id] if object_id in files or each not in unclear],
            fillvalue="",
        )
    )
    return rows, (*asking.diagnostics(), *_ambiguous(unclear))


def _all(properties: Mapping[IdKind, tuple[Property, ...]]) -> Iterator[Property]:
    for some in properties.values():
        yield from some


def _of_guids(properties: Mapping[IdKind, tuple[Property, ...]]) -> tuple[Property, ...]:
    return tuple(dict.fromkeys((*properties.get(IdKind.IFC_GUID, ()), *properties.get(IdKind.GUID, ()))))


def _decided(tables: Iterable[_Objects], identity: Callable[[str], str]) -> dict[str, set[int]]:
    """Objects by id as written, of the first table that has the identity in any spelling."""
    decided: set[str] = set()
    found: dict[str, set[int]] = defaultdict(set)
    for table in tables:
        spelling: dict[str, str] = {}
        for written, ids in table.items():
            if (same := identity(written)) not in decided:
                found[spelling.setdefault(same, written)].update(ids)
        decided.update(spelling)
    return found


def _files(asking: Asking) -> dict[int, str]:
    """The name of the source file of each object, without the folder it lies in, which concerns nobody."""
    files = {}
    for written, ids in asking.everything(SOURCE_FILE).items():
        if model_name(written):
            files.update(dict.fromkeys(ids, PureWindowsPath(written).name))
    return files


def _by_object(table: _Objects) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for identity, ids in table.items():
        for object_id in ids:
            found[object_id].append(identity)
    return found


def _ambiguous(numbers: Iterable[str]) -> Iterator[Diagnostic]:
    found = sorted(numbers)
    if found:
        named = ", ".join(found[:_NUMBERS_SHOWN]) + (", …" if len(found) > _NUMBERS_SHOWN else "")
        message = f"{len(found):,} element ids are of several objects whose source files are not known: {named}"
        yield diagnose("OBJ002", message, count=len(found))
