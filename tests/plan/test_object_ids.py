"""From elements to objects of a published model, and what is visible then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from converter.model.global_id import compressed, expanded
from converter.model.object_rows import ObjectRow
from converter.model.viewpoint import Component
from converter.plan.elements import Element, IdKind
from converter.plan.models.matches import Confidence, Match, Rung, Unmatched
from converter.plan.models.object_ids import (
    FoundObjects,
    ListedObjects,
    ObjectIdentity,
    ObjectIdMap,
    identities_of,
    identities_of_component,
    resolve,
)
from converter.plan.models.object_queries import (
    PAGES_AT_MOST,
    PROPERTIES,
    VALUES_AT_ONCE,
    Filters,
    Property,
    QueriedObjects,
    Row,
)
from tests.plan.ifc_models import element, global_id

WALL = ObjectIdentity(IdKind.IFC_GUID, global_id(1))
PIPE = ObjectIdentity(IdKind.ELEMENT_ID, "312345", "services")
UUID = "0a1b2c3d-1111-4222-8333-444455556666"


def row(object_id: object, category: str, name: str, value: object, typed: object = None) -> Row:
    return {"object_id": object_id, "category": category, "name": name, "typed_value": typed, "uom": "", "value": value}


class Server:
    """Answers like Procore: filters of one name are alternatives, those of different names must all hold."""

    def __init__(self, *rows: Row, page: int = 2) -> None:
        self.rows, self.page = rows, page
        self.asked: list[tuple[Filters, int]] = []

    def __call__(self, filters: Filters, page: int) -> tuple[Sequence[Row], bool]:
        self.asked.append((filters, page))
        fitting = [each for each in self.rows if all(self._holds(each, key, some) for key, some in filters.items())]
        start = (page - 1) * self.page
        return fitting[start : start + self.page], len(fitting) > start + self.page

    @staticmethod
    def _holds(each: Row, key: str, some: Sequence[str]) -> bool:
        name = key.removeprefix("filters[").removesuffix("]")
        return str(each[name]) in some


def look_up(server: Server, *wanted: ObjectIdentity) -> FoundObjects:
    objects: ObjectIdMap = QueriedObjects(server)
    return objects.look_up(wanted)


def test_a_global_id_as_it_is_and_as_uuid() -> None:
    other = ObjectIdentity(IdKind.IFC_GUID, global_id(2))
    server = Server(
        row(7, "IFC", "GLOBALID", WALL.value), row(8, "Item", "GUID", (expanded(other.value) or "").upper()), page=9
    )
    server._holds = lambda *_: True  # type: ignore[method-assign]
    assert look_up(server, WALL, other).ids == {WALL: (7,), other: (8,)}


def test_all_objects_of_the_first_property_that_knows_it_and_none_of_another() -> None:
    rows = [row(n, "IFC", "GLOBALID", WALL.value) for n in (9, 7, 8)]
    server = Server(row(5, "Item", "GUID", WALL.value), *rows, row(7, "IFC", "GLOBALID", WALL.value))
    assert look_up(server, WALL).ids == {WALL: (7, 8, 9)}
    assert [page for _, page in server.asked] == [1, 2, 3]


def test_a_crosswise_pair_of_category_and_name_is_passed_over() -> None:
    assert look_up(Server(row(5, "Item", "GLOBALID", WALL.value)), WALL) == FoundObjects({})


def test_many_values_in_few_requests() -> None:
    wanted = [ObjectIdentity(IdKind.GUID, f"{n:08x}-1111-4222-8333-444455556666") for n in range(VALUES_AT_ONCE + 1)]
    server = Server(*(row(n, "Item", "GUID", each.value) for n, each in enumerate(wanted)), page=1_000)
    found = look_up(server, *wanted)
    assert found.ids == {each: (n,) for n, each in enumerate(wanted)}
    assert [len(filters["filters[value]"]) for filters, _ in server.asked] == [VALUES_AT_ONCE, 1]


def test_nothing_wanted_nothing_asked() -> None:
    server = Server()
    assert look_up(server).ids == {} and not server.asked


def source(object_id: int, file: str) -> Row:
    return row(object_id, "Item", "Source File", file)


def number(object_id: int, value: object = "312345", typed: object = None) -> Row:
    return row(object_id, "Element ID", "Value", value, typed)


@pytest.mark.parametrize(
    ("rows", "ids", "ambiguous"),
    [
        ([number(1)], (1,), False),
        ([number(1), source(1, "Services_v3.rvt")], (1,), False),
        ([number(1), source(1, "Structure.rvt")], None, False),
        ([number(1), number(2), source(1, "Structure.rvt"), source(2, "Services.nwc")], (2,), False),
        ([number(1), number(2), source(1, "Services.rvt"), source(2, "Services.nwc")], (1, 2), False),
        ([number(1), number(2), source(1, "Structure.rvt")], (2,), False),
        ([number(1), number(2)], None, True),
        ([number("1", "", 312345.0)], (1,), False),
        ([row(3, "Element", "Id", "312345"), number(1)], (1,), False),
        ([row(3, "Element", "Id", "312345")], (3,), False),
        ([number(1, "3123456")], None, False),
    ],
)
def test_a_number_means_an_element_of_one_source_file(
    rows: list[Row], ids: tuple[int, ...] | None, ambiguous: bool
) -> None:
    server = Server(*rows)
    holds = server._holds
    server._holds = lambda each, key, some: key == "filters[value]" or holds(each, key, some)  # type: ignore[method-assign]
    found = look_up(server, PIPE)
    assert found.ids == ({PIPE: ids} if ids else {}) and (PIPE in found.ambiguous) is ambiguous


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([number(1)], (1,)),
        ([number(1), number(2)], None),
        ([number(1), number(2), source(1, "A.rvt"), source(2, "A.nwc")], (1, 2)),
        ([number(1), number(2), source(1, "A.rvt"), source(2, "B.nwc")], None),
        ([number(1), number(2), source(2, "A.rvt")], None),
    ],
)
def test_a_number_without_a_file(rows: list[Row], ids: tuple[int, ...] | None) -> None:
    anonymous = ObjectIdentity(IdKind.ELEMENT_ID, "312345")
    found = look_up(Server(*rows), anonymous)
    assert found.ids == ({anonymous: ids} if ids else {}) and (anonymous in found.ambiguous) is (ids is None)


@pytest.mark.parametrize("object_id", [None, "", "x", -1, 1.5, True, 10**20])
def test_rows_that_cannot_be_read_are_counted(object_id: object) -> None:
    found = look_up(Server(row(object_id, "IFC", "GLOBALID", WALL.value), row(4, "IFC", "GLOBALID", WALL.value)), WALL)
    assert found.ids == {WALL: (4,)}
    assert [(each.code, each.count) for each in found.diagnostics] == [("OBJ003", 1)]


def test_a_server_that_always_has_more() -> None:
    asked = []

    def same(_filters: Filters, page: int) -> tuple[Sequence[Row], bool]:
        asked.append(page)
        return [row(1, "IFC", "GLOBALID", WALL.value)], True

    found = QueriedObjects(same).look_up([WALL])
    assert found.ids == {WALL: (1,)} and [each.code for each in found.diagnostics] == ["OBJ004"] and asked == [1, 2]

    def other(_filters: Filters, page: int) -> tuple[Sequence[Row], bool]:
        return [row(page, "IFC", "GLOBALID", WALL.value)], True

    found = QueriedObjects(other).look_up([WALL])
    assert len(found.ids[WALL]) == PAGES_AT_MOST and [each.code for each in found.diagnostics] == ["OBJ004"]


def test_other_property_names() -> None:
    names: Mapping[IdKind, tuple[Property, ...]] = {**PROPERTIES, IdKind.ELEMENT_ID: (Property("Объект", "Id"),)}
    found = QueriedObjects(Server(row(1, "объект", "ID", "312345")), names).look_up([PIPE])
    assert found.ids == {}, "the server compares letter by letter"
    found = QueriedObjects(Server(row(1, "Объект", "Id", "312345")), names).look_up([PIPE])
    assert found.ids == {PIPE: (1,)}


# Identities


def test_the_identities_of_an_element() -> None:
    services = "Services_v2.nwc"
    assert identities_of(Element(IdKind.ELEMENT_ID, "312345", source_file=services)) == (PIPE,)
    beside = Element(IdKind.IFC_GUID, WALL.value, element_id="312345", source_file=services)
    assert identities_of(beside) == (WALL, PIPE)
    uuid = compressed(UUID) or ""
    assert identities_of(Element(IdKind.GUID, UUID)) == (
        ObjectIdentity(IdKind.IFC_GUID, uuid), ObjectIdentity(IdKind.GUID, UUID),
    )  # fmt: skip
    made = UUID.replace("-4222-", "-5222-")
    assert identities_of(Element(IdKind.GUID, made)) == (ObjectIdentity(IdKind.GUID, made),)
    assert identities_of(Element(IdKind.HANDLE, "1A")) == identities_of(Element()) == ()


def test_a_match_adds_the_ids_of_the_model() -> None:
    reported = Element(IdKind.ELEMENT_ID, "312345", source_file="Federated.nwd")
    match = Match(element("x/Services.ifc", 1, tag="312345"), Rung.ELEMENT_ID_AS_TAG, Confidence.MEDIUM)
    by_report = ObjectIdentity(IdKind.ELEMENT_ID, "312345", "federated")
    assert identities_of(reported, match) == (WALL, by_report, PIPE)
    assert identities_of(reported, Unmatched("no")) == (by_report,)


def test_the_identities_of_a_component() -> None:
    assert identities_of_component(Component(WALL.value, "Revit", "312345")) == (
        WALL, ObjectIdentity(IdKind.ELEMENT_ID, "312345"),
    )  # fmt: skip
    assert identities_of_component(Component(None, "ArchiCAD", f"ID{UUID.upper()}")) == (
        ObjectIdentity(IdKind.IFC_GUID, compressed(UUID) or ""),
    )
    assert identities_of_component(Component(None, "CAD", "A/17")) == identities_of_component(Component()) == ()


# Tables


def test_a_table() -> None:
    rows = [
        ObjectRow(1, guid=expanded(WALL.value) or ""), ObjectRow(2, WALL.value),
        ObjectRow(3, element_id="312345", model="Services_v9.nwc"), ObjectRow(4, element_id="312345", model="Structure.rvt"),
        ObjectRow(5, element_id="7"), ObjectRow(6, guid="no guid"),
    ]  # fmt: skip
    objects: ObjectIdMap = ListedObjects(rows)
    seven = ObjectIdentity(IdKind.ELEMENT_ID, "7", "anything")
    unclear = ObjectIdentity(IdKind.ELEMENT_ID, "312345")
    odd = ObjectIdentity(IdKind.IFC_GUID, "no guid")
    strange = ObjectIdentity(IdKind.ELEMENT_ID, "312345", "roof")
    found = objects.look_up([WALL, PIPE, seven, unclear, odd, strange])
    assert found.ids == {WALL: (1, 2), PIPE: (3,), seven: (5,), odd: (6,)} and found.ambiguous == {unclear}


def test_resolving_tries_the_next_id_only_for_the_rest() -> None:
    asked: list[list[ObjectIdentity]] = []
    table = ListedObjects([ObjectRow(1, WALL.value), ObjectRow(9, element_id="312345", model="services")])

    class Counting:
        def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
            asked.append(list(wanted))
            return table.look_up(wanted)

    unknown = ObjectIdentity(IdKind.IFC_GUID, global_id(5))
    both, second, nobody = (WALL, PIPE), (unknown, PIPE), (unknown,)
    result = resolve(Counting(), [both, second, nobody, both, ()], file="r.bcf")
    assert result.ids == {both: (1,), second: (9,)} and result.of(nobody) == ()
    assert asked == [[WALL, unknown], [PIPE]]
    (note,) = result.diagnostics
    assert (note.code, note.count, note.location.file) == ("OBJ001", 1, "r.bcf") and global_id(5) in note.message


def test_what_is_ambiguous_is_said() -> None:
    rows = [ObjectRow(1, element_id="7", model="a"), ObjectRow(2, element_id="7", model="b")]
    result = resolve(ListedObjects(rows), [(ObjectIdentity(IdKind.ELEMENT_ID, "7"),)])
    assert not result.ids and [each.code for each in result.diagnostics] == ["OBJ002"]
