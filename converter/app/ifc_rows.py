"""An element of a model as JSON: in ``elements --json`` and in ``clashes.jsonl``."""

from __future__ import annotations

from typing import Any

from converter.model.ifc import IfcElement


def ifc_json(element: IfcElement) -> dict[str, Any]:
    """Who the element is."""
    return {
        "file": element.file,
        "guid": element.guid,
        "class": element.ifc_class,
        "name": element.name,
        "tag": element.tag,
        "storey": element.storey,
    }
