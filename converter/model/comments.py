"""What people said about a clash or a topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark of a Navisworks clash or of a BCF topic.

    ``id`` is the BCF guid, or Navisworks' number (unique per document only). Times without a zone in the source
    are naive in Navisworks (local time of the workstation) and UTC in BCF; ``created_text`` keeps what was written.
    ``status`` and ``verbal_status`` are those of the comment itself (Navisworks, BCF 1.0 and 2.0). ``extra`` keeps what
    the format does not know yet.
    """

    id: str = ""
    author: str = ""
    text: str = ""
    created: datetime | None = None
    created_text: str = ""
    status: str | None = None
    verbal_status: str | None = None
    modified: datetime | None = None
    modified_author: str | None = None
    viewpoint_guid: str | None = None
    reply_to: str | None = None
    extra: tuple[tuple[str, str], ...] = ()
