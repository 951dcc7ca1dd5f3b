"""Pictures are looked up, made fit, counted, and their content is there until the run ends; sources stay untouched."""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from converter.app.pictures import PictureLookup, picture_limits
from converter.app.settings import PictureSettings
from converter.errors import InputError
from converter.model.picture import Picture
from converter.model.viewpoint import Viewpoint
from converter.parsers.reader import ArchiveLimits
from converter.snapshots.check import PictureLimits
from tests.pictures import SECRET, coded, drawing, exif, jpeg, opened, photograph, segment, with_segments

BMP = coded(drawing(), "BMP")
NOTED = with_segments(jpeg(), segment(0xFE, SECRET))
LARGE = coded(drawing(3_000, 20), "PNG")
PLAIN = coded(drawing(), "PNG")


@contextmanager
def lookup(folder: Path, limits: PictureLimits | None = None, **files: bytes) -> Iterator[PictureLookup]:
    """Pictures beside a report and, by the same names and in the same order, in an archive."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "report.xml").touch()
    with zipfile.ZipFile(folder / "topics.bcf", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    reports = {"report": folder / "report.xml", "topics": folder / "topics.bcf"}
    made = PictureLookup(limits or PictureLimits(), ArchiveLimits(), reports)
    try:
        yield made
    finally:
        made.close()


def view(number: int) -> Viewpoint:
    return Viewpoint(None, camera=None, snapshot="snapshot.png", snapshot_entry=(number,))


def checked(pictures: PictureLookup, picture: Picture | None) -> bytes:
    """The content of a picture, which is what the picture says it is."""
    assert picture is not None
    content = pictures.content(picture)
    assert hashlib.sha256(content).hexdigest() == picture.sha256 and len(content) == picture.size_bytes
    assert opened(content).size == (picture.width_px, picture.height_px)
    return content


def test_the_value_names_what_goes_out_and_the_source_stays(tmp_path: Path) -> None:
    with lookup(tmp_path, a=BMP, b=NOTED, c=LARGE, d=PLAIN) as pictures:
        beside = [pictures.beside("report", name) for name in "abcd"]
        inside = [pictures.inside("topics", view(number)) for number in range(4)]
        contents = [checked(pictures, each) for each in beside]
        assert [checked(pictures, each) for each in inside] == contents
        assert contents[1] == jpeg() and contents[3] == PLAIN and SECRET not in b"".join(contents)
        assert [each.media_type for each in beside if each] == ["image/png", "image/jpeg", "image/png", "image/png"]
        assert [each.path for each in beside if each] == [str(tmp_path / name) for name in "abcd"]
        assert [each.entry for each in inside if each] == [(0,), (1,), (2,), (3,)]
    assert [(tmp_path / name).read_bytes() for name in "abcd"] == [BMP, NOTED, LARGE, PLAIN]


def test_each_report_says_what_was_changed(tmp_path: Path) -> None:
    with lookup(tmp_path, a=BMP, b=NOTED, c=LARGE, d=PLAIN, e=b"%PDF-1.4") as pictures:
        for name in "abcdeab":
            pictures.beside("report", name)
        for number in range(5):
            pictures.inside("topics", view(number))
        said = pictures.diagnostics()
    for file in ("report", "topics"):
        own = [each for each in said if each.location.file == file]
        assert [each.code for each in own] == ["PIC007", "PIC008", "PIC003", "PIC011"]
        assert own[-1].count == 1 and own[-1].message.startswith("1 pictures")
    assert next(each.message for each in said if each.code == "PIC007") == "a was converted to PNG from BMP"
    assert [each.message for each in said if each.code == "PIC003"][1].startswith("snapshot.png is a PDF document")


def test_pictures_that_are_nothing_but_plain_say_nothing(tmp_path: Path) -> None:
    with lookup(tmp_path, a=PLAIN, b=jpeg()) as pictures:
        assert pictures.beside("report", "a") and pictures.inside("topics", view(1)) and not pictures.diagnostics()


def temporary() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("converter-*"))


def test_content_that_was_made_lies_in_a_folder_that_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    with lookup(tmp_path, a=PLAIN, b=NOTED) as pictures:
        for name in "ab":
            checked(pictures, pictures.beside("report", name))
        assert not temporary(), "nothing was written anew"
    with lookup(tmp_path, a=BMP, b=LARGE) as pictures:
        found = [pictures.beside("report", name) for name in "ab"]
        (folder,) = temporary()
        assert {path.name for path in folder.iterdir()} == {each.file_name for each in found if each}
        (tmp_path / "a").unlink()
        checked(pictures, found[0])
    assert not temporary()


def test_a_source_that_changes_meanwhile_is_not_passed_off_as_the_one_that_was_looked_at(tmp_path: Path) -> None:
    with lookup(tmp_path, a=PLAIN, b=PLAIN, c=PLAIN) as pictures:
        for name, change in (("a", jpeg()), ("b", b"no picture"), ("c", None)):
            picture = pictures.beside("report", name)
            path = tmp_path / name
            path.unlink() if change is None else path.write_bytes(change)
            assert picture is not None
            with pytest.raises(InputError, match="changed"):
                pictures.content(picture)


def test_drawn_pictures_are_taken_by_their_content(tmp_path: Path) -> None:
    with lookup(tmp_path) as pictures:
        one, other = pictures.add(PLAIN, "clash 1"), pictures.add(PLAIN, "clash 2")
        third = pictures.add(jpeg(), "clash 3")
        assert checked(pictures, one) == PLAIN and checked(pictures, third) == jpeg()
        assert one.file_name == other.file_name and (one.path, other.path) == ("clash 1", "clash 2")
        assert (one.media_type, one.width_px, one.height_px, one.entry) == ("image/png", 64, 48, None)
        assert not pictures.diagnostics()


def test_drawn_pictures_obey_the_limits_too(tmp_path: Path) -> None:
    with lookup(tmp_path, PictureLimits(max_px=100)) as pictures:
        picture = pictures.add(LARGE, "clash")
        assert picture.width_px == 100 and checked(pictures, picture)
        with pytest.raises(ValueError, match="clash is cut off"):
            pictures.add(LARGE[:-20], "clash")


def test_two_runs_give_the_same_values(tmp_path: Path) -> None:
    content = {"a": coded(photograph(), "JPEG", exif=exif(6)), "b": BMP, "c": coded(drawing(mode="P"), "GIF")}
    runs = []
    for _ in range(2):
        with lookup(tmp_path, **content) as pictures:
            found = [pictures.beside("report", name) for name in "abc"]
            runs.append((found, [checked(pictures, each) for each in found], pictures.diagnostics()))
    assert runs[0] == runs[1]


def test_settings_become_limits() -> None:
    assert picture_limits(PictureSettings()) == PictureLimits()
    assert picture_limits(PictureSettings(max_mb=1.5, max_px=100, decode_all=True)) == PictureLimits(
        max_bytes=1_500_000, max_px=100, decode_all=True
    )


def test_content_is_not_held_in_memory(tmp_path: Path) -> None:
    """Sixty pictures of 1.2 MB that have to be converted; only their values are kept."""
    import tracemalloc

    image = Image.effect_noise((1_100, 1_100), 80)
    out = io.BytesIO()
    image.save(out, "BMP")
    files = {f"p{number}": out.getvalue()[:-1] + bytes([number]) for number in range(60)}
    with lookup(tmp_path, **files) as pictures:
        files.clear()
        tracemalloc.start()
        found = [pictures.beside("report", f"p{number}") for number in range(60)]
        kept, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len({each.sha256 for each in found if each}) > 1 and kept < 1_000_000 and most < 20_000_000
