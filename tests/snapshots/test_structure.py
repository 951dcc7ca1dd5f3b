"""Metadata goes without a pixel being touched, and files that are damaged in their frame are found without decoding."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from converter.snapshots.convert import structure_of, without_metadata
from converter.snapshots.decoding import is_whole
from converter.snapshots.structure import PictureError
from tests.pictures import (
    SECRET,
    chunk,
    coded,
    drawing,
    exif,
    opened,
    photograph,
    png_file,
    segment,
    srgb_profile,
    with_chunks,
    with_segments,
)

JPEGS = {
    "baseline": coded(photograph(160, 120), "JPEG"),
    "progressive": coded(photograph(160, 120), "JPEG", progressive=True),
    "restarts": coded(photograph(160, 120), "JPEG", restart_marker_blocks=4),
    "grey": coded(photograph(160, 120).convert("L"), "JPEG"),
    "CMYK": coded(photograph(160, 120).convert("CMYK"), "JPEG"),
    "full colour": coded(photograph(160, 120), "JPEG", subsampling=0, optimize=True),
}
PNGS = {
    "colours": coded(drawing(), "PNG"),
    "palette": coded(drawing(mode="P"), "PNG", transparency=0),
    "grey": coded(drawing(mode="L"), "PNG"),
    "two": coded(drawing(mode="1"), "PNG"),
    "transparent": coded(drawing(mode="RGBA"), "PNG"),
    "16 bits": coded(Image.linear_gradient("L").convert("I;16"), "PNG"),
    "several chunks": coded(photograph(400, 300), "PNG"),
}
SEGMENTS = [
    segment(0xE1, b"Exif\0\0MM" + SECRET),
    segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET),
    segment(0xE2, b"MPF\0" + SECRET),
    segment(0xE2, b"ICC_PROFILE\0\1\1" + SECRET),
    segment(0xE0, b"JFXX\0\x10" + SECRET),
    segment(0xEC, b"Ducky" + SECRET),
    segment(0xED, b"Photoshop 3.0\0" + SECRET),
    segment(0xEE, b"Other" + SECRET),
    segment(0xEF, SECRET),
    segment(0xFE, SECRET),
]
CHUNKS = [
    chunk(b"tEXt", b"Author\0" + SECRET),
    chunk(b"zTXt", b"Author\0" + SECRET),
    chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET),
    chunk(b"eXIf", b"MM" + SECRET),
    chunk(b"tIME", bytes(7)),
    chunk(b"iCCP", SECRET + b"\0\0"),
    chunk(b"sPLT", SECRET),
    chunk(b"prVt", SECRET),
    chunk(b"gAMA", b"\0\0\xb1\x8f")[:-1] + b"!",  # a wrong check sum
]


@pytest.mark.parametrize("content", [*JPEGS.values(), *PNGS.values()], ids=[*JPEGS, *PNGS])
def test_a_picture_without_metadata_is_the_same_file(content: bytes) -> None:
    assert without_metadata(content) is content and is_whole(content)


@pytest.mark.parametrize("added", SEGMENTS, ids=lambda each: each[:14].hex())
@pytest.mark.parametrize("name", JPEGS)
def test_segments_of_a_jpeg_that_hold_metadata_go(name: str, added: bytes) -> None:
    assert without_metadata(with_segments(JPEGS[name], added)) == JPEGS[name]


@pytest.mark.parametrize("added", CHUNKS, ids=lambda each: each[4:8].decode())
@pytest.mark.parametrize("name", PNGS)
def test_chunks_of_a_png_that_hold_metadata_go(name: str, added: bytes) -> None:
    assert without_metadata(with_chunks(PNGS[name], added)) == PNGS[name]


@pytest.mark.parametrize(
    "kept",
    [
        chunk(b"gAMA", b"\0\0\xb1\x8f"),
        chunk(b"sRGB", b"\0"),
        chunk(b"pHYs", bytes(9)),
        chunk(b"sBIT", rb"\8\8\8"),
        chunk(b"cHRM", bytes(32)),
    ],
    ids=lambda each: each[4:8].decode(),
)
def test_chunks_that_say_how_a_png_looks_stay(kept: bytes) -> None:
    content = with_chunks(PNGS["colours"], kept)
    assert without_metadata(content) is content


@pytest.mark.parametrize("content", [JPEGS["baseline"], PNGS["colours"]], ids=["JPEG", "PNG"])
@pytest.mark.parametrize("behind", [SECRET, SECRET * 10_000, JPEGS["grey"], PNGS["grey"]])
def test_what_lies_behind_the_end_goes(content: bytes, behind: bytes) -> None:
    assert without_metadata(content + behind) == content


def test_the_small_picture_in_a_header_goes() -> None:
    content = JPEGS["baseline"]
    body = content[6:20]
    preview = body[:-2] + b"\x05\x05" + SECRET * 4
    assert without_metadata(content[:2] + segment(0xE0, preview) + content[20:]) == content


def test_the_mark_that_says_how_colours_are_coded_stays() -> None:
    content = JPEGS["CMYK"]
    assert b"Adobe" in content and opened(without_metadata(content)).tobytes() == opened(content).tobytes()


def test_exif_and_profiles_are_handed_out() -> None:
    profile = srgb_profile()
    for form in ("JPEG", "PNG"):
        content = coded(drawing(), form, exif=exif(6), icc_profile=profile * 40)  # in pieces of 64 KB
        found = structure_of(content)
        assert found.profile == profile * 40 and SECRET in found.exif and SECRET not in found.clean
        assert opened(found.clean).tobytes() == opened(content).tobytes()
        assert not opened(found.clean).getexif() and "icc_profile" not in opened(found.clean).info


def damage(content: bytes) -> str:
    with pytest.raises(PictureError) as raised:
        structure_of(content)
    return raised.value.code


@pytest.mark.parametrize("content", [*JPEGS.values(), *PNGS.values()], ids=[*JPEGS, *PNGS])
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_that_is_cut_off_anywhere_is_found_out(content: bytes, share: float) -> None:
    assert damage(content[: max(8, int(len(content) * share))]) == "PIC006"


def test_the_end_of_a_preview_is_not_taken_for_the_picture_s() -> None:
    inner = coded(drawing(16, 12), "JPEG")
    content = with_segments(JPEGS["baseline"], segment(0xE1, b"Exif\0\0" + inner))
    start = content.index(inner) + len(inner)
    assert damage(content[: start + 300]) == "PIC006"


@pytest.mark.parametrize("name", [name for name in JPEGS if name != "progressive"])
@pytest.mark.parametrize("share", [0.4, 0.7, 0.95])
def test_a_jpeg_whose_pixels_end_early_is_not_whole_though_it_has_an_end(name: str, share: float) -> None:
    content = JPEGS[name][: int(len(JPEGS[name]) * share)].rstrip(b"\xff") + b"\xff\xd9"
    assert opened(content).size == (160, 120), "the decoder makes up the rest"
    assert not is_whole(structure_of(content).clean)


def test_a_jpeg_with_lost_sectors_is_suspicious() -> None:
    content = bytearray(JPEGS["baseline"])
    assert not structure_of(bytes(content)).is_suspicious
    content[-1_500:-900] = bytes(600)
    assert structure_of(bytes(content)).is_suspicious


def test_a_jpeg_of_several_scans_is_always_looked_at() -> None:
    assert structure_of(JPEGS["progressive"]).is_suspicious and structure_of(JPEGS["progressive"]).scans > 5


def test_a_jpeg_of_hundreds_of_scans_is_refused() -> None:
    content = JPEGS["progressive"]
    scan = content[content.rindex(b"\xff\xda") : -2]
    assert damage(content[:-2] + scan * 300 + content[-2:]) == "PIC010"


@given(st.data())
def test_a_wrong_bit_in_a_png_is_found_out(data: st.DataObject) -> None:
    content = bytearray(PNGS[data.draw(st.sampled_from(sorted(PNGS)))])
    place = data.draw(st.integers(8, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        clean = without_metadata(bytes(content))
    except PictureError as error:
        assert error.code == "PIC006"
    else:  # the name of a chunk that may be missing, or its content
        assert opened(clean).size == opened(bytes(content)).size and is_whole(clean)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("depth", "colour"), [(1, 0), (8, 0), (16, 0), (8, 2), (2, 3), (8, 4), (16, 6)])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (5, 9), (13, 17)])
def test_the_pixels_of_a_png_are_counted(interlaced: bool, depth: int, colour: int, width: int, height: int) -> None:
    """By the specification's table of passes, written down once more."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    sizes = [(width, height)]
    if interlaced:
        starts = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        sizes = [(len(range(x, width, dx)), len(range(y, height, dy))) for x, y, dx, dy in starts]
    count = sum((1 + (columns * bits + 7) // 8) * rows for columns, rows in sizes if columns and rows)
    between = [chunk(b"PLTE", bytes(12))] if colour == 3 else []

    def made(size: int) -> bytes:
        content = bytearray(png_file(width, height, depth, colour, bytes(size), *between))
        content[28] = interlaced
        content[29:33] = chunk(b"IHDR", bytes(content[16:29]))[-4:]
        return bytes(content)

    assert is_whole(made(count)) and opened(made(count)).size == (width, height)
    assert not is_whole(made(count - 1))


@pytest.mark.parametrize(
    "content",
    [
        png_file(4, 4, 8, 3, bytes(20)),
        png_file(4, 4, 3, 0, bytes(20)),
        png_file(4, 4, 8, 5, bytes(20)),
        PNGS["colours"][:33] + PNGS["colours"][-12:],
        PNGS["colours"][:8] + chunk(b"tEXt", b"a") + PNGS["colours"][8:],
        with_chunks(PNGS["colours"], chunk(b"CgBI", bytes(4))),
        with_chunks(PNGS["colours"], chunk(b"1234", bytes(4))),
    ],
    ids=["no palette", "odd depth", "odd colour", "no pixels", "no header first", "Apple's own", "no name"],
)
def test_a_png_that_makes_no_sense_is_damaged(content: bytes) -> None:
    assert damage(content) == "PIC006"


@given(st.data())
def test_stripping_twice_is_stripping_once(data: st.DataObject) -> None:
    source = random.Random(data.draw(st.integers()))
    if data.draw(st.booleans()):
        plain = JPEGS[data.draw(st.sampled_from(sorted(JPEGS)))]
        content = with_segments(plain, *(source.choice(SEGMENTS) for _ in range(5)))
    else:
        plain = PNGS[data.draw(st.sampled_from(sorted(PNGS)))]
        content = with_chunks(plain, *(source.choice(CHUNKS) for _ in range(5)))
    once = without_metadata(content + source.randbytes(20))
    assert once == plain and without_metadata(once) is once
