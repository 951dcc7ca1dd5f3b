"""What a hostile archive may cost: little memory, little time, no file but itself."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from converter.parsers.bcf.reader import BcfReader
from converter.parsers.reader import ArchiveLimits
from converter.parsers.zip.unpacking import EntryError, Reason
from tests.conftest import ROOT
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, Files, around, changed, topic
from tests.parsers.bcf.raw_zip import SIZES_FOLLOW, STORED, Member, members, zip_of
from tests.parsers.bcf.reading import check_complete, check_healthy, named, read, said, snapshot

MARKUP, VIEWPOINT = f"{THIRD}/markup.bcf", f"{THIRD}/viewpoint.bcfv"
STATUS = Path("/proc/self/status")
PEAK_MB = 150
CHILD = """
import sys, time
from pathlib import Path
from converter.parsers.bcf.reader import BcfReader
began = time.process_time()
report = BcfReader().read(Path(sys.argv[1]), "topics.bcf")
codes = ",".join(sorted({each.code for each in report.diagnostics}))
print(len(report.topics), codes or "-", time.process_time() - began)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""Reads one archive and says the number of topics, the codes, the seconds, and the most memory ever had, in kB."""
OPENING = """
import sys
from pathlib import Path
from converter.parsers.bcf.reader import BcfReader
BcfReader().read(Path(sys.argv[1]), "topics.bcf")
seen = set()
sys.addaudithook(lambda event, args: seen.add(f"{event} {args[0]}") if event in {"open", "socket.connect"} else None)
BcfReader().read(Path(sys.argv[1]), "topics.bcf")
print("\\n".join(sorted(seen)))
"""
"""Reads one archive and says which files were opened, once everything was imported."""

linux_only = pytest.mark.skipif(not STATUS.is_file(), reason="the peak of a process is read from /proc")


@cache
def bomb_of(name: str, head: bytes, tail: bytes) -> Member:
    """An entry of 200 megabytes, nearly all of them one letter, made without ever holding them."""
    engine, crc, packed, size = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS), 0, [], 0
    for piece in (head, *[b"x" * 1_000_000] * 200, tail):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        packed.append(engine.compress(piece))
    return Member(name, packed=b"".join([*packed, engine.flush()]), crc=crc, size=size)


def peak_of(place: Path, content: bytes) -> tuple[int, set[str], float, float]:
    """Topics, codes, seconds and megabytes of reading it in a process of its own."""
    path = place / "topics.bcf"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    topics, codes, seconds, kilobytes = done.stdout.split()
    return int(topics), set(codes.split(",")), float(seconds), int(kilobytes) / 1024


def with_bomb(bomb: Member) -> list[Member]:
    """Two healthy topics, and between them a third one with that entry."""
    return [bomb if each.name == bomb.name else each for each in members(around(topic(THIRD, "2.1"), "2.1"))]


def bomb_in(name: str) -> Member:
    """One of the third topic's entries, with 200 megabytes in the middle of it."""
    data = around(topic(THIRD, "2.1"), "2.1")[name]
    middle = data.index(b"<", len(data) // 2)
    return bomb_of(name, data[:middle], data[middle:])


@linux_only
@pytest.mark.parametrize("name", [MARKUP, VIEWPOINT, "bcf.version"])
@pytest.mark.parametrize("size", [None, 1_000], ids=["no-lie", "size-said-to-be-small"])
def test_a_bomb_of_two_hundred_megabytes_costs_little(tmp_path: Path, name: str, size: int | None) -> None:
    bomb = bomb_in(name)
    content = zip_of(with_bomb(bomb if size is None else replace(bomb, size=size)))
    assert len(content) < 210_000
    topics, codes, seconds, megabytes = peak_of(tmp_path, content)
    assert topics == (2 if name == MARKUP else 3) and "BCF007" in codes
    assert megabytes < PEAK_MB and seconds < 4


@linux_only
@pytest.mark.parametrize("flags", [0, SIZES_FOLLOW], ids=["sizes-said", "sizes-behind"])
def test_a_bomb_without_a_directory_costs_little(tmp_path: Path, flags: int) -> None:
    content = zip_of(with_bomb(replace(bomb_in(MARKUP), flags=flags)), directory=False)
    topics, codes, seconds, megabytes = peak_of(tmp_path, content)
    assert topics == 2 and {"BCF003", "BCF007"} <= codes
    assert megabytes < PEAK_MB and seconds < 2


@linux_only
def test_a_bomb_in_the_place_of_a_picture_is_not_unpacked(tmp_path: Path) -> None:
    bomb = bomb_of(f"{THIRD}/snapshot.png", archives.png(THIRD), b"")
    topics, codes, seconds, megabytes = peak_of(tmp_path, zip_of(with_bomb(bomb)))
    assert (topics, codes) == (3, {"-"}) and megabytes < PEAK_MB and seconds < 4


def test_a_picture_that_grows_too_much_is_refused_when_it_is_asked_for(tmp_path: Path) -> None:
    bomb = bomb_of(f"{THIRD}/snapshot.png", archives.png(THIRD), b"")
    found = named(read(tmp_path, zip_of(with_bomb(bomb))), THIRD)
    with pytest.raises(EntryError) as refused:
        snapshot(tmp_path, found.viewpoints[0])
    assert refused.value.reason is Reason.TOO_LARGE


@linux_only
def test_a_bomb_in_an_inner_archive_costs_little(tmp_path: Path) -> None:
    content = zip_of(members({"topics.bcf": zip_of(with_bomb(bomb_in(MARKUP)))}))
    topics, codes, seconds, megabytes = peak_of(tmp_path, content)
    assert topics == 2 and "BCF007" in codes and megabytes < PEAK_MB and seconds < 4


@linux_only
def test_an_inner_archive_that_is_a_bomb_costs_little(tmp_path: Path) -> None:
    content = zip_of([bomb_of("topics.bcf", b"PK\x03\x04", b"")])
    topics, codes, seconds, megabytes = peak_of(tmp_path, content)
    assert topics == 0 and {"BCF001", "BCF007"} <= codes and megabytes < PEAK_MB and seconds < 4


@linux_only
@pytest.mark.parametrize("place", ["text", "attribute"])
def test_entities_of_entities_take_no_memory(tmp_path: Path, place: str) -> None:
    inner = "".join(f'<!ENTITY a{each} "{f"&a{each - 1};" * 10}">' for each in range(1, 10))
    dtd = f'<!DOCTYPE Markup [<!ENTITY a0 "ha">{inner}]>'
    swap = ("Seen on level 2.", "&a9;") if place == "text" else ('TopicType="Clash"', 'TopicType="&a9;"')
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("<Markup>", f"{dtd}<Markup>"), swap)
    topics, codes, seconds, megabytes = peak_of(tmp_path, archives.archive(third, "2.1"))
    assert topics >= 2 and codes & {"BCF031", "BCF032"}
    assert megabytes < PEAK_MB and seconds < 4


@linux_only
def test_a_healthy_archive_is_measured_too(tmp_path: Path) -> None:
    """Otherwise the tests above would measure nothing."""
    topics, codes, _, megabytes = peak_of(tmp_path, archives.archive(topic(THIRD, "2.1"), "2.1"))
    assert topics == 3 and codes == {"-"} and 10 < megabytes < PEAK_MB


def test_no_file_but_the_archive_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    dtd = f'<!DOCTYPE Markup [<!ENTITY other SYSTEM "{secret.as_uri()}">]><Markup>'
    swaps = (
        ("<Markup>", dtd),
        ("Seen on", "&other; on"),
        ("viewpoint.bcfv", str(secret)),
        ("snapshot.png", "../secret.txt"),
    )
    third: Files = {"../secret.txt": b"evil", **changed(topic(THIRD, "2.1"), "markup.bcf", *swaps)}
    path = tmp_path / "topics.bcf"
    path.write_bytes(archives.archive(third, "2.1"))
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n") == [f"open {path}", ""]
    assert secret.read_text() == "swordfish"
    assert "swordfish" not in repr(BcfReader().read(path, "topics.bcf"))


def test_an_entry_larger_than_allowed_is_left_out(tmp_path: Path) -> None:
    text = "".join(str(each) for each in range(9_000))
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", text))
    for method in (STORED, 8):
        content = zip_of([Member(name, data, method=method) for name, data in around(third, "2.1").items()])
        report = read(tmp_path, content, ArchiveLimits(entry_bytes=20_000))
        check_healthy(tmp_path, report, "2.1")
        assert len(report.topics) == 2 and {("BCF007", MARKUP), ("BCF034", MARKUP)} <= said(report)
        assert len(read(tmp_path, content, ArchiveLimits(entry_bytes=40_000)).topics) == 3


@pytest.mark.parametrize("size", [None, 0, 10, 0xFFFFFFF0])
def test_a_size_that_is_a_lie_changes_no_limit(tmp_path: Path, size: int | None) -> None:
    """Too large is what comes out of an entry, not what is written."""
    text = "".join(str(each) for each in range(300_000))
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", text))
    entries = [Member(name, data, size=size) for name, data in around(third, "2.1").items()]
    report = read(tmp_path, zip_of(entries), ArchiveLimits(entry_bytes=1_500_000))
    check_healthy(tmp_path, report, "2.1")
    assert len(report.topics) == 2 and ("BCF007", MARKUP) in said(report)
    report = read(tmp_path, zip_of(entries), ArchiveLimits(entry_bytes=2_000_000))
    assert named(report, THIRD).description == text


def test_no_more_is_unpacked_than_allowed_in_total(tmp_path: Path) -> None:
    """Topics that do not fit are named, each of them."""
    many = {f"{each:08d}-0000-4000-8000-000000000000": each for each in range(15)}
    files = [Member(f"{guid}/markup.bcf", archives.markup(THIRD, "2.1").replace(THIRD, guid).encode()) for guid in many]
    size = len(files[0].data)
    report = read(tmp_path, zip_of(files), ArchiveLimits(total_bytes=size * 8))
    lost = [each for each in report.diagnostics if each.code == "BCF034"]
    assert 1 <= len(report.topics) <= 8 and len(report.topics) + len(lost) == len(many)
    assert len([each for each in report.diagnostics if each.code == "BCF007"]) == len(lost)


def test_what_grows_more_than_allowed_is_left_out(tmp_path: Path) -> None:
    text = "Duct meets beam. " * 120_000
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", text))
    content = archives.archive(third, "2.1")
    report = read(tmp_path, content, ArchiveLimits(ratio=20))
    check_healthy(tmp_path, report, "2.1")
    assert len(report.topics) == 2 and ("BCF007", MARKUP) in said(report)
    assert len(read(tmp_path, content, ArchiveLimits(ratio=2_000)).topics) == 3


def test_a_reader_can_be_told_what_it_may_unpack(tmp_path: Path) -> None:
    path = tmp_path / "topics.bcf"
    path.write_bytes(archives.archive({}, "2.1"))
    assert len(BcfReader().read(path, "").topics) == 2
    assert len(BcfReader().within(ArchiveLimits(entry_bytes=100)).read(path, "").topics) == 0


def nested(content: bytes, levels: int) -> bytes:
    for level in range(levels):
        content = zip_of(members({f"level-{level}.zip": content}))
    return content


@pytest.mark.parametrize("levels", [2, 3, 50])
def test_archives_in_archives_are_opened_one_level_deep(tmp_path: Path, levels: int) -> None:
    report = read(tmp_path, nested(archives.archive({}, "2.1"), levels))
    assert not report.readable and report.topics == () and ("BCF001", "") in said(report)
    assert len(read(tmp_path, nested(archives.archive({}, "2.1"), 1)).topics) == 2


def test_an_archive_beside_topics_is_not_opened(tmp_path: Path) -> None:
    inner = archives.archive(topic(THIRD, "2.1"), "2.1")
    report = read(tmp_path, archives.archive({"attached.bcf": inner}, "2.1"))
    check_healthy(tmp_path, report, "2.1")
    assert len(report.topics) == 2 and ("BCF014", "attached.bcf") in said(report)


@pytest.mark.parametrize("depth", [200, 5_000])
def test_elements_in_elements_in_elements_are_no_obstacle(tmp_path: Path, depth: int) -> None:
    deep = "<a>" * depth + "</a>" * depth
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("<Priority>", f"{deep}<Priority>"))
    report = read(tmp_path, archives.archive(third, "2.1"))
    check_healthy(tmp_path, report, "2.1")
    assert named(report, THIRD).title == archives.title(THIRD)


def test_a_thousand_topics_are_read_in_a_second(tmp_path: Path) -> None:
    files: Files = archives.own_files("2.1")
    for each in range(1_000):
        guid = f"{each:08d}-0000-4000-8000-000000000000"
        files |= {f"{guid}/{name.rpartition('/')[2]}": data for name, data in topic(THIRD, "2.1").items()}
        files[f"{guid}/markup.bcf"] = archives.markup(THIRD, "2.1").replace(THIRD, guid).encode()
    path = tmp_path / "many.bcf"
    path.write_bytes(zip_of(members(files)))
    began = time.process_time()
    report = BcfReader().read(path, "many.bcf")
    assert len(report.topics) == 1_000 and time.process_time() - began < 4
    assert all(each.viewpoints[0].camera is not None for each in report.topics)


def test_the_healthy_topics_of_these_tests_are_complete(tmp_path: Path) -> None:
    report = read(tmp_path, archives.archive(topic(THIRD, "2.1"), "2.1"))
    check_complete(tmp_path, named(report, THIRD), THIRD, "2.1")
