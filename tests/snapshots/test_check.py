"""What a picture is by its content, and what is said of one that cannot go out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.snapshots.check import PictureLimits, check_picture, is_picture
from converter.snapshots.thumbnails import as_png, thumbnail
from tests.pictures import coded, empty_png, opened

READ = ("GIF", "BMP", "TIFF", "WEBP", "JPEG2000")


def picture(width: int = 64, height: int = 48, form: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    return coded(Image.new(mode, (width, height), "teal"), form, **options)


def check(folder: Path, content: bytes, name: str = "cd000001.jpg", **limits: int) -> Picture | Diagnostic:
    path = folder / name
    path.write_bytes(content)
    found = check_picture(path, PictureLimits(**limits), "report.xml")  # type: ignore[arg-type]
    return found if isinstance(found, Diagnostic) else found.picture


def code_of(result: Picture | Diagnostic) -> str:
    assert isinstance(result, Diagnostic) and result.location.file == "report.xml" and "cd000001.jpg" in result.message
    return result.code


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (picture(form="JPEG"), "image/jpeg"),
        (picture(form="JPEG", progressive=True), "image/jpeg"),
        (picture(form="JPEG", optimize=True, dpi=(300, 300)), "image/jpeg"),
        (picture(form="JPEG", mode="L"), "image/jpeg"),
        (picture(form="PNG"), "image/png"),
        (picture(form="PNG", mode="RGBA"), "image/png"),
        (picture(form="PNG", mode="1"), "image/png"),
    ],
)
@pytest.mark.parametrize("name", ["cd000001.jpg", "cd000001.png", "cd000001.txt", "cd000001"])
def test_what_is_plain_goes_out_as_it_is(tmp_path: Path, content: bytes, media_type: str, name: str) -> None:
    found = check(tmp_path, content, name)
    assert isinstance(found, Picture) and is_picture(tmp_path / name)
    assert (found.media_type, found.width_px, found.height_px) == (media_type, 64, 48)
    assert (found.size_bytes, found.path) == (len(content), str(tmp_path / name))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.file_name == found.sha256 + (".png" if media_type == "image/png" else ".jpg")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1024, 1024), (3, 700), (65_000, 1)])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_size_in_pixels(tmp_path: Path, width: int, height: int, form: str) -> None:
    found = check(tmp_path, picture(width, height, form), max_px=65_535)
    assert isinstance(found, Picture) and (found.width_px, found.height_px) == (width, height)


def test_fill_bytes_before_a_marker_are_passed_over(tmp_path: Path) -> None:
    content = picture()
    found = check(tmp_path, content[:2] + b"\xff\xff\xff" + content[2:])
    assert isinstance(found, Picture) and found.width_px == 64
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC])
def test_a_table_in_front_of_the_frame_is_not_taken_for_it(tmp_path: Path, marker: int) -> None:
    content = picture()
    table = bytes([0xFF, marker, 0, 11, 9, 0, 9, 0, 9, 9, 9, 9, 9])
    found = check(tmp_path, content[:2] + table + content[2:])
    assert isinstance(found, Picture) and (found.width_px, found.height_px) == (64, 48)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\0\0\0", "is empty"),
        (b"\xff", "no picture"),
        (b"\xff\xd8", "no picture"),
        (b"hello", "no picture"),
        (b"BM....", "no picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ("\ufeff<SVG/>".encode("utf-16"), "SVG"),
        (b"\x1f\x8b\x08\0svgz", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(60), "metafile"),
        (b"\xd7\xcd\xc6\x9a\0\0", "metafile"),
        (b"\0\0\1\0\1\0", "icon"),
        (b"8BPS\0\1", "Photoshop"),
        (b"PK\3\4", "archive"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    found = check(tmp_path, content)
    assert code_of(found) == "PIC003" and not is_picture(tmp_path / "cd000001.jpg")
    assert isinstance(found, Diagnostic) and words in found.message


@pytest.mark.parametrize("form", READ)
def test_other_kinds_are_pictures_too(tmp_path: Path, form: str) -> None:
    assert isinstance(check(tmp_path, picture(form=form)), Picture) and is_picture(tmp_path / "cd000001.jpg")
    (tmp_path / "cd000001.jpg").write_bytes(picture(form=form)[:17])
    assert not is_picture(tmp_path / "cd000001.jpg")


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
        b"\xff\xd8\xff\xe0\x00\x01" + bytes(100),
        picture()[: picture().index(b"\xff\xc0") + 7],
        picture().replace(b"\xff\xc0\x00\x11\x08\x00\x30\x00\x40", b"\xff\xc0\x00\x11\x08\x00\x00\x00\x40"),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        empty_png(0, 10),
        empty_png(10, 0),
        b"GIF89a",
    ],
)
def test_what_has_no_size_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert code_of(check(tmp_path, content)) == "PIC006"


def test_a_file_that_is_larger_than_what_is_read_is_not_read(tmp_path: Path) -> None:
    content = picture()
    assert isinstance(check(tmp_path, content, source_bytes=len(content)), Picture)
    assert code_of(check(tmp_path, content, source_bytes=len(content) - 1)) == "PIC004"
    assert code_of(check(tmp_path, b"no picture at all", source_bytes=4)) == "PIC004"


def test_a_file_that_is_gone_or_a_folder_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "cd000001.jpg").mkdir()
    for path in (tmp_path / "cd000001.jpg", tmp_path / "gone" / "cd000001.jpg"):
        found = check_picture(path, PictureLimits(), "report.xml")
        assert isinstance(found, Diagnostic) and code_of(found) == "PIC001"
        assert not is_picture(path)


@given(st.data())
def test_damaged_pictures_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(picture(form=data.draw(st.sampled_from(["JPEG", "PNG", *READ]))))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "a.jpg"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    found = check_picture(path, PictureLimits(decode_all=data.draw(st.booleans())), "report.xml")
    if isinstance(found, Diagnostic):
        assert found.code in ("PIC003", "PIC006", "PIC010")
    else:
        assert found.picture.width_px > 0 < found.picture.height_px
    assert is_picture(path) in (True, False)
    for small, form in ((thumbnail(path), "JPEG"), (as_png(path), "PNG")):
        assert small is None or opened(small).format == form
