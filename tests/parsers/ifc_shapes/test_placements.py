"""Origins of placements, against IfcOpenShell's reading of them."""

from __future__ import annotations

from pathlib import Path

import ifcopenshell
import ifcopenshell.util.placement
import ifcopenshell.util.unit
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.placements import origins
from tests.parsers.ifc_shapes import real_models
from tests.parsers.ifc_shapes.step_models import Building

FEET = 0.3048


def by_library(model: ifcopenshell.file, products: list[int]) -> np.ndarray:
    scale = ifcopenshell.util.unit.calculate_unit_scale(model)
    placements = [model.by_id(product).ObjectPlacement for product in products]
    return np.array(
        [
            ifcopenshell.util.placement.get_local_placement(placement)[:3, 3] * scale if placement else [np.nan] * 3
            for placement in placements
        ]
    )


@pytest.mark.parametrize("path", real_models.paths())
def test_real_models(path: Path) -> None:
    model = ifcopenshell.open(str(path))
    products = [product.id() for product in model.by_type("IfcProduct")]
    found = origins(Offsets(path.read_bytes()), products, ifcopenshell.util.unit.calculate_unit_scale(model))
    np.testing.assert_allclose(found, by_library(model, products), rtol=1e-12, atol=1e-9, equal_nan=True)


numbers = st.floats(-1e4, 1e4).map(lambda number: round(number, 4))
directions = st.sampled_from(
    [
        ((0, 0, 1), (1, 0, 0)),
        ((0, 0, 2), (0, -3, 0)),
        ((1, 0, 0), (0, 1, 0)),
        ((0, 1, 1), (1, 0, 0)),
        ((1, 1, 0), (-1, 1, 0)),
    ]
)


@given(chain=st.lists(st.tuples(numbers, numbers, numbers, st.none() | directions), min_size=1, max_size=6))
def test_chains_of_turned_placements(chain: list[tuple]) -> None:
    building = Building("ft")
    above = None
    for x, y, z, turned in chain:
        axes = ",".join(f"#{building.add(f'IFCDIRECTION({_list(axis)})')}" for axis in turned) if turned else "$,$"
        above = building.placement(x, y, z, above, axes)
    wall = building.product("IFCWALL", above, None)
    content = building.content()
    found = origins(Offsets(content), [wall], FEET)
    expected = by_library(ifcopenshell.file.from_string(content.decode()), [wall])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)


def _list(axis: tuple[int, ...]) -> str:
    return "(" + ",".join(f"{value}." for value in axis) + ")"


def test_a_placement_in_the_plane() -> None:
    building = Building()
    point = building.add("IFCCARTESIANPOINT((2.,3.))")
    turned = building.add("IFCDIRECTION((0.,1.))")
    flat = building.add(f"IFCAXIS2PLACEMENT2D(#{point},#{turned})")
    outer = building.add(f"IFCLOCALPLACEMENT($,#{flat})")
    wall = building.product("IFCWALL", building.placement(5, 0, 1, outer), None)
    assert origins(Offsets(building.content()), [wall], 0.001).tolist() == [[0.002, 0.008, 0.001]]


def test_what_has_no_place_is_nan() -> None:
    building = Building()
    circle = len(building.records) + 1
    building.add(f"IFCLOCALPLACEMENT(#{circle},#{building.axes})")
    grid = building.add("IFCGRIDPLACEMENT($,#1,$)")
    lost = building.add("IFCLOCALPLACEMENT($,#100000)")
    bent = building.add(f"IFCLOCALPLACEMENT($,#{building.origin})")
    good = building.placement(1, 2, 3)
    walls = [
        building.product("IFCWALL", placement, None) for placement in (None, circle, grid, lost, bent, 10**6, good)
    ]
    found = origins(Offsets(building.content()), [*walls, 10**7], 1.0)
    assert np.isnan(found[[0, 1, 2, 3, 4, 5, 7]]).all()
    assert found[6].tolist() == [1, 2, 3]


def test_no_products() -> None:
    assert origins(Offsets(Building().content()), [], 1.0).shape == (0, 3)


@given(data=st.binary(max_size=5), position=st.integers(0, 5000))
def test_damaged_models_raise_nothing(data: bytes, position: int) -> None:
    building = Building()
    wall = building.product("IFCWALL", building.placement(1, 2, 3, building.placement(4, 5, 6)), None)
    content = building.content()
    assert origins(Offsets(content[:position] + data + content[position + len(data) :]), [wall], 1.0).shape == (1, 3)


def test_very_long_chains() -> None:
    building = Building()
    above = None
    for _ in range(3000):
        above = building.placement(1, 0, 0, above)
    wall = building.product("IFCWALL", above, None)
    assert origins(Offsets(building.content()), [wall], 1.0).tolist() == [[3000, 0, 0]]
