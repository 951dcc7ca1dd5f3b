"""Version 3: the memory of clashes has the issues of the run, and knows since when a clash is closed.

Clashes and tests are remembered as the run folder writes them. What version 1 remembered was another form of it, which
no released program wrote: it is dropped.
"""

from __future__ import annotations

from sqlalchemy import Connection

STATEMENTS = (
    "DELETE FROM memory_clashes",
    "DELETE FROM memory_tests",
    "DELETE FROM memories",
    "ALTER TABLE memory_clashes ADD COLUMN closed_since TEXT",
    """CREATE TABLE memory_issues (
        memory BIGINT NOT NULL REFERENCES memories (id),
        place BIGINT NOT NULL,
        uuid TEXT NOT NULL,
        key TEXT NOT NULL,
        is_closed BOOLEAN NOT NULL,
        sent TEXT,
        record TEXT NOT NULL,
        PRIMARY KEY (memory, place)
    )""",
    "CREATE INDEX memory_issues_by_uuid ON memory_issues (memory, uuid)",
)


def remember_issues(connection: Connection) -> None:
    """Add the table and the column."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
