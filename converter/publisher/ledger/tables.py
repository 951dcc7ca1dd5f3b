"""The tables as they are today (:mod:`converter.publisher.ledger.migrations` brings a database here).

``project`` is always the row in ``projects``, never Procore's number.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, MetaData, Table, UniqueConstraint, text

from converter.publisher.ledger.columns import Identity, Json, Moment, Words

METADATA = MetaData()
_UNDER_WAY = text("attempt IS NOT NULL")


def _project(*, is_key: bool = False) -> Column[int]:
    return Column("project", BigInteger, ForeignKey("projects.id"), primary_key=is_key, nullable=False)


PROJECTS = Table(
    "projects",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("base_url", Words, nullable=False),
    Column("company_id", BigInteger, nullable=False),
    Column("project_id", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("base_url", "company_id", "project_id"),
)

WRITERS = Table(
    "writers",
    METADATA,
    Column("project", BigInteger, ForeignKey("projects.id"), primary_key=True, autoincrement=False),
    Column("token", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("command", Words, nullable=False),
    Column("since", Moment, nullable=False),
    Column("released_at", Moment),
)
"""Who writes, or wrote last. The row is for people and for checking; the lock itself is elsewhere."""

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Identity, primary_key=True),
    _project(),
    Column("state", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("command", Words, nullable=False),
    Column("program", Words, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("counts", Json, nullable=False),
    Column("error", Words, nullable=False),
    Index("runs_of_project", "project", "id"),
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("id", Identity, primary_key=True),
    _project(),
    Column("run", BigInteger, ForeignKey("runs.id"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("batch", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("items", BigInteger, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("http_status", BigInteger),
    Column("error", Words, nullable=False),
    Index("attempts_of_state", "project", "state"),
)
"""One request each."""

ATTEMPT_ITEMS = Table(
    "attempt_items",
    METADATA,
    Column("attempt", BigInteger, ForeignKey("attempts.id"), primary_key=True, autoincrement=False),
    Column("uuid", Words, primary_key=True),
    Column("action", Words, nullable=False),
    Column("fields", Json, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("errors", Json),
    Index("attempt_items_of_issue", "uuid"),
)
"""What each request carried for each issue."""

ISSUES = Table(
    "issues",
    METADATA,
    _project(is_key=True),
    Column("uuid", Words, primary_key=True),
    Column("key", Words, nullable=False),
    Column("procore_id", BigInteger),
    Column("state", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("changed", Json, nullable=False),
    Column("sent", Json, nullable=False),
    Column("kept", Json, nullable=False),
    Column("seen", Json, nullable=False),
    Column("errors", Json),
    Column("attempt", BigInteger, ForeignKey("attempts.id")),
    Column("run", BigInteger, ForeignKey("runs.id")),
    Column("planned_at", Moment),
    Column("sent_at", Moment),
    Column("settled_at", Moment),
    Column("seen_at", Moment),
    Column("gone_at", Moment),
    # An index on project and state misleads PostgreSQL: it would read all issues of a project to find some by uuid.
    Index("issues_under_way", "project", sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
)
"""By field, ``sent``: what we last sent; ``kept``: what Procore made of it, where that differs; ``seen``: what was last
read there, where that differs from both (:func:`converter.publisher.ledger.values.layers`)."""

UPLOADS = Table(
    "uploads",
    METADATA,
    _project(is_key=True),
    Column("sha256", Words, primary_key=True),
    Column("state", Words, nullable=False),
    Column("upload_uuid", Words),
    Column("owner", Words, nullable=False),
    Column("file_name", Words, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("stored_at", Moment),
    Column("used_at", Moment),
    Column("expires_at", Moment),
)

LOOKUPS = Table(
    "lookups",
    METADATA,
    _project(is_key=True),
    Column("kind", Words, primary_key=True),
    Column("key", Json, primary_key=True),
    Column("procore_id", BigInteger, nullable=False),
    Column("created", Boolean, nullable=False),
    Column("details", Json, nullable=False),
    Column("found_at", Moment, nullable=False),
)
"""Ids in Procore of files, folders, locations, people and trades, by name or path."""

VIEWS = Table(
    "views",
    METADATA,
    _project(is_key=True),
    Column("uuid", Words, primary_key=True),
    Column("issue", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("spelling", BigInteger, nullable=False),
    Column("procore_id", BigInteger),
    Column("errors", Json),
    Column("sent_at", Moment),
    Column("changed_at", Moment, nullable=False),
    Index("views_of_issue", "project", "issue"),
)
"""Viewpoints of issues. ``uuid`` is the plan's, ``spelling`` says which form of it was sent last."""

MEMORIES = Table(
    "memories",
    METADATA,
    Column("id", Identity, primary_key=True),
    _project(),
    Column("source", Words, nullable=False),
    Column("run", BigInteger, ForeignKey("runs.id")),
    Column("models", Json, nullable=False),
    Column("remembered_at", Moment, nullable=False),
    Index("memories_of_project", "project", "id"),
)

MEMORY_CLASHES = Table(
    "memory_clashes",
    METADATA,
    Column("memory", BigInteger, ForeignKey("memories.id"), primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("test", Words, nullable=False),
    Column("guid", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("is_live", Boolean, nullable=False),
    Column("clash_group", Words, nullable=False),
    Column("issue", Words),
    Column("first_seen", Words),
    Column("missing_runs", BigInteger, nullable=False),
    Column("record", Words, nullable=False),
    Column("closed_since", Moment),
)
"""``record`` is its line of ``clashes.jsonl``; the other columns are for people and queries, ``closed_since`` for
forgetting."""

MEMORY_TESTS = Table(
    "memory_tests",
    METADATA,
    Column("memory", BigInteger, ForeignKey("memories.id"), primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("record", Words, nullable=False),
)

MEMORY_ISSUES = Table(
    "memory_issues",
    METADATA,
    Column("memory", BigInteger, ForeignKey("memories.id"), primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("uuid", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("is_closed", Boolean, nullable=False),
    Column("sent", Json),
    Column("record", Words, nullable=False),
    Index("memory_issues_by_uuid", "memory", "uuid"),
)
"""``record`` is the issue in ``plan.json``; ``is_closed`` and ``sent`` are what was really done of it."""
