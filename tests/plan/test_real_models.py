"""Objects of real clash results and real models, found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from converter.model.ifc import ElementIndex, IfcElement
from converter.parsers.ifc.index import open_index
from converter.parsers.ifcclash.reader import IfcClashReader
from converter.plan.elements import Element, IdKind, element_of
from converter.plan.models.matches import Ambiguous, Match, Outcome, Rung, counts_per_rung
from converter.plan.models.matching import Circumstances, Matcher
from converter.plan.models.model_files import models_of_test

Models = Callable[..., list[ElementIndex]]


@pytest.fixture
def models(shared_data: Path) -> Iterator[Models]:
    """Opens real models by their names."""
    folder = shared_data / "ifc"
    if not folder.is_dir():
        pytest.skip("the folder with real models is not there (../shared/data/ifc)")
    with ExitStack() as opened:
        yield lambda *names: [opened.enter_context(open_index(folder / name, name)) for name in names]


@pytest.mark.parametrize(
    ("report", "names", "test", "clashes"),
    [
        ("duplex_arch_vs_electrical", ["duplex/Duplex_A.ifc", "duplex/Duplex_Electrical.ifc"], 0, 69),
        ("duplex_arch_vs_electrical", ["duplex/Duplex_A.ifc", "duplex/Duplex_Electrical.ifc"], 1, 149),
        (
            "schependomlaan_steel_vs_masonry",
            ["schependomlaan/BERNTS-Staalconstructie.ifc", "schependomlaan/ROOT-kalkzandsteen.ifc"],
            1,
            14,
        ),
    ],
)
def test_every_object_of_a_clash_run_is_found(
    shared_data: Path, models: Models, report: str, names: list[str], test: int, clashes: int
) -> None:
    given = models(*names)
    if report.startswith("duplex"):  # the same ids in another file: the test says which one is meant
        given += models("duplex/Duplex_A_georeferenced.ifc")
    read = IfcClashReader().read(shared_data / "clash" / f"{report}.json", report).tests[test]
    around = Circumstances(models=models_of_test(read, given))
    assert [each.header.file for each in around.models] == names
    matcher = Matcher(given)
    outcomes = [matcher.match_pair([element_of(item) for item in each.items], around) for each in read.results]
    assert counts_per_rung([each for pair in outcomes for each in pair]) == {"global-id-in-file": 2 * clashes}
    files = [{each.element.file for each in pair if isinstance(each, Match)} for pair in outcomes]
    assert all(len(pair) == 2 for pair in files), "one object of each model"


def by_tag(given: list[ElementIndex], source_file: str) -> list[tuple[IfcElement, Outcome]]:
    """Every element that has a Tag, looked for by it."""
    matcher = Matcher(given)
    tagged = [each for each in given[0].elements() if each.tag]
    return [(each, matcher.match(Element(IdKind.ELEMENT_ID, each.tag, source_file=source_file))) for each in tagged]


def test_element_ids_of_revit(models: Models) -> None:
    """Doors share their number with their openings: the door is meant."""
    found = by_tag(models("revit/LargeBuilding.ifc", "duplex/Duplex_A.ifc"), "LargeBuilding_v2.nwc")
    solid = [outcome for each, outcome in found if not each.ifc_class.startswith("IfcOpening")]
    matched = [each for each in solid if isinstance(each, Match) and each.rung is Rung.ELEMENT_ID_AS_TAG]
    assert len(solid) > 100 and len(matched) + 2 == len(solid), "a roof and its slab share number and name"
    assert all(not each.element.ifc_class.startswith("IfcOpening") for each in matched)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("schependomlaan/BERNTS-Staalconstructie.ifc", 965),
        ("schependomlaan/ROOT-kalkzandsteen.ifc", 134),
        ("misc/AC20-FZK-Haus.ifc", 95),
    ],
)
def test_ids_of_tekla_and_archicad(models: Models, name: str, least: int) -> None:
    """As BCF components name them, with the program in the place of a file."""
    found = by_tag(models(name, "revit/LargeBuilding.ifc"), "the authoring program")
    assert sum(isinstance(outcome, Match) and outcome.element == each for each, outcome in found) >= least
    assert all(
        outcome.element == each if isinstance(outcome, Match) else isinstance(outcome, Ambiguous)
        for each, outcome in found
    )
