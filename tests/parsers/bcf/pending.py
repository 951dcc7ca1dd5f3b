"""Tests that fail: small things that are left. Not collected by this name."""

from __future__ import annotations

import time
from pathlib import Path

from converter.parsers.bcf.reader import BcfReader
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FOURTH, THIRD, changed, topic
from tests.parsers.bcf.raw_zip import members, zip_of
from tests.parsers.bcf.reading import read, rest_of


def test_topics_of_one_name_are_read_in_linear_time(tmp_path: Path) -> None:
    """Case a24: each turn looks at the viewpoint files of every other one; 4,000 take five seconds."""
    seconds, path = [], tmp_path / "topics.bcf"
    for count in (500, 2_000):
        path.write_bytes(zip_of(members(topic(THIRD, "2.1")) * count))
        began = time.process_time()
        assert len(BcfReader().read(path, "").topics) == count
        seconds.append(time.process_time() - began)
    assert seconds[1] < 6 * seconds[0], f"four times the topics: {seconds}"


def test_what_is_said_stays_short(tmp_path: Path) -> None:
    """Case x11: 100,000 unknown elements make a message of 900,000 characters."""
    many = "".join([f"<u{each}/>" for each in range(20_000)])
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("<Priority>", f"{many}<Priority>"))
    report = read(tmp_path, archives.archive(third, "2.1"))
    assert max(len(each.message) for each in report.diagnostics) < 2_000


def test_comments_without_guids_of_topics_without_guids_are_told_apart(tmp_path: Path) -> None:
    """Case x27: the made guid is made of the topic's, which is not known yet."""
    bare = "<Markup><Topic><Title>A</Title></Topic><Comment><Comment>Done</Comment></Comment></Markup>"
    topics = {f"{guid}/markup.bcf": bare.encode() for guid in (THIRD, FOURTH)}
    expected = [("BCF041", name) for name in topics]
    found = rest_of(tmp_path, archives.archive(topics, "2.1"), "2.1", *expected)
    assert len({each.comments[0].id for each in found}) == 2
