"""Uploads v1.1 (developers.procore.com, "Direct File Uploads"): one API call for a small file, two for a large one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from converter.errors import TargetError
from converter.publisher.procore.connection import Connection, StorageRefusedError

ASSOCIATE_WITHIN_S = 7 * 24 * 3600.0
"""An upload has to be used within a week."""
_SPARE_S = 12 * 3600.0
"""One that ends sooner is made anew: the run may take long."""
PLAIN_BYTES = 5 * 1024 * 1024
"""Larger files go up in segments: a segment has 5 MB to 5 GB (documented), the last one may have less."""
SEGMENT_BYTES = 16 * 1024 * 1024
"""So much is sent again when a connection breaks off."""


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A file in Procore's storage: its uuid, and until when it may be used, seconds since 1970."""

    uuid: str
    usable_until_s: float

    def is_usable(self, now_s: float) -> bool:
        """True while there is time enough to refer to it."""
        return now_s < self.usable_until_s - _SPARE_S


def upload(connection: Connection, project_id: int, name: str, content: bytes, media_type: str) -> StoredUpload:
    """Put one file up. Every step may be repeated: an upload nobody refers to is forgotten by Procore.

    Where the storage refuses, a new upload is made, once: what an upload names is good for a short time only.
    :class:`~converter.errors.RejectedError` when Procore or its storage refuses the file.
    """
    try:
        return _uploaded(connection, project_id, name, content, media_type)
    except StorageRefusedError:
        return _uploaded(connection, project_id, name, content, media_type)


def _uploaded(connection: Connection, project_id: int, name: str, content: bytes, media_type: str) -> StoredUpload:
    asked = {"response_filename": name, "response_content_type": media_type, "size": len(content)}
    address = f"/rest/v1.1/projects/{project_id}/uploads"
    if len(content) > PLAIN_BYTES:
        uuid = _in_segments(connection, address, asked, content)
    else:
        made = _begun(connection, address, asked)
        fields = {str(key): str(value) for key, value in _table(made.get("fields")).items()}
        connection.store(_text(made, "url"), fields, name, content, media_type)
        uuid = _text(made, "uuid")
    return StoredUpload(uuid, connection.clock.now() + ASSOCIATE_WITHIN_S)


def _in_segments(connection: Connection, address: str, asked: Mapping[str, Any], content: bytes) -> str:
    """Announce the segments, send each one, say what the storage answered to each."""
    parts = [content[start : start + SEGMENT_BYTES] for start in range(0, len(content), SEGMENT_BYTES)]
    segments = [{"size": len(part), "sha256": hashlib.sha256(part).hexdigest()} for part in parts]
    made = _begun(connection, address, {**asked, "segments": segments})
    places = made.get("segments")
    if not isinstance(places, list) or len(places) != len(parts):
        raise TargetError("Procore asks for other segments than were announced.", "Try again; the file was not sent.")
    etags = [
        connection.store_segment(_text(place, "url"), _table(place.get("headers")), part)
        for place, part in zip(map(_table, places), parts, strict=True)
    ]
    uuid = _text(made, "uuid")
    connection.send("PATCH", f"{address}/{uuid}", {"segments": [{"etag": etag} for etag in etags]}, may_repeat=True)
    return uuid


def _begun(connection: Connection, address: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    answer = connection.send("POST", address, asked, may_repeat=True)
    return answer.body if isinstance(answer.body, dict) else {}


def _table(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: Mapping[str, Any], name: str) -> str:
    if not isinstance(value := found.get(name), str):
        raise TargetError("Procore made an upload without an address.", "Try again; the picture was not sent.")
    return value
