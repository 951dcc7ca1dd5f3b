"""The run folder and the ledger are one memory: whichever is asked, the plan is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from converter.app.run_folder import CLASHES_FILE, PLAN_FILE, read_json, read_lines
from tests.app.publishing import Site
from tests.app.weekly import Weeks, lines_of, plan_of
from tests.sandbox.running import Box
from tests.weeks.clash_xml import written
from tests.weeks.export import Fields, Written, export, quirks
from tests.weeks.world import a_week_later, first_week


@pytest.fixture
def weeks(server: Box, tmp_path: Path) -> Weeks:
    server.reset()
    return Weeks(Site(server, tmp_path))


def reports(folder: Path, seed: int, count: int) -> Iterator[Path]:
    """Reports of a made-up project, a third of its size, week after week."""
    random = Random(seed)
    fields = random.choice(list(Fields))
    world, trades = first_week(random)
    world.facts = dict(list(world.facts.items())[::3])
    world.history = world.history[::6]
    last: Written | None = None
    for number in range(count):
        if number:
            a_week_later(world, trades)
        last = export(world, fields, quirks(random, fields if number else Fields.IDS), last)
        yield written(folder / f"week {number}.xml", last.report)


@pytest.mark.parametrize(
    ("seed", "settings"),
    [
        (1, {"grouping__by": "none"}),
        (2, {"grouping__by": "culprit"}),
        (3, {"grouping__by": "none", "identity__close_after": 2}),
        (4, {"grouping__by": "culprit", "identity__close_after": 2}),
    ],
)
def test_both_memories_give_the_same_plan(weeks: Weeks, tmp_path: Path, seed: int, settings: dict[str, object]) -> None:
    found: Counter[str] = Counter()
    folders = Weeks(Site(weeks.site.box, tmp_path / "folders"))
    folders.site.folder.mkdir()
    before = None
    for number, path in enumerate(reports(tmp_path, seed, 4)):
        kept = folders.plan(path, before, **settings).rename(tmp_path / f"run {number}")
        assert weeks.publish(path, **settings).exit_code == 0
        assert plan_of(weeks.out) == plan_of(kept)
        assert lines_of(weeks.out) == lines_of(kept)
        found += Counter(row["action"] for row in read_json(kept, PLAN_FILE)["issues"])
        found += Counter(line["state"] for line in read_lines(kept, CLASHES_FILE) if line["issue"])
        before = kept
    assert {"create", "close", "new", "persistent", "moved", "reidentified", "unretested", "resolved"} <= set(found)
    last = plan_of(weeks.out)
    open_ones = {uuid for uuid, each in last.items() if each[0] in {"create", "update", "reopen", "unchanged"}}
    assert {issue["uuid"] for issue in weeks.site.box.issues() if issue["status"] == "open"} == open_ones


@pytest.mark.parametrize("seed", [5, 6])
def test_a_report_that_is_planned_again_says_the_same(weeks: Weeks, tmp_path: Path, seed: int) -> None:
    """Weeks with all that goes wrong in them: what was new, moved, absent stays so, and nothing is to be done."""
    for path in reports(tmp_path, seed, 3):
        weeks.publish(path)
        lines = lines_of(weeks.out)
        weeks.plan(path)
        assert lines_of(weeks.out) == lines
        assert weeks.actions().keys() == {"unchanged"}
