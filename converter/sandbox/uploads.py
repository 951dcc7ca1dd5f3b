"""Uploads through the API: v1.1 (and v1.0) plain and segmented, v2.1 unified."""

from __future__ import annotations

import json
import re
import secrets
from base64 import b64encode

from converter.sandbox.access import project_of_path
from converter.sandbox.call import Answer, Call, Document, Refusal, reply, whole
from converter.sandbox.checks import is_integer, known_only
from converter.sandbox.clock import iso
from converter.sandbox.store import Row

START_S = 3_600
"""A file must be sent within an hour of the call that announces it."""

USE_S = 7 * 86_400
USE_V21_S = 86_400
"""An upload must be used within a week; one of v2.1 within a day."""

SMALLEST_SEGMENT = 5 * 1024 * 1024
LARGEST_SEGMENT = 5 * 1024**3
V21_SEGMENT = (5 * 1024 * 1024, 100 * 1024 * 1024)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def create(call: Call) -> Answer:
    """``POST /projects/{id}/uploads``: announce a file; 201 with where and how to send it."""
    site, body = project_of_path(call), call.document()
    known_only(
        call, body, "project_id", "response_filename", "response_content_type", "attachment_content_disposition",
        "size", "segments",
    )  # fmt: skip
    name, kind = body.get("response_filename"), body.get("response_content_type")
    version = "v1.1" if "/v1.1/" in call.path else "v1.0"
    if (not name and version == "v1.1") or not isinstance(name or "", str):
        raise Refusal(400, {"response_filename": ["is missing"]})
    size = _size(body.get("size"))
    segments = _segments(body["segments"], (SMALLEST_SEGMENT, LARGEST_SEGMENT)) if "segments" in body else []
    uuid = _new_uuid()
    fields = {} if segments else _fields(call, uuid, str(name or uuid), str(kind or "application/octet-stream"))
    call.world.store.insert(
        "uploads", uuid=uuid, project_id=site.project_id, owner_id=call.caller.user_id, version=version,
        name=str(name or uuid), content_type=str(kind or "application/octet-stream"), size=size,
        fields=json.dumps(fields), created_at=call.world.clock.now(), status="ready",
    )  # fmt: skip
    _keep_segments(call, uuid, segments)
    if segments:
        return reply({"uuid": uuid, "segments": _segment_list(call, uuid), "status": "ready"}, 201)
    return reply({"uuid": uuid, "url": f"{call.world.base_url}/storage/bucket", "fields": fields}, 201)


def create_v21(call: Call) -> Answer:
    """``POST /rest/v2.1/companies/{c}/projects/{p}/uploads``."""
    if call.params["company_id"] != call.company_id:
        raise Refusal(404, "Company not found")
    site, body = project_of_path(call), call.document()
    known_only(call, body, "file_name", "file_size", "content_type", "sha256", "segments")
    if not isinstance(body.get("file_name"), str):
        raise Refusal(400, {"file_name": ["must be a string"]})
    segments = _segments(body.get("segments"), V21_SEGMENT)
    uuid = _new_uuid()
    call.world.store.insert(
        "uploads", uuid=uuid, project_id=site.project_id, owner_id=call.caller.user_id, version="v2.1",
        name=body["file_name"], content_type=str(body.get("content_type") or "application/octet-stream"),
        size=_size(body.get("file_size")), fields="{}", created_at=call.world.clock.now(), status="ready",
    )  # fmt: skip
    _keep_segments(call, uuid, segments)
    return reply({"data": _unified(call, _own(call, uuid))}, 201)


def show(call: Call) -> Answer:
    """``GET …/uploads/{uuid}``."""
    project_of_path(call)
    row = _own(call, call.params["uuid"])
    if row["version"] == "v2.1":
        return reply({"data": _unified(call, row)})
    return reply({"uuid": row["uuid"], "segments": _segment_list(call, row["uuid"]), "status": row["status"]})


def complete(call: Call) -> Answer:
    """``PATCH …/uploads/{uuid}``: the ETags of all segments, in order."""
    project_of_path(call)
    row, body = _own(call, call.params["uuid"]), call.document()
    if call.world.clock.now() > row["created_at"] + USE_S:
        raise Refusal(410, "The upload has expired")
    unified = row["version"] == "v2.1"
    sent = body.get("part_etags") if unified else _etags(body.get("segments"))
    segments = call.world.store.all("SELECT * FROM segments WHERE upload_uuid = ? ORDER BY position", row["uuid"])
    held = [segment["etag"] for segment in segments]
    if not isinstance(sent, list) or not held or [str(etag or "").strip('"') for etag in sent] != held:
        raise Refusal(422, {"segments": ["must be the ETags of all segments, in order"]})
    content = b"".join(segment["content"] for segment in segments)
    status = "available" if unified else "complete"
    call.world.store.run("UPDATE uploads SET status = ?, content = ? WHERE uuid = ?", status, content, row["uuid"])
    return show(call)


def _etags(segments: object) -> list[object] | None:
    if not isinstance(segments, list) or not all(isinstance(part, dict) for part in segments):
        return None
    return [part.get("etag") for part in segments]


def _own(call: Call, uuid: str) -> Row:
    sql = "SELECT * FROM uploads WHERE uuid = ? AND project_id = ? AND owner_id = ?"
    row = call.world.store.one(sql, uuid, call.params["project_id"], call.caller.user_id)
    if row is None:
        raise Refusal(404, "Upload not found")
    return row


def _new_uuid() -> str:
    return "01" + "".join(secrets.choice(_ALPHABET) for _ in range(24))


def _size(value: object) -> int | None:
    if isinstance(value, str):  # of a form
        value = whole(value) if whole(value) is not None else value
    if value is not None and not is_integer(value):
        raise Refusal(400, {"size": ["is not an integer"]})
    return None if value is None else int(str(value))


def _segments(value: object, sizes: tuple[int, int]) -> list[Document]:
    if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
        raise Refusal(400, {"segments": ["is not a list of objects"]})
    for place, part in enumerate(value, 1):
        size, digest = part.get("size"), part.get("sha256")
        if not is_integer(size):
            raise Refusal(400, {"segments": [f"{place}: size is missing"]})
        if not re.fullmatch(r"[0-9a-f]{64}", str(digest)):
            raise Refusal(400, {"segments": [f"{place}: sha256 is missing"]})
        if not re.fullmatch(r"[0-9a-f]{32}", str(part.get("md5") or "0" * 32)):
            raise Refusal(400, {"segments": [f"{place}: md5 is not a checksum"]})
        if size > sizes[1] or (size < sizes[0] and place < len(value)):
            raise Refusal(400, {"segments": [f"{place}: a segment has {sizes[0]} to {sizes[1]} bytes; the last less"]})
    return value


def _keep_segments(call: Call, uuid: str, segments: list[Document]) -> None:
    for position, part in enumerate(segments):
        columns = {"size": part["size"], "sha256": part["sha256"], "md5": part.get("md5")}
        call.world.store.insert("segments", upload_uuid=uuid, position=position, **columns)


def _fields(call: Call, uuid: str, name: str, kind: str) -> dict[str, str]:
    # The set of fields is Procore's to change; one of them has another name every time.
    stamp = call.world.clock.stamp().replace("-", "").replace(":", "")
    quoted = name.replace('"', "'")
    return {
        "key": f"companies/{call.company_id}/{uuid}",
        "Content-Type": kind,
        "Content-Disposition": f'inline; filename="{quoted}"',
        "policy": secrets.token_urlsafe(24),
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-date": stamp,
        f"x-amz-meta-{secrets.token_hex(3)}": secrets.token_hex(8),
        "x-amz-signature": secrets.token_hex(32),
    }


def _segment_list(call: Call, uuid: str) -> list[Document]:
    rows = call.world.store.all("SELECT * FROM segments WHERE upload_uuid = ? ORDER BY position", uuid)
    return [_segment(call, row) for row in rows]


def _segment(call: Call, row: Row) -> Document:
    headers = {"x-amz-content-sha256": row["sha256"], "content-length": str(row["size"])}
    found: Document = {"size": row["size"], "sha256": row["sha256"]}
    if row["md5"]:
        found["md5"] = row["md5"]
        headers["content-md5"] = b64encode(bytes.fromhex(row["md5"])).decode()
    found |= {
        "url": f"{call.world.base_url}/storage/segments/{row['upload_uuid']}/{row['position']}",
        "headers": headers,
    }
    if row["etag"]:
        found["etag"] = row["etag"]
    return found


def _unified(call: Call, row: Row) -> Document:
    parts = _segment_list(call, row["uuid"])
    ends = iso(row["created_at"] + START_S)
    segments = [{"url": part["url"], "url_expires_at": ends, "headers": part["headers"]} for part in parts]
    return {
        "upload_id": row["uuid"],
        "segments": segments,
        "upload_expires_at": iso(row["created_at"] + USE_V21_S),
        "status": row["status"],
    }
