"""What a renderer is: pictures of a clash out of triangles."""

from __future__ import annotations

from typing import Protocol

from converter.model.viewpoint import Camera
from converter.snapshots.rendering.scene import RenderedPicture, Scene, Size


class Renderer(Protocol):
    """Draws scenes. The same scene, camera and size make the same pixels."""

    def render(self, scene: Scene, camera: Camera, size: Size) -> RenderedPicture:
        """Draw what the camera sees. The vertical extent of the view counts; the width follows from the size.

        A scene without triangles is an empty picture, not an error.
        """
        ...
