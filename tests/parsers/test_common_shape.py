"""A clash with any of the optional elements, in Navisworks' order, is of the common shape and means the same both ways."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.clash import ClashGroup, ClashResult, ClashTest
from converter.parsers.navisworks.pattern import CLASH
from tests.navisworks import document, guid, item, test_element
from tests.parsers.test_two_ways import assert_equal_ways

OPTIONAL = {
    "parentgroup": "<parentgroup>B-2 &amp; B-3</parentgroup>",
    "description": "<description>Hard</description>",
    "resultstatus": "<resultstatus>Approved</resultstatus>",
    "priority": "<priority>2</priority>",
    "clashpoint": '<clashpoint><pos3f x="-0.000000000000002" y="250000.125" z="-3"/></clashpoint>',
    "gridlocation": "<gridlocation>C-7.5 : Level 3</gridlocation>",
    "createddate": '<createddate><date year="2026" month="3" day="2" hour="8" minute="26" second="9"/></createddate>',
    "approveddate": '<approveddate><date year="2026" month="3" day="4" hour="5" minute="6" second="7"/></approveddate>',
    "approvedby": "<approvedby>bert</approvedby>",
    "assignedto": "<assignedto>carla</assignedto>",
}
ATTRIBUTES = {"href": ' href="r_files\\cd000001.jpg"', "distance": ' distance="-0.125"'}


def written(names: set[str], *, items: int = 2, tag: str = "clashresult") -> str:
    """An entry with some of the optional parts, always in the same order."""
    objects = "".join(item(str(n), layer="L", path="File/A.nwc", tags="Item Name=Beam") for n in range(items))
    return (
        f'<{tag} name="Clash1" guid="{guid(1)}"{ATTRIBUTES["href"] if "href" in names else ""} status="approved"'
        f"{ATTRIBUTES['distance'] if 'distance' in names else ''}>\n"
        + "\n".join(text for name, text in OPTIONAL.items() if name in names)
        + f"\n<clashobjects>\n{objects}</clashobjects>\n</{tag}>\n"
    )


def read(folder: Path, entry: str) -> ClashTest:
    path = folder / "report.xml"
    path.write_text(document(test_element(entry)), encoding="utf-8")
    return assert_equal_ways(path).tests[0]


@pytest.mark.parametrize("tag", ["clashresult", "clashgroup"])
def test_an_entry_with_every_optional_part(tmp_path: Path, tag: str) -> None:
    entry = written({*OPTIONAL, *ATTRIBUTES}, tag=tag)
    assert CLASH.fullmatch(entry)
    test = read(tmp_path, entry)
    found: ClashResult | ClashGroup = (test.groups if tag == "clashgroup" else test.results)[0]
    result = found.header if isinstance(found, ClashGroup) else found
    assert (result.parent_group, result.description, result.status_text) == ("B-2 & B-3", "Hard", "Approved")
    assert result.point_m == (-0.000000000000002, 250000.125, -3.0) and result.distance_m == -0.125
    assert (result.image, result.grid_location, result.priority) == ("r_files\\cd000001.jpg", "C-7.5 : Level 3", 2)
    assert (result.created, result.approved) == (datetime(2026, 3, 2, 8, 26, 9), datetime(2026, 3, 4, 5, 6, 7))
    assert (result.approved_by, result.assigned_to) == ("bert", "carla") and len(result.items) == 2


@given(
    st.sets(st.sampled_from([*OPTIONAL, *ATTRIBUTES])),
    st.integers(0, 2),
    st.sampled_from(["clashresult", "clashgroup"]),
)
def test_any_part_may_be_missing(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], items: int, tag: str
) -> None:
    entry = written(names, items=items, tag=tag)
    assert CLASH.fullmatch(entry)
    test = read(tmp_path_factory.mktemp("any"), entry)
    result = test.groups[0].header if test.groups else test.results[0]
    assert len(result.items) == items and (result.approved_by is None) == ("approvedby" not in names)
    assert (result.point_m is None) == ("clashpoint" not in names) and (result.image is None) == ("href" not in names)
