"""Members of the rooms' tables, loaded when they are first asked for."""

from __future__ import annotations

import importlib
from typing import Any


def made(entry: str) -> Any:
    """An instance of the class a table names as ``module:class``."""
    module, _, name = entry.partition(":")
    return getattr(importlib.import_module(module), name)()
