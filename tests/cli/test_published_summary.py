"""What ``converter publish`` tells when it is done, and where the run it made lies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from converter.app import publishing
from converter.cli import published
from converter.publisher.clock import SystemClock
from converter.publisher.publishing import Summary
from tests.app.publishing import Site
from tests.app.weekly import Row, report
from tests.cli.run import Shell
from tests.sandbox.running import Box, running

RUN = Path(".converter") / "run"
DRY_RUN = Path(".converter") / "dry-run"


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
        "BIM_FILE": "Tower.nwd",
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(f"CONVERTER_TARGET__{name}", str(value))
    monkeypatch.setenv("CONVERTER_GROUPING__BY", "none")
    monkeypatch.setattr(SystemClock, "sleep", lambda _self, _seconds: None)
    return Site(server, converter.folder)


def row(out: str, name: str) -> str:
    """A line of the counts, without the spaces."""
    (found,) = [line for line in out.partition("\n\n")[0].splitlines() if line[11:31].strip() == name]
    return " ".join(found.split())


def under(out: str, what: str) -> list[str]:
    """The lines below a headline."""
    head, lines = f"{what} (", out.splitlines()
    places = [place for place, line in enumerate(lines) if line.startswith(head)]
    return [] if not places else [*map(str.strip, takewhile(bool, lines[places[0] + 1 :]))]


def test_what_was_made_closed_and_opened_is_listed_by_title_with_the_plans_reason(site: Site, converter: Shell) -> None:
    first = converter("publish", report(site.folder / "1.xml", [Row(1), Row(2), Row(3)]), "--yes")
    assert first.code == 0 and len(under(first.out, "Created")) == 3
    (site.folder / "converter.toml").write_text(
        '[[noise]]\nname = "small ones"\nreason = "too small"\nwhen = { name = "Clash1" }\n', encoding="utf-8"
    )
    solved = report(site.folder / "2.xml", [Row(1), Row(2, status="resolved"), Row(3)])
    done = converter("publish", solved, "--yes")
    (site.folder / "converter.toml").unlink()
    assert done.code == 0, done.err
    assert row(done.out, "closed").startswith("2 closed 1 ") and "small ones" in row(done.out, "closed")
    closed = under(done.out, "Closed")
    assert any("Clash1" in line and "small ones" in line for line in closed), closed
    assert row(done.out, "not published") == "0 not published"
    again = converter("publish", report(site.folder / "3.xml", [Row(1), Row(2), Row(3), Row(4)]), "--yes")
    assert row(again.out, "opened again").startswith("2 ") and len(under(again.out, "Opened again")) >= 2
    document = converter("publish", report(site.folder / "4.xml", [Row(5)]), "--yes", "--json").json
    assert {"created", "closed", "opened_again", "not_published", "closed_in_procore"} <= document.keys()


def test_what_the_plan_holds_back_has_its_reasons_and_what_people_did_its_own_lines(
    site: Site, converter: Shell
) -> None:
    rows = [Row(1), Row(2), *(Row(number, status="approved") for number in (3, 4)), Row(5, status="resolved")]
    path = report(site.folder / "1.xml", rows)
    done = converter("publish", path, "--yes")
    assert row(done.out, "not published") == "3 not published 2 approved, 1 resolved in Navisworks"
    one, two = site.box.issues()
    project = {"project_id": site.box.project_id}
    path_of = "/rest/v1.0/coordination_issues/{}".format
    assert site.box.call("DELETE", path_of(one["id"]), params=project).status_code in {200, 204}
    closed = {**project, "coordination_issue": {"status": "closed"}}
    assert site.box.call("PATCH", path_of(two["id"]), json=closed).status_code == 200
    for _ in range(2):
        done = converter("publish", path, "--yes")
        assert row(done.out, "deleted in Procore").startswith("1 ")
        assert under(done.out, "Closed in Procore, but still clashing") == [f"{two['title']} ({two['uuid']})"]


def test_what_was_settled_before_planning_is_told(site: Site, converter: Shell) -> None:
    path = report(site.folder / "1.xml", [Row(1), Row(2)])
    site.box.fault("drop-after,path=/sync")
    assert converter("publish", path, "--yes").code == 4
    done = converter("publish", path, "--yes")
    assert row(done.out, "settled").startswith("2 ") and row(done.out, "unchanged").startswith("2 ")
    assert "CMP007" not in done.err


def test_a_run_is_made_in_a_folder_of_its_own_and_a_dry_run_in_another(
    site: Site, converter: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[Path] = []
    real = publishing.publish

    def noting(run: Path, *more: object) -> publishing.Published:
        where.append(run)
        return real(run, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "publish", noting)
    path = report(site.folder / "1.xml", [Row(1)])
    done = converter("publish", path, "--yes", "--json")
    assert done.json["run"] == str(RUN) and where[0].name.startswith("run-") and not where[0].exists()
    before = (site.folder / RUN / "plan.json").read_bytes()
    planned = converter("publish", report(site.folder / "2.xml", [Row(1), Row(2)]), "--dry-run", "--json").json
    assert planned["run"] == str(DRY_RUN) and (site.folder / RUN / "plan.json").read_bytes() == before
    assert converter("publish", DRY_RUN, "--yes", "--json").json["counts"]["created"] == 1
    assert json.loads(before)["issues"] and len(where) == 2


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ({"its clashes are gone": 3}, "its clashes are gone"),
        ({"resolved in Navisworks": 14, "approved in Navisworks": 2}, "14 resolved, 2 approved in Navisworks"),
        ({"resolved in Navisworks": 1, "a noise rule": 2}, "2 a noise rule, 1 resolved in Navisworks"),
        ({str(number): 1 for number in range(4)}, "for 4 reasons"),
        ({}, ""),
    ],
)
def test_reasons_in_a_few_words(reasons: dict[str, int], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter(withheld=sum(reasons.values()))
    published.show_summary(5, Summary(counts=counts, not_published=Counter(reasons)), {})
    shown = row(capsys.readouterr().out, "not published")
    assert shown == f"{sum(reasons.values())} not published {words}".strip()
