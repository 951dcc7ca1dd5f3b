"""A table of object ids: CSV with a heading, or JSON. Which element is which object of a published model.

Columns, in any order and spelling: ``guid`` (GlobalId or UUID), ``element_id``, ``model``, ``object_id``; ``identity``
stands for either of the first two. JSON is a list of objects with these keys, or ``{"guid or element id": object_id}``.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from converter.model.diagnostics import Diagnostic
from converter.model.global_id import uuid_of
from converter.model.object_rows import ObjectRow
from converter.parsers.ifcclash.json_text import Problem, decoded, pairs_of, parse
from converter.parsers.log import DiagnosticLog

_LARGEST = 2**63 - 1
_NAMES = {
    "object_id": ("objectid", "procoreid", "procoreobjectid", "object", "objectids"),
    "guid": ("guid", "ifcguid", "globalid", "ifcglobalid", "uuid", "itemguid", "ifcid"),
    "element_id": ("elementid", "tag", "revitid", "revitelementid", "authoringid", "authoringtoolid", "elementidvalue"),
    "model": ("model", "file", "filename", "sourcefile", "source", "modelfile", "itemsourcefile"),
    "identity": ("identity", "element", "id", "key"),
}
_COLUMNS = {spelling: column for column, spellings in _NAMES.items() for spelling in spellings}
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class ObjectTable:
    """The lines of a table, and what was odd; ``readable`` is false when nothing of it can be used."""

    rows: tuple[ObjectRow, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    readable: bool = True


Line = tuple[int, Mapping[str, object]]
"""Number of a line (from 1; in JSON of a member of the list) and its cells by column."""


def read_object_map(path: Path, label: str) -> ObjectTable:
    """Read the table; never raises for what is in the file."""
    log = DiagnosticLog(label)
    try:
        data = path.read_bytes()
    except OSError as error:
        log.add("FIL001", error.strerror or str(error))
        return ObjectTable((), log.finish(), readable=False)
    text, _ = decoded(data)
    is_json = text.lstrip()[:1] in ("[", "{")
    lines = _json_lines(text, log) if is_json else _csv_lines(text, log)
    if lines is None:
        return ObjectTable((), log.finish(), readable=False)
    rows = tuple(dict.fromkeys(row for line in lines for row in _rows(line, log)))
    _note_shared(rows, log)
    return ObjectTable(rows, log.finish())


def _csv_lines(text: str, log: DiagnosticLog) -> list[Line] | None:
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if line.strip(" ;,\t") and line[:4] != "sep="), None)
    if start is None:
        log.add("OBJ010", "the file is empty")
        return None
    delimiter = max(_DELIMITERS, key=lines[start].count)
    try:
        cells = csv.reader(lines[start:], delimiter=delimiter, skipinitialspace=True)
        columns = _columns(next(cells), log)
        if columns is None:
            return None
        return [
            (start + cells.line_num, dict(zip_longest(columns, row[: len(columns)], fillvalue="")))
            for row in cells
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        log.add("OBJ010", f"it is no CSV: {error}")
        return None


def _json_lines(text: str, log: DiagnosticLog) -> list[Line] | None:
    value = parse(text)
    if isinstance(value, Problem):
        log.add("OBJ010", f"it is no JSON: {value.words}", line=value.line, column=value.column)
        return None
    if isinstance(value, dict) and len(value) == 1 and isinstance(next(iter(value.values())), list):
        inner = next(iter(value.values()))
        if all(isinstance(each, dict) for each in inner):  # {"objects": [{…}]}
            value = inner
    if isinstance(value, dict):
        pairs = [{"identity": name, "object_id": found} for name, found in pairs_of(value)]
        return list(enumerate(pairs, start=1))
    if not isinstance(value, list):
        log.add("OBJ010", "it is JSON, but neither a list nor an object")
        return None
    names = list(dict.fromkeys(name for each in value if isinstance(each, dict) for name in each))
    if not _are_enough(dict(zip(names, map(_column, names), strict=True)), log):
        return None
    lines: list[Line] = []
    for number, each in enumerate(value, start=1):
        if isinstance(each, dict):
            lines.append((number, {_column(name): cell for name, cell in each.items() if cell not in (None, "")}))
        else:
            log.add("OBJ011", f"member {number} is no object")
    return lines


def _columns(names: Iterable[str], log: DiagnosticLog) -> list[str] | None:
    """The column each heading stands for, "" for one that is not known or was there already."""
    columns: dict[str, str] = {}
    in_order = []
    for number, name in enumerate(names):
        column = _column(name)
        in_order.append("" if column in columns.values() else column)
        columns[f"{name.strip()} ({number + 1})" if name in columns else name.strip()] = in_order[-1]
    return in_order if _are_enough(columns, log) else None


def _column(name: str) -> str:
    return _COLUMNS.get("".join(character for character in name.casefold() if character.isalnum()), "")


def _are_enough(columns: Mapping[str, str], log: DiagnosticLog) -> bool:
    """True when an object and an element are named; what is not known is said."""
    found = set(columns.values())
    if "object_id" not in found or not found & {"guid", "element_id", "identity"}:
        log.add("OBJ010", f"it needs `object_id`, and `guid` or `element_id`; it has {', '.join(columns) or 'nothing'}")
        return False
    if strange := [name for name, column in columns.items() if name and not column]:
        log.add("OBJ013", f"not known: {', '.join(strange)}")
    return True


def _rows(line: Line, log: DiagnosticLog) -> Iterator[ObjectRow]:
    number, cells = line
    guid, element_id = _text(cells.get("guid")), _text(cells.get("element_id"))
    if identity := _text(cells.get("identity")):
        guid, element_id = (guid, element_id or identity) if identity.isdecimal() else (guid or identity, element_id)
    written = cells.get("object_id")
    ids = [_object_id(each) for each in (written if isinstance(written, list) else [written])]
    if not (guid or element_id):
        log.add("OBJ011", "neither guid nor element id", line=number)
    elif not ids or None in ids:
        log.add("OBJ011", f"{str(written)[:40]!r} is no object id", line=number)
    else:
        for each in ids:
            if each is not None:
                yield ObjectRow(each, guid, element_id, _text(cells.get("model")))


def _object_id(written: object) -> int | None:
    """A whole number of 64 bits; spreadsheets write it as ``12.0``."""
    text = _text(written).removesuffix(".0")
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > _LARGEST:
        return None
    return int(text)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, bool | list | dict) else str(value).strip()


def _note_shared(rows: Sequence[ObjectRow], log: DiagnosticLog) -> None:
    """Objects that stand for several elements. A GlobalId and the UUID Navisworks gave are two names of one."""
    guids: dict[int, set[str]] = defaultdict(set)
    uuids: dict[int, set[str]] = defaultdict(set)
    numbers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    lines = Counter([row.object_id for row in rows])
    shared = [row for row in rows if lines[row.object_id] > 1]  # few: a table may be of a whole model
    for row in shared:
        if row.guid:
            (uuids if uuid_of(row.guid) else guids)[row.object_id].add(row.guid)
        if row.element_id:
            numbers[row.object_id].add((row.element_id, row.model))
    for object_id in dict.fromkeys(row.object_id for row in shared):
        count = max(len(guids[object_id]), len(uuids[object_id]), len(numbers[object_id]))
        if count > 1:
            log.add("OBJ012", f"object {object_id} stands for {count} elements")
