"""Pictures of a clash, drawn from the triangles of its elements.

``scene.py`` says what is drawn. ``triangles.py`` cuts it to the section box, ``projection.py`` brings it before the
camera, ``rasterising.py`` finds what is nearest, ``outlines.py``, ``shading.py`` and ``painting.py`` make colours of
it, ``marks.py`` and ``caption.py`` draw over it; ``depth_buffer.py`` puts them together. ``view_choice.py`` finds a
camera. Why it is made so: docs/decisions/0005-ifc.md.
"""
