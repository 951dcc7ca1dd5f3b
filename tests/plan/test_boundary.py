"""The boundary of a published model against clash points."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.units import METRES_PER_FOOT
from converter.model.vectors import Vector
from converter.plan.models.boundary import Boundary, check_boundary, parse_boundary
from converter.plan.models.model_notes import boundary_notes

BOX = Boundary((-30.0, -90.0, 0.0), (300.0, 210.0, 60.0))
"""91 m long, if these are feet."""
POINTS: list[Vector] = [(10.0 * n, 5.0 * n, 1.5 * n) for n in range(9)]


def corner(x: object, y: object, z: object) -> dict[str, object]:
    return {"x": x, "y": y, "z": z}


@pytest.mark.parametrize(
    ("minimum", "maximum"),
    [
        (corner("-30", "-90.0", "0"), corner("300", "210", "60.0")),
        (corner(-30, -90, 0), corner(300.0, 210, 60)),
        (json.dumps(corner("-30", "-90", "0")), json.dumps(corner("300", "210", "6e1"))),
        ([-30, "-90", 0], (300, 210, 60)),
        ("[-30, -90, 0]", "300, 210, 60"),
        ("-30.0 -90.0 0.0", "(300; 210; 60)"),
        ({"X": "-30", "Y": "-90", "Z": "0"}, corner("300", "210", "60")),
        (corner("300", "210", "0"), corner("-30", "-90", "60")),
    ],
)
def test_every_way_of_writing_it(minimum: object, maximum: object) -> None:
    assert parse_boundary(minimum, maximum) == BOX


@pytest.mark.parametrize(
    "corner_",
    [
        None, "", "none", "1, 2", "1 2 3 4", [], [1, 2], {}, {"x": 1, "y": 2}, corner("a", "1", "2"), corner(True, 1, 2),
        corner("nan", 1, 2), corner("inf", 1, 2), corner(None, 1, 2), 7, "null", corner(10**400, 1, 2), b"123",
    ],
)  # fmt: skip
def test_what_is_no_corner(corner_: object) -> None:
    assert parse_boundary(corner_, corner(1, 2, 3)) is None and parse_boundary(corner(1, 2, 3), corner_) is None


def test_a_single_point_bounds_nothing() -> None:
    assert parse_boundary(corner("6.24", "12.48", "24.96"), corner("6.24", "12.48", "24.96")) is None


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers() | st.floats(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("xyzX"), inner)))  # fmt: skip
def test_anything_is_answered(value: object) -> None:
    found = parse_boundary(value, corner(0, 0, 0))
    assert found is None or all(a <= b for a, b in zip(found.low, found.high, strict=True))


def test_feet_are_expected() -> None:
    check = check_boundary(BOX, POINTS)
    assert check is not None and check.fits and (check.unit, check.inside, check.points) == ("ft", 9, 9)
    assert list(boundary_notes(check, readable=True, file="r.xml")) == []


def test_so_is_the_unit_of_the_source() -> None:
    metres = Boundary((-9.0, -27.0, 0.0), (91.0, 64.0, 18.0))
    own = check_boundary(metres, POINTS, source_unit="m")
    assert own is not None and own.fits and own.unit == "m"
    other = check_boundary(metres, POINTS, source_unit="ft")
    assert other is not None and not other.fits and other.unit == "m" and other.inside == 9
    assert "published in m" in other.explanation
    assert [each.code for each in boundary_notes(other, readable=True, file="r.xml")] == ["PLN048"]


def test_another_origin() -> None:
    away = [(x + 5_000.0, y, z) for x, y, z in POINTS]
    check = check_boundary(BOX, away, source_unit="unheard of")
    assert check is not None and not check.fits and check.inside == 0
    assert "another origin" in check.explanation and 4_000 < check.away_m < 6_000
    (note,) = boundary_notes(check, readable=True, file="r.xml")
    assert note.code == "PLN048" and note.count == 9


def test_points_on_the_border_and_a_few_outside_are_no_fault() -> None:
    edge = 300.0 * METRES_PER_FOOT
    near, far = (edge + 0.9, 0.0, 0.0), (edge + 1.1, 0.0, 0.0)
    assert (check := check_boundary(BOX, [near] * 19 + [far])) and check.fits and check.inside == 19
    assert (check := check_boundary(BOX, [near] * 18 + [far] * 2)) and not check.fits


def test_without_points_or_boundary() -> None:
    assert check_boundary(BOX, []) is None
    assert list(boundary_notes(None, readable=True, file="r.xml")) == []
    assert [each.code for each in boundary_notes(None, readable=False, file="r.xml")] == ["PLN049"]


@given(
    st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 3), min_size=1, max_size=20), st.sampled_from(["ft", "m", "mm", "in"])
)
def test_points_lie_in_their_own_boundary(points: list[Vector], unit: str) -> None:
    """Whatever the unit of the source, the box around the points holds them."""
    factor = {"ft": 0.3048, "m": 1.0, "mm": 0.001, "in": 0.0254}[unit]
    low, high = ([f(p[axis] for p in points) / factor for axis in range(3)] for f in (min, max))
    boundary = parse_boundary(low, high)
    if boundary is not None:
        check = check_boundary(boundary, points, source_unit=unit)
        assert check is not None and check.fits
