"""The self-check: every body is held against our own JSON Schema of the endpoint before anybody sends it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs
import msgspec

_STRINGS = ("camera_data", "sections_data", "redlines_data")
_LISTED = 20


def problems_of(body: bytes) -> list[str]:
    """What the documented schema has against a sync body, at most 20 lines ``pointer: message``; empty when valid.

    The JSON texts inside ``camera_data``, ``sections_data`` and ``redlines_data`` are looked into as well, and
    numbers that are not finite are refused everywhere (``msgspec`` does not decode them).
    """
    try:
        document = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        return [f"/: {error}"]
    found = _errors("sync.schema.json", document, "")
    if found:
        return found
    for place, item in enumerate(document["updates"]):
        for number, viewpoint in enumerate(item.get("viewpoints", ())):
            found += _viewpoint_errors(viewpoint, f"/updates/{place}/viewpoints/{number}")
            if len(found) >= _LISTED:
                return found[:_LISTED]
    return found


def _viewpoint_errors(viewpoint: dict[str, Any], pointer: str) -> list[str]:
    texts: dict[str, Any] = {}
    for name in _STRINGS:
        if name in viewpoint:
            try:
                texts[name] = msgspec.json.decode(viewpoint[name])
            except msgspec.DecodeError as error:
                return [f"{pointer}/{name}: {error}"]
    return _errors("viewpoint.schema.json", texts, pointer)


def _errors(schema: str, document: object, pointer: str) -> list[str]:
    validator = _validator(schema)
    if validator.is_valid(document):
        return []
    found = []
    for error in validator.iter_errors(document):
        path = "".join(f"/{step}" for step in error.instance_path)
        found.append(f"{pointer}{path}: {error.message[:300]}")
        if len(found) == _LISTED:
            break
    return found


@cache
def _validator(name: str) -> Any:  # the library ships no types
    return jsonschema_rs.validator_for(schema_of(name))


def schema_of(name: str) -> dict[str, Any]:
    """One of the schemas shipped beside this module."""
    text = resources.files(__package__).joinpath("schema", name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
