"""What the schema of SARIF 2.1.0 asks of the objects written here: names, types, required ones, nothing else beside.

Written down from the standard's text (OASIS SARIF 2.1.0, section 3) and its schema; ``#/definitions`` of what a tool
without code flows, fixes and graphs needs. What is not here is not allowed here.
"""

from __future__ import annotations

from typing import Any


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    bag = {"properties": {"type": "object"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**properties, **bag},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _array(items: dict[str, Any], *, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": unique}


_TEXT = {"type": "string"}
_INDEX = {"type": "integer", "minimum": -1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": _array(_ref("run")),
    },
    "$defs": {
        "run": _object(
            ("tool",),
            tool=_object(("driver",), driver=_ref("toolComponent")),
            invocations=_array(_ref("invocation")),
            results=_array(_ref("result")),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        ),
        "toolComponent": _object(
            ("name",),
            name=_TEXT,
            version=_TEXT,
            semanticVersion=_TEXT,
            informationUri={"type": "string", "format": "uri"},
            rules=_array(_ref("reportingDescriptor"), unique=True),
        ),
        "reportingDescriptor": _object(
            ("id",),
            id=_TEXT,
            name=_TEXT,
            shortDescription=_ref("multiformatMessageString"),
            fullDescription=_ref("multiformatMessageString"),
            help=_ref("multiformatMessageString"),
            defaultConfiguration=_object(level=_LEVEL),
        ),
        "multiformatMessageString": _object(("text",), text=_TEXT, markdown=_TEXT),
        "message": {
            **_object(text=_TEXT, markdown=_TEXT, id=_TEXT),
            "anyOf": [{"required": ["text"]}, {"required": ["id"]}],
        },
        "invocation": _object(
            ("executionSuccessful",),
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications=_array(_ref("notification")),
        ),
        "notification": _object(
            ("message",), message=_ref("message"), level=_LEVEL, descriptor=_object(id=_TEXT, index=_INDEX)
        ),
        "result": _object(
            ("message",),
            ruleId=_TEXT,
            ruleIndex=_INDEX,
            level=_LEVEL,
            message=_ref("message"),
            locations=_array(_ref("location")),
            relatedLocations=_array(_ref("location"), unique=True),
            partialFingerprints={"type": "object", "additionalProperties": _TEXT},
            baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
        ),
        "location": _object(
            id=_INDEX,
            physicalLocation={**_ref("physicalLocation")},
            logicalLocations=_array(_ref("logicalLocation"), unique=True),
            message=_ref("message"),
        ),
        "physicalLocation": {
            **_object(artifactLocation=_ref("artifactLocation"), region=_ref("region")),
            "required": ["artifactLocation"],
        },
        "artifactLocation": _object(uri={"type": "string", "format": "uri-reference"}, uriBaseId=_TEXT, index=_INDEX),
        "region": _object(startLine={"type": "integer", "minimum": 1}, startColumn={"type": "integer", "minimum": 1}),
        "logicalLocation": _object(name=_TEXT, kind=_TEXT, fullyQualifiedName=_TEXT),
    },
}
