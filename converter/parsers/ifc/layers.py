"""Presentation layers: which one the shape of a product is on."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import repeat

from converter.parsers.ifc.records import Found, Records
from converter.parsers.ifc.step_text import ARGUMENT, SKIPPED, Text

_LAYER = re.compile(rb"\s*+\(" + ARGUMENT + rb"," + SKIPPED + rb",\s*+\(([^()';]*+)\)")
_SHAPE = re.compile(rb"\s*+\(" + SKIPPED + rb"," + SKIPPED + rb",\s*+\(\s*+#0*+([0-9]++)([^()';]*+)\)")
_NUMBER = re.compile(rb"#0*+([0-9]++)")


class Layers:
    """The layer of a product definition shape by its number: that of its first representation that has one.

    Layers are assigned to representations, or to items of representations, which are left alone.
    """

    def __init__(self, text: Text, found: Found, text_of: Callable[[bytes], str | None]) -> None:
        self._text = text
        self._of_item = _assigned(text, found.of("layer"), text_of)
        self._shapes = found.shapes.numbered(text) if self._of_item else Records()
        self._following = 0
        """Where the next one is, as a rule: shapes are in the order of the products."""

        self._are_different = bool(self._of_item) and self._shapes.are_all_different
        """Else the first of an id must be looked for."""

    def of(self, shape: bytes) -> str | None:
        """The layer of one."""
        if not self._of_item:
            return None
        step_id, at = int(shape), self._following
        shapes = self._shapes
        if not (self._are_different and at < len(shapes) and shapes.ids[at] == step_id):
            first = shapes.index_of(step_id)
            if first is None:
                return None
            at = first
        self._following = at + 1
        return self._layer(_SHAPE.match(self._text, shapes.places[at]))

    def of_many(self, shapes: list[bytes | None]) -> list[str | None]:
        """The layers of many; None is for a product without a shape."""
        if not self._of_item:
            return [None] * len(shapes)
        wanted = [int(each) for each in shapes if each is not None]
        low, high = self._following, self._following + len(wanted)
        if not self._are_different or self._shapes.ids[low:high].tolist() != wanted:
            return [None if each is None else self.of(each) for each in shapes]
        self._following = high
        matches = map(_SHAPE.match, repeat(self._text), self._shapes.places[low:high])
        layers = iter([self._layer(each) for each in matches])
        return [None if each is None else next(layers) for each in shapes]

    def _layer(self, match: re.Match[bytes] | None) -> str | None:
        if match is None:
            return None
        representation, further = match.groups()
        layer = self._of_item.get(representation)
        if layer is None and further:
            return next(filter(None, map(self._of_item.get, _NUMBER.findall(further))), None)
        return layer


def _assigned(text: Text, layers: Records, text_of: Callable[[bytes], str | None]) -> dict[bytes, str]:
    """Names of layers by the number of what is assigned to them; of several layers the first counts."""
    of_item: dict[bytes, str] = {}
    for index in reversed(range(len(layers))):
        match = _LAYER.match(text, layers.places[index])
        if match is not None and (name := text_of(match[1])):
            of_item.update(dict.fromkeys(_NUMBER.findall(match[2]), name))
    return of_item
