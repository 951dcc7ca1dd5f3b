"""Every kind of picture becomes one that goes out: JPEG or PNG, upright, within the limits, without metadata."""

from __future__ import annotations

import tracemalloc
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, features

from converter.snapshots.colours import changes_colours
from converter.snapshots.convert import PictureLimits, Prepared, prepared
from converter.snapshots.structure import PictureError
from tests.pictures import (
    SECRET,
    chunk,
    coded,
    corners,
    drawing,
    empty_png,
    exif,
    opened,
    photograph,
    png_file,
    segment,
    srgb_profile,
    swapped_profile,
    with_chunks,
    with_segments,
)

LIMITS = PictureLimits()


def made(content: bytes, **limits: int) -> Prepared:
    found = prepared(content, PictureLimits(**limits))  # type: ignore[arg-type]
    picture = opened(found.content)
    assert picture.size == (found.width_px, found.height_px) and f"image/{picture.format}".lower() == found.media_type
    assert picture.mode in ("L", "LA", "RGB", "RGBA") or not found.is_made
    again = prepared(found.content, PictureLimits(**limits))  # type: ignore[arg-type]
    assert again.content is found.content and not (again.is_made or again.had_metadata or again.remarks)
    assert prepared(content, PictureLimits(**limits)) == found, "the same bytes give the same bytes"  # type: ignore[arg-type]
    return found


def codes(found: Prepared) -> list[str]:
    return [code for code, _ in found.remarks]


def refused(content: bytes, **limits: int) -> str:
    with pytest.raises(PictureError) as raised:
        prepared(content, PictureLimits(**limits))  # type: ignore[arg-type]
    return raised.value.code


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest step between two pictures of one size."""
    extrema = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()
    return max(high for _, high in extrema)  # type: ignore[misc]


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
@pytest.mark.parametrize("form", ["BMP", "GIF", "TIFF"])
def test_drawings_of_other_kinds_become_png_pixel_by_pixel(form: str, mode: str) -> None:
    content = coded(drawing(mode=mode), form)
    found = made(content)
    assert (found.media_type, codes(found)) == ("image/png", ["PIC007"]) and f"from {form}" in found.remarks[0][1]
    assert difference(opened(found.content), opened(content)) == 0


@pytest.mark.parametrize("form", ["WEBP", "JPEG2000", "AVIF"])
def test_pictures_of_newer_kinds_become_png(form: str) -> None:
    if form == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow reads no AVIF")
    content = coded(drawing(), form)
    assert difference(opened(made(content).content), opened(content)) == 0


def test_a_kind_this_pillow_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = coded(drawing(), "GIF")
    monkeypatch.delitem(Image.OPEN, "GIF")
    monkeypatch.setattr("PIL.Image.init", lambda: False)
    assert refused(content) == "PIC006"


def test_a_photograph_becomes_a_jpeg_and_a_drawing_does_not() -> None:
    image = photograph(1_200, 900)
    found = made(coded(image, "BMP"))
    assert found.media_type == "image/jpeg" and len(found.content) < 300_000
    assert difference(opened(found.content), image) < 40
    assert made(coded(photograph(200, 150), "BMP")).media_type == "image/png", "a small one is small as PNG too"
    assert made(coded(drawing(2_500, 2_000), "BMP")).media_type == "image/png"
    transparent = image.convert("RGBA")
    transparent.putalpha(Image.linear_gradient("L").resize(image.size))
    assert made(coded(transparent, "TIFF")).media_type == "image/png", "a JPEG has no transparency"


@pytest.mark.parametrize("form", ["GIF", "TIFF", "WEBP"])
def test_of_several_pictures_the_first_is_taken(form: str) -> None:
    content = coded(drawing(), form, save_all=True, append_images=[Image.new("RGB", (64, 48), "black")], lossless=True)
    found = made(content)
    assert codes(found) == ["PIC007", "PIC009"] and "".join(corners(opened(found.content))) == "RGWB"


def test_a_png_that_moves_stands_still() -> None:
    content = coded(drawing(), "PNG", save_all=True, append_images=[Image.new("RGB", (64, 48), "black")])
    found = made(content)
    assert codes(found) == ["PIC009"] and not found.is_made and b"fdAT" in content and b"fdAT" not in found.content
    assert opened(found.content).tobytes() == drawing().tobytes()
    assert codes(made(content, max_px=64 - 1)) == ["PIC008", "PIC009"]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_pictures_are_turned_as_exif_says(form: str, orientation: int) -> None:
    expected = ["RGWB", "GRBW", "WBRG", "BWGR", "RBWG", "BRGW", "WGRB", "GWBR"][orientation - 1]
    content = coded(drawing(400, 240), form, exif=exif(orientation), quality=95)
    found = made(content)
    assert "".join(corners(opened(found.content))) == expected and SECRET not in found.content
    assert (found.width_px, found.height_px) == ((240, 400) if orientation > 4 else (400, 240))
    assert found.is_made == (orientation > 1 or form not in ("JPEG", "PNG"))
    small = made(content, max_px=100)
    assert "".join(corners(opened(small.content))) == expected
    assert (small.width_px, small.height_px) == ((60, 100) if orientation > 4 else (100, 60))


@pytest.mark.parametrize("value", [0, 9, 77, 65_535])
def test_an_orientation_that_is_none_turns_nothing(value: int) -> None:
    assert not made(coded(drawing(), "JPEG", exif=exif(value))).is_made


def test_exif_that_cannot_be_read_turns_nothing() -> None:
    content = coded(drawing(), "JPEG")
    for body in (b"", b"MM", b"MM\0*\0\0\0\x08\xff\xff", b"II*\0" + bytes(30), SECRET):
        found = made(with_segments(content, segment(0xE1, b"Exif\0\0" + body)))
        assert found.content == content and found.had_metadata


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("max_px", [2_560, 64])
def test_no_place_and_no_name_goes_out(form: str, max_px: int) -> None:
    content = coded(drawing(200, 150), form, exif=exif(), icc_profile=SECRET * 9)
    found = made(content, max_px=max_px)
    assert SECRET not in found.content and not opened(found.content).getexif()
    assert found.had_metadata == (form in ("JPEG", "PNG"))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize(("width", "height"), [(4_000, 3_000), (300, 9_000), (20_000, 2), (2_561, 2_560)])
def test_too_many_pixels_on_a_side_are_made_fewer(form: str, width: int, height: int) -> None:
    found = made(coded(drawing(width, height), form))
    assert codes(found) == ["PIC008"] and max(found.width_px, found.height_px) == 2_560
    assert f"from {width} × {height} to" in found.remarks[0][1]
    assert found.width_px / found.height_px == pytest.approx(width / height, rel=0.01) or found.height_px == 1


def test_the_limit_itself_is_no_reason_to_change_anything() -> None:
    content = coded(drawing(200, 150), "PNG")
    assert not made(content, max_px=200, max_bytes=len(content)).is_made
    assert made(content, max_px=199).is_made and made(content, max_bytes=len(content) - 1).is_made


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP"])
@pytest.mark.parametrize("max_bytes", [150_000, 30_000, 4_000])
def test_too_many_bytes_are_made_fewer(form: str, max_bytes: int) -> None:
    options = {"quality": 100} if form == "JPEG" else {}
    content = coded(photograph(), form, **options)
    found = made(content, max_bytes=max_bytes)
    assert len(content) > max_bytes >= len(found.content)
    assert codes(found)[-1] == "PIC008" or (form == "BMP" and found.width_px == 640)
    assert found.media_type == "image/jpeg" and found.width_px / found.height_px == pytest.approx(4 / 3, rel=0.03)


def test_transparent_parts_are_white_where_only_a_jpeg_is_small_enough() -> None:
    image = photograph().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 320, 480))
    found = made(coded(image, "PNG"), max_bytes=60_000)
    corner = opened(found.content).getpixel((5, 5))
    assert found.media_type == "image/jpeg" and isinstance(corner, tuple) and min(corner) > 245


def test_what_cannot_be_made_small_enough_is_refused() -> None:
    assert refused(coded(photograph(), "JPEG"), max_bytes=300) == "PIC004"


@pytest.mark.parametrize("edge", [7_000, 12_000, 20_000])
@pytest.mark.parametrize("form", ["PNG", "GIF", "BMP", "TIFF"])
def test_bombs_are_refused_before_they_are_decoded(edge: int, form: str) -> None:
    content = empty_png(edge, edge)
    if form != "PNG":
        content = bytearray(coded(Image.new("1", (8, 8)), form))  # type: ignore[assignment]
        if form == "GIF":
            content[6:10] = edge.to_bytes(2, "little") * 2  # type: ignore[index]
        elif form == "BMP":
            content[18:26] = edge.to_bytes(4, "little") * 2  # type: ignore[index]
        else:
            content = coded(Image.new("1", (edge, edge)), form, compression="group4")
    tracemalloc.start()
    assert refused(bytes(content)) == "PIC010"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


CUT = {form: coded(photograph(300, 200), form) for form in ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "JPEG2000")}
CUT["GIF"] = coded(photograph(300, 200).quantize(), "GIF")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("form", CUT)
def test_half_a_picture_is_found_out(form: str, share: float) -> None:
    assert refused(CUT[form][: int(len(CUT[form]) * share)]) == "PIC006"


def test_half_a_jpeg_with_an_end_is_found_out_when_all_are_decoded_and_when_it_has_to_be_anyway() -> None:
    half = CUT["JPEG"][:6_000] + b"\xff\xd9"
    assert refused(half, decode_all=True) == "PIC006" and refused(half, max_px=100) == "PIC006"
    turned = coded(photograph(300, 200), "JPEG", exif=exif(6))
    assert refused(turned[:6_000] + b"\xff\xd9") == "PIC006"
    assert made(CUT["JPEG"], decode_all=True).content == CUT["JPEG"]


def test_a_png_whose_pixels_are_damaged_under_right_check_sums_is_found_out_when_all_are_decoded() -> None:
    short = png_file(40, 40, 8, 2, bytes(121 * 20))
    assert refused(short, decode_all=True) == "PIC006" and refused(short, max_px=20) == "PIC006"


def test_lost_sectors_in_a_jpeg_are_found_out() -> None:
    content = bytearray(CUT["JPEG"])
    content[4_000:] = bytes(len(content) - 4_002) + b"\xff\xd9"
    assert refused(bytes(content)) == "PIC006"


@pytest.mark.parametrize("marker", [0xC3, 0xC5])
def test_a_jpeg_coded_in_a_way_nobody_reads_is_refused(marker: int) -> None:
    assert refused(coded(drawing(), "JPEG").replace(b"\xff\xc0\0\x11", bytes((0xFF, marker)) + b"\0\x11")) == "PIC006"


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    content = coded(photograph(300, 200).convert("CMYK"), "JPEG", quality=95)
    found = made(content)
    assert codes(found) == ["PIC007"] and "CMYK" in found.remarks[0][1] and opened(found.content).mode == "RGB"
    assert difference(opened(found.content), opened(content)) < 40


def test_16_bits_keep_their_brightness() -> None:
    ramp = Image.linear_gradient("L")
    deep = ramp.convert("I").point(lambda value: value * 257).convert("I;16")
    content = coded(deep, "PNG")
    assert not made(content).is_made, "every program shows it"
    for found in (made(content, max_px=128), made(coded(deep, "TIFF"), max_px=128)):
        assert difference(opened(found.content), ramp.resize((128, 128))) <= 2


def test_a_palette_with_transparency_stays_transparent() -> None:
    image = drawing(400, 240).quantize(8)
    content = coded(image, "PNG", transparency=image.getpixel((20, 20)))
    assert not made(content).is_made
    for found in (made(content, max_px=200), made(coded(image, "GIF", transparency=image.getpixel((20, 20))))):
        picture = opened(found.content)
        alpha = picture.getchannel("A")
        assert picture.mode == "RGBA" and alpha.getpixel((10, 10)) == 0
        assert alpha.getpixel((picture.width - 10, 10)) == 255


@pytest.mark.parametrize(("mode", "key"), [("L", 255), ("RGB", (255, 255, 255)), ("1", 255)])
def test_a_transparent_colour_stays_transparent(mode: str, key: object) -> None:
    content = coded(drawing(400, 240, mode), "PNG", transparency=key)
    picture = opened(made(content, max_px=200).content)
    assert picture.mode == "RGBA" and picture.getpixel((190, 110))[3] == 0  # type: ignore[index]


def test_a_transparent_palette_tiff_and_grey_with_alpha_keep_it() -> None:
    image = drawing(mode="LA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    found = opened(made(coded(image, "TIFF")).content)
    assert found.mode == "LA" and found.tobytes() == image.tobytes()


@pytest.mark.parametrize("mode", ["F", "I"])
def test_numbers_that_are_no_colours_are_refused(mode: str) -> None:
    assert refused(coded(Image.new(mode, (8, 8)), "TIFF")) == "PIC003"


def test_the_profile_of_everybody_goes_without_a_pixel_being_touched() -> None:
    for form in ("JPEG", "PNG"):
        plain = coded(drawing(), form)
        found = made(coded(drawing(), form, icc_profile=srgb_profile()))
        assert found.content == plain and found.had_metadata and not found.remarks


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("PNG", "RGB"), ("PNG", "RGBA"), ("TIFF", "RGB"), ("TIFF", "RGBA")]
)
def test_other_profiles_are_applied(form: str, mode: str) -> None:
    assert changes_colours(swapped_profile()) and not changes_colours(srgb_profile())
    image = Image.new(mode, (64, 48), (220, 30, 30))
    found = made(coded(image, form, icc_profile=swapped_profile()))
    red, green, blue, *alpha = opened(found.content).getpixel((9, 9))  # type: ignore[misc]
    assert green > 190 and red < 90 and blue < 90, "red and green are exchanged"
    assert codes(found)[0] == "PIC007" and alpha in ([], [255])


def test_a_profile_for_other_pixels_or_of_no_use_changes_nothing() -> None:
    grey = drawing(mode="L")
    found = made(coded(grey, "PNG", icc_profile=swapped_profile()))
    assert opened(found.content).tobytes() == grey.tobytes()
    for profile in (b"", SECRET, srgb_profile()[:200], bytes(16) + b"RGB " + bytes(200), bytes(16) + b"GRAY"):
        assert not changes_colours(profile)
        assert made(coded(drawing(), "PNG", icc_profile=profile)).content == coded(drawing(), "PNG")


def test_metadata_that_decoders_stumble_over_does_no_harm() -> None:
    content = with_chunks(coded(drawing(400, 300), "PNG"), chunk(b"gAMA", bytes(4))[:-1] + b"!")
    with pytest.raises(OSError, match="cannot identify"):
        opened(content)
    found = made(content, max_px=200)
    assert (found.width_px, found.height_px, "".join(corners(opened(found.content)))) == (200, 150, "RGWB")


def test_a_profile_that_is_packed_damaged_is_left_out() -> None:
    content = coded(drawing(), "PNG")
    for body in (b"name\0\0damaged", b"name", b""):
        assert made(with_chunks(content, chunk(b"iCCP", body))).content == content


@st.composite
def files(draw: st.DrawFn) -> bytes:
    mode = draw(st.sampled_from(["RGB", "L", "RGBA", "P", "1", "CMYK", "LA", "I;16"]))
    forms = {
        "RGBA": ["PNG", "TIFF", "WEBP", "BMP"], "CMYK": ["JPEG", "TIFF"], "LA": ["PNG", "TIFF"], "I;16": ["PNG", "TIFF"],
        "P": ["PNG", "GIF", "BMP", "TIFF"], "1": ["PNG", "BMP", "TIFF", "GIF"],
    }.get(mode, ["PNG", "GIF", "BMP", "TIFF", "JPEG", "WEBP"])  # fmt: skip
    form = draw(st.sampled_from(forms))
    width, height = draw(st.integers(1, 300)), draw(st.integers(1, 300))
    image = photograph(width, height) if draw(st.booleans()) else drawing(width, height)
    image = image.convert("L").convert(mode) if mode == "I;16" else image.convert(mode)
    options: dict[str, object] = {}
    if form in ("JPEG", "PNG", "TIFF", "WEBP") and draw(st.booleans()):
        options["exif"] = exif(draw(st.integers(0, 9)))
    if mode == "RGB" and form in ("JPEG", "PNG", "TIFF", "WEBP"):
        options["icc_profile"] = draw(st.sampled_from([None, srgb_profile(), swapped_profile()]))
    if form == "JPEG":
        options |= {"progressive": draw(st.booleans()), "quality": draw(st.integers(1, 100))}
    return coded(image, form, **options)


@given(files(), st.integers(64, 300), st.integers(4_000, 200_000))
def test_preparing_twice_is_preparing_once(content: bytes, max_px: int, max_bytes: int) -> None:
    found = made(content, max_px=max_px, max_bytes=max_bytes)
    assert max(found.width_px, found.height_px) <= max_px and len(found.content) <= max_bytes
    assert SECRET not in found.content and found.media_type in ("image/jpeg", "image/png")
    assert Image.open(BytesIO(found.content)).info.keys() <= {
        "jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "transparency", "interlace",
    }  # fmt: skip
