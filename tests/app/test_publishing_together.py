"""Two publishers at once, as processes, and two runners with one ledger: one works at a time, nothing is there twice."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.app.exactly_once import check_settled
from tests.app.fault_cases import Record, count_cases
from tests.app.publisher_process import ended, kill_at, publisher, until_held
from tests.app.publishing import Site
from tests.publisher.ledger.conftest import postgres, url

__all__ = ["postgres", "url"]  # fixtures: SQLite, and PostgreSQL where it is installed

COUNT = 3
BUSY = 6
AT = ("path=/sync", "method=POST,path=/uploads", "method=POST,path=/bim_files")
IS_SOAK = "CONVERTER_TEST_ISSUES" in os.environ
SOME = AT if IS_SOAK else AT[:1]
"""Where a publisher is held: in the ordinary suite where it matters most."""


@pytest.fixture
def folder(site: Site) -> Path:
    return site.convert(site.report(COUNT))


@pytest.mark.parametrize("at", SOME)
def test_the_second_is_told_and_stops(site: Site, folder: Path, url: str, at: str) -> None:
    site.box.fault(f"hold-before,{at}")
    with publisher(site, folder, url) as first:
        until_held(site.box, first)
        seen = len(site.box.requests())
        with publisher(site, folder, url) as second:
            code, out, err = ended(second)
        assert code == BUSY and out == ""
        assert "'converter publish'" in err and f"process {first.pid}," in err, err
        touched = {each["path"] for each in site.box.requests()[seen:]}
        # other uploads of the first are still on their way
        assert not {path for path in touched if "upload" not in path and "storage" not in path and "oauth" not in path}
        site.box.own("POST", "/release")
        code, out, err = ended(first)
        assert code == 0 and json.loads(out)["counts"]["created"] == COUNT, err
    check_settled(site, folder, ledger__url=url)


def test_many_at_once(site: Site, folder: Path, url: str) -> None:
    """Whoever is first works; who comes after its end finds everything done."""
    with ExitStack() as stack:
        processes = [stack.enter_context(publisher(site, folder, url)) for _ in range(5 if IS_SOAK else 3)]
        results = [ended(each) for each in processes]
    assert {code for code, _, _ in results} <= {0, BUSY}
    created = [json.loads(out)["counts"].get("created", 0) for code, out, _ in results if code == 0]
    assert sum(created) == COUNT and created.count(COUNT) == 1
    # who has just begun may not have written down its name yet
    assert all("the project is being written to by" in err for code, _, err in results if code == BUSY), results
    check_settled(site, folder, ledger__url=url)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("at", SOME)
def test_another_runner_goes_on_where_one_was_killed(
    site: Site, url: str, tmp_path: Path, at: str, moment: str, record_property: Record
) -> None:
    """Each has converted the report by itself; what they share is the ledger."""
    runs = [site.convert(site.report(COUNT), name) for name in ("first", "second")]
    kill_at(site, runs[0], f"hold-{moment},{at}", url)
    with publisher(site, runs[1], url) as second:
        code, out, err = ended(second)
    assert code == 0 and json.loads(out)["unknown"] == [], err
    check_settled(site, runs[1], ledger__url=url)
    count_cases(record_property, "kills", 1)


def test_two_ledgers_cannot_make_an_issue_twice(site: Site, folder: Path, url: str, tmp_path: Path) -> None:
    """Nobody can lock what lies on another machine: then Procore's uniqueness of uuids decides, and both end well."""
    other = f"sqlite:///{tmp_path / 'other.db'}"
    site.box.fault("hold-before,path=/sync")
    with publisher(site, folder, url) as first:
        until_held(site.box, first)
        assert site.publish(folder, ledger__url=other).exit_code == 0
        site.box.own("POST", "/release")
        ended(first)
    again = site.publish(folder, ledger__url=url)
    assert not again.summary.rejected
    check_settled(site, folder, ledger__url=url)
