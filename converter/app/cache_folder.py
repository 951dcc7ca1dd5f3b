"""Where what can be made again is kept between runs, by the conventions of the platform."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

_NAME = "converter"


def cache_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The user's cache folder of this program: ``XDG_CACHE_HOME`` where it is set, else what the platform has."""
    if base := environment.get("XDG_CACHE_HOME", ""):
        return Path(base) / _NAME
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / _NAME / "Cache"
    if platform == "darwin":
        return Path.home() / "Library" / "Caches" / _NAME
    return Path.home() / ".cache" / _NAME
