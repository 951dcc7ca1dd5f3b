"""Elements out of what a report says of its objects."""

from __future__ import annotations

import pytest

from converter.model.clash import ClashItem
from converter.plan.elements import IdKind, element_of

PATH = ("File", "Tower.nwd", "Structure.nwc", "Level 2", "Structural Framing", "UB305", "Steel")


def test_a_revit_object() -> None:
    tags = (("Item Name", "UB305"), ("Item Type", "Solid"), ("Item Source File", "Other.rvt"))
    element = element_of(ClashItem((("Element ID", "312345"),), "Level 2", PATH, tags))
    assert (element.id_kind, element.id, element.name, element.type) == (IdKind.ELEMENT_ID, "312345", "UB305", "Solid")
    assert element.source_file == "Structure.nwc" and element.key == "element-id:structure:312345"


@pytest.mark.parametrize(
    ("attributes", "tags", "kind", "identifier"),
    [
        ((("元素 ID", "700124"),), (), IdKind.ELEMENT_ID, "700124"),
        ((("ID объекта", "12"),), (), IdKind.ELEMENT_ID, "12"),
        ((), (("Объект Id", "700123"),), IdKind.ELEMENT_ID, "700123"),
        ((("GUID", "_kXyZ012345678abcdefAB"),), (), IdKind.IFC_GUID, "_kXyZ012345678abcdefAB"),
        ((("Entity Handle", "13c8a"),), (), IdKind.HANDLE, "13C8A"),
        ((("GUID", "0A1B2C3D-1111-4222-8333-444455556666"),), (), IdKind.GUID, "0a1b2c3d-1111-4222-8333-444455556666"),
        ((("GUID", "00000000-0000-0000-0000-000000000000"),), (), None, None),
        ((("GUID", "0a1b2c3d-1111-4222-8333-444455556666"),), (("Id", "77"),), IdKind.ELEMENT_ID, "77"),
        (
            (("Element ID", "1"),),
            (("IFC GLOBALID", "1W_HslFTT2WwXj91DxSWxH"),),
            IdKind.IFC_GUID,
            "1W_HslFTT2WwXj91DxSWxH",
        ),
        (
            (),
            (("Item GUID", "9f8e7d6c-1111-5222-8333-444455556666"),),
            IdKind.GUID,
            "9f8e7d6c-1111-5222-8333-444455556666",
        ),
        ((), (), None, None),
    ],
)
def test_ids(
    attributes: tuple[tuple[str, str], ...],
    tags: tuple[tuple[str, str], ...],
    kind: IdKind | None,
    identifier: str | None,
) -> None:
    element = element_of(ClashItem(attributes, None, (), tags))
    assert (element.id_kind, element.id) == (kind, identifier)


def test_an_object_of_nothing_but_a_path() -> None:
    element = element_of(ClashItem(path=("File", "x.nwc", "IfcBeam", "Beam 1", "Concrete")))
    assert element.key is None and element.ifc_class == "IfcBeam" and element.label == "Beam 1"


def test_the_last_file_of_the_path_is_the_source() -> None:
    element = element_of(ClashItem(path=("File", "Federated.nwd", "Inner.nwd", "Pipes.dwg", "1000", "Pipe")))
    assert element.source_file == "Pipes.dwg"


def test_the_first_of_two_properties_of_one_name_counts() -> None:
    assert element_of(ClashItem(smart_tags=(("Item Name", "first"), ("Item Name", "second")))).name == "first"
