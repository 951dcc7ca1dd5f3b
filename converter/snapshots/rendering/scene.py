"""What is drawn, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.geometry.mesh import Mesh
from converter.model.vectors import Box, Vector

NOTHING: Final = 0
FIRST: Final = 1
SECOND: Final = 2
CONTEXT: Final = 3
"""Values of :attr:`RenderedPicture.ids`."""

LARGEST_PX: Final = 8_192


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels of a picture. ``ValueError`` outside 16 … 8,192."""

    width_px: int = 800
    height_px: int = 600

    def __post_init__(self) -> None:
        if not (16 <= self.width_px <= LARGEST_PX and 16 <= self.height_px <= LARGEST_PX):
            raise ValueError(f"a picture of {self.width_px} × {self.height_px} pixels")

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.width_px / self.height_px


@dataclass(frozen=True, slots=True)
class Scene:
    """Two elements that clash and what stands around them, all in one frame of coordinates.

    Everything is cut to ``box`` where there is one. ``mark_m`` is the clash point, marked when it is in the picture.
    ``caption`` is written below the picture; without one there is no strip.
    """

    first: tuple[Mesh, ...] = ()
    second: tuple[Mesh, ...] = ()
    context: tuple[Mesh, ...] = ()
    box: Box | None = None
    mark_m: Vector | None = None
    caption: str = ""

    @property
    def layers(self) -> tuple[tuple[Mesh, ...], tuple[Mesh, ...], tuple[Mesh, ...]]:
        """The meshes in the order of the ids FIRST, SECOND, CONTEXT."""
        return self.first, self.second, self.context


@dataclass(frozen=True, slots=True, eq=False)
class RenderedPicture:
    """``rgb`` is (h, w, 3) uint8; the others are (h, w) uint8, for measuring.

    ``ids`` says what lies on top before any of it is made transparent: NOTHING, FIRST, SECOND or CONTEXT. ``shown``
    says what a person sees of the two elements, on top or through something else: bit 1 the first, bit 2 the second.
    A caption's strip counts as nothing.
    """

    rgb: NDArray[np.uint8]
    ids: NDArray[np.uint8]
    shown: NDArray[np.uint8] = field(repr=False)


def visible_share(ids: NDArray[np.uint8], element: int) -> float:
    """The part of a picture's pixels, 0 … 1, where FIRST, SECOND or CONTEXT lies on top."""
    return float(np.count_nonzero(ids == element)) / ids.size if ids.size else 0.0


def shown_share(picture: RenderedPicture, element: int) -> float:
    """The part of a picture's pixels, 0 … 1, where FIRST or SECOND is seen, on top or through something else."""
    return float(np.count_nonzero(picture.shown & element)) / picture.shown.size if picture.shown.size else 0.0
