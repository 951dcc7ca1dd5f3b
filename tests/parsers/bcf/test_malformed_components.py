"""Components: ids, booleans, visibility and colours as writers write them (cases c01-c10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.model.viewpoint import Coloring, Component, Viewpoint, Visibility
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import BEAM, DUCT, THIRD, Files, changed, component, of_case, topic
from tests.parsers.bcf.reading import check_texts, only_one, read, said, snapshot

VIEWPOINT = f"{THIRD}/viewpoint.bcfv"
LISTED = ["2.1", "3.0"]
ALL = ["1.0", "2.0", "2.1", "3.0"]
PAIR = (Component(DUCT), Component(BEAM))
UUID, COMPRESSED = "60f91daf-3dd7-4283-a86d-24137b720ed1", "1W_HslFTT2WwXj91DxSWxH"
"""One GlobalId in both of its forms."""


def with_components(written: str, version: str) -> Files:
    return changed(topic(THIRD, version), "viewpoint.bcfv", (archives.components(version), written))


def view_of(place: Path, written: str, version: str, *codes: str) -> Viewpoint:
    """The viewpoint with such components; all the rest must be there as ever."""
    found = only_one(place, with_components(written, version), version, *((code, VIEWPOINT) for code in codes))
    check_texts(found, THIRD, version)
    (view,) = found.viewpoints
    assert view.camera is not None and len(view.lines) == 1 and snapshot(place, view) == archives.png(THIRD)
    return view


def selected(*written: str) -> str:
    """A list of selected components, in the layout of 2.1 and 3.0."""
    return f'<Components><Selection>{"".join(written)}</Selection><Visibility DefaultVisibility="true"/></Components>'


def listed(visibility: str, selection: str = "") -> str:
    return f"<Components>{selection}{visibility}</Components>"


@pytest.mark.parametrize("version", of_case("c01", LISTED))
@pytest.mark.parametrize("guid", ["", ' IfcGuid=""', ' IfcGuid="  "'])
def test_a_component_without_a_guid_is_known_by_its_id_in_the_authoring_tool(
    tmp_path: Path, guid: str, version: str
) -> None:
    """Case c01."""
    inner = "<OriginatingSystem>Acme 7</OriginatingSystem><AuthoringToolId>4711</AuthoringToolId>"
    view = view_of(tmp_path, selected(f"<Component{guid}>{inner}</Component>", component(BEAM)), version)
    assert view.selection == (Component(None, "Acme 7", "4711"), Component(BEAM))
    assert ("BCF070", VIEWPOINT) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))


@pytest.mark.parametrize("version", of_case("c01", LISTED))
def test_a_component_of_which_nothing_is_known_is_counted(tmp_path: Path, version: str) -> None:
    """Case c01."""
    view = view_of(tmp_path, selected("<Component/>", component(BEAM)), version)
    assert view.selection == (Component(), Component(BEAM))


@pytest.mark.parametrize("version", of_case("c02", LISTED))
@pytest.mark.parametrize("written", [UUID, UUID.upper(), "{" + UUID + "}", UUID.replace("-", "")])
def test_a_uuid_becomes_a_guid_of_22_characters(tmp_path: Path, written: str, version: str) -> None:
    """Case c02."""
    view = view_of(tmp_path, selected(component(written)), version)
    assert view.selection == (Component(COMPRESSED),)
    assert ("BCF071", VIEWPOINT) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))


@pytest.mark.parametrize("version", LISTED)
@pytest.mark.parametrize(
    "written",
    [
        pytest.param("0aBcDeFgHiJkLmNoPqRsTuVwXyZ1", id="c03-28-characters"),
        pytest.param("0aBcDeFgHiJkLmNoPqRsT", id="c03-21-characters"),
        pytest.param("9aBcDeFgHiJkLmNoPqRsTu", id="c03-first-character-too-large"),
        pytest.param("0aBcDeFgHiJkLmNoPqRs,-", id="c03-characters-that-are-none"),
        pytest.param("4711", id="c03-a-number"),
    ],
)
def test_a_guid_that_is_none_is_kept_as_it_is(tmp_path: Path, written: str, version: str) -> None:
    view = view_of(tmp_path, selected(component(written), component(BEAM)), version, "BCF072")
    assert view.selection == (Component(written), Component(BEAM))


@pytest.mark.parametrize("version", of_case("c03", ALL))
def test_fifty_thousand_components_are_read_in_a_second(tmp_path: Path, version: str) -> None:
    """Case c03: no quadratic time; ``read`` measures it."""
    flat = "".join([component(f"{each:022d}") for each in range(50_000)])
    written = f"<Components>{flat}</Components>" if version in ("1.0", "2.0") else selected(flat)
    view = view_of(tmp_path, written, version)
    assert len({each.ifc_guid for each in view.selection}) == 50_000
    assert ("BCF076", VIEWPOINT) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))


@pytest.mark.parametrize("version", of_case("c04", LISTED))
@pytest.mark.parametrize(
    ("word", "value"), [("True", True), ("1", True), ("TRUE", True), ("False", False), ("0", False)]
)
def test_booleans_of_every_spelling_are_read(tmp_path: Path, word: str, value: bool, version: str) -> None:
    """Case c04."""
    hints = f'<ViewSetupHints SpacesVisible="{word}" SpaceBoundariesVisible="{word}" OpeningsVisible="{word}"/>'
    exceptions = f"<Exceptions>{component(DUCT)}</Exceptions>"
    if version == "3.0":
        written = listed(f'<Visibility DefaultVisibility="{word}">{hints}{exceptions}</Visibility>')
    else:
        written = listed(f'{hints}<Visibility DefaultVisibility="{word}">{exceptions}</Visibility>')
    assert view_of(tmp_path, written, version).visibility == Visibility(value, PAIR[:1], value, value, value)


@pytest.mark.parametrize(("word", "value"), [("True", True), ("1", True), ("False", False), ("0", False)])
def test_c04_booleans_of_components_are_read_in_every_spelling(tmp_path: Path, word: str, value: bool) -> None:
    """Case c04."""
    both = component(DUCT, f' Selected="{word}" Visible="{word}"') + component(BEAM, f' Selected="{word}"')
    view = view_of(tmp_path, f"<Components>{both}</Components>", "2.0")
    assert view.selection == (PAIR if value else ())
    expected = Visibility(default=False, exceptions=PAIR) if value else Visibility(default=True, exceptions=PAIR[:1])
    assert view.visibility == expected


@pytest.mark.parametrize("version", of_case("c05", LISTED))
@pytest.mark.parametrize("written", ["", ' DefaultVisibility=""', ' DefaultVisibility="perhaps"'])
def test_a_default_visibility_that_is_not_there_is_false(tmp_path: Path, written: str, version: str) -> None:
    """Case c05."""
    exceptions = f"<Exceptions>{component(DUCT)}{component(BEAM)}</Exceptions>"
    view = view_of(tmp_path, listed(f"<Visibility{written}>{exceptions}</Visibility>"), version)
    assert view.visibility == Visibility(default=False, exceptions=PAIR)


@pytest.mark.parametrize("version", of_case("c06", LISTED))
def test_without_a_word_on_visibility_everything_is_shown(tmp_path: Path, version: str) -> None:
    """Case c06."""
    written = f"<Components><Selection>{component(DUCT)}{component(BEAM)}</Selection></Components>"
    view = view_of(tmp_path, written, version)
    assert (view.selection, view.visibility) == (PAIR, None)
    assert ("BCF073", VIEWPOINT) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("written", ["", "<Components/>", "<Components></Components>"], ids=["none", "c07", "c07-open"])
def test_empty_components_say_nothing(tmp_path: Path, written: str, version: str) -> None:
    view = view_of(tmp_path, written, version)
    assert (view.selection, view.visibility, view.coloring) == ((), None, ())


@pytest.mark.parametrize("version", LISTED)
@pytest.mark.parametrize(
    "written",
    [
        pytest.param("<Selection/>", id="c08-selection"),
        pytest.param("<Selection/><Coloring/>", id="c08-coloring"),
        pytest.param('<Coloring><Color Color="FF00FF00"/></Coloring>', id="c08-colour-of-nothing"),
        pytest.param('<Coloring><Color Color="FF00FF00"><Components/></Color></Coloring>', id="c08-colour-of-no-list"),
        pytest.param("<Selection></Selection><Unknown/>", id="c08-unknown"),
    ],
)
def test_empty_lists_are_empty(tmp_path: Path, written: str, version: str) -> None:
    visibility = '<Visibility DefaultVisibility="false"><Exceptions/></Visibility>'
    view = view_of(tmp_path, f"<Components>{written}{visibility}</Components>", version)
    assert (view.selection, view.coloring, view.visibility) == ((), (), Visibility(default=False))


def flat(duct: str, beam: str) -> str:
    return f"<Components>{component(DUCT, duct)}{component(BEAM, beam)}</Components>"


HIDDEN_DUCT = Visibility(default=True, exceptions=PAIR[:1])
ONLY_PAIR = Visibility(default=False, exceptions=PAIR)
VISIBLE = [
    pytest.param(' Visible="false"', ' Visible="true"', HIDDEN_DUCT, ("BCF074",), id="c09-mixed"),
    pytest.param(' Visible="false"', ' Visible="1" Selected="1"', HIDDEN_DUCT, ("BCF074",), id="c09-mixed-selected"),
    pytest.param(' Visible="false"', ' Visible="false"', Visibility(exceptions=PAIR), (), id="c09-all-hidden"),
    pytest.param(' Visible="true"', ' Visible="true"', ONLY_PAIR, (), id="c09-all-visible"),
    pytest.param(' Selected="true"', ' Color="FF00FF00"', Visibility(), (), id="c09-selected-or-coloured"),
]


@pytest.mark.parametrize(("duct", "beam", "expected", "codes"), VISIBLE)
def test_hidden_components_of_20_win(
    tmp_path: Path, duct: str, beam: str, expected: Visibility, codes: tuple[str, ...]
) -> None:
    assert view_of(tmp_path, flat(duct, beam), "2.0", *codes).visibility == expected


COLOURS = [
    pytest.param("FF00FF00", "FF00FF00", id="c10-as-it-should-be"),
    pytest.param("00FF00", "00FF00", id="c10-without-alpha"),
    pytest.param("ff00ff00", "FF00FF00", id="c10-lower-case"),
    pytest.param("#00ff00", "00FF00", id="c10-hash"),
    pytest.param("0xB300FF00", "B300FF00", id="c10-0x"),
    pytest.param(" FF00FF00 ", "FF00FF00", id="c10-blanks"),
    pytest.param("green", None, id="c10-a-name"),
    pytest.param("0,255,0", None, id="c10-three-numbers"),
    pytest.param("FF00FF0", None, id="c10-seven-digits"),
    pytest.param("GG00FF00", None, id="c10-no-digits"),
    pytest.param("", None, id="c10-empty"),
]


@pytest.mark.parametrize("version", ["2.0", "2.1", "3.0"])
@pytest.mark.parametrize(("written", "expected"), COLOURS)
def test_colours_of_every_spelling_are_read(tmp_path: Path, written: str, expected: str | None, version: str) -> None:
    old = archives.components(version)
    view = view_of(tmp_path, old.replace("FF00FF00", written), version)
    assert view.coloring == (() if expected is None else (Coloring(expected, PAIR[:1]),))
    assert view.selection == PAIR and view.visibility == ONLY_PAIR, "a colour costs no component"
    noted = ("BCF075", VIEWPOINT) in said(read(tmp_path, (tmp_path / "topics.bcf").read_bytes()))
    assert noted == (written != expected and not (version == "2.0" and not written))


@pytest.mark.parametrize("version", LISTED)
def test_one_component_in_many_lists_is_one(tmp_path: Path, version: str) -> None:
    inner = f"<Component IfcGuid='{DUCT}'><AuthoringToolId>1</AuthoringToolId></Component>"
    exceptions = f'<Visibility DefaultVisibility="false"><Exceptions>{inner}</Exceptions></Visibility>'
    view = view_of(tmp_path, listed(exceptions, f"<Selection>{inner}</Selection>"), version)
    assert view.visibility is not None and view.selection == view.visibility.exceptions
