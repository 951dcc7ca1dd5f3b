"""Version 2: viewpoints of issues beside the one that sync makes."""

from __future__ import annotations

from sqlalchemy import Connection

STATEMENTS = (
    """CREATE TABLE views (
        project BIGINT NOT NULL REFERENCES projects (id),
        uuid TEXT NOT NULL,
        issue TEXT NOT NULL,
        state TEXT NOT NULL,
        spelling BIGINT NOT NULL,
        procore_id BIGINT,
        errors TEXT,
        sent_at TEXT,
        changed_at TEXT NOT NULL,
        PRIMARY KEY (project, uuid)
    )""",
    "CREATE INDEX views_of_issue ON views (project, issue)",
)


def add_views(connection: Connection) -> None:
    """Create the table of viewpoints."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
