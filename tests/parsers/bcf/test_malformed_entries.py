"""Entries that are corrupt, encrypted, packed oddly, or grow too much (cases a23, a33-a35)."""

from __future__ import annotations

import bz2
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, VERSIONS, of_case, topic
from tests.parsers.bcf.raw_zip import BZIP2, DEFLATE64, ENCRYPTED, SIZES_FOLLOW, Member, deflated, zip64, zip_of
from tests.parsers.bcf.reading import (
    check_complete,
    check_healthy,
    check_texts,
    named,
    read,
    rest_of,
    said,
    snapshot,
)
from tests.parsers.bcf.test_malformed_zip import WHOLE, last

MARKUP, VIEWPOINT, SNAPSHOT = (f"{THIRD}/{name}" for name in ("markup.bcf", "viewpoint.bcfv", "snapshot.png"))
Change = Callable[[Member], Member]


def changed_entries(name: str, change: Change, version: str) -> list[Member]:
    return [change(each) if each.name == name else each for each in last(version)]


def with_wrong_checksum(member: Member) -> Member:
    return replace(member, crc=0x12345678)


def with_broken_stream(member: Member) -> Member:
    packed = deflated(member.data)
    return replace(member, packed=b"\xff\xff" + packed[2:])


def with_cut_stream(member: Member) -> Member:
    return replace(member, packed=deflated(member.data)[:-6])


CORRUPT = [
    pytest.param(with_wrong_checksum, id="a23-wrong-checksum"),
    pytest.param(with_broken_stream, id="a23-broken-stream"),
    pytest.param(with_cut_stream, id="a23-cut-stream"),
    pytest.param(lambda each: replace(each, size_packed=0xFFFFFFF0), id="a23-size-too-large"),
    pytest.param(lambda each: replace(each, offset=0xFFFFFFF0), id="a23-place-outside"),
    pytest.param(lambda each: replace(each, offset=7), id="a23-place-between"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("change", CORRUPT)
def test_a_corrupt_markup_costs_its_topic_only(tmp_path: Path, change: Change, version: str) -> None:
    content = zip_of(changed_entries(MARKUP, change, version))
    assert rest_of(tmp_path, content, version, ("BCF006", MARKUP), ("BCF034", MARKUP)) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("change", CORRUPT)
def test_a_corrupt_viewpoint_costs_its_camera_only(tmp_path: Path, change: Change, version: str) -> None:
    (found,) = rest_of(tmp_path, zip_of(changed_entries(VIEWPOINT, change, version)), version, ("BCF006", VIEWPOINT))
    check_texts(found, THIRD, version)
    (view,) = found.viewpoints
    assert view.camera is None and snapshot(tmp_path, view) == archives.png(THIRD)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("change", CORRUPT[3:])
def test_a_corrupt_picture_costs_itself_only(tmp_path: Path, change: Change, version: str) -> None:
    (found,) = rest_of(tmp_path, zip_of(changed_entries(SNAPSHOT, change, version)), version, ("BCF054", SNAPSHOT))
    check_texts(found, THIRD, version)
    assert found.viewpoints[0].camera is not None and found.viewpoints[0].snapshot_entry is None


@pytest.mark.parametrize("version", of_case("a23", VERSIONS))
def test_a_directory_that_lies_of_sizes_is_not_believed(tmp_path: Path, version: str) -> None:
    """Case a23: what comes out of an entry counts, not what is written."""
    for size in (0, 1, 4_000_000_000):
        content = zip_of([replace(each, size=size) for each in last(version)])
        (found,) = rest_of(tmp_path, content, version)
        check_complete(tmp_path, found, THIRD, version)


@pytest.mark.parametrize("value", [2**32, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1])
@pytest.mark.parametrize("field", ["offset", "size_packed"])
def test_a23_a_place_or_a_size_of_64_bits_costs_its_entry_only(tmp_path: Path, field: str, value: int) -> None:
    """Case a23."""
    lie = {"offset": 0xFFFFFFFF} if field == "offset" else {"size_packed": 0xFFFFFFFF}
    entries = [replace(each, extra_listed=zip64(value), **lie) if each.name == MARKUP else each for each in last("2.1")]
    assert rest_of(tmp_path, zip_of(entries), "2.1", ("BCF006", MARKUP), ("BCF034", MARKUP)) == []


LOCKED = [
    pytest.param(lambda each: replace(each, flags=ENCRYPTED), id="a33-encrypted"),
    pytest.param(lambda each: replace(each, flags=ENCRYPTED | SIZES_FOLLOW), id="a33-encrypted-sizes-behind"),
    pytest.param(lambda each: replace(each, method=DEFLATE64), id="a34-deflate64"),
    pytest.param(lambda each: replace(each, method=97), id="a34-a-method-of-sounds"),
    pytest.param(lambda each: replace(each, method=0xFFFF), id="a34-no-method"),
    pytest.param(lambda each: replace(each, method=BZIP2, packed=b"no bzip2"), id="a34-broken-bzip2"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("directory", [True, False], ids=["with-directory", "without"])
@pytest.mark.parametrize("change", LOCKED)
def test_entries_that_cannot_be_unpacked_cost_themselves_only(
    tmp_path: Path, change: Change, directory: bool, version: str
) -> None:
    whole = [] if directory else [WHOLE]
    content = zip_of(changed_entries(MARKUP, change, version), directory=directory)
    assert rest_of(tmp_path, content, version, *whole, ("BCF008", MARKUP), ("BCF034", MARKUP)) == []
    content = zip_of(changed_entries(VIEWPOINT, change, version), directory=directory)
    (found,) = rest_of(tmp_path, content, version, *whole, ("BCF008", VIEWPOINT))
    check_texts(found, THIRD, version)
    assert snapshot(tmp_path, found.viewpoints[0]) == archives.png(THIRD)


def test_a34_an_entry_packed_by_bzip2_is_read_or_named(tmp_path: Path) -> None:
    """Case a34: an uncommon method may be read; when it is not, that is said."""
    entries = changed_entries(MARKUP, lambda each: replace(each, method=BZIP2, packed=bz2.compress(each.data)), "2.1")
    report = read(tmp_path, zip_of(entries))
    check_healthy(tmp_path, report, "2.1")
    if len(report.topics) == 3:
        check_complete(tmp_path, named(report, THIRD), THIRD, "2.1")
    else:
        assert {("BCF008", MARKUP), ("BCF034", MARKUP)} <= said(report)


@pytest.mark.parametrize("version", of_case("a35", VERSIONS))
@pytest.mark.parametrize("name", [MARKUP, VIEWPOINT, SNAPSHOT])
def test_an_entry_that_grows_too_much_costs_itself_only(tmp_path: Path, name: str, version: str) -> None:
    """Case a35: twenty megabytes of blanks in twenty kilobytes."""
    data = topic(THIRD, version)[name] + b" " * 20_000_000
    report = read(tmp_path, archives.archive({**topic(THIRD, version), name: data}, version))
    check_healthy(tmp_path, report, version)
    assert (("BCF007", name) in said(report)) == (name != SNAPSHOT), "pictures are not unpacked yet"
    assert (len(report.topics) == 2) == (name == MARKUP)
