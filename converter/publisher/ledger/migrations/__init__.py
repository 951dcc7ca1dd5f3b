"""The schema's history: one function a version, forward only.

A migration is never changed once it was released, and never uses ``tables.py``, which describes today. The next one is
a file ``v0002.py`` with a function, named below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from converter.publisher.ledger.migrations import v0001

Migration = Callable[[Connection], None]

MIGRATIONS: Mapping[int, Migration] = {1: v0001.create}
"""Brings a database from the version before to this one. Versions count from 1 without a gap."""
