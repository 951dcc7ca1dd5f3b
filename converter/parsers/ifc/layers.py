"""Presentation layers: which one a product's shape is on."""

from __future__ import annotations

import re
from collections.abc import Callable

from converter.parsers.ifc.scanning import Found, Records
from converter.parsers.ifc.step_text import ARGUMENT, SKIPPED, Text

_LAYER = re.compile(rb"\s*+\(" + ARGUMENT + rb"," + SKIPPED + rb",\s*+\(([^()';]*+)\)")
_SHAPE = re.compile(rb"\s*+\(" + SKIPPED + rb"," + SKIPPED + rb",\s*+\(\s*+#0*+([0-9]++)([^()';]*+)\)")
_NUMBER = re.compile(rb"#0*+([0-9]++)")


def layer_finder(text: Text, found: Found, text_of: Callable[[bytes], str | None]) -> Callable[[bytes], str | None]:
    """A function that gives the layer of a product definition shape by its number: its first representation's with one.

    Layers are assigned to representations, or to items of representations, which are left alone.
    """
    of_item = _assigned(text, found.of("layer"), text_of)
    shapes = found.of("shape")
    ids, places, count, shape_at = shapes.ids, shapes.places, len(shapes), _SHAPE.match
    following = 0  # shapes are mostly asked for one after the other
    if not shapes.are_all_different:
        count = 0  # the first of an id must be looked for

    def layer_of(shape: bytes) -> str | None:
        nonlocal following
        step_id, at = int(shape), following
        if at >= count or ids[at] != step_id:
            first = shapes.index_of(step_id)
            if first is None:
                return None
            at = first
        following = at + 1
        match = shape_at(text, places[at])
        if match is None:
            return None
        representation, further = match.groups()
        layer = of_item.get(representation)
        if layer is None and further:
            return next(filter(None, map(of_item.get, _NUMBER.findall(further))), None)
        return layer

    return layer_of if of_item else _none


def _none(_shape: bytes) -> None:
    """There is no layer in the model."""


def _assigned(text: Text, layers: Records, text_of: Callable[[bytes], str | None]) -> dict[bytes, str]:
    """Names of layers by the number of what is assigned to them; of several layers the first counts."""
    of_item: dict[bytes, str] = {}
    for index in reversed(range(len(layers))):
        match = _LAYER.match(text, layers.places[index])
        if match is not None and (name := text_of(match[1])):
            of_item.update(dict.fromkeys(_NUMBER.findall(match[2]), name))
    return of_item
