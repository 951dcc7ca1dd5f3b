"""Archives that are cut, lack their directory, have too many entries, or are none (cases a21, a22, a28-a31, a36)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from converter.parsers.bcf.reader import BcfReader
from converter.parsers.reader import ArchiveLimits
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FIRST, SECOND, THIRD, VERSIONS, around, of_case, topic
from tests.parsers.bcf.raw_zip import (
    SIZES_FOLLOW,
    STORED,
    Member,
    members,
    zip_of,
)
from tests.parsers.bcf.reading import (
    check_complete,
    check_healthy,
    check_texts,
    named,
    only_one,
    read,
    rest_of,
    said,
)

MARKUP, VIEWPOINT, SNAPSHOT = (f"{THIRD}/{name}" for name in ("markup.bcf", "viewpoint.bcfv", "snapshot.png"))
Change = Callable[[Member], Member]
WHOLE = ("BCF003", "")
"""Of the archive itself: entries were found by their headers."""


def last(version: str) -> list[Member]:
    """Two healthy topics and then the third, so that a cut hurts that one only."""
    return members({**around({}, version), **topic(THIRD, version)})


@pytest.mark.parametrize("version", of_case("a21", VERSIONS))
@pytest.mark.parametrize("missing", [1, 10, 22, 23, 100, 400])
def test_an_archive_that_is_cut_in_its_directory_arrives_complete(tmp_path: Path, missing: int, version: str) -> None:
    """Case a21."""
    (found,) = rest_of(tmp_path, zip_of(last(version))[:-missing], version, WHOLE)
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("version", of_case("a21", VERSIONS))
def test_of_an_archive_that_is_cut_in_a_picture_the_rest_arrives(tmp_path: Path, version: str) -> None:
    """Case a21."""
    content = zip_of(last(version), directory=False)[:-10]
    (found,) = rest_of(tmp_path, content, version, WHOLE, ("BCF054", SNAPSHOT))
    check_texts(found, THIRD, version)
    assert found.viewpoints[0].camera is not None and found.viewpoints[0].snapshot_entry is None


@pytest.mark.parametrize("version", of_case("a21", ["2.1", "3.0"]))
def test_of_an_archive_that_is_cut_in_a_viewpoint_the_topic_arrives(tmp_path: Path, version: str) -> None:
    """Case a21."""
    content = zip_of(last(version)[:-1], directory=False)[:-10]
    expected = [WHOLE, ("BCF006", VIEWPOINT), ("BCF053", MARKUP)]
    (found,) = rest_of(tmp_path, content, version, *expected)
    check_texts(found, THIRD, version)
    assert [view.guid for view in found.viewpoints] == [archives.view_guid(THIRD)]


@pytest.mark.parametrize("version", of_case("a21", VERSIONS))
def test_of_an_archive_that_is_cut_in_a_markup_the_other_topics_arrive(tmp_path: Path, version: str) -> None:
    """Case a21."""
    content = zip_of(last(version)[:-2], directory=False)[:-10]
    assert rest_of(tmp_path, content, version, WHOLE, ("BCF006", MARKUP), ("BCF034", MARKUP)) == []


UNLISTED = [
    pytest.param(lambda each: each, id="a22-deflated"),
    pytest.param(lambda each: replace(each, method=STORED), id="a22-stored"),
    pytest.param(lambda each: replace(each, flags=SIZES_FOLLOW), id="a22-sizes-behind"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("change", UNLISTED)
@pytest.mark.parametrize("behind", [b"", b"PK\x05\x06", b"\x00" * 300, b"<html>proxy error</html>"])
def test_without_a_directory_entries_are_found_by_their_headers(
    tmp_path: Path, behind: bytes, change: Change, version: str
) -> None:
    content = zip_of(map(change, last(version)), directory=False) + behind
    (found,) = rest_of(tmp_path, content, version, WHOLE)
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("version", of_case("a22", VERSIONS))
def test_a_directory_that_is_overwritten_is_not_needed(tmp_path: Path, version: str) -> None:
    """Case a22."""
    content = bytearray(zip_of(last(version)))
    start = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 4)
    content[start : start + 40] = b"\xaa" * 40
    (found,) = rest_of(tmp_path, bytes(content), version, WHOLE)
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(zip_of([]), "BCF002", id="a28-no-entries"),
        pytest.param(zip_of(members({"photo.png": archives.png(FIRST)})), "BCF001", id="a28-another-archive"),
        pytest.param(zip_of([Member(f"{FIRST}/", b"", method=STORED)]), "BCF001", id="a28-folders-only"),
        pytest.param(b"Not found", "BCF002", id="a29-a-text"),
        pytest.param(b"<html><body>404</body></html>" * 90, "BCF002", id="a29-a-page"),
        pytest.param(archives.png(FIRST), "BCF002", id="a29-a-picture"),
        pytest.param(b"\x00" * 5_000, "BCF002", id="a29-zeros"),
        pytest.param(b"PK\x03\x04", "BCF002", id="a29-four-bytes-of-an-archive"),
        pytest.param(b"", "BCF002", id="a30-no-bytes"),
    ],
)
def test_what_is_no_archive_of_topics_is_not_readable(tmp_path: Path, data: bytes, code: str) -> None:
    report = read(tmp_path, data)
    assert not report.readable and report.topics == () and (code, "") in said(report)


PREFIXES = [
    pytest.param(b"MZ\x90\x00" * 200, id="a31-a-program"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n\r\n", id="a31-a-header"),
    pytest.param(b"\xef\xbb\xbf", id="a31-a-byte-order-mark"),
    pytest.param(b"\x00", id="a31-one-byte"),
    pytest.param(b"PK", id="a31-half-a-signature"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("directory", [True, False], ids=["with-directory", "without"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_bytes_in_front_of_the_archive_do_no_harm(tmp_path: Path, prefix: bytes, directory: bool, version: str) -> None:
    content = zip_of(last(version), prefix=prefix, directory=directory)
    (found,) = rest_of(tmp_path, content, version, *([] if directory else [WHOLE]))
    check_complete(tmp_path, found, THIRD, version)
    assert BcfReader().sniff(content[:65_536], "topics.bcf")


@pytest.mark.parametrize("directory", [True, False], ids=["with-directory", "without"])
def test_a36_65_thousand_entries_are_no_obstacle(tmp_path: Path, directory: bool) -> None:
    """Case a36."""
    many = [Member(f"photos/{each}.txt", b"", method=STORED) for each in range(65_500)]
    content = zip_of([*last("2.1"), *many], directory=directory)
    (found,) = rest_of(tmp_path, content, "2.1", *([] if directory else [WHOLE]))
    check_complete(tmp_path, found, THIRD, "2.1")


def test_a36_more_entries_than_allowed_are_left_out(tmp_path: Path) -> None:
    """Case a36."""
    many = [Member(f"photos/{each}.txt", b"", method=STORED) for each in range(100)]
    report = read(tmp_path, zip_of([*last("2.1"), *many]), ArchiveLimits(entries=50))
    check_healthy(tmp_path, report, "2.1")
    check_complete(tmp_path, named(report, THIRD), THIRD, "2.1")
    assert ("BCF015", "") in said(report)


def test_a36_of_topics_beyond_the_limit_it_is_said_that_they_are_left_out(tmp_path: Path) -> None:
    """Case a36: the third topic lies behind the limit."""
    many = [Member(f"photos/{each}.txt", b"", method=STORED) for each in range(100)]
    content = zip_of([*members(around({}, "2.1")), *many, *members(topic(THIRD, "2.1"))])
    report = read(tmp_path, content, ArchiveLimits(entries=50))
    assert [each.guid for each in report.topics] == [FIRST, SECOND] and ("BCF015", "") in said(report)


@pytest.mark.parametrize("version", VERSIONS)
def test_sizes_behind_the_data_are_understood(tmp_path: Path, version: str) -> None:
    """Streamed archives, as .NET and Java write them."""
    content = zip_of([replace(each, flags=SIZES_FOLLOW) for each in last(version)])
    (found,) = rest_of(tmp_path, content, version)
    check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_an_archive_that_is_not_packed_is_read(tmp_path: Path, version: str) -> None:
    entries = [Member(f"{THIRD}/", b"", method=STORED), *[replace(each, method=STORED) for each in last(version)]]
    (found,) = rest_of(tmp_path, zip_of(entries), version)
    check_complete(tmp_path, found, THIRD, version)


def test_nothing_is_lost_by_reading_twice(tmp_path: Path) -> None:
    first, second = (only_one(tmp_path, topic(THIRD, "2.1"), "2.1") for _ in range(2))
    assert first == second
