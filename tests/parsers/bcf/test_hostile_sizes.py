"""What a hostile archive may cost, and what it may not take along."""

from __future__ import annotations

import base64
import random
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FIRST, SECOND, THIRD, around, changed, topic
from tests.parsers.bcf.raw_zip import SIZES_FOLLOW, STORED, Member, members, zip_of
from tests.parsers.bcf.reading import check_complete, check_view, named, only_one, read, rest_of, said
from tests.parsers.bcf.test_safety import PEAK_MB, bomb_in, linux_only, peak_of, with_bomb

MARKUP = f"{THIRD}/markup.bcf"


@pytest.mark.parametrize("mark", ["<!DOCTYPE [", "<!DOCTYPE ", '<!DOCTYPE "', "<?xml", "<?xml ?"])
@pytest.mark.parametrize("name", ["markup.bcf", "viewpoint.bcfv", "bcf.version"])
def test_a_text_of_one_mark_is_read_in_linear_time(tmp_path: Path, name: str, mark: str) -> None:
    """120 kB that pack into 400 bytes; ``read`` allows a second. A megabyte takes minutes."""
    files = around(topic(THIRD, "2.1"), "2.1")
    place = name if name in files else f"{THIRD}/{name}"
    report = read(tmp_path, zip_of(members({**files, place: mark.encode() * (120_000 // len(mark))})))
    assert {FIRST, SECOND} <= {each.guid for each in report.topics}


@linux_only
def test_a_bomb_that_claims_the_bytes_behind_it_costs_little(tmp_path: Path) -> None:
    """Case a35: 0.7 MB. Its size is stated larger than its stream, so that its ratio looks small."""
    noise = Member("photo.bin", random.Random(7).randbytes(500_000), method=STORED)
    bomb = replace(bomb_in(MARKUP), size_packed=600_000)
    topics, codes, _, megabytes = peak_of(tmp_path, zip_of([*with_bomb(bomb), noise]))
    assert topics == 2 and "BCF007" in codes and megabytes < PEAK_MB


@linux_only
@pytest.mark.parametrize("directory", [True, False], ids=["with-directory", "without"])
def test_ten_bombs_take_no_longer_than_one(tmp_path: Path, directory: bool) -> None:
    """Case a35: 2 MB. Each is unpacked to 80 MB, and without a directory to its end, before it is refused."""
    bomb = replace(bomb_in(MARKUP), flags=0 if directory else SIZES_FOLLOW)
    bombs = [replace(bomb, name=f"{each}/markup.bcf") for each in range(10)]
    content = zip_of([*bombs, *members(around({}, "2.1"))], directory=directory)
    topics, codes, seconds, megabytes = peak_of(tmp_path, content)
    assert topics == 2 and "BCF007" in codes and megabytes < PEAK_MB and seconds < 4


@linux_only
def test_a_bomb_just_below_the_ratio_costs_little(tmp_path: Path) -> None:
    """Case a35: 0.2 MB that become 75. Of the real archives no entry grows more than 12 times."""
    noise, engine = random.Random(7), zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head, tail = archives.markup(THIRD, "2.1").encode().split(b"Seen on level 2.")
    block = base64.b64encode(noise.randbytes(90)) + b"a" * 65_336
    packed, size = [engine.compress(head)], len(head) + len(tail)
    while size < 75_000_000:
        packed.append(engine.compress(block))
        size += len(block)
    bomb = Member(MARKUP, packed=b"".join([*packed, engine.compress(tail), engine.flush()]), size=size, crc=0)
    topics, _, _, megabytes = peak_of(tmp_path, zip_of(with_bomb(bomb)))
    assert topics >= 2 and megabytes < PEAK_MB


@pytest.mark.parametrize("name", ["markup.bcf", "viewpoint.bcfv"])
def test_an_entry_that_points_to_another_costs_itself_only(tmp_path: Path, name: str) -> None:
    """Case a23: whoever is read first owns the bytes, although its checksum is wrong; the healthy one is refused."""
    before = members({**archives.own_files("2.1"), **topic(FIRST, "2.1"), **topic(THIRD, "2.1")})
    second = members(topic(SECOND, "2.1"))
    ahead = [each.name for each in second].index(f"{SECOND}/{name}")
    offset = len(zip_of([*before, *second[:ahead]], directory=False))
    entries = [replace(each, offset=offset) if each.name == f"{THIRD}/{name}" else each for each in before]
    place = f"{THIRD}/{name}"
    expected = [("BCF006", place), *([("BCF034", place)] if name == "markup.bcf" else [])]
    rest_of(tmp_path, zip_of([*entries, *second]), "2.1", *expected)


@pytest.mark.parametrize("folder", ["old/backup", "a/b/c/d"])
def test_a_topic_that_lies_deeper_and_first_does_not_move_the_root(tmp_path: Path, folder: str) -> None:
    """Case a13: ``bcf.version`` and the project are looked for beside the first topic of the archive."""
    deep = {f"{folder}/{name.rpartition('/')[2]}": data for name, data in topic(THIRD, "2.1").items()}
    content = zip_of(members({**deep, **around({}, "2.1")}))
    (found,) = rest_of(tmp_path, content, "2.1")
    check_complete(tmp_path, found, THIRD, "2.1")
    assert not {code for code, _ in said(read(tmp_path, content))} & {"BCF005", "BCF014", "BCF020"}


@pytest.mark.parametrize("inside", ["<!-- don't -->", '<!-- 5" pipe -->', "<!-- ] -->", "<?acme ' ?>", "%other;"])
def test_a_document_type_with_a_comment_is_taken_out_too(tmp_path: Path, inside: str) -> None:
    """Case x07: only the entity is lost, and the code is that of a DTD."""
    dtd = f'<!DOCTYPE Markup [{inside}<!ENTITY word "boo">]><Markup>'
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("<Markup>", dtd), ("on level 2.", "on &word; level 2."))
    found = only_one(tmp_path, third, "2.1", ("BCF032", MARKUP))
    assert " ".join(found.description.split()) == "Seen on level 2."
    check_view(tmp_path, found.viewpoints[0], THIRD, "2.1")


def test_an_ampersand_in_a_cdata_section_stays_one(tmp_path: Path) -> None:
    """Case x09: the repair of a bare ampersand elsewhere changes what was right."""
    swaps = (("Seen on level 2.", "<![CDATA[walls & ducts]]>"), ("<Priority>High", "<Priority>High & low"))
    third = changed(topic(THIRD, "2.1"), "markup.bcf", *swaps)
    found = only_one(tmp_path, third, "2.1", ("BCF031", MARKUP))
    assert (found.description, found.priority) == ("walls & ducts", "High & low")


def test_the_healthy_topics_are_there_before_any_of_this(tmp_path: Path) -> None:
    report = read(tmp_path, archives.archive(topic(THIRD, "2.1"), "2.1"))
    check_complete(tmp_path, named(report, THIRD), THIRD, "2.1")
