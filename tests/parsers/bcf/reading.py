"""Reading the archives of the tests, and what must be true of each of them."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from math import radians
from pathlib import Path

import pytest

from converter.model.diagnostics import Severity
from converter.model.report import Report
from converter.model.topic import Topic
from converter.model.viewpoint import ClippingPlane, Coloring, Component, Line, PerspectiveCamera, Viewpoint, Visibility
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.bcf.reader import BcfReader
from converter.parsers.reader import ArchiveLimits
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import BEAM, DUCT, FIRST, SECOND, Files

SECONDS = 4.0
"""No archive of these tests may take longer, measured on the processor."""
Said = set[tuple[str, str]]
"""Codes of diagnostics with the entries they are about, "" for the archive itself."""


def read(place: Path, content: bytes, limits: ArchiveLimits | None = None) -> Report:
    path = place / "topics.bcf"
    path.write_bytes(content)
    began = time.process_time()
    report = BcfReader(limits).read(path, "topics.bcf")
    assert time.process_time() - began < SECONDS
    return report


def said(report: Report) -> Said:
    return {(each.code, each.location.member or "") for each in report.diagnostics}


def complaints(report: Report) -> set[str]:
    return {each.code for each in report.diagnostics if each.severity is not Severity.INFO}


def snapshot(place: Path, view: Viewpoint) -> bytes | None:
    """The bytes of a viewpoint's picture, taken from the archive that was read last."""
    if view.snapshot_entry is None:
        return None
    content = ArchiveContent(place / "topics.bcf", ArchiveLimits())
    try:
        return content.read(view.snapshot_entry)
    finally:
        content.close()


def named(report: Report, guid: str) -> Topic:
    (found,) = [topic for topic in report.topics if topic.guid == guid]
    return found


def check_view(place: Path, view: Viewpoint, guid: str, version: str) -> None:
    """The viewpoint and the picture are those of a healthy topic."""
    pair = (Component(DUCT), Component(BEAM))
    aspect = 1.5 if version == "3.0" else None
    assert version == "1.0" or view.guid == archives.view_guid(guid)
    assert view.camera == PerspectiveCamera(
        (1.5, -2.5, 3.5), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), pytest.approx(radians(50)), aspect
    )
    assert view.lines == (Line((0.0, 0.0, 0.0), (1.0, 2.0, 3.0)),)
    assert view.clipping_planes == (ClippingPlane((0.0, 0.0, 3.0), (0.0, 0.0, 1.0)),)
    assert view.selection == pair
    assert view.visibility == (None if version == "1.0" else Visibility(default=False, exceptions=pair))
    assert view.coloring == (() if version == "1.0" else (Coloring("FF00FF00", pair[:1]),))
    assert snapshot(place, view) == archives.png(guid)


def check_texts(topic: Topic, guid: str, version: str) -> None:
    """The texts of the topic and of its comment are those of a healthy topic."""
    (comment,) = topic.comments
    assert topic.title == archives.title(guid)
    assert (comment.id, comment.author, comment.text) == (
        archives.comment_guid(guid),
        "bert@example.com",
        archives.text_of(guid),
    )
    assert comment.created == datetime(2026, 2, 4, 11, tzinfo=UTC)
    assert comment.viewpoint_guid == (None if version == "1.0" else archives.view_guid(guid))
    assert [file.filename for file in topic.header_files] == ["tower.ifc"]
    assert topic.topic_status == "Open"
    if version == "1.0":
        assert (topic.topic_type, topic.created, topic.description) == ("Error", None, "")
        return
    assert (topic.topic_type, topic.priority, topic.labels) == ("Clash", "High", ("HVAC",))
    assert (topic.created_author, topic.description) == ("anna@example.com", "Seen on level 2.")
    assert topic.created == datetime(2026, 2, 3, 10, 20, 30, tzinfo=UTC)
    assert topic.due_date == (None if version == "2.0" else date(2026, 3, 1))


def check_complete(place: Path, topic: Topic, guid: str, version: str) -> None:
    """Everything a healthy topic holds has arrived, and nothing else."""
    (view,) = topic.viewpoints
    check_texts(topic, guid, version)
    check_view(place, view, guid, version)


def check_healthy(place: Path, report: Report, version: str) -> None:
    """Both healthy topics are complete."""
    assert report.readable
    for guid in (FIRST, SECOND):
        check_complete(place, named(report, guid), guid, version)


def rest_of(place: Path, content: bytes, version: str, *expected: tuple[str, str]) -> list[Topic]:
    """Read an archive of two healthy topics and something else: what came of that.

    Both healthy topics must be complete, each ``expected`` diagnostic must be there at its entry, and no code but
    these may complain.
    """
    report = read(place, content)
    check_healthy(place, report, version)
    assert set(expected) <= said(report)
    assert complaints(report) <= {code for code, _ in expected}
    return [topic for topic in report.topics if topic.guid not in (FIRST, SECOND)]


def only_one(place: Path, third: Files, version: str, *expected: tuple[str, str]) -> Topic:
    """The one topic that came of ``third`` beside two healthy ones."""
    (found,) = rest_of(place, archives.archive(third, version), version, *expected)
    return found
