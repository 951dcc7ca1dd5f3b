"""Addresses, passwords, and databases that are none of ours."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from pathlib import Path
from typing import Any

import pytest

from converter.errors import ConfigError, ConverterError
from converter.publisher.ledger import Ledger, LedgerError, Target
from converter.publisher.ledger.address import address_of
from converter.publisher.ledger.values import json_text, same
from tests.publisher.ledger import postgres_server
from tests.publisher.ledger.driving import Clock, accept, writing

CANARY = "canary"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ledger.db",
        "mysql://u:canary@host/db",
        "postgresql+psycopg2://u:canary@host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=canary",
        "sqlite://canary/x.db",
        "postgresql://u:canary@rest-canary@host/db",
        "postgresql://u:canary@host:canary/db",
        "canary@://",
    ],
)
def test_addresses_that_are_none(url: str, clock: Clock) -> None:
    with pytest.raises(ConfigError) as error:
        Ledger.open(url, clock)
    shown = "".join(traceback.format_exception(error.value))
    assert "ledger" in error.value.message and error.value.hint
    assert "in <module>" not in shown and CANARY not in f"{error.value}{error.value.__cause__}"


def test_an_address_does_not_show_its_password() -> None:
    address = address_of("postgres://user:canary@host:5432/db?password=canary&sslpassword=canary")
    assert address.shown == "postgresql://user@host:5432/db"
    assert CANARY not in f"{address} {address!r}"
    assert address_of("postgresql+psycopg://host").shown == "postgresql://host/"


def test_a_password_reaches_no_message_and_no_log(
    postgres: Any, clock: Clock, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    url = postgres.new_schema()
    shown = []
    with writing(url, clock) as project:
        accept(project, ["a"])
        shown += [repr(project), repr(project._session), repr(project._session.store.address)]
        shown += [str(each) for each in (project.writer(), project.runs())]
    with Ledger.open(url, clock) as ledger:
        shown += [ledger.shown, repr(ledger)]
    for wrong in (
        postgres.url("postgres", "canary-wrong"),
        postgres.url("canary_no_database"),
        url.replace(str(postgres.port), "1"),
        url.replace("127.0.0.1", "no.such.host.invalid"),
    ):
        with pytest.raises(ConverterError) as error:
            Ledger.open(wrong, clock)
        shown.append("".join(traceback.format_exception(error.value)))
    out, err = capfd.readouterr()
    everything = "\n".join([*shown, caplog.text, out, err])
    for secret in ("canary-p", "canary-wrong", "p%40ss"):
        assert secret not in everything, secret


@pytest.mark.parametrize("option", ["", "?sslpassword=tester"])
def test_a_message_that_holds_the_password_is_not_shown(postgres: Any, clock: Clock, option: str) -> None:
    """The server says: authentication failed for user "tester"."""
    with pytest.raises(LedgerError, match="is not shown, for it holds the password"):
        Ledger.open(postgres.url("postgres", "wrong" if option else "tester") + option, clock)


@pytest.mark.parametrize("option", ["connect_timeout=soon", "no_such_option=1"])
def test_options_that_are_none_are_a_wrong_call(postgres: Any, clock: Clock, option: str) -> None:
    with pytest.raises(ConfigError, match=r"connect_timeout|no_such_option"):
        Ledger.open(f"{postgres.url('postgres')}?{option}", clock)


def test_a_database_that_cannot_be_reached_is_said_so(postgres: Any, clock: Clock) -> None:
    with pytest.raises(LedgerError, match=r"127\.0\.0\.1") as error:
        Ledger.open(postgres.url("x").replace(str(postgres.port), "1"), clock)
    assert error.value.exit_code == 6


def test_a_database_that_cannot_hold_every_name_is_refused(postgres: Any, clock: Clock) -> None:
    url = postgres.new_database("ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    with pytest.raises(ConfigError, match="LATIN1"):
        Ledger.open(url, clock)


def test_a_role_that_may_only_read_can_read(postgres: Any, clock: Clock) -> None:
    url = postgres.new_schema()
    with writing(url, clock) as project:
        accept(project, ["a"])
    schema = url.rpartition("%3D")[2]
    postgres.execute(f"CREATE ROLE reader_{schema} LOGIN PASSWORD 'reader'")
    postgres.execute(f"GRANT USAGE ON SCHEMA {schema} TO reader_{schema}")
    postgres.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader_{schema}")
    reader = url.replace("//tester:", f"//reader_{schema}:").replace(postgres_server.ESCAPED, "reader")
    with Ledger.open(reader, clock) as ledger:
        (target,) = ledger.projects()
        assert ledger.project(target).issues.get("a")
        with pytest.raises(LedgerError, match="permission denied"), ledger.project(target).writing("publish"):
            pytest.fail("may not write")


def test_folders_are_made_and_missing_ledgers_are_missed(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path}/a/b/ledger.db"
    with pytest.raises(ConfigError, match="there is no ledger"):
        Ledger.open(url, clock, must_exist=True)
    assert not (tmp_path / "a").exists()
    Ledger.open(url, clock).close()
    with Ledger.open(url, clock, must_exist=True) as ledger:
        assert ledger.projects() == []


def test_a_relative_address_is_of_the_folder_one_is_in(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.open("sqlite:///.converter/ledger.db", clock) as ledger:
        monkeypatch.chdir("/")
        assert ledger.shown == "sqlite:///.converter/ledger.db" and ledger.projects() == []
        with ledger.project(Target("u", 1, 2)).writing("publish"):
            assert (tmp_path / ".converter" / "ledger.db.writer-1").exists()


def test_a_file_that_is_no_database(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "x.db").write_bytes(b"this is a text and no database at all" * 100)
    with pytest.raises(ConfigError, match="no SQLite database"):
        Ledger.open(f"sqlite:///{tmp_path}/x.db", clock)
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be made"):
        Ledger.open(f"sqlite:///{tmp_path}/file/x/ledger.db", clock)


def test_sqlite_writes_ahead_and_to_the_disk(tmp_path: Path, clock: Clock) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/x.db", clock) as ledger, ledger._store.read() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        assert asked == {"journal_mode": "wal", "synchronous": 2}
    with sqlite3.connect(tmp_path / "x.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_target_is_one_however_its_address_is_written() -> None:
    assert Target("https://API.example.com//", 1, 2) == Target("https://api.example.com", 1, 2)


def test_when_two_values_are_the_same() -> None:
    assert same({"a": (1, 2)}, {"a": [1.0, 2]}) and same(None, None) and same(True, True)
    assert not same(1, True) and not same(0, False) and not same("1", 1) and not same({"a": 1}, {"a": 1, "b": None})
    assert not same([1], [1, 2]) and not same(None, "") and not same([True], [1])
    assert json_text({"b": "ä", "a": [1]}) == '{"a":[1],"b":"ä"}'
