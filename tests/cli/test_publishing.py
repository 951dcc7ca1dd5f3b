"""``converter publish``, ``status`` and ``reconcile`` on the terminal: what a person reads."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator

import pytest

from converter.cli import published
from converter.publisher.clock import SystemClock
from converter.publisher.publishing import Summary
from tests.app.publishing import Site
from tests.cli.run import Shell
from tests.sandbox.running import Box, running

TITLES = {"u1": "Duct × Beam", "u2": "Pipe × Wall"}


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000") as box:
        yield box


@pytest.fixture
def site(server: Box, converter: Shell, monkeypatch: pytest.MonkeyPatch) -> Site:
    server.reset()
    named = {
        "BASE_URL": server.base_url, "LOGIN_URL": server.login_url, "COMPANY_ID": server.company_id,
        "PROJECT_ID": server.project_id, "CLIENT_ID": server.client_id, "CLIENT_SECRET": server.client_secret,
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(f"CONVERTER_TARGET__{name}", str(value))
    monkeypatch.setattr(SystemClock, "sleep", lambda _self, _seconds: None)
    return Site(server, converter.folder)


def rows(out: str) -> dict[str, int]:
    """The counts of a summary by their names."""
    found = {}
    for line in out.partition("\n\n")[0].splitlines()[1:]:
        count, name = line[:9], line[11:31]
        found[name.strip()] = int(count.replace(",", ""))
    return found


def test_the_summary_names_everything_that_can_become_of_an_issue(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(3))
    done = converter("publish", run, "--yes")
    assert done.code == 0 and done.out.startswith(f"Project {site.box.project_id}:\n")
    assert rows(done.out) == {
        "created": 3, "updated": 0, "closed": 0, "unchanged": 0, "not published": 0, "refused": 0, "unknown": 0,
    }  # fmt: skip
    assert "uploading: 3 pictures" in done.err and "making issues: 3 issues" in done.err
    again = converter("publish", run, "--yes")
    assert rows(again.out)["unchanged"] == 3 and "uploading" not in again.err


def test_what_procore_refused_is_told_in_its_words_by_title(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(3))
    site.box.fault("refuse,path=/sync,items=1")
    done = converter("publish", run, "--yes")
    assert done.code == 4 and rows(done.out)["refused"] == 1 and rows(done.out)["created"] == 2
    listed = done.out.split("Refused by Procore (1):\n")[1]
    assert "refused by a fault" in listed and "×" in listed


def test_an_answer_that_got_lost_is_unknown_and_settled_by_the_next_run(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(2))
    site.box.fault("drop-after,path=/sync")
    done = converter("publish", run, "--yes")
    assert done.code == 4 and rows(done.out)["unknown"] == 2 and "publish again" in done.out
    assert converter("status").out.count("in doubt: ") == 2
    assert "2 issues" in converter("reconcile").out
    assert rows(converter("publish", run, "--yes").out)["unchanged"] == 2


def test_json_has_all_of_it(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(2))
    site.box.fault("refuse,path=/sync,items=0")
    document = converter("publish", run, "--yes", "--json").json
    assert document["counts"]["created"] == 1 and len(document["refused"]) == 1
    assert {"unknown", "edited_in_procore", "withheld", "left_open", "left_out", "views_refused"} <= document.keys()


def test_progress_as_json_lines(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(2))
    done = converter("--log-format", "json", "publish", run)
    events = [json.loads(line) for line in done.err.splitlines()]
    assert {"StageStarted", "StageAdvanced", "StageFinished"} <= {each["event"] for each in events}


def test_every_list_of_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    summary = Summary(
        counts=Counter(created=1_234, withheld=2, **{"opened again": 1}),
        rejected={"u1": "title: is too long"},
        unknown=["u2"],
        withheld={"u3": "deleted in Procore"},
        edited={"u1": ("title", "due_date")},
        left_out=Counter({"trade: HVAC": 12}),
        left_open={"u2": "not closed: this needs Admin"},
        views_rejected={"u2": "viewpoint 'B': no"},
        empty_views=["u1"],
    )
    published.show_summary(5, summary, TITLES)
    out = capsys.readouterr().out
    assert rows(out) == {
        "created": 1_234, "updated": 0, "closed": 0, "unchanged": 0, "not published": 2, "refused": 2, "unknown": 1,
        "opened again": 1, "deleted in Procore": 1, "left open": 1,
    }  # fmt: skip
    for line in (
        "  Duct × Beam (u1): title: is too long", "  Pipe × Wall (u2): viewpoint 'B': no", "  u3: deleted in Procore",
        "  Duct × Beam (u1): title, due_date", "  12 × trade: HVAC", "  Pipe × Wall (u2): not closed: this needs Admin",
    ):  # fmt: skip
        assert line in out.splitlines()


@pytest.mark.parametrize("width", [24, 40, 80])
def test_a_narrow_terminal_folds_the_lines(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((width, 24)))
    published.show_summary(5, Summary(rejected={"u1": "the title is too long by far " * 4}), TITLES)
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= width


def test_a_long_list_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    published.show_summary(5, Summary(unknown=[f"u{number}" for number in range(50)]), {})
    assert "  … and 30 more; --json has all" in capsys.readouterr().out.splitlines()


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_is_asked_first_and_no_is_an_answer(
    site: Site, converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = site.convert(site.report(2))
    monkeypatch.setattr("sys.stdin", Keyboard("n\n"))
    asked = converter("publish", run)
    assert asked.code == 130 and f"Project {site.box.project_id}: 2 to create. Publish?" in asked.err
    assert not site.box.requests()
    monkeypatch.setattr("sys.stdin", Keyboard("y\n"))
    assert rows(converter("publish", run).out.rpartition("Project")[2])["created"] == 2


def test_a_dry_run_sends_nothing(site: Site, converter: Shell) -> None:
    planned = converter("publish", site.convert(site.report(1)), "--dry-run", "--json").json
    assert planned["planned"] == {"create": 1} and not site.box.requests()


def test_a_dry_run_says_what_would_be_done_and_how_to_go_on(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(2))
    shown = converter("publish", run, "--dry-run").out
    assert "2 to create. Nothing was sent." in shown and f"converter publish {run}" in shown


def test_a_dry_run_of_a_report_needs_neither_company_nor_ledger(
    site: Site, converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONVERTER_TARGET__COMPANY_ID")
    done = converter("publish", site.report(1), "--dry-run", "--json", "--project-id", "7")
    assert done.json["project_id"] == 7 and done.json["planned"] == {"create": 1} and "company_id" in done.err


def test_a_report_that_cannot_be_read_does_not_hold_up_the_others_and_shows(site: Site, converter: Shell) -> None:
    broken = site.folder / "broken.xml"
    broken.write_text("<exchange><batchtest><clashtests><clashtest name=", encoding="utf-8")
    done = converter("publish", site.report(1), broken, "--yes", "--json")
    assert done.code == 3 and done.json["counts"]["created"] == 1 and "broken.xml" in done.err


def test_a_report_of_no_use_sends_nothing(site: Site, converter: Shell) -> None:
    broken = site.folder / "broken.xml"
    broken.write_text("<exchange><batchtest>", encoding="utf-8")
    done = converter("publish", broken, "--yes")
    assert done.code == 3 and "None of the input could be used" in done.err and "Nothing was sent" in done.err


def test_status_says_what_the_words_mean(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(2))
    converter("publish", run, "--yes")
    shown = converter("status").out
    assert "       2  accepted    in Procore" in shown.splitlines() and "converter publish" in shown


def test_what_is_in_doubt_has_its_title_and_what_is_cut_is_counted(site: Site, converter: Shell) -> None:
    run = site.convert(site.report(24))
    site.box.fault("drop-after,path=/sync")
    assert converter("publish", run, "--yes").code == 4
    shown = converter("status").out
    assert shown.count("in doubt: ") == 20 and "and 4 more" in shown and f"project  {site.box.project_id}" in shown
    assert all(" × " in line for line in shown.splitlines() if line.startswith("in doubt"))
    assert "24 issues of 24 in doubt are in Procore." in converter("reconcile").out
    assert converter("reconcile").out == "Nothing is in doubt.\n"


@pytest.mark.parametrize("command", ["status", "reconcile"])
def test_where_there_is_no_ledger_none_is_made(site: Site, converter: Shell, command: str) -> None:
    done = converter(command)
    assert done.code == 0 and done.out.startswith(f"no ledger here: {converter.folder}/.converter/ledger.db")
    assert converter(command, "--json").json["exists"] is False
    assert not list(converter.folder.iterdir()) and not site.box.requests()


def test_only_what_is_missing_is_named_with_where_to_set_it(
    site: Site, converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONVERTER_TARGET__COMPANY_ID")
    for command in (("publish", site.convert(site.report(1)), "--yes"), ("status",), ("reconcile",)):
        done = converter(*command, "--project-id", site.box.project_id)
        assert done.code == 2 and "target.company_id" in done.err and "target.project_id" not in done.err
        assert "--company-id 4" in done.err
    run = site.folder / "run"
    assert converter("publish", run, "--yes", "--company-id", site.box.company_id).code == 0
    assert "no ledger" not in converter("status", "--company-id", site.box.company_id).out


def test_a_wrong_project_is_told_with_those_that_are_right(
    site: Site, converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVERTER_TARGET__PROJECT_ID", "7")
    done = converter("publish", site.report(1), "--yes")
    assert done.code == 4 and "7 is not among those this app may see" in done.err
    assert str(site.box.project_id) in done.err and "Set target.project_id" in done.err


def test_a_tool_that_is_off_is_told(site: Site, converter: Shell) -> None:
    site.box.set(tool="off")
    done = converter("publish", site.convert(site.report(1)), "--yes")
    assert done.code == 4 and "switches Coordination Issues on" in done.err
