"""What tests send: small bodies in the documented shape, and the steps before them."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any
from uuid import uuid4

import requests

from tests.sandbox.running import TIMEOUT_S, Box

ISSUES = "/rest/v1.0/coordination_issues"
CAMERA = {
    "perspective_camera": {
        "camera_view_point": {"x": 10.0, "y": -20.0, "z": 5.5},
        "camera_direction": {"x": 0.0, "y": 1.0, "z": 0.0},
        "camera_up_vector": {"x": 0.0, "y": 0.0, "z": 1.0},
        "field_of_view": 0.8,
        "target_distance": 30.0,
        "unit": "ft",
    }
}
BOX = {
    "min_boundary": {"x": 5.0, "y": 5.0, "z": 0.0},
    "max_boundary": {"x": 15.0, "y": 15.0, "z": 10.0},
    "rotation": {"x": 0, "y": 0, "z": 0},
}


def png(red: int = 200, green: int = 80, blue: int = 30, side: int = 8) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((red, green, blue)) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def announce(box: Box, **more: Any) -> dict[str, Any]:
    """The answer to the call that announces a plain upload."""
    body = {"response_filename": "view.png", "response_content_type": "image/png", **more}
    answer = box.call("POST", f"/rest/v1.1/projects/{box.project_id}/uploads", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def send(upload: dict[str, Any], content: bytes, **more: Any) -> requests.Response:
    """The POST to the storage service."""
    return requests.post(
        upload["url"], data=upload["fields"], files={"file": ("view.png", content)}, timeout=TIMEOUT_S, **more
    )


def uploaded(box: Box, content: bytes | None = None) -> str:
    """The uuid of an upload that has arrived."""
    upload = announce(box)
    assert send(upload, png() if content is None else content).status_code == 204
    return str(upload["uuid"])


def bim_file(box: Box, name: str = "Federated.nwd") -> int:
    body = {"project_id": box.project_id, "bim_file": {"name": name, "uuid": str(uuid4())}}
    answer = box.call("POST", "/rest/v1.0/bim_files", json=body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def item(**more: Any) -> dict[str, Any]:
    """An issue to be made; ``more`` replaces or adds fields."""
    return {"uuid": str(uuid4()), "title": "Duct through beam", "status": "open", "issue_type": "clash", **more}


def viewpoint(upload: str, **more: Any) -> dict[str, Any]:
    return {"snapshot_upload_uuid": upload, "camera_data": json.dumps(CAMERA), **more}


def full_item(box: Box, **more: Any) -> dict[str, Any]:
    """An issue with a viewpoint, and all that it needs."""
    view = viewpoint(uploaded(box), name="View", sections_data=json.dumps(BOX), render_mode="shaded")
    return item(coordination_issue_file_id=bim_file(box), viewpoints=[view], **more)


def sync(box: Box, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer of sync, which is always 200."""
    answer = box.call("PATCH", f"{ISSUES}/sync", json={"project_id": box.project_id, "updates": list(items)}, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def made(box: Box, *items: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The issues of a sync that refuses nothing, in the order sent."""
    answer = sync(box, *items, **more)
    assert answer["errors"] == []
    found = {entity["uuid"]: entity for entity in answer["entities"]}
    return [found[each["uuid"]] for each in items]


def errors_of(box: Box, wrong: dict[str, Any]) -> dict[str, list[str]]:
    """What sync has against one item; nothing is made."""
    answer = sync(box, wrong)
    assert answer["entities"] == []
    return dict(answer["errors"][0]["errors"])


def elsewhere(box: Box) -> int:
    """Another project of the same company."""
    found = box.get("/rest/v1.0/projects", company_id=box.company_id).json()
    return next(int(each["id"]) for each in found if each["id"] != box.project_id)
