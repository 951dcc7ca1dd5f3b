"""``converter publish REPORT``, week after week: what was published last is in the ledger."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.weekly import Row, report
from tests.cli.run import Shell
from tests.sandbox.running import Box, running

WEEK_1 = [Row(1), Row(2), Row(3)]
WEEK_2 = [Row(1), Row(2, 12), Row(3, status="resolved"), Row(4)]


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000") as box:
        yield box


@pytest.fixture
def box(server: Box, converter: Shell, monkeypatch: pytest.MonkeyPatch) -> Box:
    server.reset()
    for name in ("base_url", "login_url", "company_id", "project_id", "client_id", "client_secret"):
        monkeypatch.setenv(f"CONVERTER_TARGET__{name.upper()}", str(getattr(server, name)))
    (converter.folder / "converter.toml").write_text('[grouping]\nby = "none"\n[pictures]\nuse = false\n')
    return server


@pytest.fixture
def first(converter: Shell) -> Path:
    return report(converter.folder / "1.xml", WEEK_1)


@pytest.fixture
def second(converter: Shell) -> Path:
    return report(converter.folder / "2.xml", WEEK_2)


def statuses(box: Box) -> dict[str, int]:
    issues = box.issues()
    assert len({each["uuid"] for each in issues}) == len(issues)
    return dict(Counter(each["status"] for each in issues))


def test_two_weeks(converter: Shell, box: Box, first: Path, second: Path) -> None:
    assert converter("publish", first, "--yes").code == 0
    assert statuses(box) == {"open": 3}
    shutil.rmtree(converter.folder / ".converter" / "run")
    planned = converter("publish", second, "--dry-run", "--json").json["planned"]
    assert {name: count for name, count in planned.items() if name != "withhold"} == {
        "create": 1, "unchanged": 2, "close": 1,
    }  # fmt: skip
    assert statuses(box) == {"open": 3}
    done = converter("publish", second, "--yes", "--json")
    assert done.code == 0 and done.json["counts"]["created"] == 1 and done.json["counts"]["closed"] == 1
    assert statuses(box) == {"open": 3, "closed": 1}


def test_close_after(converter: Shell, box: Box, first: Path, second: Path) -> None:
    converter("publish", first, "--yes")
    assert converter("publish", second, "--yes", "--close-after", 2).code == 0
    assert statuses(box) == {"open": 4}


def test_converting_against_the_ledger(converter: Shell, box: Box, first: Path, second: Path) -> None:
    converter("publish", first, "--yes")
    before = len(box.requests())
    made = converter("convert", second, "-o", "run", "--against", "ledger", "--json")
    assert made.code == 0 and made.json["against"]["ledger"] == "sqlite:///.converter/ledger.db"
    assert made.json["against"]["counts"]["reidentified"] == 1
    assert len(box.requests()) == before, "no network"
    assert converter("publish", "run", "--yes").code == 0
    assert statuses(box) == {"open": 3, "closed": 1}


def test_a_run_folder_overrules_the_ledger(converter: Shell, box: Box, first: Path, second: Path) -> None:
    converter("convert", first, "-o", "old")
    converter("publish", "old", "--yes")
    converter("publish", second, "--yes")
    assert converter("publish", first, "--against", "old", "--yes").code == 0
    assert statuses(box) == {"open": 3, "closed": 1}, "against the first week nothing changed, so nothing is opened"


def test_what_against_may_be(converter: Shell, box: Box, first: Path) -> None:
    missing = converter("publish", first, "--against", "nowhere", "--yes")
    assert missing.code == 2 and "no run folder 'nowhere'" in missing.err
    converter("convert", first, "-o", "run")
    made = converter("publish", "run", "--against", "run", "--yes")
    assert made.code == 2 and "its plan is made" in made.err
    (converter.folder / "ledger").mkdir()
    folder = converter("convert", first, "-o", "other", "--against", "./ledger")
    assert folder.code == 3 and "no run folder" in folder.err
    assert not box.issues()
