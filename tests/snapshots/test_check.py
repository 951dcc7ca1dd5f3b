"""What a picture is by its content, and small copies of it."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.snapshots.check import PictureLimits, check_picture, is_picture
from converter.snapshots.thumbnails import thumbnail


def picture(width: int = 64, height: int = 48, form: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "teal").save(out, form, **options)  # type: ignore[arg-type]
    return out.getvalue()


def empty_png(width: int, height: int) -> bytes:
    """A black picture of one bit a pixel: a few kilobytes, however large it says it is."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(((width + 7) // 8 + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def check(folder: Path, content: bytes, name: str = "cd000001.jpg", limit: int = 20_000_000) -> Picture | Diagnostic:
    path = folder / name
    path.write_bytes(content)
    return check_picture(path, PictureLimits(limit), "report.xml")


def code_of(result: Picture | Diagnostic) -> str:
    assert isinstance(result, Diagnostic) and result.location.file == "report.xml" and "cd000001.jpg" in result.message
    return result.code


def opened(small: bytes | None) -> Image.Image:
    assert small is not None
    return Image.open(io.BytesIO(small))


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture(form="JPEG"), "image/jpeg"),
        (picture(form="JPEG", progressive=True), "image/jpeg"),
        (picture(form="JPEG", optimize=True, dpi=(300, 300), comment=b"a comment"), "image/jpeg"),
        (picture(form="JPEG", mode="L"), "image/jpeg"),
        (picture(form="JPEG", exif=b"Exif\0\0" + bytes(60_000)), "image/jpeg"),
        (picture(form="PNG"), "image/png"),
        (picture(form="PNG", mode="RGBA"), "image/png"),
        (picture(form="PNG", mode="1"), "image/png"),
    ],
)
@pytest.mark.parametrize("name", ["cd000001.jpg", "cd000001.png", "cd000001.txt", "cd000001"])
def test_type_and_size_come_from_the_content(tmp_path: Path, content: bytes, media_type: str, name: str) -> None:
    found = check(tmp_path, content, name)
    assert isinstance(found, Picture) and is_picture(tmp_path / name)
    assert (found.media_type, found.width_px, found.height_px) == (media_type, 64, 48)
    assert (found.size_bytes, found.path) == (len(content), str(tmp_path / name))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.file_name == found.sha256 + (".png" if media_type == "image/png" else ".jpg")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1024, 1024), (3, 700), (65_000, 1)])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_size_in_pixels(tmp_path: Path, width: int, height: int, form: str) -> None:
    found = check(tmp_path, picture(width, height, form))
    assert isinstance(found, Picture) and (found.width_px, found.height_px) == (width, height)


def test_fill_bytes_before_a_marker_are_passed_over(tmp_path: Path) -> None:
    content = picture()
    found = check(tmp_path, content[:2] + b"\xff\xff\xff" + content[2:])
    assert isinstance(found, Picture) and found.width_px == 64


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC])
def test_a_table_in_front_of_the_frame_is_not_taken_for_it(tmp_path: Path, marker: int) -> None:
    content = picture()
    table = bytes([0xFF, marker, 0, 11, 9, 0, 9, 0, 9, 9, 9, 9, 9])
    found = check(tmp_path, content[:2] + table + content[2:])
    assert isinstance(found, Picture) and (found.width_px, found.height_px) == (64, 48)


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"\xff\xd8", b"hello", b"GIF89a", b"BM....", picture(form="GIF"), picture(form="TIFF")]
)
def test_what_is_no_jpeg_or_png_is_named(tmp_path: Path, content: bytes) -> None:
    assert code_of(check(tmp_path, content)) == "PIC003" and not is_picture(tmp_path / "cd000001.jpg")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("length", [8, 16, 23])
def test_what_ends_before_its_size_is_damaged(tmp_path: Path, form: str, length: int) -> None:
    assert code_of(check(tmp_path, picture(form=form)[:length])) == "PIC006"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0" + bytes(100),
        b"\xff\xd8\xff\xd9" + bytes(100),
        b"\xff\xd8\xff\xe0\x00\x02" + b"\x00\xc0\x00\x11\x08\x00\x30\x00\x40" + bytes(100),
        picture()[: picture().index(b"\xff\xc0") + 7],
        picture().replace(b"\xff\xc0\x00\x11\x08\x00\x30\x00\x40", b"\xff\xc0\x00\x11\x08\x00\x00\x00\x40"),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        empty_png(0, 10),
        empty_png(10, 0),
    ],
)
def test_what_has_no_size_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert code_of(check(tmp_path, content)) == "PIC006"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    content = picture()
    assert isinstance(check(tmp_path, content, limit=len(content)), Picture)
    assert code_of(check(tmp_path, content, limit=len(content) - 1)) == "PIC004"
    assert code_of(check(tmp_path, b"no picture at all", limit=4)) == "PIC004"


def test_a_file_that_is_gone_or_a_folder_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "cd000001.jpg").mkdir()
    assert code_of(check_picture(tmp_path / "cd000001.jpg", PictureLimits(), "report.xml")) == "PIC001"
    gone = tmp_path / "gone" / "cd000001.jpg"
    assert code_of(check_picture(gone, PictureLimits(), "report.xml")) == "PIC001"
    assert not is_picture(gone) and not is_picture(tmp_path)


@given(st.data())
def test_damaged_pictures_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(picture(form=data.draw(st.sampled_from(["JPEG", "PNG"]))))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "a.jpg"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    found = check_picture(path, PictureLimits(), "report.xml")
    assert found.code in ("PIC003", "PIC006") if isinstance(found, Diagnostic) else found.width_px > 0 < found.height_px
    small = thumbnail(path)
    assert small is None or opened(small).format == "JPEG"


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
    path = tmp_path / "a"
    path.write_bytes(picture(width, height, form))
    small = opened(thumbnail(path))
    assert (small.format, small.mode, small.size) == ("JPEG", "RGB", size)
    assert opened(thumbnail(path, max_px=64)).size[0] <= 64 >= opened(thumbnail(path, max_px=64)).size[1]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_parts_become_white(tmp_path: Path, mode: str) -> None:
    whole = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    whole.paste((200, 0, 0, 255), (0, 0, 100, 50))
    whole.convert(mode).save(tmp_path / "a.png")
    small = opened(thumbnail(tmp_path / "a.png"))
    below, above = small.getpixel((50, 80)), small.getpixel((50, 20))
    assert isinstance(below, tuple) and min(below) > 245
    assert isinstance(above, tuple) and min(above) < 90


@pytest.mark.parametrize("mode", ["1", "L", "CMYK", "YCbCr"])
def test_pictures_of_other_colours_have_thumbnails(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.jpg"
    Image.new(mode, (300, 200)).save(path, "JPEG")
    assert opened(thumbnail(path)).size == (240, 160)


@pytest.mark.parametrize("edge", [10_000, 20_000])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, edge: int) -> None:
    """The first is warned about by the decoder, the second refused by it."""
    path = tmp_path / "bomb.png"
    path.write_bytes(empty_png(edge, edge))
    assert path.stat().st_size < 100_000 and thumbnail(path) is None
    path.write_bytes(empty_png(1_000, 1_000))
    assert opened(thumbnail(path)).size == (240, 240)


@pytest.mark.parametrize(
    "content", [b"", b"hello", picture()[:300], picture(512, 512, "PNG")[:60], picture(form="GIF"), picture(form="BMP")]
)
def test_what_cannot_be_decoded_has_no_thumbnail(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert thumbnail(tmp_path / "a.jpg") is None
    assert thumbnail(tmp_path / "gone.jpg") is None


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_thumbnail_tells_nothing_about_who_made_the_picture(tmp_path: Path, form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = "Somebody"
    path = tmp_path / "a"
    path.write_bytes(picture(500, 500, form, exif=exif, icc_profile=b"Somebody", dpi=(300, 300)))
    small = thumbnail(path)
    assert b"Somebody" in path.read_bytes() and small is not None and b"Somebody" not in small
    assert not opened(small).getexif() and "dpi" not in opened(small).info and "icc_profile" not in opened(small).info
