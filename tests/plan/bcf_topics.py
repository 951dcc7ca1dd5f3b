"""BCF topics in memory for tests of the plan, and a strategy that fills every field of one."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from math import pi
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st

from converter.model.comments import Comment
from converter.model.picture import Picture
from converter.model.report import Kind, Report
from converter.model.topic import BimSnippet, DocumentReference, HeaderFile, Topic
from converter.model.viewpoint import Component, PerspectiveCamera, Viewpoint
from converter.plan.issues import PlannedIssue, PublishPlan
from converter.plan.lookups import FindSnapshot, Lookups, NoObjectIds, ObjectIds
from converter.plan.planner import make_plan
from converter.plan.settings import PlanSettings, TopicSettings
from converter.publisher.procore.encode import BimFile, batches_of

_T = TypeVar("_T")
CAMERA = PerspectiveCamera((1.0, -20.0, 3.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), pi / 3)
WORDS = TopicSettings(
    closed=frozenset({"closed", "geschlossen"}),
    types={"clash": "clash", "request": "coordination"},
    priorities={"major": "high"},
    trades={"hvac": "Mechanical", "pipes": "Plumbing"},
    people={"dora m.": "dora@example.com"},
)
SETTINGS = PlanSettings(project_id=12345, issue_type="other", priority="low", topics=WORDS)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\2\0\0\0\2" + b"\0" * 20


def topic(number: int = 1, **fields: object) -> Topic:
    """The n-th topic, with what every version has."""
    made = Topic(
        guid=f"{number:08x}-0000-4000-8000-000000000000",
        title=f"Pipe {number} meets beam",
        topic_type="Clash",
        topic_status="Open",
        created=datetime(2026, 3, 2, 8, number % 60, tzinfo=UTC),
        created_author="anna@example.com",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def view(number: int = 1, **fields: object) -> Viewpoint:
    """The n-th viewpoint, with a camera and the n-th picture."""
    made = Viewpoint(guid=f"view-{number}", camera=CAMERA, snapshot=f"{number}.png", snapshot_entry=(number,))
    return replace(made, **fields)  # type: ignore[arg-type]


def said(text: str, number: int = 1, **fields: object) -> Comment:
    """The n-th comment."""
    return replace(Comment(f"comment-{number}", "bert", text), **fields)  # type: ignore[arg-type]


def picture(number: int) -> Picture:
    """The n-th picture."""
    return Picture(f"/x/{number}.png", f"{number:064x}", "image/png", 800, 600, 4_000)


def of_entry(_file: str, shown: Viewpoint) -> Picture | None:
    """The picture of a viewpoint, where it has one."""
    return picture(shown.snapshot_entry[0]) if shown.snapshot_entry else None


def archive(*topics: Topic, path: str = "archives/Tower.bcf") -> Report:
    """An archive as it was read."""
    return Report(path, Kind.BCF, version="3.0", topics=topics)


def plan_of(
    *reports: Report,
    settings: PlanSettings = SETTINGS,
    find: FindSnapshot = of_entry,
    object_ids: ObjectIds | None = None,
) -> PublishPlan:
    """The plan of several archives."""
    return make_plan(reports, settings, Lookups(lambda *_: None, {}, find, object_ids or NoObjectIds()))


def plan(*topics: Topic, settings: PlanSettings = SETTINGS) -> PublishPlan:
    """The plan of one archive."""
    return plan_of(archive(*topics), settings=settings)


def issue_of(made: Topic, settings: PlanSettings = SETTINGS) -> PlannedIssue:
    """The issue of one topic."""
    (issue,) = plan(made, settings=settings).issues
    return issue


def bodies_of(made: PublishPlan) -> list[bytes]:
    """The request bodies of a plan."""
    return [batch.body for batch in batches_of(made.project_id, made.issues, BimFile("Tower.nwd"), 250)]


def messages(made: PublishPlan, code: str) -> list[str]:
    """What was said under a code."""
    return [each.message for each in made.diagnostics if each.code == code]


def written_archive(folder: Path, *views: tuple[str, int | None, bool, bool]) -> Path:
    """A BCF 2.1 file of one topic; of each viewpoint the file's name, index, and whether it has camera and picture."""
    references, files = "", {}
    for number, (name, index, has_camera, has_picture) in enumerate(views):
        snapshot = f"<Snapshot>{number}.png</Snapshot>" if has_picture else ""
        place = "" if index is None else f"<Index>{index}</Index>"
        references += f'<Viewpoints Guid="{name}"><Viewpoint>{name}</Viewpoint>{snapshot}{place}</Viewpoints>'
        at = "<X>{}</X><Y>{}</Y><Z>{}</Z>".format
        pose = (
            f"<CameraViewPoint>{at(number, 0, 0)}</CameraViewPoint><CameraDirection>{at(1, 0, 0)}</CameraDirection>"
            f"<CameraUpVector>{at(0, 0, 1)}</CameraUpVector><FieldOfView>60</FieldOfView>"
        )
        seen = f"<PerspectiveCamera>{pose}</PerspectiveCamera>" if has_camera else ""
        files[name] = f'<VisualizationInfo Guid="{name}">{seen}</VisualizationInfo>'.encode()
        if has_picture:
            files[f"{number}.png"] = PNG
    guid = topic().guid
    head = f'<Topic Guid="{guid}" TopicType="Clash" TopicStatus="Open"><Title>Views</Title></Topic>'
    path = folder / "views.bcf"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("bcf.version", '<Version VersionId="2.1"/>')
        made.writestr(f"{guid}/markup.bcf", f"<Markup>{head}{references}</Markup>")
        for name, data in files.items():
            made.writestr(f"{guid}/{name}", data)
    return path


def tagged(value: object, numbers: Iterator[int]) -> object:
    """The same with a number of its own behind every text, so that none can be taken for another."""
    if isinstance(value, str):
        return f"{value}<{next(numbers)}>"
    if isinstance(value, tuple):
        return tuple(tagged(each, numbers) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: tagged(getattr(value, each.name), numbers) for each in fields(value)})
    return value


def texts_of(value: object, name: str = "Topic") -> Iterator[tuple[str, str]]:
    """Every text in a topic, with the class and field it stands in."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each, name)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from texts_of(getattr(value, each.name), f"{type(value).__name__}.{each.name}")


_LETTERS = st.characters(categories=("L", "N", "P", "S"), include_characters=" ")
text = st.text(_LETTERS, max_size=30).map(lambda each: " ".join(each.split()))
names = st.none() | text
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def some(of: st.SearchStrategy[_T]) -> st.SearchStrategy[tuple[_T, ...]]:
    """Up to three."""
    return st.lists(of, max_size=3).map(tuple)


pairs = some(st.tuples(text, text))
files = st.builds(HeaderFile, text, text, text, names, names)
documents = st.builds(DocumentReference, names, text, names, text)
snippets = st.builds(BimSnippet, text, text, text)
components = st.builds(Component, names, names, names)
comments = st.builds(
    Comment, text, text, text, st.none() | moments, text, names, names, st.none() | moments, names, names, names, pairs
)
viewpoints = st.builds(
    Viewpoint,
    guid=text,
    camera=st.none() | st.just(CAMERA),
    selection=some(components),
    snapshot_entry=st.none() | st.tuples(st.integers(1, 9)),
)
topics = st.builds(
    Topic,
    guid=text,
    title=text.map(lambda each: each * 4),
    topic_type=names,
    topic_status=names,
    priority=names,
    index=st.none() | st.integers(0, 999),
    labels=some(text),
    stage=names,
    description=text,
    created=st.none() | moments,
    created_author=text,
    modified=st.none() | moments,
    modified_author=names,
    due_date=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    assigned_to=names,
    server_assigned_id=names,
    reference_links=some(text),
    header_files=some(files),
    documents=some(documents),
    bim_snippet=st.none() | snippets,
    related_topics=some(text),
    comments=some(comments),
    viewpoints=some(viewpoints),
    extra=pairs,
).map(lambda made: tagged(made, count()))
"""Topics in which every field is filled, each text with a number of its own."""
