"""The caption below a picture, in the font that comes with Pillow."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_HEIGHT: Final = 0.055
"""Height of the strip as part of the picture's."""
_LEAST_PX: Final = 18
_PAPER: Final = (255, 255, 255)
_INK: Final = (40, 40, 40)
_RULE: Final = (190, 190, 190)
_NO_SIGN: Final = "\uffff"
_SPELLED: Final = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "⌀": "O", "ł": "l", "Ł": "L",
        "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i", "µ": "u", "×": "x", "–": "-", "—": "-", "−": "-", "„": '"',
        "•": "·", "→": ">", "←": "<", "↔": "-",
    }
)  # fmt: skip


def strip_height_px(height_px: int) -> int:
    """Height of the caption's strip in a picture of that height."""
    return min(max(round(_HEIGHT * height_px), _LEAST_PX), height_px // 2)


def caption_strip(text: str, width_px: int, height_px: int) -> NDArray[np.uint8]:
    """A strip (h, w, 3) with a line of text; one that is too long is shortened in its middle."""
    from PIL import Image, ImageDraw

    strip = Image.new("RGB", (width_px, height_px), _PAPER)
    draw = ImageDraw.Draw(strip)
    draw.font = font = _font(height_px)
    draw.line([(0, 0), (width_px, 0)], fill=_RULE)
    margin = height_px // 3
    line = _fitted(_drawable(text, font), draw, width_px - 2 * margin)
    draw.text((margin, height_px / 2), line, fill=_INK, anchor="lm")
    return np.array(strip, dtype=np.uint8)


def undrawable(text: str) -> str:
    """The characters of a text, each once, that the font has no sign for: they become question marks."""
    font = _font(_LEAST_PX)
    return "".join(sorted({sign for sign in _spelled(text) if not _has(font, sign)}))


def _font(height_px: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size=max(height_px * 0.52, 9.0))
    if not isinstance(font, ImageFont.FreeTypeFont):  # pragma: no cover - every wheel of Pillow has FreeType
        raise RuntimeError("this build of Pillow has no FreeType: captions cannot be drawn")
    return font


def _spelled(text: str) -> str:
    """One line, in letters the font has where there are such: it knows those of English only."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def _drawable(text: str, font: FreeTypeFont) -> str:
    return "".join(sign if _has(font, sign) else "?" for sign in _spelled(text))


def _has(font: FreeTypeFont, sign: str) -> bool:
    """True when the font has a sign of its own for a character, not the box that stands for a missing one."""
    return sign.isascii() or bytes(font.getmask(sign)) != bytes(font.getmask(_NO_SIGN))


def _fitted(text: str, draw: ImageDraw, width_px: float) -> str:
    """The text, or as much of its beginning and end as there is room for."""
    if draw.textlength(text) <= width_px:
        return text
    least, most = 0, len(text) - 1
    while least < most:
        middle = (least + most + 1) // 2
        if draw.textlength(_shortened(text, middle)) <= width_px:
            least = middle
        else:
            most = middle - 1
    return _shortened(text, least)


def _shortened(text: str, kept: int) -> str:
    """``kept`` characters of a text, from both of its ends."""
    head = (kept + 1) // 2
    return f"{text[:head].rstrip()} … {text[len(text) - (kept - head) :].lstrip()}" if kept else "…"
