"""What tells products from each other, and no more: the quick way through all of a model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from converter.model.ifc import ProductIdentity
from converter.parsers.ifc.columns import NAME, batches
from converter.parsers.ifc.places import Places
from converter.parsers.ifc.products import Products


def identities(products: Products, places: Places) -> Iterator[ProductIdentity]:
    """All products, in the order of the file."""
    class_names = [each.name for each in products.classes]
    made = partial(tuple.__new__, ProductIdentity)  # what _make does, without a call of Python each
    for batch in batches(products):
        classes = map(class_names.__getitem__, batch.numbers)
        containers = places.containers_of_many(batch)
        rows = zip(batch.ids, batch.guids(), classes, batch.texts(NAME), batch.tags(), containers, strict=True)
        yield from map(made, rows)
