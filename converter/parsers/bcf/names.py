"""Steps of entries' names, and references to entries."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote


def folder_of(name: str) -> str:
    """``a/b/c.bcf`` → ``a/b``; "" at the root."""
    return name.rpartition("/")[0]


def base_name(name: str) -> str:
    """The last step of a name."""
    return name.rpartition("/")[2]


def resolved(folder: str, reference: str) -> str | None:
    """The name of the entry a reference in a folder means; None when it leads out of the archive or is an address."""
    text = reference.strip()
    if not text or "://" in text or re.match(r"^[A-Za-z]:", text) or text.startswith(("/", "\\")):
        return None
    steps = folder.split("/") if folder else []
    for step in unquote(text).replace("\\", "/").split("/"):
        if step == "..":
            if not steps:
                return None
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return unicodedata.normalize("NFC", "/".join(steps)) or None
