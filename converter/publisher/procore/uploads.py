"""Uploads v1.1 (developers.procore.com, "Direct File Uploads"): one API call each, then one to the storage."""

from __future__ import annotations

from dataclasses import dataclass

from converter.errors import TargetError
from converter.publisher.procore.connection import Connection

ASSOCIATE_WITHIN_S = 7 * 24 * 3600.0
"""An upload has to be used within a week."""
_SPARE_S = 12 * 3600.0
"""One that ends sooner is made anew: the run may take long."""


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """A file in Procore's storage: its uuid, and until when it may be used, seconds since 1970."""

    uuid: str
    usable_until_s: float

    def is_usable(self, now_s: float) -> bool:
        """True while there is time enough to refer to it."""
        return now_s < self.usable_until_s - _SPARE_S


def upload(connection: Connection, project_id: int, name: str, content: bytes, media_type: str) -> StoredUpload:
    """Put one file up. Both steps may be repeated: an upload nobody refers to is forgotten by Procore."""
    asked = {"response_filename": name, "response_content_type": media_type, "size": len(content)}
    answer = connection.send("POST", f"/rest/v1.1/projects/{project_id}/uploads", asked, may_repeat=True)
    made = answer.body if isinstance(answer.body, dict) else {}
    if not (isinstance(made.get("uuid"), str) and isinstance(made.get("url"), str)):
        raise TargetError("Procore made an upload without an address.", "Try again; the picture was not sent.")
    fields = {str(key): str(value) for key, value in (made.get("fields") or {}).items()}
    connection.store(made["url"], fields, name, content, media_type)
    return StoredUpload(made["uuid"], connection.clock.now() + ASSOCIATE_WITHIN_S)
