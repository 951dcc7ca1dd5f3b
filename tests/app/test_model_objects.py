"""Object ids of published models over real HTTP: fetched once, kept, used by converting and publishing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.cache_folder import cache_folder
from converter.app.converting import convert
from converter.app.kept_objects import object_map_text
from converter.app.model_objects import asked_objects, published_objects, write_object_map
from converter.app.settings import Settings
from converter.errors import ConfigError, RejectedError, TransientError
from converter.events import Event, StageAdvanced
from converter.model.object_rows import ObjectRow
from converter.parsers.object_map import read_object_map
from converter.plan.elements import IdKind
from converter.plan.models.object_ids import ObjectIdentity
from tests.app.publishing import QuickClock, Site
from tests.app.runs import NOW, Run
from tests.plan.ifc_models import global_id
from tests.sandbox.bodies import elsewhere
from tests.sandbox.running import Box

SOURCE = {"category": "Item", "name": "Source File", "value": "C:\\Models\\Structure_v2.rvt"}
UUID = "0a1b2c3d-1111-5222-8333-444455556666"


@pytest.fixture
def site(server: Box, tmp_path: Path) -> Site:
    server.reset()
    server.set(max_filter_values=0, max_per_page=2000, guid_property="IFC/GLOBALID")
    return Site(server, tmp_path)


def published(site: Site, *objects: dict[str, Any], **more: Any) -> int:
    """The id of a revision with these objects."""
    body = {"name": "Tower.nwd", "objects": list(objects), **more}
    return int(site.box.own("POST", "/models", json=body)["bim_model_revision_id"])


def walls(count: int, first: int = 100) -> list[dict[str, Any]]:
    """Objects of the elements of :func:`tests.navisworks.clash`: 100, 101, … and 900, 901, …, by Element ID."""
    numbers = [each for n in range(count) for each in (100 + n, 900 + n)]
    return [{"id": first + place, "value": "Wall", "element_id": n} for place, n in enumerate(numbers)]


def settings(site: Site, **more: Any) -> Settings:
    return site.settings(**more).settings


def paths(site: Site) -> list[str]:
    return [each["path"] for each in site.box.requests() if "/properties" in each["path"]]


# The whole table


def test_the_table_of_a_revision(site: Site) -> None:
    revision = published(
        site,
        {"id": 1, "value": "Structure"},
        {"id": 5, "value": "Wall", "guid": global_id(1), "element_id": 311, "properties": [SOURCE]},
        {"id": 6, "value": "Wall", "guid": global_id(2)},
        {"id": 7, "value": "Pipe", "properties": [{"category": "Item", "name": "GUID", "value": UUID}]},
    )
    found = published_objects(revision, settings(site), clock=QuickClock())
    assert found.rows == (
        ObjectRow(5, global_id(1), "311", "Structure_v2.rvt"),
        ObjectRow(6, global_id(2)),
        ObjectRow(7, UUID),
    )
    assert (found.revision.name, found.was_kept, found.diagnostics) == ("Tower.nwd, revision 1", False, ())


@pytest.mark.parametrize("place", ["IFC/GLOBALID", "Element/IfcGUID", "Item/GUID"])
def test_wherever_the_model_keeps_its_guids(site: Site, place: str) -> None:
    site.box.set(guid_property=place)
    revision = published(site, *[{"id": n, "value": "", "guid": global_id(n)} for n in range(1, 4)])
    found = published_objects(revision, settings(site), clock=QuickClock())
    assert found.rows == tuple(ObjectRow(n, global_id(n)) for n in range(1, 4))


def test_many_pages_and_progress(site: Site) -> None:
    site.box.set(max_per_page=100)
    revision = published(site, *[{"id": n, "value": "", "guid": global_id(n)} for n in range(1, 351)])
    events: list[Event] = []
    found = published_objects(revision, settings(site), events.append, QuickClock())
    assert [each.object_id for each in found.rows] == list(range(1, 351))
    assert [each.done for each in events if isinstance(each, StageAdvanced)][-1] == 350


def test_what_was_fetched_is_kept(site: Site) -> None:
    revision = published(site, *walls(2))
    first = published_objects(revision, settings(site), clock=QuickClock())
    asked = len(paths(site))
    again = published_objects(revision, settings(site), clock=QuickClock())
    assert again.rows == first.rows and again.was_kept and len(paths(site)) == asked > 0


def test_another_revision_of_the_same_id_is_not_taken_for_it(site: Site) -> None:
    """A sandbox that is started anew counts from the same id."""
    revision = published(site, *walls(1))
    assert len(published_objects(revision, settings(site), clock=QuickClock()).rows) == 2
    site.box.reset()
    site.box.advance(3600)
    assert published(site, *walls(2)) == revision
    again = published_objects(revision, settings(site), clock=QuickClock())
    assert len(again.rows) == 4 and not again.was_kept


def test_half_a_table_is_not_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.plan.models.object_tables.PAGES_AT_MOST", 1)
    site.box.set(max_per_page=2)
    revision = published(site, *walls(3))
    found = published_objects(revision, settings(site), clock=QuickClock())
    assert len(found.rows) == 2 and [each.code for each in found.diagnostics] == ["OBJ004"]
    assert not published_objects(revision, settings(site), clock=QuickClock()).was_kept


def test_a_cache_that_cannot_be_written_costs_nothing_but_the_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.folder / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(site.folder / "file"))
    found = published_objects(published(site, *walls(1)), settings(site), clock=QuickClock())
    assert len(found.rows) == 2 and [each.code for each in found.diagnostics] == ["OBJ007"]


# What goes wrong


def test_a_revision_that_is_not_there(site: Site) -> None:
    known = published(site, *walls(1))
    with pytest.raises(ConfigError, match=r"no model revision 999999 in project") as caught:
        published_objects(999_999, settings(site), clock=QuickClock())
    assert f"{known} (Tower.nwd, revision 1)" in caught.value.hint


def test_a_revision_that_is_not_processed(site: Site) -> None:
    ids = site.box.own("POST", "/models", json={"name": "Tower.nwd"})
    body = {
        "project_id": site.box.project_id,
        "bim_model_revision": {"bim_model_id": ids["bim_model_id"], "bim_file_id": ids["bim_file_id"]},
    }
    waiting = site.box.call("POST", "/rest/v1.0/bim_model_revisions", json=body).json()["id"]
    with pytest.raises(TransientError, match=r"Tower.nwd, revision 2.*not processed yet.*unpublished"):
        published_objects(waiting, settings(site), clock=QuickClock())


def test_no_rights_in_the_project(site: Site) -> None:
    revision = published(site, *walls(1))
    closed = elsewhere(site.box) + 1
    with pytest.raises(RejectedError, match=f"models of project {closed} cannot be read.*403") as caught:
        published_objects(revision, settings(site, target__project_id=closed), clock=QuickClock())
    assert "administrator" in caught.value.hint


# As a file


ROW = st.builds(
    ObjectRow,
    st.integers(0, 2**63 - 1),
    st.sampled_from([global_id(1), global_id(2), UUID]),
    st.sampled_from(["", "311", "7"]),
    st.sampled_from(["", "A.nwc", 'Ä "quoted", with; comma.rvt', "two\u2028lines"]),
)


@given(st.lists(ROW, unique=True, max_size=8))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[ObjectRow]) -> None:
    path = tmp_path_factory.getbasetemp() / "map.csv"
    write_object_map(path, tuple(rows))
    table = read_object_map(path, "map.csv")
    expected = [ObjectRow(r.object_id, r.guid, r.element_id, " ".join(r.model.splitlines())) for r in rows]
    assert table.rows == tuple(expected) and table.readable
    assert {each.code for each in table.diagnostics} <= {"OBJ012"}


def test_the_heading_of_an_empty_table_is_one_the_reader_knows(tmp_path: Path) -> None:
    (tmp_path / "map.csv").write_text(object_map_text(()), encoding="utf-8")
    table = read_object_map(tmp_path / "map.csv", "map.csv")
    assert table.readable and table.rows == () and table.diagnostics == ()


# Used


def visible(run: Path) -> list[set[int]]:
    """The objects each issue's view shows."""
    found = []
    for path in sorted((run / "batches").iterdir()):
        for item in json.loads(path.read_bytes())["updates"]:
            said = item["viewpoints"][0].get("visibility")
            if said:
                assert said["default_visibility"] is False
                ranges = said["exceptions"]["object_ranges"]
                spread = {n for start, count in ranges for n in range(start, start + count)}
                found.append({*said["exceptions"]["object_ids"], *spread})
    return found


def codes(run: Path) -> list[str]:
    lines = (run / "diagnostics.jsonl").read_text(encoding="utf-8").splitlines()
    return [code for line in lines if (code := json.loads(line)["code"]).startswith("OBJ")]


def isolating(revision: int) -> dict[str, Any]:
    return {"objects__model_revision": revision, "objects__visibility": "isolate"}


def test_converting_uses_what_is_kept_and_no_network(site: Site) -> None:
    revision = published(site, *walls(3))
    report, given_settings = site.report(3), site.settings(grouping__by="none", **isolating(revision))
    without = convert([report], site.folder / "run-1", given_settings, NOW)
    said = [each for each in without.diagnostics if each.code == "OBJ006"]
    assert visible(without.folder) == [] and f"`converter objects {revision}`" in said[0].message
    published_objects(revision, given_settings.settings, clock=QuickClock())
    before = len(site.box.requests())
    found = convert([report], site.folder / "run-2", given_settings, NOW)
    assert sorted(map(sorted, visible(found.folder))) == [[100, 101], [102, 103], [104, 105]]
    assert len(site.box.requests()) == before and codes(found.folder) == []


def test_publishing_asks_for_what_the_report_has_and_never_twice(site: Site) -> None:
    revision = published(site, *walls(300))
    report, given_settings = site.report(3), site.settings(grouping__by="none", **isolating(revision))

    def converted(name: str) -> Run:
        with asked_objects(given_settings.settings, clock=QuickClock()) as objects:
            return Run(site.folder / name, convert([report], site.folder / name, given_settings, NOW, objects=objects))

    first = converted("run-1")
    assert sorted(map(sorted, visible(first.folder))) == [[100, 101], [102, 103], [104, 105]]
    asked = len(paths(site))
    assert asked == 2, "the six elements at once, and their source files"
    assert visible(converted("run-2").folder) == visible(first.folder) and len(paths(site)) == asked
    kept = [path.suffix for path in (cache_folder(os.environ) / "objects").rglob("*.*") if path.is_file()]
    assert kept == [".json"]


def test_publishing_prefers_the_whole_table(site: Site) -> None:
    revision = published(site, *walls(1))
    published_objects(revision, settings(site), clock=QuickClock())
    asked = len(paths(site))
    with asked_objects(settings(site, **isolating(revision)), clock=QuickClock()) as objects:
        assert objects is not None and objects.ids is not None
        wanted = ObjectIdentity(IdKind.ELEMENT_ID, "100")
        assert objects.ids.look_up([wanted]).ids == {wanted: (100,)}
    assert len(paths(site)) == asked


@pytest.mark.parametrize("more", [{}, {"objects__visibility": "none"}])
def test_nothing_is_asked_where_nothing_is_to_be_shown(site: Site, more: dict[str, Any]) -> None:
    revision = {"objects__model_revision": 5} if more else {}
    with asked_objects(settings(site, **revision, **more), clock=QuickClock()) as objects:
        assert objects is None
    with asked_objects(settings(site, **isolating(5)), clock=QuickClock(), online=False) as objects:
        assert objects is None
    assert site.box.requests() == []


def test_a_server_that_takes_few_values_at_once(site: Site) -> None:
    site.box.set(max_filter_values=4)
    revision = published(site, *walls(9))
    report, given_settings = site.report(9), site.settings(grouping__by="none", **isolating(revision))
    with asked_objects(given_settings.settings, clock=QuickClock()) as objects:
        made = convert([report], site.folder / "run", given_settings, NOW, objects=objects)
    assert sorted(map(sorted, visible(made.folder))) == [[n, n + 1] for n in range(100, 118, 2)]
    assert len(published_objects(revision, given_settings.settings, clock=QuickClock()).rows) == 18


def test_a_file_and_a_revision_exclude_each_other(site: Site) -> None:
    with pytest.raises(ConfigError, match=r"objects\.map and objects\.model_revision"):
        site.settings(objects__map="a.csv", objects__model_revision=3)
