"""Products by what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from converter.parsers.ifc.columns import NAME, batches
from converter.parsers.ifc.products import Products


class Lookup:
    """Places in the list of products by a text; most texts have one."""

    def __init__(self, keys: Iterable[str | None]) -> None:
        self._first: dict[str, int] = {}
        self._more: dict[str, list[int]] = {}
        for index, key in enumerate(keys):
            if key is not None and self._first.setdefault(key, index) != index:
                self._more.setdefault(key, []).append(index)

    def __getitem__(self, key: str) -> tuple[int, ...]:
        first = self._first.get(key)
        return () if first is None else (first, *self._more.get(key, ()))

    def counts(self) -> Iterator[tuple[str, int]]:
        """Every text, with how often it occurs."""
        more = self._more
        return ((key, 1 + len(more.get(key, ()))) for key in self._first)


class Lookups:
    """Places in the list of products by GlobalId, Tag and Name, each made when it is first asked for."""

    def __init__(self, products: Products) -> None:
        self._products = products

    @cached_property
    def by_guid(self) -> Lookup:
        """Products by GlobalId."""
        return Lookup(guid or None for batch in batches(self._products) for guid in batch.guids())

    @cached_property
    def by_tag(self) -> Lookup:
        """Products by Tag."""
        return Lookup(tag or None for batch in batches(self._products) for tag in batch.tags())

    @cached_property
    def by_name(self) -> Lookup:
        """Products by Name."""
        return Lookup(self._names())

    @cached_property
    def by_ending(self) -> Lookup:
        """Products by what is behind the last colon of their Name."""
        return Lookup(name.rpartition(":")[2] if name and ":" in name else None for name in self._names())

    def _names(self) -> Iterator[str | None]:
        return chain.from_iterable(batch.texts(NAME) for batch in batches(self._products))
