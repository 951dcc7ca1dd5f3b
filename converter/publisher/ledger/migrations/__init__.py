"""The schema's history: one function a version, forward only.

A migration is never changed once it was released, and never uses ``tables.py``, which describes today. The next one is
a file ``v0004.py`` with a function, named below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from converter.publisher.ledger.migrations import v0001, v0002, v0003

Migration = Callable[[Connection], None]

MIGRATIONS: Mapping[int, Migration] = {1: v0001.create, 2: v0002.add_views, 3: v0003.remember_issues}
"""Brings a database from the version before to this one. Versions count from 1 without a gap."""
