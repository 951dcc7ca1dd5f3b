"""The table of all objects of a published model, and answers that are remembered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import RejectedError
from converter.model.codes import diagnose
from converter.model.global_id import expanded
from converter.model.object_rows import ObjectRow
from converter.plan.elements import IdKind
from converter.plan.models.object_answers import RememberedObjects, answers_of_rows, rows_of_answers
from converter.plan.models.object_ids import FoundObjects, ListedObjects, ObjectIdentity
from converter.plan.models.object_queries import VALUES_AT_ONCE, Filters, QueriedObjects, Row
from converter.plan.models.object_tables import object_table
from tests.plan.ifc_models import global_id
from tests.plan.test_object_ids import Server, number, row, source

WALL, SLAB = global_id(1), global_id(2)
MADE_BY_NAVISWORKS = "0a1b2c3d-1111-5222-8333-444455556666"


def rows_of(*given: Row, page: int = 3) -> tuple[ObjectRow, ...]:
    rows, said = object_table(Server(*given, page=page))
    assert said == ()
    return rows


def test_one_line_an_object_with_all_it_is_known_by() -> None:
    found = rows_of(
        row(9, "IFC", "GLOBALID", WALL), row(7, "IFC", "GLOBALID", SLAB), row(7, "Item", "GUID", MADE_BY_NAVISWORKS),
        number(7), source(7, "C:\\Models\\Services_v3.nwc"), row(7, "Item", "Name", "Duct"),
    )  # fmt: skip
    assert found == (
        ObjectRow(7, SLAB, "312345", "Services_v3.nwc"), ObjectRow(7, MADE_BY_NAVISWORKS), ObjectRow(9, WALL),
    )  # fmt: skip


def test_source_files_are_asked_for_only_where_there_are_numbers() -> None:
    server = Server(row(9, "IFC", "GLOBALID", WALL), source(9, "A.nwc"))
    assert object_table(server)[0] == (ObjectRow(9, WALL),)
    assert not any("Source File" in filters["filters[name]"] for filters, _ in server.asked)


def test_the_first_property_that_has_an_id_decides_in_any_spelling() -> None:
    found = rows_of(
        row(1, "IFC", "GLOBALID", WALL), row(2, "Item", "GUID", expanded(WALL)), row(3, "Item", "GUID", SLAB)
    )
    assert found == (ObjectRow(1, WALL), ObjectRow(3, SLAB))


def test_several_objects_of_one_element() -> None:
    assert rows_of(*[row(n, "IFC", "GLOBALID", WALL) for n in range(1, 8)]) == tuple(
        ObjectRow(n, WALL) for n in range(1, 8)
    )


def test_a_number_of_several_objects_nobody_can_tell_apart_is_left_out_and_said() -> None:
    given = [number(1), number(2), number(3), source(3, "A.nwc"), number(4, "77"), row(1, "IFC", "GLOBALID", WALL)]
    rows, said = object_table(Server(*given))
    assert rows == (ObjectRow(1, WALL), ObjectRow(3, "", "312345", "A.nwc"), ObjectRow(4, "", "77"))
    assert [(each.code, each.count) for each in said] == [("OBJ002", 1)] and "312345" in said[0].message


def test_what_cannot_be_read_is_counted() -> None:
    rows, said = object_table(Server(row(None, "IFC", "GLOBALID", WALL), row(5, "IFC", "GLOBALID", SLAB)))
    assert rows == (ObjectRow(5, SLAB),) and [(each.code, each.count) for each in said] == [("OBJ003", 1)]


MODELS = ("", "A.nwc", "B.rvt", "A_v2.rvt")
facts = st.one_of(
    st.builds(lambda each: [row(each, "Item", "GUID", MADE_BY_NAVISWORKS)], st.integers(1, 6)),
    st.builds(
        lambda each, place, guid: [row(each, *place, guid)],
        st.integers(1, 6),
        st.sampled_from([("IFC", "GLOBALID"), ("Element", "IfcGUID"), ("Item", "GUID")]),
        st.sampled_from([WALL, SLAB, expanded(WALL)]),
    ),
    st.builds(
        lambda each, place, value: [row(each, *place, value)],
        st.integers(1, 6),
        st.sampled_from([("Element ID", "Value"), ("Element", "Id")]),
        st.sampled_from(["5", "6"]),
    ),
)


@given(st.lists(facts, max_size=12), st.dictionaries(st.integers(1, 6), st.sampled_from(MODELS)))
def test_the_table_answers_as_the_server_would(given_facts: list[list[Row]], files: dict[int, str]) -> None:
    """Where the server knows one set of objects for certain, the table gives the same; it never gives others."""
    rows = [each for some in given_facts for each in some] + [source(n, file) for n, file in files.items() if file]
    server = Server(*rows, page=4)
    listed = ListedObjects(object_table(server)[0])
    wanted = [
        ObjectIdentity(IdKind.IFC_GUID, WALL),
        ObjectIdentity(IdKind.IFC_GUID, SLAB),
        ObjectIdentity(IdKind.GUID, MADE_BY_NAVISWORKS),
        *[ObjectIdentity(IdKind.ELEMENT_ID, value, model) for value in ("5", "6") for model in ("a", "b", "c")],
    ]
    asked, known = QueriedObjects(server).look_up(wanted), listed.look_up(wanted)
    for each in wanted:
        if each.kind is not IdKind.IFC_GUID or each.value == SLAB:
            assert known.ids.get(each) == asked.ids.get(each), each
        elif each in asked.ids:  # two spellings by one property are one id in the table
            assert set(asked.ids[each]) <= set(known.ids[each])


# Filters that may have few values only


@pytest.mark.parametrize("most", [1, 7, VALUES_AT_ONCE])
def test_a_query_that_is_refused_is_asked_in_smaller_pieces(most: int) -> None:
    wanted = [ObjectIdentity(IdKind.GUID, f"{n:08x}-1111-4222-8333-444455556666") for n in range(100)]
    server = Server(*(row(n, "Item", "GUID", each.value) for n, each in enumerate(wanted)), page=1_000)

    def strict(filters: Filters, page: int) -> tuple[Sequence[Row], bool]:
        if len(filters["filters[value]"]) > most:
            raise RejectedError("422, too many values")
        return server(filters, page)

    assert QueriedObjects(strict).look_up(wanted).ids == {each: (n,) for n, each in enumerate(wanted)}


def test_what_is_refused_one_by_one_is_refused() -> None:
    def never(_filters: Filters, _page: int) -> tuple[Sequence[Row], bool]:
        raise RejectedError("403, no")

    with pytest.raises(RejectedError, match="403"):
        QueriedObjects(never).look_up([ObjectIdentity(IdKind.IFC_GUID, WALL)])


# Answers


def test_nothing_is_asked_twice() -> None:
    asked: list[list[ObjectIdentity]] = []
    rows = [ObjectRow(1, WALL), ObjectRow(2, element_id="5", model="a"), ObjectRow(3, element_id="5", model="b")]

    class Counting:
        def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
            asked.append(list(wanted))
            return ListedObjects(rows).look_up(wanted)

    wall, gone = ObjectIdentity(IdKind.IFC_GUID, WALL), ObjectIdentity(IdKind.IFC_GUID, SLAB)
    unclear = ObjectIdentity(IdKind.ELEMENT_ID, "5")
    first = RememberedObjects(Counting(), {})
    found = first.look_up([wall, gone, unclear])
    assert found == FoundObjects({wall: (1,)}, frozenset({unclear}))
    again = RememberedObjects(Counting(), answers_of_rows(rows_of_answers(first.answers)))  # type: ignore[arg-type]
    assert again.look_up([unclear, gone, wall]) == found and asked == [[wall, gone, unclear]]


def test_half_an_answer_is_not_remembered() -> None:
    class Endless:
        def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
            return FoundObjects({wanted[0]: (1,)}, diagnostics=(diagnose("OBJ004", "no end"),))

    wall = ObjectIdentity(IdKind.IFC_GUID, WALL)
    objects = RememberedObjects(Endless(), {})
    assert objects.look_up([wall]).ids == {wall: (1,)} and not objects.answers
