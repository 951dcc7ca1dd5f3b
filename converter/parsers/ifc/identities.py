"""What tells products from each other, and no more: the quick way through all of a model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from converter.parsers.ifc.columns import NAME, batches
from converter.parsers.ifc.places import Places
from converter.parsers.ifc.products import Products


class Identity(NamedTuple):
    """An IfcProduct: the number of its record, GlobalId (empty where it has none), class, Name and Tag.

    ``container`` is the number of the spatial element that contains it, itself or by what it is a part of.
    """

    step_id: int
    guid: str
    ifc_class: str
    name: str | None
    tag: str | None
    container: int | None


def identities(products: Products, places: Places) -> Iterator[Identity]:
    """All products, in the order of the file."""
    class_names = [each.name for each in products.classes]
    made = partial(tuple.__new__, Identity)  # what _make does, without a call of Python each
    for batch in batches(products):
        classes = map(class_names.__getitem__, batch.numbers)
        containers = places.containers_of_many(batch)
        rows = zip(batch.ids, batch.guids(), classes, batch.texts(NAME), batch.tags(), containers, strict=True)
        yield from map(made, rows)
