"""Python's cycle collector, paused while records are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Switch the cycle collector off: records make no cycles, and walking a million of them takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                # Moves every record to the oldest generation, so that the next collection does not walk them all.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
