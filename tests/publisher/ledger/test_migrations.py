"""The schema, from version 1 up, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine.reflection import Inspector

from converter.errors import ConfigError
from converter.plan.issues import Action
from converter.publisher.ledger import IssueState, Ledger, RunState, UploadState
from converter.publisher.ledger.address import address_of
from converter.publisher.ledger.migrations import MIGRATIONS
from converter.publisher.ledger.schema import migrate, version_of
from converter.publisher.ledger.store import Store
from converter.publisher.ledger.tables import METADATA
from tests.publisher.ledger.driving import FIELDS, TARGET, Clock, accept, sent_of, writing

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NEWEST = max(MIGRATIONS)
# As version 1 wrote it. Never changed: later versions must understand it.
ROWS_OF_VERSION_1 = """
INSERT INTO projects (id, base_url, company_id, project_id, created_at)
    VALUES (1, 'https://api.example.com', 4, 12345, '2026-03-02T07:30:00.000000Z');
INSERT INTO runs (id, project, state, host, pid, command, program, started_at, ended_at, counts, error)
    VALUES (1, 1, 'finished', 'h', 9, 'converter publish', '0.1.0', '2026-03-02T07:30:00.000000Z', NULL, '{"created":1}', '');
INSERT INTO attempts (id, project, run, kind, batch, digest, state, items, sent_at, answered_at, http_status, error)
    VALUES (1, 1, 1, 'sync', 'batches/sync-0001.json', 'd', 'unknown', 2, '2026-03-02T07:31:00.000000Z', NULL, NULL, '');
INSERT INTO attempt_items (attempt, uuid, action, fields, outcome, errors)
    VALUES (1, 'a', 'create', '{"title":"T"}', 'accepted', NULL), (1, 'b', 'create', '{"title":"U"}', 'unknown', NULL);
INSERT INTO issues (project, uuid, key, procore_id, state, action, reason, changed, sent, kept, seen, attempt, run)
    VALUES (1, 'a', 'ka', 7, 'accepted', 'create', 'new', '["title"]', '{"title":"T"}', '{"title":"t"}', '{"title":"x"}', NULL, 1),
           (1, 'b', 'kb', NULL, 'unknown', 'create', 'new', '[]', '{}', '{}', '{}', 1, 1);
INSERT INTO uploads (project, sha256, state, upload_uuid, owner, file_name, bytes, planned_at)
    VALUES (1, 's', 'stored', 'u', 'me', 's.png', 5, '2026-03-02T07:30:00.000000Z');
INSERT INTO lookups (project, kind, key, procore_id, created, details, found_at)
    VALUES (1, 'location', '["A","B"]', 3, TRUE, '{}', '2026-03-02T07:30:00.000000Z');
INSERT INTO memories (id, project, source, run, models, remembered_at)
    VALUES (1, 1, 'inputs', 1, '["ARC"]', '2026-03-02T07:30:00.000000Z');
INSERT INTO memory_clashes (memory, place, key, kind, test, guid, status, is_live, clash_group, missing_runs, record)
    VALUES (1, 0, 'k', 'clash', 't', 'g', 'new', TRUE, '', 0,
            '{"key":"k","kind":"clash","guid":"g","test":"t","name":"n","status":"new","is_live":true}');
INSERT INTO memory_tests (memory, place, name, status, record) VALUES (1, 0, 't', 'ok', '{"name":"t","status":"ok"}')
"""


def store_at(url: str, version: int) -> Store:
    store = Store(address_of(url))
    assert migrate(store, NOW, {number: MIGRATIONS[number] for number in range(1, version + 1)}) == version
    return store


def test_versions_have_no_gap() -> None:
    assert list(MIGRATIONS) == list(range(1, NEWEST + 1))


def test_what_version_1_wrote_is_understood(url: str, clock: Clock) -> None:
    store = store_at(url, 1)
    with store.write() as connection:
        for statement in ROWS_OF_VERSION_1.split(";\n"):
            connection.exec_driver_sql(statement)
        if store.is_postgresql:  # rows with numbers of their own: the counters go on after them
            for table in ("projects", "runs", "attempts", "memories"):
                connection.execute(text(f"ALTER TABLE {table} ALTER COLUMN id RESTART WITH 2"))
    store.close()
    with writing(url, clock) as project:
        a, b = project.issues.all()
        assert (a.sent, a.kept, a.seen) == ({"title": "T"}, {"title": "t"}, {"title": "x"}) and a.edited() == ("title",)
        assert (a.state, a.action, a.procore_id, b.state) == (IssueState.ACCEPTED, Action.CREATE, 7, IssueState.UNKNOWN)
        assert [(each.uuid, each.fields) for each in project.issues.unsettled()] == [("b", {"title": "U"})]
        upload = project.uploads.get("s")
        assert upload and upload.state is UploadState.STORED
        assert project.clashes.recall() is None  # in a form that no released program wrote
        assert [each.state for each in project.runs()] == [RunState.RUNNING, RunState.FINISHED]
        project.sending.resolve(absent=["b"])


def test_the_migrated_tables_are_those_the_program_knows(url: str, request: pytest.FixtureRequest) -> None:
    """And those are what SQLAlchemy makes of tables.py in another database, read back in the same way."""
    is_file = url.startswith("sqlite")
    made = f"{url}.made" if is_file else request.getfixturevalue("postgres").new_schema()
    migrated, wanted = store_at(url, NEWEST), Store(address_of(made))
    with wanted.write() as connection:
        METADATA.create_all(connection)
    with migrated.read() as left, wanted.read() as right:
        assert set(inspect(left).get_table_names()) == {*METADATA.tables, "ledger_schema"}
        for table in METADATA.tables:
            assert shape_in(inspect(left), table) == shape_in(inspect(right), table)
    migrated.close()
    wanted.close()


def shape_in(inspector: Inspector, table: str) -> dict[str, Any]:
    columns = inspector.get_columns(table)
    references = inspector.get_foreign_keys(table)
    indexes = inspector.get_indexes(table)
    return {
        "columns": {each["name"]: (str(each["type"]), bool(each["nullable"])) for each in columns},
        "key": inspector.get_pk_constraint(table)["constrained_columns"],
        "references": {(*each["constrained_columns"], each["referred_table"]) for each in references},
        "indexes": {(each["name"], *map(str, each["column_names"])) for each in indexes if not each["unique"]},
        "unique": {tuple(each["column_names"]) for each in inspector.get_unique_constraints(table)},
    }


def add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE issues ADD COLUMN later TEXT NOT NULL DEFAULT 'x'")


def break_off(connection: Connection) -> None:
    add_column(connection)
    connection.exec_driver_sql("DELETE FROM issues WHERE no_such_column = 1")


def test_a_later_version_keeps_what_is_there(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a"])
    store = Store(address_of(url))
    later = {**MIGRATIONS, NEWEST + 1: add_column}
    assert migrate(store, NOW, later) == NEWEST + 1 == migrate(store, NOW, later)
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT uuid, sent, later FROM issues").all()
        assert [tuple(row) for row in rows] == [("a", '{"priority":"high","status":"open","title":"Pipe × beam"}', "x")]
        history = connection.exec_driver_sql("SELECT version FROM ledger_schema ORDER BY version").scalars()
        assert list(history) == list(range(1, NEWEST + 2))
    store.close()


def test_a_migration_that_breaks_leaves_the_version_before(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a"])
    store = Store(address_of(url))
    with pytest.raises(Exception, match="no_such_column"):
        migrate(store, NOW, {**MIGRATIONS, NEWEST + 1: break_off})
    with store.read() as connection:
        assert version_of(connection) == NEWEST
        assert "later" not in [each["name"] for each in inspect(connection).get_columns("issues")]
    store.close()
    with Ledger.open(url, clock) as ledger:
        assert sent_of(ledger.project(TARGET), "a") == FIELDS


def test_a_newer_ledger_is_refused_and_left_alone(url: str, clock: Clock) -> None:
    store = store_at(url, NEWEST)
    migrate(store, NOW, {**MIGRATIONS, NEWEST + 1: add_column})
    store.close()
    with pytest.raises(
        ConfigError, match=f"has schema {NEWEST + 1}; this version of the program knows {NEWEST}"
    ) as error:
        Ledger.open(url, clock)
    assert "Install the newest version" in error.value.hint


def test_a_ledger_that_became_newer_is_not_written_to(url: str, clock: Clock) -> None:
    with Ledger.open(url, clock) as ledger:
        project = ledger.project(TARGET)
        store = Store(address_of(url))
        migrate(store, NOW, {**MIGRATIONS, NEWEST + 1: add_column})
        store.close()
        with pytest.raises(ConfigError, match="this version of the program knows"), project.writing("publish"):
            pytest.fail("an old program would write")


def test_a_database_of_another_program_is_refused(url: str, clock: Clock) -> None:
    store = Store(address_of(url))
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TABLE projects (name TEXT)")
    store.close()
    with pytest.raises(ConfigError, match="tables of another program: projects"):
        Ledger.open(url, clock)
