"""``Components`` of every version: what is selected, what is visible, what has which colour.

Rules: BCF 2.0 documentation ("Components"), 2.1 and 3.0 ("Visibility": default, then hints, then exceptions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from converter.model.viewpoint import Coloring, Component, Visibility
from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.values import attribute, boolean, color_of, ifc_guid_of, named_children, words

MANY = 1_000
"""Writers shall warn above so many components (BCF 3.0)."""


@dataclass(frozen=True, slots=True)
class Components:
    """What a viewpoint says of components; ``visibility`` is None where it says nothing."""

    selection: tuple[Component, ...] = ()
    visibility: Visibility | None = None
    coloring: tuple[Coloring, ...] = ()


def read_components(element: etree._Element, say: Say) -> Components:
    """Read by what is there: ``Component`` children are 1.0 and 2.0, ``Selection`` and ``Visibility`` 2.1 and 3.0."""
    maker = _Maker(say)
    flat = [each for tag, each in named_children(element) if tag == "Component"]
    lists = {tag: each for tag, each in named_children(element) if tag != "Component"}
    if flat and not ({"Selection", "Visibility", "Coloring"} & set(lists)):
        found = _flat(flat, maker, say)
    else:
        found = _listed(lists, flat, maker, say)
    if maker.count > MANY:
        say("BCF076", f"{maker.count:,} components")
    return found


class _Maker:
    """Makes components, each one once however often it is named."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._known: dict[tuple[str | None, str, str], Component] = {}
        self.count = 0

    def component(self, element: etree._Element) -> Component:
        """One ``Component``, in the attribute spelling of any version."""
        self.count += 1
        system = tool_id = ""
        if len(element):
            for name, each in named_children(element):
                if name == "OriginatingSystem":
                    system = words(each)
                elif name == "AuthoringToolId":
                    tool_id = words(each)
        key = (element.get("IfcGuid") or attribute(element, "IfcGuid"), system, tool_id)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(*key)
        return found

    def components(self, holder: etree._Element | None) -> tuple[Component, ...]:
        """Every ``Component`` in an element."""
        if holder is None:
            return ()
        return tuple([self.component(each) for tag, each in named_children(holder) if tag == "Component"])

    def _made(self, written: str | None, system: str, tool_id: str) -> Component:
        guid, code = ifc_guid_of(written or "")
        if code == "BCF071":
            self._say(code, f"the IfcGuid {written!r} is a UUID; it was read as {guid}")
        elif code:
            self._say(code, f"the IfcGuid {written!r} is none")
        elif guid is None:
            self._say("BCF070", f"a component without IfcGuid, known as {tool_id!r} in {system!r}")
        return Component(guid, system or None, tool_id or None)


def _flat(elements: list[etree._Element], maker: _Maker, say: Say) -> Components:
    """1.0 and 2.0. In 1.0, without any attribute but the guid, components are those of the topic: a selection."""
    parts = [_Flat(maker.component(each), each) for each in elements]
    says_more = any(part.selected is not None or part.visible is not None or part.color for part in parts)
    if not says_more:
        return Components(selection=tuple([part.component for part in parts]))
    hidden = [part.component for part in parts if part.visible is False]
    shown = [part.component for part in parts if part.visible is not False]
    says_visible = any(part.visible is not None for part in parts)
    if hidden and shown and any(part.visible for part in parts):
        say(
            "BCF074",
            f"{len(hidden)} hidden and {len(shown)} visible components in one list",
        )
    visibility = Visibility()  # selecting or colouring alone hides nothing: the official cases and pictures say so
    if says_visible:
        visibility = Visibility(default=bool(hidden), exceptions=tuple(hidden or shown))
    colors: dict[str, list[Component]] = {}
    for part in parts:
        if part.color:
            color = _color(part.color, say)
            if color:
                colors.setdefault(color, []).append(part.component)
    return Components(
        selection=tuple([part.component for part in parts if part.selected]),
        visibility=visibility,
        coloring=tuple(Coloring(color, tuple(found)) for color, found in colors.items()),
    )


class _Flat:
    """A component of a flat list with its attributes; None for one that is not written."""

    __slots__ = ("color", "component", "selected", "visible")

    def __init__(self, component: Component, element: etree._Element) -> None:
        self.component = component
        selected, visible = attribute(element, "Selected"), attribute(element, "Visible")
        self.selected = None if selected is None else boolean(selected, default=False)
        self.visible = None if visible is None else boolean(visible, default=True)
        self.color = attribute(element, "Color") or ""


def _listed(lists: dict[str, etree._Element], flat: list[etree._Element], maker: _Maker, say: Say) -> Components:
    selection = maker.components(lists.get("Selection"))
    if flat:
        say("BCF022", f"{len(flat)} components in the manner of BCF 2.0 beside those of 2.1 were taken as selected")
        selection += tuple([maker.component(each) for each in flat])
    visibility = _visibility(lists, maker, say)
    return Components(selection, visibility, tuple(_coloring(lists.get("Coloring"), maker, say)))


def _visibility(lists: dict[str, etree._Element], maker: _Maker, say: Say) -> Visibility | None:
    element = lists.get("Visibility")
    if element is None:
        say("BCF073", "nothing is said about visibility: everything is shown")
        return None
    inner = dict(named_children(element))
    hints = inner.get("ViewSetupHints", lists.get("ViewSetupHints"))
    shows = _hint_of(hints)
    return Visibility(
        default=boolean(attribute(element, "DefaultVisibility"), default=False),
        exceptions=maker.components(inner.get("Exceptions")),
        spaces_visible=shows("SpacesVisible"),
        space_boundaries_visible=shows("SpaceBoundariesVisible"),
        openings_visible=shows("OpeningsVisible"),
    )


def _hint_of(hints: etree._Element | None) -> Callable[[str], bool]:
    """A missing hint is false (BCF 3.0)."""
    return lambda name: hints is not None and boolean(attribute(hints, name), default=False)


def _coloring(element: etree._Element | None, maker: _Maker, say: Say) -> Iterator[Coloring]:
    if element is None:
        return
    for tag, each in named_children(element):
        if tag == "Color":
            color = _color(attribute(each, "Color") or "", say)
            inner = [maker.components(holder) for name, holder in named_children(each) if name == "Components"]
            components = maker.components(each) + tuple(component for found in inner for component in found)
            if color and components:
                yield Coloring(color, components)


def _color(text: str, say: Say) -> str | None:
    color = color_of(text)
    if color is None:
        say("BCF075", f"{text!r} is no colour")
    elif color != text:
        say("BCF075", f"the colour {text!r} was read as {color}")
    return color
