"""The storage service beside the API: another path, no token, answers in XML. And what may be used of it."""

from __future__ import annotations

import hashlib
import json
from xml.sax.saxutils import escape

from converter.sandbox.call import Answer, Call
from converter.sandbox.checks import Site
from converter.sandbox.store import Row
from converter.sandbox.uploads import START_S, USE_S, USE_V21_S

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def post(call: Call) -> Answer:
    """The multipart POST of a plain upload: every field unchanged, then the part ``file``."""
    if (refused := _token_refused(call)) is not None:
        return refused
    parts = call.form or ()
    if not parts or parts[-1][0] != "file" or isinstance(parts[-1][1], str):
        return _error(400, "InvalidArgument", "POST requires exactly one file upload, after all fields")
    sent = {name: value for name, value in parts[:-1] if isinstance(value, str)}
    row = call.world.store.one("SELECT * FROM uploads WHERE uuid = ?", sent.get("key", "").rpartition("/")[2])
    if row is None or len(sent) != len(parts) - 1 or sent != json.loads(row["fields"]):
        return _error(403, "AccessDenied", "Invalid according to Policy: the fields are not those that were given")
    if call.world.clock.now() > row["created_at"] + START_S:
        return _error(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
    content = parts[-1][1]
    if row["size"] not in (None, len(content)):
        return _error(
            400, "EntityTooLarge" if len(content) > row["size"] else "EntityTooSmall", "not the size announced"
        )
    sql = "UPDATE uploads SET content = ?, status = 'complete' WHERE uuid = ?"
    call.world.store.run(sql, content, row["uuid"])
    return Answer(204, b"", {"ETag": _etag(content)})


def put(call: Call) -> Answer:
    """The PUT of one segment, with the headers that were given."""
    if (refused := _token_refused(call)) is not None:
        return refused
    uuid, position = call.params["uuid"], call.params["position"]
    upload = call.world.store.one("SELECT * FROM uploads WHERE uuid = ?", uuid)
    sql = "SELECT * FROM segments WHERE upload_uuid = ? AND position = ?"
    row = call.world.store.one(sql, uuid, position)
    if upload is None or row is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    if call.world.clock.now() > upload["created_at"] + START_S:
        return _error(403, "AccessDenied", "Request has expired")
    if call.headers.get("content-type") != "application/octet-stream":
        return _error(403, "SignatureDoesNotMatch", "Content-Type must be application/octet-stream")
    if call.headers.get("x-amz-content-sha256") != row["sha256"]:
        return _error(403, "SignatureDoesNotMatch", "x-amz-content-sha256 is not the one that was given")
    if len(call.body) != row["size"] or hashlib.sha256(call.body).hexdigest() != row["sha256"]:
        return _error(400, "XAmzContentSHA256Mismatch", "The content is not the one that was announced")
    etag = _etag(call.body)
    sql = "UPDATE segments SET content = ?, etag = ? WHERE upload_uuid = ? AND position = ?"
    call.world.store.run(sql, call.body, etag.strip('"'), uuid, position)
    return Answer(200, b"", {"ETag": etag})


def get(call: Call) -> Answer:
    """A stored file, by the address an issue shows."""
    row = call.world.store.one("SELECT * FROM uploads WHERE uuid = ?", call.params["uuid"])
    if row is None or row["content"] is None or call.asked("sig") != signature(row["uuid"]):
        return _error(403, "AccessDenied", "Access Denied")
    kind = str(row["content_type"]) if row["content_type"].isascii() and row["content_type"].isprintable() else ""
    headers = {"Content-Type": kind or "application/octet-stream", "Content-Security-Policy": "sandbox"}
    return Answer(200, row["content"], headers)


def signature(uuid: str) -> str:
    """What makes the address of a file hard to guess."""
    return hashlib.sha256(f"sandbox {uuid}".encode()).hexdigest()[:32]


def address(call: Call, uuid: str) -> str:
    """Where a stored file is fetched from."""
    return f"{call.world.base_url}/storage/files/{uuid}?sig={signature(uuid)}"


def snapshot(site: Site, value: object) -> str | None:
    """Check: the uuid of an upload that may be a snapshot."""
    if (wrong := attachment(site, value)) is not None:
        return wrong
    row = _row(site, str(value))
    switches, content = site.call.world.switches, row["content"] if row else b""
    if switches["snapshot_types"] != "any" and kind_of(content) not in switches["snapshot_types"].split(","):
        return f"is not a picture of type {switches['snapshot_types']}"
    return "is too large" if switches.exceeded("max_snapshot_bytes", len(content)) else None


def attachment(site: Site, value: object) -> str | None:
    """Check: the uuid of an upload of this caller and project that has arrived, has not expired and may be used."""
    if not isinstance(value, str):
        return "is not a string"
    row = _row(site, value)
    if row is None or row["owner_id"] != site.call.caller.user_id or row["project_id"] != site.project_id:
        return "upload not found"
    switches = site.call.world.switches
    if row["version"] == "v2.1" and switches["v21_uploads"] == "refused":
        return "upload not found"
    if row["content"] is None:
        return "the file has not been uploaded"
    life = USE_V21_S if row["version"] == "v2.1" else USE_S
    if site.call.world.clock.now() > row["created_at"] + life:
        return "the upload has expired"
    return "the upload has been used" if row["uses"] and switches["upload_reuse"] == "once" else None


def use(call: Call, uuid: str) -> None:
    """Note that an upload belongs to something now."""
    call.world.store.run("UPDATE uploads SET uses = uses + 1 WHERE uuid = ?", uuid)


def kind_of(content: bytes) -> str:
    """The kind of a picture by its first bytes; "" for what is none."""
    return next((kind for start, kind in _SIGNATURES if content.startswith(start)), "")


def _row(site: Site, uuid: str) -> Row | None:
    return site.call.world.store.one("SELECT * FROM uploads WHERE uuid = ?", uuid)


def _token_refused(call: Call) -> Answer | None:
    if "authorization" not in call.headers:
        return None
    return _error(400, "InvalidArgument", "Only one auth mechanism allowed; send no Authorization header")


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _error(status: int, code: str, message: str) -> Answer:
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{error}'
    return Answer(status, text.encode(), {"Content-Type": "application/xml"})
