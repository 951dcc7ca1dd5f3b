"""One shared key is one element, whatever the report happens to say of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from converter.model.clash import ClashItem
from converter.model.global_id import compressed, expanded, revit_export_uuid
from converter.model.ifc import IfcElement
from converter.plan.element_keys import known_global_id, names_no_model, path_key_of, strong_keys, without_model
from converter.plan.elements import Element, IdKind, element_of
from converter.plan.models.matches import Confidence, Match, Rung, Unmatched

UUID4 = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
UUID5 = "0a1b2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d"
UNIQUE_ID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d-0001fd0b"


def test_an_element_id_is_that_of_its_model_of_any_date_and_version() -> None:
    first = Element(IdKind.ELEMENT_ID, "17", source_file="Tower_2026-03-02_v3.nwc")
    second = replace(first, source_file=r"C:\Models\Tower_2026-03-09_v4.rvt")
    assert strong_keys(first) == strong_keys(second) == {"element-id:tower:17"}
    assert strong_keys(first) != strong_keys(replace(first, source_file="Annex.rvt"))


def test_a_globalid_and_the_uuid_of_the_same_bits_are_one_key() -> None:
    global_id = compressed(UUID4)
    assert global_id is not None
    assert expanded(global_id) == UUID4
    as_guid = Element(IdKind.GUID, UUID4, source_file="a.ifc")
    assert strong_keys(as_guid) == strong_keys(Element(IdKind.IFC_GUID, global_id)) == {f"ifc:{global_id}"}


def test_a_name_navisworks_made_is_no_globalid() -> None:
    assert strong_keys(Element(IdKind.GUID, UUID5, source_file="a.dwg")) == {f"guid:a:{UUID5}"}


def test_revits_uniqueid_gives_the_globalid_of_its_export() -> None:
    exported = revit_export_uuid(UNIQUE_ID)
    assert exported is not None
    keys = strong_keys(Element(IdKind.ELEMENT_ID, UNIQUE_ID.upper(), source_file="a.rvt"))
    assert keys == {f"revit:{UNIQUE_ID}", f"ifc:{compressed(exported)}"}


def test_a_globalid_and_an_element_id_beside_it_are_both_keys() -> None:
    keys = strong_keys(Element(IdKind.IFC_GUID, "3jtheE_vDK2QyNbLV_5GTI", source_file="S.ifc", element_id="311060"))
    assert keys == {"ifc:3jtheE_vDK2QyNbLV_5GTI", "element-id:s:311060"}


def test_what_a_model_knows_is_a_key_unless_circumstances_alone_found_it() -> None:
    found = IfcElement("s.ifc", "3jtheE_vDK2QyNbLV_5GTI", 5, "IfcBeam")
    sure, guess = (Match(found, Rung.ELEMENT_ID_AS_TAG, each) for each in (Confidence.MEDIUM, Confidence.LOW))
    assert known_global_id(sure) == "3jtheE_vDK2QyNbLV_5GTI"
    assert known_global_id(guess) is None
    assert known_global_id(Unmatched("no")) is None
    element = Element(IdKind.ELEMENT_ID, "17", source_file="s.ifc")
    assert strong_keys(element, known_global_id(sure)) == {"element-id:s:17", "ifc:3jtheE_vDK2QyNbLV_5GTI"}


def test_a_path_stands_for_an_element_only_where_there_is_no_id() -> None:
    item = ClashItem(path=("File", "All.nwd", "Tower_2026-03-02.nwc", "Level 1", "Wall", "Solid"))
    later = ClashItem(path=("File", "Federated.nwd", "Tower_2026-03-09.nwc", "Level 1", "Wall", "Solid"))
    key = path_key_of(item)
    assert key == path_key_of(later)
    assert key != path_key_of(replace(item, path=(*item.path[:-1], "Lines")))
    assert strong_keys(element_of(item), path_key=key) == {f"path:{key}"}
    assert strong_keys(Element(IdKind.HANDLE, "1A", source_file="a.dwg"), path_key=key) == {"handle:a:1A"}
    assert path_key_of(ClashItem()) is None
    assert strong_keys(Element()) == frozenset()


@pytest.mark.parametrize(
    ("key", "bare", "is_bare"),
    [
        ("element-id:tower:17", "element-id::17", False),
        ("element-id::17", "element-id::17", True),
        ("handle:a: b:1F", "handle::1F", False),
        ("ifc:3jtheE_vDK2QyNbLV_5GTI", "ifc:3jtheE_vDK2QyNbLV_5GTI", False),
    ],
)
def test_keys_without_the_model(key: str, bare: str, *, is_bare: bool) -> None:
    assert without_model({key}) == {bare}
    assert names_no_model(key) is is_bare
