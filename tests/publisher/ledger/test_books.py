"""Issues as seen in Procore, uploads and lookups, on both engines."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from converter.publisher.ledger import (
    Accepted,
    Adopted,
    IllegalTransitionError,
    IssueState,
    Kind,
    Ledger,
    UploadState,
)
from tests.publisher.ledger.driving import FIELDS, OTHER, TARGET, Clock, accept, begin, plan, sent_of, writing


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
            assert (entry.state, entry.sent, entry.seen, entry.edited()) == (IssueState.ACCEPTED, {}, seen, ())
        project.issues.claim({"new": {"title": "Pipe × wall", "priority": "high"}})
        new = project.issues.get("new")
        assert new and new.sent == {"title": "Pipe × wall", "priority": "high"} and new.edited() == ("title",)
        assert new.to_send({"title": "Pipe × wall", "priority": "high"}) == () and new.seen["status"] == "closed"
        with pytest.raises(IllegalTransitionError, match="not known to be in Procore"):
            project.issues.claim({"stranger": {"title": "Pipe"}})
        assert sent_of(project, "stranger") == {}
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
