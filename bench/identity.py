"""How well clashes are known again: two hundred made-up weeks, and the time two large runs take.

The weeks are those of ``tests/weeks`` (rates of real ones: guids issued anew, sides swapped, points moved, elements lost,
stale, partial, filtered and renamed tests, models not loaded). The table is that of ``docs/benchmarks.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.timing import in_turns
from converter.parsers.collecting import collection_paused
from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest
from converter.plan.runs.comparison import compared
from tests.weeks.scoring import Score, total


def measured(weeks: int, clashes: int, rounds: int) -> Iterator[tuple[str, float, float, str, str]]:
    """Promises as (what, value, bound, sense, unit)."""
    score = total(range(weeks))
    print(table(score, weeks))
    yield f"identity over {weeks} weeks: precision", score.precision, 0.995, "at least", ""
    yield f"identity over {weeks} weeks: recall", score.recall, 0.995, "at least", ""
    yield f"identity over {weeks} weeks: issues closed that still clash", score.closed_wrongly, 0, "at most", ""
    sizes = (clashes // 10, clashes)
    runs = {size: (large_run(size, 1), large_run(size, 2)) for size in sizes}
    with collection_paused():
        seconds = in_turns(
            {str(size): lambda pair=pair: compared(*pair) for size, pair in runs.items()},  # type: ignore[misc]
            rounds,
        )
    small, large = (seconds[str(size)] / size for size in sizes)
    print(f"  comparing {clashes:,} clashes with as many: {seconds[str(clashes)]:.2f} s")
    yield f"comparing {clashes:,} clashes with as many", seconds[str(clashes)], 3, "at most", "s"
    yield f"comparing: seconds a clash at {clashes:,} against {clashes // 10:,}", large / small, 2, "at most", "×"


def table(score: Score, weeks: int) -> str:
    """The figures for people, beside those of the guid alone."""
    lines = [
        f"  {weeks} weeks, {score.clashes:,} open clashes in the earlier reports, {score.true:,} of them in the later ones",
        f"  {'':<34}{'by elements':>14}{'by guid':>12}",
        f"  {'found again, rightly':<34}{score.right:>14,}{score.by_guid_right:>12,}",
        f"  {'found again, wrongly':<34}{score.wrong:>14,}{score.by_guid_wrong:>12,}",
        f"  {'precision':<34}{score.precision:>14.4f}{'':>12}",
        f"  {'recall':<34}{score.recall:>14.4f}{score.by_guid_right / score.true:>12.4f}",
        f"  {'closed':<34}{score.closed:>14,}{score.clashes - score.by_guid_right:>12,}",
        f"  {'closed, and still there':<34}{score.closed_wrongly:>14,}{score.closed_wrongly_by_guid:>12,}",
        f"  {'solved, and their tests say so':<34}{score.closable:>14,}",
    ]
    return "\n".join(lines)


def large_run(count: int, week: int) -> RecordedRun:
    """A large run; in the second week a tenth has another guid, a tenth another element, a fiftieth is gone."""
    random, chance = Random(1), Random(week)
    beams = [_element("s", number, "IfcBeam") for number in range(count // 8)]
    pipes = [_element("p", number, "IfcPipeSegment") for number in range(count // 4)]
    rows = []
    for number in range(count):
        first, second = random.choice(beams), random.choice(pipes)
        point = (random.uniform(0, 200), random.uniform(0, 100), random.uniform(0, 30))
        if week == 2 and chance.random() < 0.1:
            second = _element("p", count + number, "IfcPipeSegment")
        guid = f"{'h' if week == 2 and chance.random() < 0.1 else 'g'}{number}"
        if week == 1 or chance.random() > 0.02:
            test = f"Test {number % 40}"
            rows.append(
                ClashRecord(
                    f"key {number}",
                    "clash",
                    guid,
                    test,
                    guid,
                    "active",
                    is_live=True,
                    elements=(first, second),
                    point_m=point,
                )
            )
    chance.shuffle(rows)
    tests = tuple([RunOfTest(f"Test {number}", "ok") for number in range(40)])
    return RecordedRun(tuple(rows), tests, frozenset({"s", "p"}))


def _element(model: str, number: int, ifc_class: str) -> RecordedElement:
    return RecordedElement(frozenset({f"element-id:{model}:{number}"}), f"{number}", ifc_class, model=model)
