"""The same issues saved in several versions of BCF give the same model, but for what a version cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from converter.model.comments import Comment
from converter.model.topic import Topic
from converter.model.viewpoint import Camera, Component, PerspectiveCamera, Viewpoint
from tests.real_bcf.archives import FOLDER, MISSING, codes, paths, read
from tests.real_bcf.second_reading import entries, written

NO_INDEX = "2.0 has no Index of viewpoints"
EMPTY_COMMENT = "in 2.0 this program ties a viewpoint to a comment without text; later it writes none"
EMPTY_HEADER = "in 2.0 this program leaves the header empty"
COLOR_OR_SELECTED = "in 2.0 a selected component has no colour of its own"
HINTS = "2.0 has no hints: spaces and openings are listed one by one"
ALL_LISTED = "2.0 shows everything by listing everything"
ASPECT = "only 3.0 has AspectRatio"
NAMES = "names of files are free since 3.0"

HOK = ("BCF Express_Test1_V2.bcfzip", "BCF Express_Test1_2.1.bcf", "BCF Express_Test1_3.0.bcf")
SOPHIE = ("SophieV20.bcfzip", "SophieV21.bcf")
BIMZEN = ("small-3-topics-bcf21.bcfzip", "small-3-topics-bcf30.bcfzip", "foreign-values-bcf30.bcfzip")

PAIRS: dict[tuple[str, str], dict[str, str]] = {
    (HOK[0], HOK[1]): {
        "topic.header_files": EMPTY_HEADER,
        "comments without text": EMPTY_COMMENT,
        "viewpoint.index": NO_INDEX,
        "viewpoint.coloring": COLOR_OR_SELECTED,
    },
    (HOK[1], HOK[2]): {"viewpoint.camera.aspect": ASPECT, "viewpoint.snapshot": NAMES},
    (SOPHIE[0], SOPHIE[1]): {
        "topic.header_files": EMPTY_HEADER,
        "comments without text": EMPTY_COMMENT,
        "viewpoint.index": NO_INDEX,
        "viewpoint.coloring": COLOR_OR_SELECTED,
        "viewpoint.visibility.spaces_visible": HINTS,
        "viewpoint.visibility.openings_visible": HINTS,
        "viewpoint.visibility.exceptions": f"{HINTS}; {ALL_LISTED}",
        "viewpoint.visibility.default": ALL_LISTED,
    },
    (BIMZEN[0], BIMZEN[1]): {"viewpoint.camera.aspect": ASPECT},
    (BIMZEN[1], BIMZEN[2]): {
        "topic.topic_type": "the same in the words of another language",
        "topic.topic_status": "the same in the words of another language",
    },
}
"""Every field that differs within a pair, and why: a field that is missing here must be equal."""


def place_of(name: str) -> Path:
    (found,) = FOLDER.rglob(name)
    return found


def pairs() -> list[object]:
    if not FOLDER.is_dir():
        return [pytest.param(None, None, marks=pytest.mark.skip(reason=MISSING))]
    return [pytest.param(place_of(one), place_of(other), id=f"{one} - {other}") for one, other in PAIRS]


def paired_topics(one: Path, other: Path) -> Iterator[tuple[Topic, Topic]]:
    by_guid = {topic.guid: topic for topic in read(other).topics}
    assert set(by_guid) == {topic.guid for topic in read(one).topics}
    for topic in read(one).topics:
        yield topic, by_guid[topic.guid]


def paired_views(one: Path, other: Path) -> Iterator[tuple[Viewpoint, Viewpoint]]:
    for topic, same in paired_topics(one, other):
        by_guid = {view.guid: view for view in same.viewpoints}
        assert set(by_guid) == {view.guid for view in topic.viewpoints}
        yield from ((view, by_guid[view.guid]) for view in topic.viewpoints)


def differing(one: Path, other: Path) -> set[str]:
    """Names of the fields in which any topic or viewpoint of one file differs from its twin in the other."""
    found: set[str] = set()
    for topic, same in paired_topics(one, other):
        found |= {f"topic.{name}" for name in unequal(topic, same, leave_out={"comments", "viewpoints"})}
        for name, texts in (("comments with text", with_text), ("comments without text", without_text)):
            found |= {name} if texts(topic) != texts(same) else set()
    for view, same_view in paired_views(one, other):
        found |= {f"viewpoint.{name}" for name in unequal_views(view, same_view)}
    return found


def with_text(topic: Topic) -> list[Comment]:
    return [comment for comment in topic.comments if comment.text]


def without_text(topic: Topic) -> list[Comment]:
    return [comment for comment in topic.comments if not comment.text]


def unequal(one: object, other: object, leave_out: set[str]) -> Iterator[str]:
    assert type(one) is type(other)
    for field in fields(one):  # type: ignore[arg-type]
        if field.name not in leave_out and getattr(one, field.name) != getattr(other, field.name):
            yield field.name


def unequal_views(one: Viewpoint, other: Viewpoint) -> Iterator[str]:
    """``snapshot_entry`` is a place in the archive; the order of components says nothing."""
    lists = {"selection", "coloring", "visibility", "camera", "snapshot_entry"}
    yield from unequal(one, other, lists)
    if set(one.selection) != set(other.selection):
        yield "selection"
    if colors(one) != colors(other):
        yield "coloring"
    assert one.visibility is not None and other.visibility is not None
    names = unequal(one.visibility, other.visibility, {"exceptions"})
    yield from (f"visibility.{name}" for name in names)
    if set(one.visibility.exceptions) != set(other.visibility.exceptions):
        yield "visibility.exceptions"
    assert one.camera is not None and other.camera is not None
    yield from (f"camera.{name}" for name in unequal_cameras(one.camera, other.camera))


def unequal_cameras(one: Camera, other: Camera) -> Iterator[str]:
    assert isinstance(one, PerspectiveCamera) and isinstance(other, PerspectiveCamera)
    if one.field_of_view_rad != pytest.approx(other.field_of_view_rad, rel=1e-12):
        yield "field_of_view_rad"
    yield from unequal(one, replace(other, field_of_view_rad=one.field_of_view_rad), set())


def colors(view: Viewpoint) -> dict[str, set[Component]]:
    found: dict[str, set[Component]] = {}
    for coloring in view.coloring:
        found.setdefault(coloring.color, set()).update(coloring.components)
    return found


@pytest.mark.parametrize(("one", "other"), pairs())
def test_two_versions_differ_in_nothing_but_what_is_listed(one: Path, other: Path) -> None:
    assert differing(one, other) == set(PAIRS[one.name, other.name])


@pytest.mark.parametrize(("one", "other"), pairs())
def test_two_versions_have_the_same_pictures(one: Path, other: Path) -> None:
    pictures = [{view.guid: view.picture for topic in written(path) for view in topic.views} for path in (one, other)]
    assert pictures[0] == pictures[1] and all(pictures[0].values())
    assert len(list(paired_views(one, other))) == len(pictures[0])


@pytest.mark.parametrize(("one", "other"), pairs())
def test_colours_that_only_one_version_has_are_those_of_selected_components(one: Path, other: Path) -> None:
    for view, same in paired_views(one, other):
        for color, components in colors(view).items():
            assert components <= colors(same)[color]
        for color, components in colors(same).items():
            assert components - colors(view).get(color, set()) <= set(view.selection)


@pytest.mark.parametrize(("one", "other"), pairs())
def test_what_one_version_lists_and_the_other_does_not_is_shown_by_default_or_by_a_hint(one: Path, other: Path) -> None:
    for view, same in paired_views(one, other):
        before, after = view.visibility, same.visibility
        assert before is not None and after is not None
        if before.default != after.default:
            assert after.default and not after.exceptions, "everything is visible, and was listed as visible"
        elif set(before.exceptions) != set(after.exceptions):
            assert set(after.exceptions) < set(before.exceptions) and not before.default
            assert after.spaces_visible or after.openings_visible


def test_hundreds_of_visible_components_become_exceptions_of_an_invisible_default(shared_data: Path) -> None:
    """Selected and visible in 2.0 is a selection and the same exceptions later."""
    longest = []
    for name in HOK:
        views = [view for topic in read(place_of(name)).topics for view in topic.viewpoints]
        view = max(views, key=lambda each: len(each.selection))
        assert view.visibility is not None and not view.visibility.default
        assert set(view.selection) == set(view.visibility.exceptions) and len(set(view.selection)) > 100
        longest.append(set(view.selection))
    assert longest[0] == longest[1] == longest[2]
    flat = entries(place_of(HOK[0]))
    assert max(data.count(b"<Component ") for data in flat.values()) == len(longest[0])


@pytest.mark.parametrize("name", [*HOK, *SOPHIE, *BIMZEN])
def test_a_version_is_read_without_loss_and_by_its_own_name(shared_data: Path, name: str) -> None:
    report = read(place_of(name))
    assert report.version in entries(place_of(name))["bcf.version"].decode()
    assert set(codes(report)) <= {"BCF047"}, "not even a guid of viewpoint files, which 2.0 does not have"


@pytest.mark.parametrize("path", paths())
def test_a_draft_of_the_format_is_no_program(path: Path) -> None:
    """Two programs call the version "2.0 RC", a release candidate."""
    assert read(path).producer != "RC"
