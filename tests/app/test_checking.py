"""The gate on the samples: two weeks of a building, of which is known what became of every clash."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from converter.app.checking import Checked, check
from converter.app.configuration import Configuration, load
from converter.app.converting import convert
from converter.app.settings import GraceEntry
from converter.errors import ConfigError, InputError
from converter.plan.gate.judging import Outcome
from converter.plan.issues import ClashState
from tests.app.runs import NOW, configuration, run
from tests.conftest import SAMPLES

WEEK_1 = SAMPLES / "week-1" / "Building (everything).xml"
WEEK_2 = SAMPLES / "week-2" / "Building (everything).xml"
TRUTH = Counter(each["truth"] for each in json.loads((SAMPLES / "TRUTH.json").read_text(encoding="utf-8"))["clashes"])


def settings(**flags: object) -> Configuration:
    """Settings by ``section__key``, without a project."""
    nowhere = Path("/nowhere")
    given = {name.replace("__", "."): value for name, value in flags.items()}
    return load(config_file=None, folder=nowhere, user_folder=nowhere, environment={}, flags=given)


def checked(*paths: Path, baseline: Path | None = None, new: Path | None = None, **flags: object) -> Checked:
    return check(paths, settings(**flags), NOW, baseline=baseline, new_baseline=new)


def codes(found: Checked) -> Counter[str]:
    return Counter(each.code for each in found.diagnostics)


@dataclass(frozen=True)
class Baselines:
    """The first week as a file and as a run folder, a clash an issue."""

    file: Path
    folder: Path


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Baselines:
    folder = tmp_path_factory.mktemp("first")
    assert checked(WEEK_1, new=folder / "b.jsonl", grouping__by="none").baseline_written
    run(folder / "run", WEEK_1, grouping__by="none")
    return Baselines(folder / "b.jsonl", folder / "run")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_only_what_is_truly_new_fails(first: Baselines, kind: str) -> None:
    found = checked(WEEK_2, baseline=getattr(first, kind), grouping__by="none")
    counts = found.verdict.outcomes()
    assert counts[Outcome.FAILED] == TRUTH["new"] == 3 and found.exit_code == 1
    assert counts[Outcome.KNOWN] == TRUTH["persistent"] + TRUTH["reidentified"] + TRUTH["moved"]
    doubtful = found.verdict.of(Outcome.UNRETESTED)  # solved ones that may be one with a new one: a person decides
    assert counts[Outcome.RESOLVED] + len(doubtful) == TRUTH["resolved"]
    assert all("probably" in each.why for each in doubtful)


def test_a_file_and_a_run_folder_give_one_verdict(first: Baselines) -> None:
    by_file, by_folder = (
        checked(WEEK_2, baseline=each, grouping__by="none").verdict for each in (first.file, first.folder)
    )
    assert [(each.issue.key, each.outcome) for each in by_file.issues] == [
        (each.issue.key, each.outcome) for each in by_folder.issues
    ]
    assert by_file.limits == by_folder.limits


def test_a_run_folder_is_checked_as_its_reports_are(first: Baselines, tmp_path: Path) -> None:
    second = run(tmp_path / "second", WEEK_2, grouping__by="none")
    by_reports = checked(WEEK_2, baseline=first.file, grouping__by="none").verdict
    by_folder = checked(second.folder, baseline=first.file).verdict
    assert [(each.issue.key, each.outcome, each.issue.title) for each in by_folder.issues] == [
        (each.issue.key, each.outcome, each.issue.title) for each in by_reports.issues
    ]


def test_the_same_report_passes_and_keeps_its_keys(first: Baselines, tmp_path: Path) -> None:
    found = checked(WEEK_1, baseline=first.file, new=tmp_path / "again.jsonl", grouping__by="none")
    assert found.exit_code == 0 and found.baseline_written
    assert (tmp_path / "again.jsonl").read_bytes() == first.file.read_bytes()


def test_issues_of_groups_are_known_by_their_clashes(tmp_path: Path) -> None:
    checked(WEEK_1, new=tmp_path / "b.jsonl", grouping__by="report")
    found = checked(WEEK_2, baseline=tmp_path / "b.jsonl", grouping__by="report")
    for each in found.verdict.issues:
        assert each.issue.state is not ClashState.UNRETESTED
        if each.outcome is Outcome.FAILED:
            assert each.issue.clashes == each.issue.new_clashes
    assert sum(each.issue.new_clashes for each in found.verdict.issues) == TRUTH["new"]


def test_without_a_baseline_every_open_issue_is_new() -> None:
    found = checked(WEEK_1)
    assert found.exit_code == 1 and codes(found)["GAT001"] == 1 and not found.verdict.has_baseline
    assert checked(WEEK_1, gate__max_new=-1, gate__max_open=100).exit_code == 0


def test_a_test_that_is_missing_fails_nothing_and_is_carried_on(first: Baselines, tmp_path: Path) -> None:
    """One of the tests is left out of the second week, and is back in the third."""
    text = WEEK_2.read_text(encoding="utf-8")
    start, end = text.index('<clashtest name="Structure vs Pipes"'), text.index('<clashtest name="Structure vs Cable')
    part = tmp_path / "reports" / "part.xml"
    part.parent.mkdir()
    part.write_text(text[:start] + text[end:], encoding="utf-8")
    then = tmp_path / "then.jsonl"
    found = checked(part, baseline=first.file, new=then, grouping__by="none", gate__max_new=1)
    lost = [each for each in found.verdict.of(Outcome.UNRETESTED) if "not in the new run" in each.why]
    assert lost and {each.issue.test for each in lost} == {"Structure vs Pipes"}
    assert found.exit_code == 0 and codes(found)["GAT002"] > 0
    third = checked(WEEK_2, baseline=then, grouping__by="none")
    assert [each.issue.test for each in third.verdict.of(Outcome.FAILED)] == ["Structure vs Pipes"] * 2


def test_a_baseline_is_not_written_over_by_a_gate_that_failed(first: Baselines, tmp_path: Path) -> None:
    copy = tmp_path / "b.jsonl"
    shutil.copy(first.file, copy)
    found = checked(WEEK_2, baseline=copy, new=copy, grouping__by="none")
    assert found.exit_code == 1 and not found.baseline_written and codes(found)["GAT007"] == 1
    assert copy.read_bytes() == first.file.read_bytes()


def test_the_ratchet_on_two_weeks(first: Baselines) -> None:
    rules: dict[str, object] = {"grouping__by": "none", "gate__max_new": -1, "gate__ratchet": "issues"}
    assert checked(WEEK_2, baseline=first.file, **rules).exit_code == 0  # 5 are gone, 3 are new
    assert checked(WEEK_1, baseline=first.file, **rules).exit_code == 0


def test_grace_by_what_an_issue_is_and_to_a_day(first: Baselines) -> None:
    def found(until: date) -> Checked:
        grace = (GraceEntry(until, "agreed", test="structure vs *"),)
        loaded = load(
            config_file=None, folder=Path("/nowhere"), user_folder=Path("/nowhere"), environment={},
            flags={"grouping.by": "none", "gate.grace": [{"until": until, "reason": "agreed", "test": "structure vs *"}]},
        )  # fmt: skip
        assert loaded.settings.gate.grace == grace
        return check([WEEK_2], loaded, NOW, baseline=first.file)

    let_through, over = found(NOW.date()), found(date(2026, 3, 8))
    assert let_through.exit_code == 0 and len(let_through.verdict.of(Outcome.GRACE)) > TRUTH["new"]
    assert over.exit_code == 1 and codes(over)["GAT005"] == 1


def test_an_entry_that_lets_everything_through_is_refused() -> None:
    flags = {"gate.grace": [{"until": date(2026, 3, 8), "reason": "x"}], "gate.max_new_by": {"sevrity": {"high": 0}}}
    nowhere = Path("/nowhere")
    loaded = load(config_file=None, folder=nowhere, user_folder=nowhere, environment={}, flags=flags)
    with pytest.raises(ConfigError) as caught:
        check([WEEK_1], loaded, NOW)
    assert "names nothing" in caught.value.message and "max_new_by.sevrity" in caught.value.message


def test_a_clash_is_where_the_report_says(first: Baselines) -> None:
    found = check([WEEK_2], settings(grouping__by="none"), NOW, baseline=first.file, here=SAMPLES)
    lines = WEEK_2.read_text(encoding="utf-8").splitlines()
    for each in found.verdict.issues:
        if each.issue.is_open:
            place = each.issue.occurrences[0]
            assert place.file == "week-2/Building (everything).xml"
            assert place.line is not None and f'guid="{place.guid}"' in lines[place.line - 1]
    assert all(each.issue.occurrences for each in found.verdict.issues)


def test_topics_of_archives_are_checked_too(tmp_path: Path) -> None:
    archive = next((SAMPLES / "bcf").glob("*2.1*"))
    assert checked(archive, new=tmp_path / "b.jsonl").baseline_written
    again = checked(archive, baseline=tmp_path / "b.jsonl")
    assert again.exit_code == 0 and again.verdict.outcomes()[Outcome.KNOWN] > 0


def test_what_cannot_be_read_is_worse_than_a_gate_that_failed(tmp_path: Path) -> None:
    shutil.copy(WEEK_1, tmp_path / "good.xml")
    (tmp_path / "bad.xml").write_text("<exchange><batchtest>", encoding="utf-8")
    found = checked(tmp_path)
    assert not found.verdict.passed and found.is_incomplete and found.exit_code == 3
    first = checked(tmp_path, new=tmp_path / "b.jsonl")
    assert codes(first)["GAT007"] == 1 and not (tmp_path / "b.jsonl").exists()


def test_nothing_to_check_is_an_error_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "bad.xml").write_text("<exchange><batchtest>", encoding="utf-8")
    found = checked(tmp_path)
    assert found.exit_code == 3 and isinstance(found.failure, InputError)
    assert [each.file.rsplit("/")[-1] for each in found.verdict.unused] == ["bad.xml"]


def test_a_folder_that_is_no_run_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run folder"):
        checked(WEEK_1, baseline=tmp_path)


def test_a_run_folder_stands_alone(first: Baselines) -> None:
    with pytest.raises(ConfigError, match="run folder"):
        checked(first.folder, WEEK_2)


def test_nothing_is_written_but_what_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    checked(WEEK_1)
    assert list(tmp_path.iterdir()) == []


def test_two_runs_are_one(first: Baselines) -> None:
    one, other = (checked(WEEK_2, baseline=first.file) for _ in range(2))
    assert one.verdict == other.verdict and one.diagnostics == other.diagnostics


def test_models_among_the_input_are_used(tmp_path: Path) -> None:
    models = [str(path) for path in sorted((SAMPLES / "models" / "IFC4").glob("*.ifc"))]
    found = checked(WEEK_1, gate__max_new=-1, ifc__models=models, ifc__shapes=False)
    disciplines = {each.issue.discipline for each in found.verdict.issues}
    assert any(each and "×" in each for each in disciplines)


def test_limits_by_severity_come_from_the_settings(first: Baselines) -> None:
    def found(**most: int) -> Checked:
        by: Any = {"severity": most}
        return checked(WEEK_2, baseline=first.file, grouping__by="none", gate__max_new=-1, gate__max_new_by=by)

    every = {each.issue.severity for each in found().verdict.of(Outcome.TOLERATED)}
    assert every <= {"critical", "high", "medium", "low"} and every
    worst = sorted(every)[0]
    assert worst is not None and found(**{worst: 0}).exit_code == 1
    assert found(critical=0 if "critical" not in every else 9).exit_code == 0


@pytest.mark.parametrize("by", ["none", "report", "auto"])
def test_a_real_week_of_a_model_that_was_exported_anew_brings_nothing_new(
    shared_data: Path, tmp_path: Path, by: str
) -> None:
    """Navisworks gave a part of the clashes other guids in this week; nothing was solved, and nothing is new."""
    folder = shared_data / "navisworks" / "dbecher84"
    (before,) = (folder / "run-2020-03-26-everything").glob("*Equipment.xml")
    (after,) = (folder / "run-2020-04-02-individual").glob("*Equipment.xml")
    old = checked(before, new=tmp_path / "b.jsonl", grouping__by=by)
    new = checked(after, baseline=tmp_path / "b.jsonl", grouping__by=by)
    counts = new.verdict.outcomes()
    assert new.verdict.passed and 0 < counts[Outcome.KNOWN] <= old.verdict.outcomes()[Outcome.KNOWN]
    assert counts[Outcome.RESOLVED] == counts[Outcome.FAILED] == 0
    assert new.verdict.states()[ClashState.REIDENTIFIED] > 0 or by != "none"


def test_what_a_run_folder_only_remembers_is_not_in_its_run(first: Baselines, tmp_path: Path) -> None:
    """A run with memory of another one, made of a report without one of the tests."""
    text = WEEK_2.read_text(encoding="utf-8")
    start, end = text.index('<clashtest name="Structure vs Pipes"'), text.index('<clashtest name="Structure vs Cable')
    part = tmp_path / "part.xml"
    part.write_text(text[:start] + text[end:], encoding="utf-8")
    folder = tmp_path / "run"
    convert([part], folder, configuration(grouping__by="none"), NOW, against=first.folder)
    by_folder = checked(folder, baseline=first.folder, gate__max_new=-1).verdict
    by_report = checked(part, baseline=first.folder, gate__max_new=-1, grouping__by="none").verdict
    assert by_folder.states() == by_report.states() and by_folder.states()[ClashState.UNRETESTED] > 0
    # In whatever order: an issue that goes on keeps the title it has, where a first plan may have to number it.
    assert {each.issue.key for each in by_folder.issues} == {each.issue.key for each in by_report.issues}
    back = checked(WEEK_2, baseline=folder, grouping__by="none").verdict
    assert {each.issue.test for each in back.of(Outcome.FAILED)} == {"Structure vs Pipes"}


def test_an_entry_that_is_about_nothing_is_told() -> None:
    flags = {"gate.grace": [{"until": date(2027, 1, 1), "reason": "agreed", "title": "nothing is called so"}]}
    nowhere = Path("/nowhere")
    loaded = load(config_file=None, folder=nowhere, user_folder=nowhere, environment={}, flags=flags)
    assert codes(check([WEEK_1], loaded, NOW))["GAT006"] == 1
