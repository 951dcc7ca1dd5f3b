"""Records of products → elements, one after the other: what each of many needs is bound once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from converter.model.ifc import IfcElement
from converter.parsers.drafts import maker_of
from converter.parsers.ifc.discipline import Guess, guess
from converter.parsers.ifc.places import Places
from converter.parsers.ifc.products import PRODUCT, Products
from converter.parsers.ifc.relations import Relations
from converter.parsers.ifc.scanning import Found, Records
from converter.parsers.ifc.schema import Schema

Decode = Callable[[Iterable[int]], Iterator[IfcElement]]

_make_element = maker_of(IfcElement)
_NOTHING = Guess(None, "")


def decoder(
    label: str,
    producer: str,
    products: Products,
    found: Found,
    schema: Schema,
    relations: Relations,
    places: Places,
    layer_of: Callable[[bytes], str | None],
) -> Decode:
    """A function that makes the elements of places in the list of products."""
    records, text, value = products.records, products.text, products.value
    product, slowly, place_of_last = PRODUCT.match, products.slowly, products.place_of_last
    ids, starts, numbers = records.ids, records.places, records.numbers
    names = [each.name for each in schema.classes]
    spatial = [each.is_spatial for each in schema.classes]
    may_be_contained = [each.may_be_contained for each in schema.classes]
    last_at = [place_of_last(each) for each in schema.classes]
    typed, grouped, zoned, contained = relations.typed, relations.grouped, relations.zoned, relations.contained
    type_names, system_names = _Names(products, found.of("type")), _Names(products, found.of("system"))
    zones_of = _Names(products, found.of("zone")).of
    inside, container_of, part_of, place_of = places.inside, places.containers, relations.aggregates, places.of
    guesses: list[dict[str | None, Guess]] = [{} for _ in schema.classes]

    def decode(indices: Iterable[int]) -> Iterator[IfcElement]:
        for index in indices:
            number, step_id = numbers[index], ids[index]
            match, at = product(text, starts[index]), last_at[number]
            attributes: tuple[Any, ...] = match.groups() if match is not None else slowly(index)
            if at and attributes[at] is None:
                attributes = slowly(index)
            guid, name, object_type, shape, _, _ = attributes
            last = value(attributes[at]) if at else None
            is_spatial = spatial[number]
            layer = None if shape is None else layer_of(shape)
            guessed = guesses[number].get(layer)
            if guessed is None:  # what is spatial is there for every discipline
                guessed = _NOTHING if is_spatial else guess(layer, names[number], label, producer)
                guesses[number][layer] = guessed
            container = contained.get(step_id) if may_be_contained[number] else None
            if container is None:
                container = container_of.get(part_of.get(step_id))
            place = inside.get(container) or place_of(index)
            zones = zoned.get(step_id)
            yield _make_element(
                label, guid.decode(), step_id, names[number], None if name == b"$" else value(name),
                None if is_spatial else last,
                type_names[typed.get(step_id)] or (None if object_type == b"$" else value(object_type)),
                place.storey, place.path, system_names[grouped.get(step_id)],
                layer, guessed.discipline, guessed.source, shape is not None,
                last if is_spatial else None, zones_of(zones) if zones else (),
            )  # fmt: skip

    return decode


class _Names(dict[int | None, str | None]):
    """Names of records by step id, each decoded once; None for no record."""

    def __init__(self, products: Products, records: Records) -> None:
        super().__init__({None: None})
        self._products, self._records = products, records

    def __missing__(self, step_id: int) -> str | None:
        index = self._records.index_of(step_id)
        name = self[step_id] = None if index is None else self._products.name_in(self._records, index)
        return name

    def of(self, step_ids: Iterable[int]) -> tuple[str, ...]:
        """The names of several records, without those that have none."""
        return tuple([name for step_id in step_ids if (name := self[step_id])])
