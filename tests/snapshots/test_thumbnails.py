"""Copies of pictures: small ones for the page, PNG for BCF; none of what cannot be decoded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from converter.snapshots.thumbnails import as_png, thumbnail
from tests.pictures import SECRET, coded, corners, drawing, empty_png, exif, photograph, with_chunks
from tests.pictures import chunk as png_chunk
from tests.pictures import opened as decoded


def opened(small: bytes | None) -> Image.Image:
    assert small is not None
    return decoded(small)


def written(folder: Path, content: bytes) -> Path:
    (folder / "a").write_bytes(content)
    return folder / "a"


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1024, 1024, (240, 240)),
        (800, 400, (240, 120)),
        (300, 900, (80, 240)),
        (100, 50, (100, 50)),
        (2000, 1, (240, 1)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_thumbnail_is_at_most_so_large(
    tmp_path: Path, width: int, height: int, size: tuple[int, int], form: str
) -> None:
    path = written(tmp_path, coded(Image.new("RGB", (width, height), "teal"), form))
    small = opened(thumbnail(path))
    assert (small.format, small.mode, small.size) == ("JPEG", "RGB", size)
    assert opened(thumbnail(path, max_px=64)).size[0] <= 64 >= opened(thumbnail(path, max_px=64)).size[1]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_parts_become_white(tmp_path: Path, mode: str) -> None:
    whole = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    whole.paste((200, 0, 0, 255), (0, 0, 100, 50))
    small = opened(thumbnail(written(tmp_path, coded(whole.convert(mode), "PNG")))).convert("RGB")
    below, above = small.getpixel((50, 80)), small.getpixel((50, 20))
    assert isinstance(below, tuple) and min(below) > 245
    assert isinstance(above, tuple) and min(above) < 90


@pytest.mark.parametrize("mode", ["1", "L", "CMYK", "YCbCr"])
def test_pictures_of_other_colours_have_thumbnails(tmp_path: Path, mode: str) -> None:
    path = written(tmp_path, coded(Image.new(mode, (300, 200)), "JPEG"))
    assert opened(thumbnail(path)).size == (240, 160)


@pytest.mark.parametrize("edge", [7_000, 10_000, 20_000])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, edge: int) -> None:
    """The decoder would take the first, warn about the second and refuse the third."""
    path = written(tmp_path, empty_png(edge, edge))
    assert path.stat().st_size < 100_000 and thumbnail(path) is None and as_png(path) is None
    path.write_bytes(empty_png(1_000, 1_000))
    assert opened(thumbnail(path)).size == (240, 240)


HALVES = ("half a JPEG with an end", "a PNG whose pixels end early")
"""A thumbnail shows what there is."""

DAMAGED = {
    "nothing": b"",
    "text": b"hello",
    "half a JPEG": coded(photograph(200, 150), "JPEG")[:3_000],
    "half a JPEG with an end": coded(photograph(200, 150), "JPEG")[:3_000] + b"\xff\xd9",
    "half a PNG": coded(drawing(512, 512), "PNG")[:300],
    "a PNG with a wrong byte": coded(drawing(512, 512), "PNG").replace(b"IDATx", b"IDATy"),
    "a PNG whose pixels end early": empty_png(64, 64)[:33] + empty_png(64, 8)[33:],
    "GIF": coded(drawing(), "GIF"),
    "BMP": coded(drawing(), "BMP"),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_decoded_has_no_copy(tmp_path: Path, content: bytes, request: pytest.FixtureRequest) -> None:
    path = written(tmp_path, content)
    assert as_png(path) is None
    if request.node.callspec.id not in HALVES:
        assert thumbnail(path) is None


def test_what_is_gone_has_no_copy(tmp_path: Path) -> None:
    assert thumbnail(tmp_path / "gone.jpg") is None and as_png(tmp_path / "gone.jpg") is None


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_copies_tell_nothing_about_who_made_the_picture(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, coded(drawing(500, 500), form, exif=exif(), icc_profile=SECRET, dpi=(300, 300)))
    assert SECRET in path.read_bytes() or form == "PNG"
    for copy in (thumbnail(path), as_png(path)):
        assert copy is not None and SECRET not in copy
        assert not opened(copy).getexif() and "icc_profile" not in opened(copy).info
    assert "dpi" not in opened(thumbnail(path)).info


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_copies_are_upright(tmp_path: Path, orientation: int, form: str) -> None:
    path = written(tmp_path, coded(drawing(400, 300), form, exif=exif(orientation)))
    with Image.open(path) as source:
        expected = [
            "RGWB", "GRBW", "WBRG", "BWGR", "RBWG", "BRGW", "WGRB", "GWBR",
        ][orientation - 1]  # fmt: skip
        size = source.size[::-1] if orientation > 4 else source.size
    png = opened(as_png(path))
    assert png.size == size and "".join(corners(png)) == expected
    assert "".join(corners(opened(thumbnail(path)))) == expected


def test_a_png_stays_as_it_is_coded(tmp_path: Path) -> None:
    content = coded(drawing(mode="P"), "PNG")
    path = written(tmp_path, content)
    assert as_png(path) == content
    path.write_bytes(with_chunks(content, png_chunk(b"tEXt", b"Author\0" + SECRET)) + SECRET)
    assert as_png(path) == content


def test_a_jpeg_has_the_same_pixels_as_png(tmp_path: Path) -> None:
    content = coded(photograph(200, 150), "JPEG")
    assert opened(as_png(written(tmp_path, content))).tobytes() == decoded(content).tobytes()


def test_many_threads_make_the_same_copies_and_leave_warnings_as_they_are(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    import warnings

    paths = []
    for number, form in enumerate(["JPEG", "PNG"] * 20):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(coded(photograph(300, 200, number), form))
    (tmp_path / "bomb").write_bytes(empty_png(10_000, 10_000))
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(thumbnail, [*paths, tmp_path / "bomb"]))
    assert made == [*map(thumbnail, paths), None] and warnings.filters == before and not recwarn.list
