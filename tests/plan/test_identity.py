"""Keys and UUIDs: the same thing has the same key whatever the order."""

from __future__ import annotations

import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from converter.plan.elements import Element, IdKind, model_name
from converter.plan.identity import NAMESPACE, guid_key, issue_uuid, numbered, pair_key

elements = st.builds(
    Element,
    id_kind=st.sampled_from(IdKind),
    id=st.text("0123456789", min_size=1, max_size=7),
    source_file=st.sampled_from(["A.nwc", "B.rvt", ""]),
)


@given(elements, elements)
def test_objects_may_be_swapped(first: Element, second: Element) -> None:
    assert pair_key("T", (first.key, second.key)) == pair_key(" t ", (second.key, first.key))


def test_a_pair_needs_two_known_elements() -> None:
    known = Element(IdKind.ELEMENT_ID, "1").key
    assert pair_key("T", (known,)) is None and pair_key("T", (known, Element().key)) is None
    assert guid_key("T", "g", "Clash1") == guid_key("T", "g", "renamed")
    assert guid_key("T", "", "Clash1") != guid_key("T", "", "Clash2")


def test_the_same_number_in_two_models_is_two_elements() -> None:
    first, second = (
        Element(IdKind.ELEMENT_ID, "1", source_file="A.nwc"),
        Element(IdKind.ELEMENT_ID, "1", source_file="B.nwc"),
    )
    assert first.key != second.key


def test_model_names_lose_date_and_version() -> None:
    names = [
        "Tower_MEP.nwc",
        "C:\\x\\Tower_MEP_2026-03-02.rvt",
        "Tower_MEP-v3.ifc",
        "tower_mep_R02.nwc",
        "Tower_MEP_20260302_rev4.nwd",
    ]
    assert {model_name(name) for name in names} == {"tower_mep"}
    drawings = [
        "STR-01-1000-01-01.dwg",
        "STR-01-1000-01-02.dwg",
        "TOWER1.dwg",
        "TOWER2.dwg",
        "FLOOR1.dwg",
        "M-20-01-02.dwg",
    ]
    assert len({model_name(name) for name in drawings}) == len(drawings), "numbers of drawings are no versions"
    assert model_name("2026-03-02.nwc") == "2026-03-02", "a name that is nothing but a date stays"
    assert model_name("Level 2.nwc") == "level 2"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.uuids().map(str)), max_size=12, unique_by=lambda pair: pair[1]))
def test_numbering_does_not_depend_on_the_order(pairs: list[tuple[str, str]]) -> None:
    keys = dict(zip(pairs, numbered(pairs), strict=True))
    shuffled = pairs[:]
    random.Random(1).shuffle(shuffled)
    assert dict(zip(shuffled, numbered(shuffled), strict=True)) == keys
    assert len(set(keys.values())) == len(pairs)


@given(st.integers(0, 2**63), st.text(max_size=60))
def test_uuids_are_version_5_of_the_standard_library(project: int, key: str) -> None:
    try:
        expected = uuid.uuid5(NAMESPACE, f"{project}|{key}")
    except UnicodeEncodeError:
        return
    assert issue_uuid(project, key) == str(expected)
