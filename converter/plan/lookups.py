"""What a plan asks others for: pictures, saved views, models, object ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from converter.geometry.object_ranges import VisibilityChoice
from converter.model.picture import Picture
from converter.model.viewpoint import Viewpoint


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
        """What is visible, in the target's ids; None when the components are not all known: never a guess."""


class NoObjectIds:
    """Stands in until a published model is known."""

    def visibility(self, view: Viewpoint) -> VisibilityChoice | None:
        """Nothing is known."""
        return None


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a plan asks others for.

    ``views`` holds saved viewpoints by (test, name of the clash or group). ``models`` names the model of each report
    that names one; ``stand_ins`` are names made for the others, used only where the target requires one.
    """

    picture: FindPicture
    views: Mapping[tuple[str, str], Viewpoint]
    snapshot: FindSnapshot
    object_ids: ObjectIds = field(default_factory=NoObjectIds)
    models: Mapping[str, str] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def model_of(self, file: str, *, has_viewpoint: bool) -> str:
        """Name of the model an issue of this report hangs on, "" for none."""
        return self.models.get(file, "") or (self.stand_ins.get(file, "") if has_viewpoint else "")
