"""Renderers of other makers, for tests of what becomes of them."""

from __future__ import annotations

import os
from typing import ClassVar

import numpy as np

from converter.model.viewpoint import Camera
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.scene import FIRST, SECOND, RenderedPicture, Scene, Size, shown_share, visible_share


class Failing:
    """Draws nothing at all."""

    def render(self, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        raise MemoryError("no room for the picture")


class Capricious:
    """Fails at every scene in which something stands around the elements."""

    def render(self, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        if len(scene.second) > 1:
            raise ValueError("too many elements")
        return DepthBufferRenderer().render(scene, camera, size)


class Ending:
    """Takes its process with it, as the system does when there is no memory left."""

    def render(self, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        os._exit(1)


class Measuring:
    """Draws as ours does, and remembers which part of the picture each element has, on top and seen at all."""

    measured: ClassVar[list[tuple[tuple[float, float], tuple[float, float]]]] = []

    def render(self, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        picture = DepthBufferRenderer().render(scene, camera, size)
        on_top = (visible_share(picture.ids, FIRST), visible_share(picture.ids, SECOND))
        self.measured.append((on_top, (shown_share(picture, FIRST), shown_share(picture, SECOND))))
        assert picture.rgb.dtype == np.uint8
        return picture
