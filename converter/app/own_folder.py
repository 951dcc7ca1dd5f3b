"""A folder for each process that makes a run, so that none destroys what another one is carrying out."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from converter.app.run_folder import is_run_folder
from converter.errors import ConfigError

_LEFT_OVER_S = 7 * 24 * 3600
"""No publish takes that long: an older folder is one of a process that was killed."""


@contextmanager
def folder_of_its_own(place: Path) -> Iterator[Path]:
    """A new folder beside ``place``; in the end what is in it takes that place, whatever ends the block.

    Where there is nothing in it, ``place`` stays as it is. Raises :class:`ConfigError` where ``place`` holds something
    that is no run, or no folder can be made.
    """
    if place.exists() and not _may_go(place):
        raise ConfigError(f"{place} holds other files and is no run folder.", "Move them away.")
    own = place.with_name(f"{place.name}-{os.getpid()}-{uuid4().hex[:8]}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        own.mkdir()
    except OSError as error:
        raise ConfigError(
            f"{own} cannot be made: {error.strerror or error}", "Work in a folder you may write to."
        ) from error
    try:
        yield own
    finally:
        _put(own, place)


def _put(own: Path, place: Path) -> None:
    """Another process may do the same at this moment: who comes last wins, and no folder is half of one run."""
    if not is_run_folder(own):
        shutil.rmtree(own, ignore_errors=True)
        return
    old = own.with_name(f"{own.name}-old")
    with suppress(OSError):  # it stays beside the place, whole, and is swept away later
        if place.exists():
            place.rename(old)
        own.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _may_go(place: Path) -> bool:
    return is_run_folder(place) or (place.is_dir() and not any(place.iterdir()))


def _sweep(place: Path) -> None:
    """Remove what processes that were killed left behind."""
    for each in place.parent.glob(f"{place.name}-*-*"):
        if each.is_dir() and time.time() - each.stat().st_mtime > _LEFT_OVER_S:
            shutil.rmtree(each, ignore_errors=True)
