"""Records of products → elements. What each of many needs is bound once, and each name is decoded once."""

from __future__ import annotations

from collections.abc import Callable

from converter.model.ifc import IfcElement
from converter.parsers.drafts import maker_of
from converter.parsers.ifc.discipline import Guess, guess
from converter.parsers.ifc.layers import Layers
from converter.parsers.ifc.places import Places
from converter.parsers.ifc.products import FIRST_TAG, PRODUCT, Products
from converter.parsers.ifc.relations import Relations
from converter.parsers.ifc.scanning import Found, Records
from converter.parsers.ifc.schema import Schema
from converter.parsers.ifc.step import reference

_make_element = maker_of(IfcElement)
_NONE = Guess(None, "")


def decoder(
    label: str,
    producer: str,
    products: Products,
    found: Found,
    schema: Schema,
    relations: Relations,
    places: Places,
    layers: Layers,
) -> Callable[[int], IfcElement]:
    """A function that makes the element of a place in the list of products."""
    records, text, value = products.records, products.text, products.value
    ids, starts, numbers = records.ids, records.places, records.numbers
    classes = [each.name for each in schema.classes]
    tags = [None if each.tag is None else each.tag - FIRST_TAG + 4 for each in schema.classes]
    typed, grouped = relations.typed, relations.grouped
    type_name, system_name = _names(products, found.of("type")), _names(products, found.of("system"))
    guesses: dict[tuple[str | None, int], Guess] = {}

    def decode(index: int) -> IfcElement:
        number, step_id = numbers[index], ids[index]
        match = PRODUCT.match(text, starts[index])
        values = None if match is None else match.groups()
        tag_at = tags[number]
        if values is None or (tag_at is not None and values[tag_at] is None):
            values = (*products.slowly(index), b"$")
            tag_at = 4
        guid, name, object_type, representation = values[:4]
        shape = reference(representation) if representation[:1] == b"#" else None
        layer = None if shape is None else layers.of(shape)
        key = layer, number
        guessed = guesses.get(key)
        if guessed is None:
            is_spatial = schema.classes[number].is_spatial  # it is there for every discipline
            guessed = guesses[key] = _NONE if is_spatial else guess(layer, classes[number], label, producer)
        place = places.of(index)
        type_id, system_id = typed.get(step_id), grouped.get(step_id)
        return _make_element(
            label, value(guid) or "", step_id, classes[number], value(name),
            None if tag_at is None else value(values[tag_at]),
            (None if type_id is None else type_name(type_id)) or value(object_type),
            place.storey, place.path, None if system_id is None else system_name(system_id),
            layer, guessed.discipline, guessed.source, shape is not None,
        )  # fmt: skip

    return decode


def _names(products: Products, records: Records) -> Callable[[int], str | None]:
    """Names of records by step id, each decoded once."""
    known: dict[int, str | None] = {}

    def name(step_id: int) -> str | None:
        if step_id not in known:
            index = records.index_of(step_id)
            known[step_id] = None if index is None else products.name_in(records, index)
        return known[step_id]

    return name
