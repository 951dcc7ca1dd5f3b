"""The hardest archives: cut off, lying, hostile. Each costs what it must and no more."""

from __future__ import annotations

import bz2
import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from converter.parsers.bcf.reader import BcfReader
from converter.parsers.reader import ArchiveLimits
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FOURTH, THIRD, around, changed, topic
from tests.parsers.bcf.raw_zip import BZIP2, LZMA, SIZES_FOLLOW, Member, deflated, members, zip64, zip_of
from tests.parsers.bcf.reading import (
    check_complete,
    check_healthy,
    check_view,
    complaints,
    named,
    only_one,
    read,
    rest_of,
    said,
)
from tests.parsers.bcf.test_malformed_text import laughs
from tests.parsers.bcf.test_malformed_zip import last
from tests.parsers.bcf.test_safety import PEAK_MB, linux_only, peak_of

MARKUP, VIEWPOINT = f"{THIRD}/markup.bcf", f"{THIRD}/viewpoint.bcfv"
WHOLE = ("BCF003", "")
NO_XML = [b"\x00\x01", b"\x00" * 900, b"\xef\xbb\xbf", b"\xff\xfe", b'<?xml version="1.0"?>']


# The reader raises, and the whole file is lost


@pytest.mark.parametrize("cut", [1, 7, 40, 80])
def test_an_archive_without_its_first_bytes_gives_the_rest(tmp_path: Path, cut: int) -> None:
    """Case a21: the cut hits ``bcf.version``."""
    check_healthy(tmp_path, read(tmp_path, archives.archive({}, "2.1")[cut:]), "2.1")


@pytest.mark.parametrize("packed", [b"\x09\x14\x05\x00\x5d\x00\x00\x80\x00none" * 20, b"\x09\x14\x05\x00\xff" * 20])
def test_a_broken_entry_packed_by_lzma_costs_itself_only(tmp_path: Path, packed: bytes) -> None:
    """Case a34."""
    entries = [replace(each, method=LZMA, packed=packed) if each.name == MARKUP else each for each in last("2.1")]
    assert rest_of(tmp_path, zip_of(entries), "2.1", ("BCF008", MARKUP), ("BCF034", MARKUP)) == []


@pytest.mark.parametrize("data", NO_XML, ids=["x14-controls", "x14-zeros", "x14-mark", "x14-utf-16", "x14-declaration"])
def test_a_file_without_any_text_costs_itself_only(tmp_path: Path, data: bytes) -> None:
    third = topic(THIRD, "2.1")
    expected = (("BCF031", MARKUP), ("BCF034", MARKUP))
    assert rest_of(tmp_path, archives.archive({**third, MARKUP: data}, "2.1"), "2.1", *expected) == []
    found = only_one(tmp_path, {**third, VIEWPOINT: data}, "2.1", ("BCF031", VIEWPOINT), ("BCF052", VIEWPOINT))
    assert found.title == archives.title(THIRD)
    for name in ("bcf.version", "project.bcfp"):
        content = zip_of(members({**around(third, "2.1"), name: data}))
        check_complete(tmp_path, named(read(tmp_path, content), THIRD), THIRD, "2.1")


def test_an_alphabet_named_undefined_costs_nothing(tmp_path: Path) -> None:
    """Case x04: Python has a codec of that name, which always raises."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("UTF-8", "undefined"))
    check_complete(tmp_path, only_one(tmp_path, third, "2.1", ("BCF030", MARKUP)), THIRD, "2.1")


# Small archives that take much memory or time


@linux_only
def test_a_bomb_packed_by_bzip2_costs_little(tmp_path: Path) -> None:
    """Case a35: four kilobytes that become 300 MB at once."""
    packed = bz2.compress(b" " * 300_000_000)
    bomb = Member(MARKUP, method=BZIP2, packed=packed, size=300_000_000)
    topics, _, _, megabytes = peak_of(tmp_path, zip_of([bomb, *members(around({}, "2.1"))]))
    assert topics == 2 and megabytes < PEAK_MB


@linux_only
def test_many_small_bombs_cost_little(tmp_path: Path) -> None:
    """Case a35: 2,000 names of one entry of a megabyte, below the size from which a ratio is looked at."""
    data = archives.markup(THIRD, "2.1").replace("Seen on level 2.", "x" * 1_040_000).encode()
    names = [f"{each:08d}/markup.bcf" for each in range(2_000)]
    size = len(deflated(data))
    again = [Member(each, data, packed=b"", size_packed=size, offset=0) for each in names[1:]]
    content = zip_of([Member(names[0], data), *again])
    assert len(content) < 300_000
    _, codes, seconds, megabytes = peak_of(tmp_path, content)
    assert "BCF007" in codes and megabytes < PEAK_MB and seconds < 2


def test_a_limit_that_is_passed_by_one_byte_stays_a_limit(tmp_path: Path) -> None:
    """zlib takes a limit of 0 for none, and refuses one below."""
    guids = [f"{each:08d}-0000-4000-8000-000000000000" for each in range(6)]
    files = {f"{guid}/markup.bcf": archives.markup(THIRD, "2.1").replace(THIRD, guid).encode() for guid in guids}
    own, size = archives.own_files("2.1"), len(next(iter(files.values())))
    exactly = sum(map(len, own.values())) + 2 * size
    for total in range(exactly - 2, exactly + 3):
        report = read(tmp_path, zip_of(members({**own, **files})), ArchiveLimits(total_bytes=total))
        lost = [each for each in report.diagnostics if each.code == "BCF034"]
        assert len(report.topics) <= 2 and len(report.topics) + len(lost) == len(files)


def test_a_file_that_thousands_of_viewpoints_refer_to_is_read_once(tmp_path: Path) -> None:
    """Case v25: sixteen kilobytes, and ``read`` allows a second."""
    many = "".join([archives.component(f"{each:022d}") for each in range(2_000)])
    swap = (archives.components("2.1"), f"<Components><Selection>{many}</Selection></Components>")
    files = "<Viewpoint>viewpoint.bcfv</Viewpoint>"
    refs = "".join(
        [f'<Viewpoints Guid="{each:08d}-0000-4000-8000-000000000000">{files}</Viewpoints>' for each in range(2_000)]
    )
    third = changed(
        changed(topic(THIRD, "2.1"), "viewpoint.bcfv", swap), "markup.bcf", ("</Markup>", f"{refs}</Markup>")
    )
    assert len(only_one(tmp_path, third, "2.1").viewpoints) == 2_001


def test_entries_without_a_directory_are_found_in_linear_time(tmp_path: Path) -> None:
    """Case a22 with sizes behind the data, as .NET streams archives."""
    noise, seconds = random.Random(7).randbytes(20_000), []
    for count in (200, 800):
        entries = [Member(f"{each:08d}/a.bin", noise, flags=SIZES_FOLLOW) for each in range(count)]
        path = tmp_path / "topics.bcf"
        path.write_bytes(zip_of([*members(around({}, "2.1")), *entries], directory=False))
        began = time.process_time()
        assert len(BcfReader().read(path, "").topics) == 2
        seconds.append(time.process_time() - began)
    assert seconds[1] < 8 * seconds[0], f"four times the entries: {seconds}"


@pytest.mark.parametrize("method", [0, 8])
def test_one_byte_more_than_allowed_is_too_much(tmp_path: Path, method: int) -> None:
    entries = [replace(each, method=method) for each in last("2.1")]
    size = max(len(each.data) for each in entries)
    assert not complaints(read(tmp_path, zip_of(entries), ArchiveLimits(entry_bytes=size)))
    assert "BCF007" in complaints(read(tmp_path, zip_of(entries), ArchiveLimits(entry_bytes=size - 1)))


# Healthy topics that are lost


@pytest.mark.parametrize("folder", ["", "old/backup/"])
def test_topics_in_other_folders_cost_the_others_nothing(tmp_path: Path, folder: str) -> None:
    """Section 9, no silent loss: one markup at the root hides every topic in a folder, and is hidden in deeper ones."""
    third = {f"{folder}{name.rpartition('/')[2]}": data for name, data in topic(THIRD, "2.1").items()}
    check_complete(tmp_path, only_one(tmp_path, third, "2.1"), THIRD, "2.1")


def test_every_archive_in_an_archive_is_read(tmp_path: Path) -> None:
    """Case a04: two archives packed into one to attach them."""
    inner = {f"{guid}.bcf": archives.archive(topic(guid, "2.1"), "2.1") for guid in (THIRD, FOURTH)}
    report = read(tmp_path, zip_of(members(inner)))
    for guid in (THIRD, FOURTH):
        check_complete(tmp_path, named(report, guid), guid, "2.1")
        assert ("BCF005", f"{guid}.bcf") in said(report)


def test_without_a_directory_a_lie_of_one_size_hides_no_other_topic(tmp_path: Path) -> None:
    """Case a22."""
    entries = [
        replace(each, size_packed=10_000_000) if each.name == MARKUP else each
        for each in members(around(topic(THIRD, "2.1"), "2.1"))
    ]
    rest_of(tmp_path, zip_of(entries, directory=False), "2.1", WHOLE, ("BCF006", MARKUP), ("BCF034", MARKUP))


@pytest.mark.parametrize("directory", [True, False], ids=["with-directory", "without"])
def test_sizes_of_64_bits_are_understood(tmp_path: Path, directory: bool) -> None:
    """Case a22: streaming writers put sizes into the extra field, whether they need it or not."""
    entries = [
        replace(each, size=0xFFFFFFFF, size_packed=0xFFFFFFFF, packed=packed, extra=extra, extra_listed=extra)
        for each in last("2.1")
        for packed in [deflated(each.data)]
        for extra in [zip64(len(each.data), len(packed))]
    ]
    (found,) = rest_of(tmp_path, zip_of(entries, directory=directory), "2.1", *([] if directory else [WHOLE]))
    check_complete(tmp_path, found, THIRD, "2.1")


def test_an_empty_directory_is_not_believed(tmp_path: Path) -> None:
    """Case a22: the end says that there are no entries, and there are some."""
    content = zip_of(last("2.1"), directory=False) + zip_of([])
    (found,) = rest_of(tmp_path, content, "2.1", WHOLE)
    check_complete(tmp_path, found, THIRD, "2.1")


# Parts of the third topic that are lost


def test_a_wrong_label_of_utf_16_costs_nothing(tmp_path: Path) -> None:
    """Case x04: .NET's StringWriter; lost whenever the file has an even number of bytes."""
    for text in ("Seen on level 2.", "Seen on level 12."):
        swaps = (("UTF-8", "utf-16"), ("Seen on level 2.", text))
        third = changed(topic(THIRD, "2.1"), "markup.bcf", *swaps)
        found = only_one(tmp_path, third, "2.1", ("BCF030", MARKUP))
        assert found.description == text


@pytest.mark.parametrize("entity", ["&other;", "&word;"])
def test_of_a_text_with_an_entity_only_the_entity_is_lost(tmp_path: Path, entity: str) -> None:
    """Case x07."""
    dtd = '<!DOCTYPE Markup [<!ENTITY word "boo"><!ENTITY other SYSTEM "file:///etc/passwd">]><Markup>'
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("<Markup>", dtd), ("on level 2.", f"on {entity} level 2."))
    found = only_one(tmp_path, third, "2.1", ("BCF032", MARKUP))
    assert "".join(found.description.split()) == "Seenonlevel2."
    check_view(tmp_path, found.viewpoints[0], THIRD, "2.1")


@pytest.mark.parametrize("levels", [3, 9, 30])
@pytest.mark.parametrize(
    ("old", "new"), [("on level 2.", "on &{}; level 2."), ("<Priority>", '<Odd a="&{};"/><Priority>')]
)
def test_of_a_topic_with_entities_of_entities_only_these_are_lost(
    tmp_path: Path, old: str, new: str, levels: int
) -> None:
    """Case x08."""
    swaps = ((old, new.format(f"a{levels}")), ("<Markup>", f"{laughs(levels)}<Markup>"))
    found = only_one(tmp_path, changed(topic(THIRD, "2.1"), "markup.bcf", *swaps), "2.1", ("BCF032", MARKUP))
    assert (found.title, " ".join(found.description.split())) == (archives.title(THIRD), "Seen on level 2.")
    assert found.comments[0].text == archives.text_of(THIRD) and found.created is not None
    check_view(tmp_path, found.viewpoints[0], THIRD, "2.1")


@pytest.mark.parametrize("text", ["walls & 3 ducts", "https://example.org/?a=1&b=2", "there&nbsp;and here"])
def test_an_ampersand_is_an_ampersand(tmp_path: Path, text: str) -> None:
    """Case x09: after the first fault even those that are written right are dropped."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", text))
    found = only_one(tmp_path, third, "2.1", ("BCF031", MARKUP))
    assert found.description in (text, text.replace("&nbsp;", "\xa0"))
    assert found.comments[0].text == archives.text_of(THIRD)


@pytest.mark.parametrize(("code_page", "folder"), [("cp866", "Тема"), ("cp1251", "Тема"), ("cp1252", "Größe")])
def test_names_of_folders_and_files_in_an_alphabet_that_is_not_said(
    tmp_path: Path, code_page: str, folder: str
) -> None:
    """Case a32."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("snapshot.png", f"{folder}.png"))
    names = {f"{THIRD}/markup.bcf": "markup.bcf", f"{THIRD}/viewpoint.bcfv": "viewpoint.bcfv"}
    entries = [
        Member(f"{folder}/{names.get(name, f'{folder}.png')}".encode(code_page), data) for name, data in third.items()
    ]
    (found,) = rest_of(tmp_path, zip_of([*members(around({}, "2.1")), *entries]), "2.1")
    check_complete(tmp_path, found, THIRD, "2.1")


def test_a_date_of_a_change_that_cannot_be_read_is_named_and_kept(tmp_path: Path) -> None:
    """Case x19."""
    swap = ("</Author>", "</Author><ModifiedDate>last week</ModifiedDate>")
    third = changed(topic(THIRD, "2.1"), "markup.bcf", swap)
    (comment,) = only_one(tmp_path, third, "2.1", ("BCF044", MARKUP)).comments
    assert comment.modified is None and "last week" in repr(comment)
