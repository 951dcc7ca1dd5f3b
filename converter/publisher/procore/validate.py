"""The self-check: every body is held against our own JSON Schema of the endpoint before anybody sends it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs
import msgspec

_STRINGS = ("camera_data", "sections_data", "redlines_data")
_SCHEMAS = {"updates": "sync.schema.json", "bim_viewpoints": "bim_viewpoints.schema.json"}
_LISTED = 20
_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def problems_of(body: bytes, items: str = "updates") -> list[str]:
    """What the documented schema has against a body, at most 20 lines ``pointer: message``; empty when valid.

    ``items`` names the body's list: ``updates`` of a sync, or ``bim_viewpoints`` of a batch of viewpoints.

    The JSON texts inside ``camera_data``, ``sections_data`` and ``redlines_data`` are looked into as well, and
    numbers that are not finite are refused everywhere (``msgspec`` does not decode them).
    """
    floats: list[str] = []

    def noted(text: str) -> float:
        floats.append(text)
        return 0.0

    try:
        document = msgspec.json.Decoder(float_hook=noted).decode(body)
        if floats:
            document = msgspec.json.decode(body)
    except _NO_JSON as error:
        return [f"/: {error}"]
    found = _errors(_SCHEMAS[items], document, "")
    if not found:
        found = [*(_float_ids(document, "") if floats else ()), *_repeated_uuids(document, items)]
    if found:
        return found[:_LISTED]
    for pointer, viewpoint in _viewpoints(document, items):
        found += _viewpoint_errors(viewpoint, pointer)
        if len(found) >= _LISTED:
            return found[:_LISTED]
    return found


def _viewpoints(document: Mapping[str, Any], items: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, item in enumerate(document[items]):
        if items == "bim_viewpoints":
            yield f"/{items}/{place}", item
        else:
            for number, viewpoint in enumerate(item.get("viewpoints", ())):
                yield f"/{items}/{place}/viewpoints/{number}", viewpoint


def _float_ids(value: object, pointer: str) -> Iterator[str]:
    """Every number of a body is an integer; JSON Schema takes 5.0 for one, Procore need not."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _float_ids(each, f"{pointer}/{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _float_ids(each, f"{pointer}/{number}")
    elif isinstance(value, float):
        yield f"{pointer}: {value} is not written as an integer"


def _repeated_uuids(document: Mapping[str, Any], items: str) -> Iterator[str]:
    """Two items of one uuid would be one issue, or viewpoint, twice."""
    seen: set[str] = set()
    for place, item in enumerate(document[items]):
        if (uuid := str(item.get("uuid", "")).lower()) and uuid in seen:
            yield f"/{items}/{place}/uuid: {uuid} is there already"
        seen.add(uuid)


def _viewpoint_errors(viewpoint: dict[str, Any], pointer: str) -> list[str]:
    texts: dict[str, Any] = {}
    for name in _STRINGS:
        if name in viewpoint:
            try:
                texts[name] = msgspec.json.decode(viewpoint[name])
            except _NO_JSON as error:
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
