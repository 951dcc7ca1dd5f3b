"""Names of entries."""

from __future__ import annotations

import re
import unicodedata

_CODE_PAGES = ("utf-8", "cp437", "cp866", "cp1251", "cp1252")
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)", re.IGNORECASE)


def decoded(raw: bytes) -> list[str]:
    """Readings of a name that does not say its alphabet, the likeliest first: UTF-8 where the bytes are UTF-8."""
    if raw.isascii():
        return [raw.decode("ascii")]
    readings = []
    for code_page in _CODE_PAGES:
        try:
            readings.append(raw.decode(code_page))
        except UnicodeDecodeError:
            continue
    return readings


def normalised(name: str) -> str:
    """``\\`` → ``/``, without ``./``, leading and doubled slashes; accents composed. ``..`` stays, to be seen."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in ("", ".")]
    text = unicodedata.normalize("NFC", "/".join(steps))
    return text + "/" if name.endswith(("/", "\\")) and text else text


def is_junk(name: str) -> bool:
    """True for what operating systems leave in archives."""
    return _JUNK.search(name) is not None
