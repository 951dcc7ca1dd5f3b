"""What is said of an entry that cannot be read."""

from __future__ import annotations

from typing import Final

from converter.parsers.zip.unpacking import Reason

CODE_OF: Final = {Reason.DAMAGED: "BCF006", Reason.TOO_LARGE: "BCF007", Reason.UNREADABLE: "BCF008"}
