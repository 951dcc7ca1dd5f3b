"""How BCF and Procore name people: by their e-mail address."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def is_address(text: str) -> bool:
    """True for what looks like an e-mail address; names and handles (``@team``) are none."""
    return _ADDRESS.fullmatch(text) is not None
