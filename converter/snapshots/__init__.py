"""Pictures: find, check, shrink, render.

A renderer is loaded when it is first asked: the table holds ``module:class``. Further ones are found through the entry
point group ``converter.renderers``.
"""

from __future__ import annotations

RENDERERS: dict[str, str] = {
    "depth-buffer": "converter.snapshots.rendering.depth_buffer:DepthBufferRenderer",
}
ENTRY_POINTS = "converter.renderers"
