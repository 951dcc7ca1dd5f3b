"""What is odd about a model, said once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from converter.model.global_id import GLOBAL_ID
from converter.parsers.ifc.header import is_whole
from converter.parsers.ifc.lookups import Lookup, Lookups
from converter.parsers.ifc.products import Products
from converter.parsers.ifc.records import Found
from converter.parsers.ifc.relations import Relations
from converter.parsers.ifc.schema import Schema, Stated
from converter.parsers.ifc.step_text import Text
from converter.parsers.ifc.strings import JAPANESE, has_high
from converter.parsers.ifc.units import LengthUnit, length_unit
from converter.parsers.log import DiagnosticLog

_NAMED = 5


def note_oddities(
    log: DiagnosticLog,
    text: Text,
    found: Found,
    products: Products,
    lookups: Lookups,
    relations: Relations,
    stated: Stated,
    schema: Schema,
) -> None:
    """Say everything that is odd about a model that can be read."""
    if not is_whole(text):
        log.add("IFC008", "the file ends before its end (END-ISO-10303-21): what is there was read")
    if not stated.is_exact:
        words = f"the schema {stated.text or '(none)'} is not known"
        log.add("IFC009", f"{words}; the classes of IFC{schema.name} are used")
    if not len(products):
        log.add("IFC010", "there is no product in the model: no site, no storey, no element")
    unit = length_unit(text, found, schema)
    if not isinstance(unit, LengthUnit):
        log.add("IFC011", f"{unit.words}; metres are assumed")
    _note_global_ids(log, products, lookups.by_guid)
    _note_numbers(log, products)
    circles = list(in_circles((relations.aggregates, relations.nests)))
    if circles:
        log.add("IFC016", f"{len(circles):,} elements are parts of themselves ({_few(f'#{each}' for each in circles)})")
    if has_high(text):
        western = "Shift-JIS" if products.alphabet == JAPANESE else "Windows-1252"
        log.add("IFC017", f"characters beyond ASCII, which STEP does not know, were read as UTF-8, else as {western}")


def _note_global_ids(log: DiagnosticLog, products: Products, by_guid: Lookup) -> None:
    counts = dict(by_guid.counts())
    repeated = {guid: count for guid, count in counts.items() if count > 1}
    if repeated:
        words = f"{len(repeated):,} GlobalIds are those of several elements, {sum(repeated.values()):,} in all"
        log.add("IFC012", f"{words} ({_few(repeated)})")
    if missing := len(products) - sum(counts.values()):
        log.add("IFC013", f"{missing:,} products have no GlobalId")
    odd = {guid: count for guid, count in counts.items() if GLOBAL_ID.fullmatch(guid) is None}
    if odd:
        words = f"{sum(odd.values()):,} GlobalIds are not 128 bits in 22 characters; kept as they are"
        log.add("IFC014", f"{words} ({_few(odd)})")


def _note_numbers(log: DiagnosticLog, products: Products) -> None:
    several = [number for number, count in Counter(products.records.ids).items() if count > 1]
    if several:
        words = f"{len(several):,} numbers are those of several products ({_few(f'#{each}' for each in several)})"
        log.add("IFC015", f"{words}; each is kept")


def in_circles(kinds: Iterable[Mapping[int, int]]) -> Iterator[int]:
    """Elements one comes back to by going from part to whole."""
    for parents in kinds:
        known: set[int] = set()
        for start in parents:
            way: dict[int, None] = {}
            each: int | None = start
            while each is not None and each not in known and each not in way:
                way[each] = None
                each = parents.get(each)
            if each in way:
                yield each
            known.update(way)


def _few(words: Iterable[str]) -> str:
    found = list(words)
    return ", ".join(found[:_NAMED]) + (", …" if len(found) > _NAMED else "")
