"""Bytes flipped, cut and doubled: no traceback, no hang."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from converter.model.report import Report
from converter.parsers.bcf.reader import BcfReader
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, VERSIONS, topic
from tests.parsers.bcf.raw_zip import SIZES_FOLLOW, STORED, Member, members, zip_of
from tests.parsers.bcf.reading import check_healthy, read

SECONDS = 5.0
LARGEST, FILES = 60_000, 25
"""Of the real archives only the smallest are used."""

Edit = tuple[str, float, int, bytes]
pieces = st.one_of(
    st.binary(min_size=1, max_size=8),
    st.sampled_from([b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08", b"\xff" * 4, b"\x00" * 30]),
    st.sampled_from(
        [b"<", b">", b"&", b"]]>", b"<!DOCTYPE a [", b"<![CDATA[", b"</Topic>", b"\xef\xbb\xbf", b"<?xml?>"]
    ),
)
kinds = st.sampled_from(["flip", "replace", "insert", "cut", "end", "front", "repeat"])
edits = st.lists(st.tuples(kinds, st.floats(0, 1), st.integers(1, 400), pieces), min_size=1, max_size=5)


def edited(data: bytes, changes: list[Edit]) -> bytes:
    for kind, where, length, piece in changes:
        place = int(where * max(len(data) - 1, 0))
        match kind:
            case "flip":
                data = data[:place] + bytes([data[place] ^ (length & 0xFF)]) + data[place + 1 :] if data else data
            case "replace":
                data = data[:place] + piece + data[place + len(piece) :]
            case "insert":
                data = data[:place] + piece + data[place:]
            case "cut":
                data = data[:place] + data[place + length :]
            case "end":
                data = data[:place]
            case "front":
                data = data[length:]
            case _:
                data = data[:place] + data[place : place + length] * 2 + data[place + length :]
    return data


def check_read(place: Path, data: bytes) -> Report:
    path = place / "topics.bcf"
    path.write_bytes(data)
    began = time.process_time()
    report = BcfReader().read(path, "topics.bcf")
    assert time.process_time() - began < SECONDS
    assert report.readable or report.diagnostics
    return report


@cache
def generated() -> list[bytes]:
    """Archives of every version, packed and not, streamed, nested, without a directory."""
    found = [archives.archive(topic(THIRD, version), version) for version in VERSIONS]
    entries = members(archives.around(topic(THIRD, "2.1"), "2.1"))
    found.append(zip_of([Member(each.name, each.data, method=STORED) for each in entries]))
    found.append(zip_of([Member(each.name, each.data, flags=SIZES_FOLLOW) for each in entries]))
    found.append(zip_of(entries, directory=False))
    found.append(zip_of([Member("topics.bcf", found[2], method=STORED)]))
    return found


@cache
def real(folder: Path) -> list[Path]:
    small = [path for path in folder.rglob("*") if path.suffix in (".bcf", ".bcfzip") and path.stat().st_size < LARGEST]
    return sorted(small, key=lambda path: (path.stat().st_size, path.name))[:FILES]


@given(st.integers(0, 7), edits)
@example(0, [("front", 0.0, 1, b"x")])
@example(2, [("front", 0.0, 7, b"x")])
@example(2, [("end", 0.0, 1, b"x")])
def test_a_damaged_archive_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, which: int, changes: list[Edit]
) -> None:
    check_read(tmp_path_factory.mktemp("any"), edited(generated()[which], changes))


@given(st.sampled_from(VERSIONS), st.sampled_from(["markup.bcf", "viewpoint.bcfv", "snapshot.png"]), edits)
@example("2.1", "markup.bcf", [("end", 0.0, 1, b"x")])
@example("2.1", "markup.bcf", [("end", 0.0, 1, b"x"), ("insert", 0.0, 1, b"\x00" * 30)])
@example("2.1", "viewpoint.bcfv", [("end", 0.0, 1, b"x"), ("insert", 0.0, 1, b"\xef\xbb\xbf")])
def test_damage_in_one_topic_costs_the_others_nothing(
    tmp_path_factory: pytest.TempPathFactory, version: str, name: str, changes: list[Edit]
) -> None:
    place = tmp_path_factory.mktemp("any")
    third = topic(THIRD, version)
    third[f"{THIRD}/{name}"] = edited(third[f"{THIRD}/{name}"], changes)
    check_healthy(place, read(place, archives.archive(third, version)), version)


@given(st.sampled_from(VERSIONS), st.sampled_from(["bcf.version", "project.bcfp", "extensions.xml"]), edits)
def test_damage_in_the_archives_own_files_costs_no_topic(
    tmp_path_factory: pytest.TempPathFactory, version: str, name: str, changes: list[Edit]
) -> None:
    place = tmp_path_factory.mktemp("any")
    files = archives.around({}, version)
    files[name] = edited(files.get(name, b"<a/>"), changes)
    check_healthy(place, read(place, zip_of(members(files))), version)


@given(st.text(max_size=40), st.sampled_from(["folder", "name"]))
def test_names_of_any_letters_cost_the_others_nothing(
    tmp_path_factory: pytest.TempPathFactory, text: str, part: str
) -> None:
    place = tmp_path_factory.mktemp("any")
    name = text.encode("utf-8", "replace").decode()
    third = {
        f"{name}/{each.rpartition('/')[2]}" if part == "folder" else f"{each.rpartition('/')[0]}/{name}": data
        for each, data in topic(THIRD, "2.1").items()
    }
    check_healthy(place, read(place, archives.archive(third, "2.1")), "2.1")


@given(st.binary(max_size=600))
def test_any_bytes_are_no_archive(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    report = check_read(tmp_path_factory.mktemp("any"), data)
    assert not report.topics and not report.readable


@given(st.integers(0, 10_000), edits)
def test_a_damaged_real_archive_is_read_or_named(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, which: int, changes: list[Edit]
) -> None:
    found = real(shared_data / "bcf")
    if not found:
        pytest.skip("no small archives")
    data = found[which % len(found)].read_bytes()
    check_read(tmp_path_factory.mktemp("any"), edited(data, changes))
