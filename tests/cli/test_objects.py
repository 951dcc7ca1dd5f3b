"""``converter objects`` as people call it, and what they do next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.model.object_rows import ObjectRow
from converter.parsers.object_map import read_object_map
from tests.app.publishing import Site
from tests.cli.run import Shell
from tests.plan.ifc_models import global_id
from tests.sandbox.bodies import elsewhere
from tests.sandbox.running import Box, running


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running("--set", "spike_limit=100000", "--set", "hour_limit=100000") as box:
        yield box


@pytest.fixture
def box(server: Box, monkeypatch: pytest.MonkeyPatch) -> Box:
    server.reset()
    monkeypatch.setenv("CONVERTER_TARGET__CLIENT_ID", server.client_id)
    monkeypatch.setenv("CONVERTER_TARGET__CLIENT_SECRET", server.client_secret)
    monkeypatch.setenv("CONVERTER_TARGET__BASE_URL", server.base_url)
    monkeypatch.setenv("CONVERTER_TARGET__LOGIN_URL", server.login_url)
    monkeypatch.setenv("CONVERTER_TARGET__COMPANY_ID", str(server.company_id))
    monkeypatch.setenv("CONVERTER_TARGET__PROJECT_ID", str(server.project_id))
    return server


@pytest.fixture
def revision(box: Box) -> int:
    objects = [{"id": n, "value": "Wall", "guid": global_id(n), "element_id": 300 + n} for n in (1, 2, 3)]
    return int(box.own("POST", "/models", json={"name": "Tower.nwd", "objects": objects})["bim_model_revision_id"])


ROWS = tuple(ObjectRow(n, global_id(n), str(300 + n)) for n in (1, 2, 3))


def test_a_table_for_objects_map(converter: Shell, revision: int) -> None:
    done = converter("objects", revision, "-o", "map.csv")
    assert done.code == 0 and "3 objects: 3 guids, 3 element ids" in done.out and "written to map.csv" in done.out
    assert "objects" in done.err
    assert read_object_map(Path("map.csv"), "map.csv").rows == ROWS


def test_as_json(converter: Shell, revision: int) -> None:
    done = converter("objects", revision, "--json")
    assert done.code == 0
    assert done.json == {
        "model_revision": revision, "name": "Tower.nwd, revision 1", "was_kept": False,
        "objects": 3, "guids": 3, "element_ids": 3, "file": None,
    }  # fmt: skip
    again = converter("objects", revision, "--json", "-o", "there/map.csv")
    assert again.json["was_kept"] is True and again.json["file"] == str(Path("there/map.csv"))
    assert read_object_map(Path("there/map.csv"), "map.csv").rows == ROWS


def test_a_revision_that_is_not_there(converter: Shell, revision: int) -> None:
    done = converter("objects", 999_999, "-o", "map.csv")
    assert done.code == 2 and "no model revision 999999" in done.err and str(revision) in done.err
    assert not Path("map.csv").exists() and done.out == ""


@pytest.mark.parametrize("written", ["0", "-3", "Tower"])
def test_what_is_no_id(converter: Shell, written: str) -> None:
    assert converter("objects", "--", written).code == 2


def test_no_rights(converter: Shell, box: Box, revision: int, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = elsewhere(box) + 1
    monkeypatch.setenv("CONVERTER_TARGET__PROJECT_ID", str(closed))
    done = converter("objects", revision)
    assert done.code == 4 and f"models of project {closed} cannot be read" in done.err and "administrator" in done.err


def test_a_wrong_secret(converter: Shell, revision: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERTER_TARGET__CLIENT_SECRET", "wrong-secret")
    done = converter("objects", revision)
    assert done.code == 5 and "wrong-secret" not in done.err


def test_without_settings_for_signing_in(converter: Shell) -> None:
    done = converter("objects", 5)
    assert done.code == 2 and "target.company_id" in done.err


def test_a_file_that_cannot_be_written(converter: Shell, revision: int) -> None:
    Path("file").write_text("in the way")
    done = converter("objects", revision, "-o", "file/map.csv")
    assert done.code == 2 and "cannot be written" in done.err


def test_publishing_a_report_restricts_its_views(
    converter: Shell, box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report = Site(box, tmp_path).report(2)
    objects = [{"id": 40 + n, "value": "", "element_id": n} for n in (100, 101, 900, 901)]
    revision = box.own("POST", "/models", json={"name": "Tower.nwd", "objects": objects})["bim_model_revision_id"]
    monkeypatch.setenv("CONVERTER_OBJECTS__MODEL_REVISION", str(revision))
    monkeypatch.setenv("CONVERTER_OBJECTS__VISIBILITY", "isolate")
    monkeypatch.setenv("CONVERTER_GROUPING__BY", "none")
    monkeypatch.setenv("CONVERTER_TARGET__BIM_FILE", "Tower.nwd")
    dry = converter("publish", report, "--dry-run", "--json")
    assert dry.code == 0 and box.requests() == [], "a dry run uses no network"
    done = converter("publish", report, "--yes", "--json")
    assert done.code == 0, done.err
    shown = [set(issue["viewpoints"][0]["hidden_object_ids"]) for issue in box.issues()]
    assert sorted(map(sorted, shown)) == [[140, 940], [141, 941]], "each hides the elements of the other"
