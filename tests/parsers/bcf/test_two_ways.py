"""The pattern for the common shape and the careful reader give the same, on real files and on mutated ones."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.parsers.bcf.comments import Say
from converter.parsers.bcf.common_markup import markup_of
from converter.parsers.bcf.common_view import view_of
from converter.parsers.bcf.markup import read_markup
from converter.parsers.bcf.text import parse
from converter.parsers.bcf.visinfo import read_visinfo
from tests.parsers.bcf.archives import THIRD, VERSIONS, markup, visinfo
from tests.real_bcf.archives import ROWS

Said = list[tuple[str, str]]
Read = Callable[[bytes, Say], object]
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
GUID = "e1111111-0000-4000-8000-000000000001"
XYZ = "<X>0.6</X><Y>-0.0</Y><Z>8e-1</Z>"
WHOLE_MARKUP = (
    f'{HEAD}<Markup xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Header><File isExternal="false" IfcProject="p">'
    "<Filename>A &amp; B.ifc</Filename><Date>2026-03-02T08:00:00+01:00</Date></File></Header>"
    f'<Topic Guid="{GUID}" TopicType="Clash" TopicStatus=""><ReferenceLink>https://a.example</ReferenceLink><Title>Duct &lt;1&gt;</Title><Priority/><Index>7</Index>'
    "<Labels>MEP</Labels><CreationDate>2026-03-02</CreationDate>"
    "<DueDate>soon</DueDate><Description> two\nlines </Description></Topic>"
    f'<Comment Guid="{GUID}"><VerbalStatus>Open</VerbalStatus><Status>Error</Status><Date>2026-03-02T09:00:00Z</Date>'
    f'<Author>Anna</Author><Comment>Lower it.</Comment><ReplyToComment Guid="{GUID}" /><Viewpoint Guid="{GUID}"/></Comment>'
    f'<Viewpoints Guid="{GUID}"><Viewpoint>viewpoint.bcfv</Viewpoint><Snapshot>snapshot.png</Snapshot><Index>0</Index>'
    "</Viewpoints></Markup>"
)
WHOLE_VIEW = (
    f'{HEAD}<VisualizationInfo Guid="{GUID}"><Components>'
    '<ViewSetupHints SpacesVisible="true" SpaceBoundariesVisible="false" OpeningsVisible="true"/>'
    '<Selection>\n  <Component IfcGuid="0aBcDeFgHiJkLmNoPqRsTu"/>\n</Selection><Visibility DefaultVisibility="false">'
    '<Exceptions><Component IfcGuid="1aBcDeFgHiJkLmNoPqRsTu"><OriginatingSystem>CAD</OriginatingSystem>'
    "<AuthoringToolId>42</AuthoringToolId></Component></Exceptions></Visibility>"
    '<Coloring><Color Color="FF00AA"><Component IfcGuid="2aBcDeFgHiJkLmNoPqRsTu"/></Color></Coloring></Components>'
    f"<PerspectiveCamera><CameraViewPoint>{XYZ}</CameraViewPoint><CameraDirection>{XYZ}</CameraDirection>"
    "<CameraUpVector><X>0</X><Y>1</Y><Z>0</Z></CameraUpVector><FieldOfView>60</FieldOfView></PerspectiveCamera>"
    f"<Lines><Line><StartPoint>{XYZ}</StartPoint><EndPoint>{XYZ}</EndPoint></Line></Lines>"
    f"<ClippingPlanes><ClippingPlane><Location>{XYZ}</Location><Direction>{XYZ}</Direction></ClippingPlane></ClippingPlanes>"
    "</VisualizationInfo>"
)
WAYS: dict[str, tuple[Read, Callable[..., object], str]] = {
    "markup": (markup_of, read_markup, WHOLE_MARKUP),
    "viewpoint": (view_of, read_visinfo, WHOLE_VIEW),
}


def check(kind: str, data: bytes) -> bool:
    """True when the pattern matched; then the careful reader must give the same, with the same words."""
    quick, careful, _ = WAYS[kind]
    said: Said = []
    found = quick(data, lambda code, words: said.append((code, words)))
    if found is None:
        return False
    parsed, also_said = parse(data), list[tuple[str, str]]()
    assert parsed.root is not None and parsed.oddities == (), "the pattern took what is not well-formed"
    assert found == careful(parsed.root, lambda code, words: also_said.append((code, words)))
    assert said == also_said
    return True


@pytest.mark.parametrize("kind", WAYS)
def test_the_whole_common_shape_goes_by_the_pattern(kind: str) -> None:
    assert check(kind, WAYS[kind][2].encode())


@pytest.mark.parametrize("version", VERSIONS)
def test_generated_files_of_every_version(version: str) -> None:
    assert check("markup", markup(THIRD, version).encode()) or version != "2.1"
    check("viewpoint", visinfo(THIRD, version).encode())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.path.stem)
def test_real_files(row: object) -> None:
    path: Path = row.path  # type: ignore[attr-defined]
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith("markup.bcf"):
                check("markup", archive.read(entry))
            elif entry.filename.endswith(".bcfv"):
                check("viewpoint", archive.read(entry))


PIECES = st.sampled_from(
    [
        "<", ">", "&", "&amp;", "&#65;", "<!--x-->", "<![CDATA[x]]>", "]]>", "<?x y?>", "\x01", "\ufeff", "\r\n", " ", '"', "'", "/",
        'a="b"', 'Guid="x"', "<X>1</X>", "<Odd/>", "xmlns='y'", "true", "1", "-", "e5", "ä", "</Topic>", "<Title>again</Title>",
        '<Component IfcGuid="0aBcDeFgHiJkLmNoPqRsTu"/>', "<Index>x</Index>", "\x85", "\u2028", "0x1", "1_0", "\u0661",
    ]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), PIECES), min_size=1, max_size=3)


@pytest.mark.parametrize("kind", WAYS)
@settings(max_examples=300)
@given(edits=EDITS)
def test_mutated_files(kind: str, edits: list[tuple[float, int, str]]) -> None:
    text = WAYS[kind][2]
    for where, cut, piece in edits:
        place = int(where * len(text))
        text = text[:place] + piece + text[place + (cut if cut > 30 else 0) :]
    check(kind, text.encode())
