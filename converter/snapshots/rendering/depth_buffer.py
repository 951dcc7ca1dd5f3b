"""The renderer that needs nothing but NumPy: a depth buffer for each layer, drawn in bands of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from converter.model.viewpoint import Camera
from converter.snapshots.rendering.caption import caption_strip, strip_height_px
from converter.snapshots.rendering.marks import draw_mark
from converter.snapshots.rendering.outlines import outlines
from converter.snapshots.rendering.painting import Band, Layer, painted
from converter.snapshots.rendering.projection import Projected, Projection, projection_of
from converter.snapshots.rendering.rasterising import DepthRange, depth_range, rasterised
from converter.snapshots.rendering.scene import RenderedPicture, Scene, Size
from converter.snapshots.rendering.shading import GREY, SKY_BLUE, VERMILLION, Shaded, shaded
from converter.snapshots.rendering.triangles import LocalScene, localised
from converter.snapshots.rendering.visibility import first_is_smaller

_SAMPLES_OF_A_BAND: Final = 1 << 16
_OVERLAP: Final = 1
"""Rows drawn beyond a band at either side: a line may come from the neighbour."""


@dataclass(frozen=True, slots=True)
class DepthBufferRenderer:
    """Draws the first element vermillion, the second sky blue and the context grey.

    ``supersampling`` is how many samples a pixel has each way, 1 … 4. See :mod:`.painting` for what shines through
    what. Memory grows with the triangles that are in the picture (200 bytes or so each), not with its size.
    """

    supersampling: int = 2

    def __post_init__(self) -> None:
        if not 1 <= self.supersampling <= 4:
            raise ValueError(f"supersampling outside 1 … 4: {self.supersampling}")

    def render(self, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        """Draw what the camera sees; see :class:`.renderer.Renderer`."""
        return self.render_local(localised(scene), scene, camera, size)

    def render_local(self, local: LocalScene, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        """The same for a scene that was made local before."""
        strip = strip_height_px(size.height_px) if scene.caption else 0
        width, height = size.width_px, size.height_px - strip
        drawing = _Drawing.of(local, camera, width * self.supersampling, height * self.supersampling)
        rgb = np.full((size.height_px, width, 3), 255, dtype=np.uint8)
        ids, shown = np.zeros((2, size.height_px, width), dtype=np.uint8)
        rows = max(_SAMPLES_OF_A_BAND // (drawing.projection.width * self.supersampling), 1)
        for top in range(0, height, rows):
            bottom = min(top + rows, height)
            band = drawing.band(top * self.supersampling, bottom * self.supersampling)
            rgb[top:bottom] = _averaged(band.rgb, self.supersampling)
            ids[top:bottom] = band.ids[:: self.supersampling, :: self.supersampling]
            shown[top:bottom] = band.shown[:: self.supersampling, :: self.supersampling]
        if scene.mark_m is not None:
            _mark(rgb[:height], local, camera, scene.mark_m)
        if strip:
            rgb[height:] = caption_strip(scene.caption, width, strip)
        return RenderedPicture(rgb, ids, shown)


def _averaged(samples: NDArray[np.uint8], each: int) -> NDArray[np.uint8]:
    """The mean of ``each`` × ``each`` samples, in integers."""
    if each == 1:
        return samples
    rows, columns = samples.shape[0] // each, samples.shape[1] // each
    total = np.full((rows, columns, 3), each * each // 2, dtype=np.uint16)
    for row in range(each):
        for column in range(each):
            total += samples[row::each, column::each]
    return (total // (each * each)).astype(np.uint8)


def _mark(rgb: NDArray[np.uint8], local: LocalScene, camera: Camera, mark_m: tuple[float, float, float]) -> None:
    height, width = rgb.shape[:2]
    point = (mark_m[0] - local.origin_m[0], mark_m[1] - local.origin_m[1], mark_m[2] - local.origin_m[2])
    place = projection_of(camera, local.origin_m, width, height).place(point)
    if place is not None and 0 <= place[0] <= width and 0 <= place[1] <= height:
        draw_mark(rgb, *place)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The three layers as one camera sees them."""

    projection: Projection
    projected: tuple[Projected, ...]
    shades: tuple[Shaded, ...]
    depths: DepthRange
    first_is_smaller: bool

    @classmethod
    def of(cls, local: LocalScene, camera: Camera, width: int, height: int) -> _Drawing:
        projection = projection_of(camera, local.origin_m, width, height)
        projected = tuple(projection.project(layer) for layer in local.layers)
        shades = tuple(
            shaded(layer, seen, projection, colour)
            for layer, seen, colour in zip(local.layers, projected, (VERMILLION, SKY_BLUE, GREY), strict=True)
        )
        depths = depth_range(projected, is_perspective=projection.is_perspective)
        return cls(projection, projected, shades, depths, first_is_smaller=first_is_smaller(local))

    def band(self, top: int, bottom: int) -> Band:
        """Rows ``top`` … ``bottom`` - 1."""
        start, stop = max(top - _OVERLAP, 0), min(bottom + _OVERLAP, self.projection.height)
        first, second, context = (
            self._layer(number, start, stop, top - start, bottom - start) for number in range(len(self.projected))
        )
        return painted(first, second, context, self.depths, first_is_smaller=self.first_is_smaller)

    def _layer(self, number: int, start: int, stop: int, skip: int, end: int) -> Layer:
        shade = self.shades[number]
        samples = rasterised(self.projected[number], self.depths, self.projection.width, start, stop)
        lines = outlines(samples, shade.normals, self.projection, self.depths, start)
        return Layer(samples[skip:end], lines[skip:end], shade.colours)
