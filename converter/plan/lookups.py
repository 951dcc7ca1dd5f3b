"""What a plan asks others for: pictures, saved views, models, object ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from converter.geometry.object_ranges import VisibilityChoice
from converter.model.picture import Picture
from converter.model.viewpoint import Viewpoint
from converter.plan.candidates import Candidate
from converter.plan.models.known import NOTHING, Drawing, Known, Selected, WantedView
from converter.plan.models.object_scenes import ClashScene


class FindPicture(Protocol):
    """Looks up the picture of an entry: the report's path, the reference as written."""

    def __call__(self, file: str, reference: str, /) -> Picture | None:
        """The checked picture, None when there is none to be had."""


class FindSnapshot(Protocol):
    """Looks up the picture of a viewpoint in its archive."""

    def __call__(self, file: str, view: Viewpoint, /) -> Picture | None:
        """The checked picture, None when there is none to be had."""


class ObjectIds(Protocol):
    """Knows the target's objects: which one a component is, and whether all are known."""

    def visibility(self, view: Viewpoint) -> VisibilityChoice | None:
        """What is visible, in the target's ids; None for everything, and where it cannot be said."""


class NoObjectIds:
    """Stands in until a published model is known."""

    def visibility(self, view: Viewpoint) -> VisibilityChoice | None:
        """Nothing is known."""
        return None


class ClashVisibility(Protocol):
    """Restricts what views of clashes show. Asked once for all of a run, for looking objects up takes time."""

    def __call__(self, scenes: Sequence[ClashScene], /) -> Sequence[VisibilityChoice | None]:
        """What is visible in each, in the target's ids; None for everything."""
        ...


class Models(Protocol):
    """Knows the elements of reports. Asked once for all of a run, for opening models and making shapes takes time."""

    def of_clashes(self, candidates: Sequence[Candidate], /) -> Sequence[Known]:
        """What is known of each."""
        ...

    def of_topics(self, selected: Sequence[Selected], /) -> Sequence[Known]:
        """What is known of what each topic selects."""
        ...

    def lacking(self, known: Collection[tuple[str, str]], /) -> Collection[tuple[str, str]]:
        """Those elements, each by its model's name and its GlobalId, whose model is there without them, and so are all
        others.
        """
        ...


class NoModels:
    """Stands in where no model is given."""

    def of_clashes(self, candidates: Sequence[Candidate], /) -> Sequence[Known]:
        """Nothing is known."""
        return [NOTHING] * len(candidates)

    def of_topics(self, selected: Sequence[Selected], /) -> Sequence[Known]:
        """Nothing is known."""
        return [NOTHING] * len(selected)

    def lacking(self, known: Collection[tuple[str, str]], /) -> Collection[tuple[str, str]]:
        """Nothing is known."""
        return ()


class Drawings(Protocol):
    """Draws what has no picture."""

    def of(self, wanted: Sequence[tuple[str, WantedView]], /) -> Sequence[Drawing | None]:
        """A drawing of each view under its title, None for one that cannot be made. Asked once for all of a run."""
        ...


class NoDrawings:
    """Stands in where nothing is drawn."""

    def of(self, wanted: Sequence[tuple[str, WantedView]], /) -> Sequence[Drawing | None]:
        """Nothing is drawn."""
        return [None] * len(wanted)


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a plan asks others for.

    ``elements`` are those of the models that are given. ``views`` holds saved viewpoints by (test, name of the clash or
    group). ``models`` names the model of each report that names one; ``stand_ins`` are names made for the others, used
    only where the target requires one. Without ``clash_visibility`` the views of clashes show everything.
    """

    picture: FindPicture
    views: Mapping[tuple[str, str], Viewpoint]
    snapshot: FindSnapshot
    object_ids: ObjectIds = field(default_factory=NoObjectIds)
    elements: Models = field(default_factory=NoModels)
    drawings: Drawings = field(default_factory=NoDrawings)
    models: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    clash_visibility: ClashVisibility | None = None

    def model_of(self, file: str, *, has_viewpoint: bool) -> str:
        """Name of the model an issue of this report hangs on, "" for none."""
        return self.models.get(file, "") or (self.stand_ins.get(file, "") if has_viewpoint else "")
