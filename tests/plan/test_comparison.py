"""Two weeks of the samples and of a real project, and tests that got another name."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from sys import setprofile

import pytest

from converter.parsers.navisworks.clash_xml import ClashXmlReader
from converter.plan.runs.clash_record import RecordedRun
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.runs.comparison import compared
from converter.plan.runs.records import records_of_reports
from tests.conftest import SAMPLES
from tests.plan.clash_records import clash, element, run

WEEK_1, WEEK_2 = SAMPLES / "week-1", SAMPLES / "week-2"
REAL = "Structural vs Equipment"


def read(*paths: Path) -> RecordedRun:
    """The run of some reports."""
    return records_of_reports([ClashXmlReader().read(path, path.name) for path in paths], frozenset())


@pytest.mark.parametrize("layout", ["everything", "individual"])
def test_the_sample_weeks_are_compared_as_they_were_made(layout: str) -> None:
    comparison = compared(read(WEEK_1 / f"Building ({layout}).xml"), read(WEEK_2 / "Building (everything).xml"))
    truth = json.loads((SAMPLES / "TRUTH.json").read_bytes())["clashes"]
    found = {
        (each.old.guid if each.old else None, each.new.guid if each.new else None): str(each.state)
        for each in comparison.changes
    }
    expected = {
        (each["week_1_guid"], each["week_2_guid"] if each["truth"] != "resolved" else None): each["truth"]
        for each in truth
    }
    assert found == expected
    assert comparison.probable == ()


def test_headers_alone_close_nothing() -> None:
    comparison = compared(read(WEEK_1 / "Building (everything).xml"), read(WEEK_1 / "Building (group headers).xml"))
    counts = comparison.counts()
    assert counts["new"] == counts["resolved"] == 0
    assert counts["unretested"] > 0
    assert "CMP005" in {each.code for each in comparison.diagnostics}


def test_feet_and_metres_are_one_run() -> None:
    metres, feet = (read(SAMPLES / week / "Building (everything).xml") for week in ("week-1", "week-1-feet"))
    assert {name for name, count in compared(metres, feet).counts().items() if count} == {"persistent", "suppressed"}


def real(shared_data: Path, run_name: str) -> RecordedRun:
    """A real report, from outside of this project."""
    folder = shared_data / "navisworks" / "dbecher84" / run_name
    if not folder.is_dir():
        pytest.skip(f"{run_name} is not there")
    (path,) = [each for each in folder.glob("*.xml") if REAL in each.name]
    return read(path)


def test_the_week_in_which_guids_came_back_as_others(shared_data: Path) -> None:
    old, new = real(shared_data, "run-2020-03-26-everything"), real(shared_data, "run-2020-04-02-individual")
    assert sum(each.is_open for each in old.clashes if not each.has_members) == 69
    comparison = compared(old, new)
    counts = {name: count for name, count in comparison.counts().items() if count}
    assert counts == {"persistent": 54, "moved": 12, "reidentified": 15}
    assert Counter(
        each.shift_m is not None and each.shift_m > 0.05 for each in comparison.changes if each.state == "moved"
    ) == {True: 12}
    assert comparison.probable == ()


def test_four_days_of_group_headers(shared_data: Path) -> None:
    old, new = real(shared_data, "run-2020-04-02-group-headers"), real(shared_data, "run-2020-04-06-group-headers")
    assert {name: count for name, count in compared(old, new).counts().items() if count} == {
        "persistent": 33,
        "moved": 1,
    }


def renamed(*, other: int = 0, shared: int = 5) -> tuple[RecordedRun, RecordedRun]:
    """A test that is now called New; ``other`` of its clashes are in Other as well, which is new too."""
    pairs = [(f"a{number}", f"b{number}") for number in range(5)]
    old = run(*(clash(f"g{n}", *pair, test="Old") for n, pair in enumerate(pairs)))
    now = [clash(f"h{n}", *pair, test="New") for n, pair in enumerate(pairs[:shared])]
    now += [clash(f"i{n}", f"c{n}", "d", test="New") for n in range(5 - shared)]
    return old, run(*now, *(clash(f"o{n}", *pair, test="Other") for n, pair in enumerate(pairs[:other])))


def test_a_renamed_test_is_known_by_its_clashes() -> None:
    comparison = compared(*renamed(shared=3))
    assert comparison.diagnostics[0].code == "CMP001"
    assert comparison.counts() | {"reidentified": 3} == comparison.counts()


def test_it_is_not_where_another_test_might_be_meant() -> None:
    comparison = compared(*renamed(other=4))
    assert [each.code for each in comparison.diagnostics] == ["CMP002", "CMP005"]
    assert comparison.counts()["unretested"] == 5
    named = compared(*renamed(other=4), CompareSettings(test_aliases={"OLD": "new"}))
    assert named.counts()["reidentified"] == 5
    assert named.counts()["new"] == 4


def test_a_few_clashes_in_common_are_no_renaming() -> None:
    assert compared(*renamed(shared=1)).counts()["reidentified"] == 0
    assert compared(*renamed(shared=2)).counts()["reidentified"] == 0


def test_an_alias_that_leads_nowhere_is_told() -> None:
    old, new = renamed()
    codes = [each.code for each in compared(old, new, CompareSettings(test_aliases={"Old": "Nowhere"})).diagnostics]
    assert "CMP003" in codes


def test_the_same_input_in_any_order_gives_the_same_changes() -> None:
    old, new = read(WEEK_1 / "Building (everything).xml"), read(WEEK_2 / "Building (everything).xml")
    plain = compared(old, new)
    random = Random(3)
    for _ in range(3):
        shuffled = [
            RecordedRun(tuple(random.sample(each.clashes, len(each.clashes))), each.tests[::-1], each.models)
            for each in (old, new)
        ]
        assert compared(*shuffled).changes == plain.changes


def large(count: int, week: int) -> RecordedRun:
    """A run of many clashes; in the second week a tenth has another guid, a tenth another element, a fiftieth is gone."""
    random, chance = Random(1), Random(week)
    beams = [element(f"element-id:s:{number}", "IfcBeam", "s") for number in range(count // 8)]
    pipes = [element(f"element-id:p:{number}", "IfcPipeSegment", "p") for number in range(count // 4)]
    rows = []
    for number in range(count):
        sides = [random.choice(beams), random.choice(pipes)]
        place = (random.uniform(0, 200), random.uniform(0, 100), random.uniform(0, 30))
        if week == 2 and chance.random() < 0.1:
            sides[1] = element(f"element-id:p:{count + number}", "IfcPipeSegment", "p")
        guid = f"{'h' if week == 2 and chance.random() < 0.1 else 'g'}{number}"
        if week == 1 or chance.random() > 0.02:
            rows.append(clash(guid, *sides, place, test=f"Test {number % 40}"))
    chance.shuffle(rows)
    return run(*rows)


def calls(count: int) -> int:
    """How many functions are called to compare so many clashes: what takes time, without a clock."""
    old, new = large(count, 1), large(count, 2)
    total = 0

    def tally(*_: object) -> None:
        nonlocal total
        total += 1

    setprofile(tally)
    try:
        comparison = compared(old, new)
    finally:
        setprofile(None)
    assert comparison.counts()["reidentified"] > 0.08 * count
    return total


def test_a_hundred_thousand_clashes_are_ten_times_the_work_of_ten_thousand() -> None:
    assert calls(100_000) <= 11 * calls(10_000)
