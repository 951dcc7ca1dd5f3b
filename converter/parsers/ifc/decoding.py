"""Records of products → elements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, cast

from converter.model.drafts import maker_of
from converter.model.ifc import IfcElement
from converter.parsers.ifc.columns import EVERY, NAME, OBJECT_TYPE, batches
from converter.parsers.ifc.discipline import Guess, guess
from converter.parsers.ifc.layers import Layers
from converter.parsers.ifc.places import Place, Places
from converter.parsers.ifc.products import Attributes, Products
from converter.parsers.ifc.records import Found, Records
from converter.parsers.ifc.relations import Relations
from converter.parsers.ifc.schema import Schema

Make: TypeAlias = Callable[[int, int, Attributes, Place, str | None], IfcElement]
"""From step id, number of the class, attributes, place and layer to an element."""

_make_element = maker_of(IfcElement)
_NOTHING = Guess(None, "")


class Elements:
    """Makes the elements of a model, by their place in the list of products (from 0)."""

    def __init__(
        self,
        label: str,
        producer: str,
        products: Products,
        found: Found,
        schema: Schema,
        relations: Relations,
        places: Places,
        layers: Layers,
    ) -> None:
        self._products, self._places, self._layers = products, places, layers
        self._make = _maker(label, producer, products, found, schema, relations)

    def one(self, index: int) -> IfcElement:
        """One, read by itself."""
        records, attributes = self._products.records, self._products.attributes(index)
        layer = None if attributes.shape is None else self._layers.of(attributes.shape)
        return self._make(records.ids[index], records.numbers[index], attributes, self._places.of(index), layer)

    def every(self) -> Iterator[IfcElement]:
        """All, read by the column."""
        make, places_of, layers_of = self._make, self._places.of_many, self._layers.of_many
        for batch in batches(self._products, EVERY):
            shapes = batch.shapes()
            columns = (batch.guids(), batch.texts(NAME), batch.texts(OBJECT_TYPE), shapes, batch.lasts())
            attributes = cast(Iterator[Attributes], zip(*columns, strict=True))  # plain tuples are made sooner
            yield from map(make, batch.ids, batch.numbers, attributes, places_of(batch), layers_of(shapes))


def _maker(label: str, producer: str, products: Products, found: Found, schema: Schema, relations: Relations) -> Make:
    """A function that makes an element; what each of many needs is bound once."""
    names = [each.name for each in schema.classes]
    spatial = [each.is_spatial for each in schema.classes]
    type_of, system_of, zones_of = relations.typed.get, relations.grouped.get, relations.zoned.get
    type_names, system_names = _Names(products, found.of("type")), _Names(products, found.of("system"))
    zone_names = _Names(products, found.of("zone")).of
    guesses = [_Guesses(None if each.is_spatial else each.name, label, producer) for each in schema.classes]

    def make(step_id: int, number: int, attributes: Attributes, place: Place, layer: str | None) -> IfcElement:
        guid, name, object_type, shape, last = attributes
        discipline, source = guesses[number][layer]
        is_spatial, zones = spatial[number], zones_of(step_id)
        return _make_element(
            label, guid, step_id, names[number], name,
            None if is_spatial else last,
            type_names[type_of(step_id)] or object_type,
            place.storey, place.path, system_names[system_of(step_id)],
            layer, discipline, source, shape is not None,
            last if is_spatial else None, zone_names(zones) if zones else (),
        )  # fmt: skip

    return make


class _Guesses(dict[str | None, Guess]):
    """Disciplines of the elements of one class by their layer. What is spatial is there for every discipline."""

    def __init__(self, ifc_class: str | None, file: str, producer: str) -> None:
        super().__init__()
        self._ifc_class, self._file, self._producer = ifc_class, file, producer

    def __missing__(self, layer: str | None) -> Guess:
        if self._ifc_class is None:
            return _NOTHING
        guessed = self[layer] = guess(layer, self._ifc_class, self._file, self._producer)
        return guessed


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
