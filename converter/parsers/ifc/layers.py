"""Presentation layers: which one a product's shape is on."""

from __future__ import annotations

import re
from collections.abc import Callable

from converter.parsers.ifc.scanning import Found
from converter.parsers.ifc.step import SKIPPED, Text, references

_SHAPE = re.compile(rb"\s*+\(" + SKIPPED + rb"," + SKIPPED + rb",\s*+\(\s*+#(\d{1,18}+)([^()';]*+)\)")


class Layers:
    """Layers by what is assigned to them: representations, or items of representations."""

    def __init__(self, text: Text, found: Found, text_of: Callable[[bytes], str | None]) -> None:
        self._text, self._shapes = text, found.of("shape")
        self._of_item: dict[int, str] = {}
        records = found.of("layer")
        for index in range(len(records)):
            values = records.arguments(text, index)
            name = text_of(values[0]) if len(values) > 2 else None
            for item in references(values[2]) if name else ():
                self._of_item.setdefault(item, name or "")

    def of(self, shape: int) -> str | None:
        """The layer of a product definition shape: that of its first representation with one."""
        if not self._of_item:
            return None
        place = self._shapes.place_of(shape)
        found = None if place is None else _SHAPE.match(self._text, place)
        if found is None:
            return None
        if (layer := self._of_item.get(int(found[1]))) is not None:
            return layer
        for representation in references(found[2]):
            if (layer := self._of_item.get(representation)) is not None:
                return layer
        return None
