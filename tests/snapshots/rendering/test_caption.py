"""The line of text below a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from converter.snapshots.rendering.caption import caption_strip, strip_height_px, undrawable
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.scene import Size
from tests.snapshots.rendering.shapes import beam_and_duct, looking

CAMERA = looking((4.0, -5.0, 3.0))


def ink(strip: np.ndarray) -> np.ndarray:
    """Columns with something dark in them; the rule above is left out."""
    return np.flatnonzero((strip[2:] < 128).all(axis=2).any(axis=0))


def test_the_caption_takes_a_strip_and_leaves_the_picture_above_it_whole() -> None:
    size = Size(400, 300)
    strip = strip_height_px(300)
    with_text = DepthBufferRenderer().render(replace(beam_and_duct(), caption="Duct x beam"), CAMERA, size)
    without = DepthBufferRenderer().render(beam_and_duct(), CAMERA, Size(400, 300 - strip))
    assert (with_text.rgb[:-strip] == without.rgb).all() and (with_text.ids[:-strip] == without.ids).all()
    assert not with_text.ids[-strip:].any() and len(ink(with_text.rgb[-strip:])) > 20


def test_a_long_text_is_shortened_and_stays_inside() -> None:
    columns = ink(caption_strip("a very long name of an element " * 20, 400, 30))
    assert columns.min() >= 5 and 330 < columns.max() <= 395
    assert (caption_strip("W" * 500, 20, 18) < 128).all(axis=2).sum() < 300, "hardly any room"


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("Tür × Wand", "Tur x Wand"),
        ("Straße – Łódź", "Strasse - Lodz"),
        ("two\nlines\t here", "two lines here"),
        ("Ø ⌀", "O O"),
    ],
)
def test_signs_the_font_lacks_are_spelled(text: str, like: str) -> None:
    assert (caption_strip(text, 300, 30) == caption_strip(like, 300, 30)).all()
    assert undrawable(text) == ""


def test_signs_that_cannot_be_spelled_are_named_and_become_question_marks() -> None:
    assert undrawable("壁 A × Ж") == "Ж壁"
    assert (caption_strip("壁 A", 300, 30) == caption_strip("? A", 300, 30)).all()
