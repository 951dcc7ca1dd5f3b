"""Issues as seen in Procore, uploads, lookups and the memory of clashes, on both engines."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest
from converter.publisher.ledger import (
    Accepted,
    Adopted,
    IllegalTransitionError,
    IssueState,
    Kind,
    Ledger,
    LedgerError,
    UploadState,
)
from converter.publisher.ledger.tables import MEMORIES, MEMORY_CLASHES
from tests.publisher.ledger.driving import FIELDS, OTHER, TARGET, Clock, accept, begin, plan, writing


def test_what_people_changed_is_seen_field_by_field(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a", "b"])
        project.issues.record_seen({"a": {"title": "By a person", "status": "open", "issue_number": 17}})
        a, b = project.issues.all()
        assert a.edited() == ("title",) and b.edited() == ()
        assert a.seen == {"title": "By a person", "status": "open", "priority": "high", "issue_number": 17}
        assert a.sent == FIELDS == b.seen
        assert a.seen_at and b.seen_at and a.seen_at > b.seen_at
        project.issues.record_seen({"a": {"title": FIELDS["title"]}})
        back = project.issues.get("a")
        assert back and back.edited() == () and back.seen["issue_number"] == 17


def test_a_value_procore_writes_in_its_own_way_is_no_edit(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        plan(project, "a")
        attempt = begin(project, "a", fields={"title": "Pipe  × beam ", "due_date": "20260401"})
        answer = {"title": "Pipe × beam", "due_date": "2026-04-01", "issue_number": 3}
        project.sending.settle(attempt, accepted=[Accepted("a", 1, answer)])
        project.issues.record_seen({"a": answer})
        entry = project.issues.get("a")
        assert entry and entry.edited() == () and entry.to_send({"due_date": "20260401"}) == ()
        project.issues.record_seen({"a": {"due_date": "2026-04-02"}})
        entry = project.issues.get("a")
        assert entry and entry.edited() == ("due_date",)
        plan(project, "a")  # forced
        project.sending.settle(begin(project, "a", fields={"due_date": "20260401"}), accepted=[Accepted("a", 1)])
        entry = project.issues.get("a")
        assert entry and entry.edited() == ()


def test_issues_that_are_gone_and_come_back(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        accept(project, ["a", "b"])
        project.issues.record_gone(["a"])
        a, b = project.issues.all([IssueState.ACCEPTED])
        assert a.gone_at and not b.gone_at
        project.issues.record_seen({"a": {}})
        back = project.issues.get("a")
        assert back and back.gone_at is None


def test_issues_of_a_lost_ledger_are_adopted(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        plan(project, "planned")
        seen = {"title": "Pipe × beam", "status": "closed"}
        project.issues.adopt([Adopted("planned", "k", 1, seen), Adopted("new", "k2", 2, seen)])
        for entry in project.issues.all():
            assert (entry.state, entry.sent, entry.edited()) == (IssueState.ACCEPTED, seen, ())
        assert project.issues.last_sent("stranger") == {}
        with pytest.raises(IllegalTransitionError):
            project.issues.adopt([Adopted("new", "k2", 2, seen)])


def test_uploads_go_their_way_and_expire(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        uploads = project.uploads
        uploads.plan("s", owner="me", file_name="s.png", size=2**33)
        with pytest.raises(IllegalTransitionError, match="Upload s is planned: it cannot become stored"):
            uploads.stored("s", clock())
        with pytest.raises(IllegalTransitionError, match="Upload t is not in the ledger"):
            uploads.used(["t"])
        uploads.started("s", "u-1", clock.now + timedelta(hours=1))
        upload = uploads.get("s")
        assert upload and upload.state is UploadState.STARTED and not upload.is_usable("me", clock.now)
        week = clock.now + timedelta(days=7)
        uploads.stored("s", week)
        uploads.used(["s"])
        uploads.used(["s"])
        upload = uploads.get("s")
        assert upload and upload.upload_uuid == "u-1" and upload.bytes == 2**33 and upload.used_at
        assert upload.is_usable("me", clock.now) and not upload.is_usable("me", week)
        assert not upload.is_usable("another account", clock.now)
        uploads.plan("s", owner="another account", file_name="s.png", size=2**33)
        upload = uploads.get("s")
        assert upload and (upload.state, upload.upload_uuid, upload.used_at) == (UploadState.PLANNED, None, None)
        uploads.plan("t", owner="me", file_name="t.png", size=1)
        assert set(uploads.among(["s", "t", "x"])) == {"s", "t"} and uploads.counts() == {UploadState.PLANNED: 2}


def test_lookups_by_name_and_by_path(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        lookups = project.lookups
        lookups.keep(Kind.BIM_FILE, {"Building.nwd": 8}, created=True, details={"uuid": "b-1"})
        lookups.keep(Kind.LOCATION, {("A", "B"): 1, ("A/B",): 2, "A": 3})
        found = lookups.get(Kind.BIM_FILE, "Building.nwd")
        assert found and (found.procore_id, found.created, found.details) == (8, True, {"uuid": "b-1"})
        assert lookups.get(Kind.VIEW_FOLDER, "Building.nwd") is None
        ids = {name: each.procore_id for name, each in lookups.all(Kind.LOCATION).items()}
        assert ids == {("A", "B"): 1, ("A/B",): 2, "A": 3}
        lookups.keep(Kind.LOCATION, {("A", "B"): 9})
        lookups.forget(Kind.LOCATION, "A")
        ids = {name: each.procore_id for name, each in lookups.all(Kind.LOCATION).items()}
        assert ids == {("A", "B"): 9, ("A/B",): 2}
    with Ledger.open(url, clock) as ledger:
        assert ledger.project(OTHER).lookups.all(Kind.LOCATION) == {}


def clash(number: int) -> ClashRecord:
    element = RecordedElement(frozenset({f"guid:{number}", f"id:{number}"}), "Wall", "IfcWall", None, "ARC")
    return ClashRecord(
        f"key {number}", "clash", f"g{number}", "MEP × ARC", f"Clash{number}", "active", is_live=number % 2 == 0,
        elements=(element, replace(element, label="管道")), point_m=(1.5, -2.25, number / 3), distance_m=-0.01,
        group="grp", issue="uuid" if number % 2 else None, first_seen="2026-03-02T07:30:00+00:00", missing_runs=number % 3,
    )  # fmt: skip


def recorded(count: int, first: int = 0) -> RecordedRun:
    tests = (RunOfTest("MEP × ARC", "ok", models=frozenset({"ARC", "MEP"})), RunOfTest("empty", selections_empty=True))
    return RecordedRun(tuple(clash(number) for number in range(first, first + count)), tests, frozenset({"ARC", "MEP"}))


def test_a_run_is_remembered_whole(url: str, clock: Clock) -> None:
    run = recorded(20)
    twice = replace(run, clashes=(*run.clashes, run.clashes[0]))  # keys need not be unique
    with writing(url, clock) as project:
        assert project.clashes.recall() is None and project.clashes.remembered_at() is None
        project.clashes.remember(twice, "inputs-1")
        assert project.clashes.recall() == twice
        assert project.clashes.remembered_at()
        project.clashes.remember(RecordedRun(), "inputs-2")
        assert project.clashes.recall() == RecordedRun()


def test_a_run_that_is_published_again_is_compared_with_the_same(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        memory = project.clashes
        memory.remember(recorded(2), "week 1")
        assert memory.recall("week 1") is None and memory.recall("week 2") == recorded(2)
        memory.remember(recorded(3), "week 2")
        assert memory.recall("week 2") == recorded(2) and memory.recall("week 3") == recorded(3)
        memory.remember(recorded(4), "week 2")
        assert memory.recall("week 2") == recorded(2) and memory.recall("week 3") == recorded(4)
        memory.remember(recorded(5), "week 3")
        assert memory.recall("week 3") == recorded(4) and memory.recall() == recorded(5)
        memory.remember(recorded(6), "")
        memory.remember(recorded(7), "")
        assert memory.recall("") == recorded(7)
    with Ledger.open(url, clock) as ledger, ledger._store.read() as connection:
        assert len(connection.execute(MEMORIES.select()).all()) == 2
        assert len(connection.execute(MEMORY_CLASHES.select()).all()) == 6 + 7


def test_a_memory_that_cannot_be_read_is_said_so(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        project.clashes.remember(recorded(1), "x")
        with project._session.write() as connection:
            connection.execute(MEMORY_CLASHES.update().values(record="{}"))
        with pytest.raises(LedgerError, match="cannot be read"):
            project.clashes.recall()


def test_records_of_later_versions_and_earlier_ones_are_read(url: str, clock: Clock) -> None:
    with writing(url, clock) as project:
        project.clashes.remember(recorded(1), "x")
        with project._session.write() as connection:
            record = (
                '{"key":"k","kind":"clash","guid":"","test":"t","name":"n","status":"new","is_live":true,"later":1}'
            )
            connection.execute(MEMORY_CLASHES.update().values(record=record))
        run = project.clashes.recall()
        assert run and run.clashes == (ClashRecord("k", "clash", "", "t", "n", "new", is_live=True),)


def test_a_number_that_is_none_is_not_remembered(url: str, clock: Clock) -> None:
    wrong = RecordedRun((replace(clash(1), distance_m=float("nan")),))
    with writing(url, clock) as project:
        with pytest.raises(ValueError, match="key 1 is not finite"):
            project.clashes.remember(wrong, "x")
        assert project.clashes.recall() is None


def test_ten_thousand_issues_take_seconds(url: str, clock: Clock) -> None:
    """About one second on a quiet machine; the limit leaves room for a busy one."""
    uuids = [f"{number:08}" for number in range(10_000)]
    with writing(url, clock) as project:
        start = time.process_time(), time.monotonic()
        accept(project, uuids)
        project.issues.record_seen(dict.fromkeys(uuids, FIELDS))
        assert len(project.issues.all()) == 10_000
        assert time.process_time() - start[0] < 8 and time.monotonic() - start[1] < 60
    with Ledger.open(url, clock) as ledger:
        assert ledger.project(TARGET).issues.counts() == {IssueState.ACCEPTED: 10_000}
