"""Random weeks (``tests/weeks``) as report files with pictures: few clashes, and much that changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

from converter.model.clash import ClashItem, ClashResult, ClashTest
from tests.navisworks import clash, document, item, test_element
from tests.navisworks import guid as made_guid
from tests.pictures import jpeg
from tests.weeks.export import Fields, Written, export, quirks
from tests.weeks.world import Thing, World, a_week_later, first_week

CLASHES, HISTORY = 12, 6
SOLVED, RETURNED = 0.2, 0.5
"""In a week so many clashes are solved, and so many weeks bring one back."""


@dataclass
class Weeks:
    """A small project and the reports of its weeks."""

    random: Random
    folder: Path
    world: World = field(init=False)
    trades: dict[str, list[Thing]] = field(init=False)
    last: Written | None = None

    def __post_init__(self) -> None:
        self.world, self.trades = first_week(self.random)
        kept = self.random.sample(sorted(self.world.facts), CLASHES)
        self.world.facts = {number: self.world.facts[number] for number in kept}
        self.world.history = self.random.sample(self.world.history, HISTORY)

    def report(self) -> Path:
        """The report of the next week. What is stale or filtered says nothing, and there would be nothing to publish."""
        if self.last is not None:
            self._a_week_later()
        fields = self.random.choice(list(Fields))
        none = frozenset[str]()
        flaws = replace(quirks(self.random, fields), stale=none, partial=none, filtered=none)
        self.last = export(self.world, fields, flaws, self.last)
        path = self.folder / "Tower.xml"
        path.write_text(document(*map(self._test, self.last.report.tests)), encoding="utf-8")
        return path

    def _a_week_later(self) -> None:
        a_week_later(self.world, self.trades)
        for number in sorted(self.world.facts):
            if self.random.random() < SOLVED:
                self.world.history.append(self.world.facts.pop(number))
        if self.random.random() < RETURNED:
            back = self.random.choice(self.world.history)
            if back.number not in self.world.facts and not self.world.deleted & {back.first, back.second}:
                self.world.add(back.test, back.first, back.second, back.point)

    def _test(self, test: ClashTest) -> str:
        return test_element("".join(map(self._clash, test.results)), name=test.name)

    def _clash(self, result: ClashResult) -> str:
        assert result.point_m is not None and self.last is not None
        number = self.last.rows.get(result.guid)
        picture = "" if number is None else f" href={quoteattr(self._picture(number))}"
        text = clash(
            0,
            name=result.name,
            status=result.status.value,
            point=tuple(f"{value:.3f}" for value in result.point_m),  # type: ignore[arg-type]
            items=tuple(map(_object, result.items)),
            attributes=picture,
        )
        return text.replace(made_guid(0), result.guid)

    def _picture(self, number: int) -> str:
        """Each clash has a picture of its own."""
        pictures = self.folder / "pictures"
        pictures.mkdir(exist_ok=True)
        (pictures / f"{number}.jpg").write_bytes(jpeg(40 + number, 30))
        return f"pictures\\{number}.jpg"


def _object(found: ClashItem) -> str:
    ids = dict(found.attributes)
    parts = {"path": "/".join(found.path)} if found.path else {}
    return item(ids["Element ID"], **parts)
