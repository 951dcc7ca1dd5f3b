"""The exporter of BCF 2.1: what lies in the old archive does not come along, and nothing refers to it any more."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from converter.model.topic import BimSnippet, DocumentReference, Topic
from converter.model.viewpoint import (
    Bitmap,
    BitmapFormat,
    ClippingPlane,
    Coloring,
    Component,
    OrthogonalCamera,
    PerspectiveCamera,
    Viewpoint,
    Visibility,
)
from converter.report.bcf.exporter import BcfExporter
from converter.report.exporter import ExportedIssues
from tests.parsers.bcf.archives import BEAM, DUCT
from tests.report.bcf import foreign
from tests.report.bcf.models import topics
from tests.report.bcf.rules import problems
from tests.report.bcf.test_exporter_contract import PLAIN
from tests.report.bcf.test_round_trip import UNSHRUNK, picture_of, read

UP, NORTH = (0.0, 0.0, 1.0), (0.0, 1.0, 0.0)
INSIDE = DocumentReference(reference="plan.pdf")
OUTSIDE = DocumentReference(reference="https://example.com/plan.pdf", is_external=True)
BITMAP = Bitmap(BitmapFormat.PNG, "b.png", (0.0, 0.0, 0.0), UP, NORTH, 1.0)


def exported(*found: Topic) -> tuple[bytes, list[str]]:
    file = io.BytesIO()
    said = BcfExporter().export(ExportedIssues(found, picture_of), file)
    return file.getvalue(), [each.message for each in said]


def test_references_into_the_old_archive_are_left_out_and_counted() -> None:
    snippet = BimSnippet("ifc", "part.ifc", "ifc.xsd", is_external=False)
    view = Viewpoint("e1111111-0000-4000-8000-000000000001", bitmaps=(BITMAP, BITMAP))
    topic = replace(PLAIN, documents=(INSIDE, OUTSIDE, INSIDE), bim_snippet=snippet, viewpoints=(view,))
    content, said = exported(topic, replace(topic, guid="b2222222-0000-4000-8000-000000000002"))
    assert problems(content) == []
    for back in read(content):
        assert [each.reference for each in back.documents] == [OUTSIDE.reference] and back.bim_snippet is None
        assert back.viewpoints[0].bitmaps == ()
    assert sorted(each.rpartition(": ")[2] for each in said) == ["2", "2", "2"]


def test_an_address_of_a_snippet_stays() -> None:
    snippet = BimSnippet("ifc", "https://example.com/a.ifc", "https://example.com/ifc.xsd", is_external=True)
    content, said = exported(replace(PLAIN, bim_snippet=snippet))
    assert read(content)[0].bim_snippet == snippet and said == []


@settings(max_examples=20, phases=UNSHRUNK)
@given(st.lists(topics(), max_size=2, unique_by=lambda topic: topic.guid))
def test_whatever_is_exported_breaks_no_rule(found: list[Topic]) -> None:
    carried = [replace(each, documents=(*each.documents, INSIDE)) for each in found]
    content, _ = exported(*carried)
    assert problems(content) == []
    assert [topic.guid for topic in read(content)] == [topic.guid for topic in found]


def test_another_program_sees_everything_2_1_can_say(tmp_path: Path) -> None:
    duct, beam = Component(DUCT, "Tool", "7"), Component(BEAM)
    views = (
        Viewpoint(
            "e1111111-0000-4000-8000-000000000001",
            camera=PerspectiveCamera((1.5, -2.5, 1e6), NORTH, UP, 1.0),
            clipping_planes=(ClippingPlane((0.0, 0.0, 3.0), UP),),
            selection=(duct, beam),
            visibility=Visibility(default=False, exceptions=(duct, beam), spaces_visible=True),
            coloring=(Coloring("FF00FF00", (duct,)), Coloring("FF0000", (beam,))),
            snapshot_entry=(1,),
        ),
        Viewpoint(
            "e2222222-0000-4000-8000-000000000002",
            camera=OrthogonalCamera((0.0, 0.0, 10.0), (0.0, 0.0, -1.0), NORTH, 12.5),
            visibility=Visibility(default=True, exceptions=(Component(None, "Tool", "<8>"),)),
        ),
    )
    topic = replace(PLAIN, title="Ünïcode & <angles> 🏗", viewpoints=views)
    path = tmp_path / "out.bcf"
    path.write_bytes(exported(topic, replace(PLAIN, guid="b2222222-0000-4000-8000-000000000002"))[0])
    assert problems(path.read_bytes()) == []
    foreign.compare(path, read(path.read_bytes()))
    seen = foreign.load(path)
    assert seen[topic.guid].title == topic.title and len(seen) == 2
    first = seen[topic.guid].views[views[0].guid or ""]
    assert first.selection == first.exceptions == [(DUCT, "7"), (BEAM, None)] and first.default is False
    assert first.camera[:3] == (1.5, -2.5, 1e6) and first.planes == 1 and first.picture
    assert first.colored == [("FF00FF00", [(DUCT, "7")]), ("FF0000", [(BEAM, None)])]
