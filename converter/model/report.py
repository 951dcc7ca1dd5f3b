"""What a reader makes of one file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from converter.model.clash import ClashTest, Pairs
from converter.model.comments import Comment
from converter.model.diagnostics import Diagnostic
from converter.model.topic import Topic
from converter.model.viewpoint import Viewpoint


class Kind(StrEnum):
    """The kinds of file the product tells apart."""

    NAVISWORKS_XML = "navisworks-xml"
    NAVISWORKS_HTML = "navisworks-html"
    NAVISWORKS_VIEWPOINTS = "navisworks-viewpoints"
    BCF = "bcf"
    IFCCLASH_JSON = "ifcclash-json"
    IFC = "ifc"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SavedViewpoint:
    """A Navisworks saved viewpoint and the folders it lies in, outermost first."""

    folders: tuple[str, ...]
    viewpoint: Viewpoint
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The content of one input file.

    ``path`` is as the caller gave it. ``units`` is the source's own unit token; everything inside is metres already.
    ``model_file`` is the name of the model the report was made from. ``readable`` is false when the file as a whole
    could not be used; the diagnostics then say why. ``extra`` keeps attributes of the document that nothing needs,
    ``written_s`` is when the file was last written (seconds since 1970, 0 when unknown).
    """

    path: str
    kind: Kind
    version: str = ""
    producer: str = ""
    units: str = ""
    model_file: str = ""
    tests: tuple[ClashTest, ...] = ()
    topics: tuple[Topic, ...] = ()
    saved_viewpoints: tuple[SavedViewpoint, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    extra: Pairs = ()
    written_s: float = 0.0
    readable: bool = True
