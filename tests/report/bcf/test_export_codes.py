"""What an export had to fill in, to change or to leave out is said: each code, and what is done."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.app.runs import NOW, Run, run
from tests.conftest import SAMPLES
from tests.navisworks import clash
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FIRST, SECOND, changed, topic
from tests.report.bcf.exports import AUTHOR, exported, of_clashes, of_topics

NAMED = "<CreationAuthor>anna@example.com</CreationAuthor>"
LONG = "A title of more than eighty characters that tells where the duct meets the beam & how far, on level 2"


def without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {each: data for each, data in files.items() if not each.endswith(name)}


def edit(path: Path, change: Any) -> None:
    """Change a JSON file of a run folder."""
    found = json.loads(path.read_bytes())
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


def plain(version: str = "3.0") -> dict[str, bytes]:
    """A healthy topic."""
    return topic(FIRST, version)


def test_a_healthy_topic_needs_nothing(tmp_path: Path) -> None:
    assert exported(of_topics(tmp_path, plain()).folder).codes == []


def mixed(folder: Path) -> Run:
    """Three issues: a whole one, one without elements, and one without elements and point."""
    return of_clashes(folder, clash(1), clash(2, items=()), clash(3, items=(), point=None))


def test_what_procore_refuses_is_listed_and_written_all_the_same(tmp_path: Path) -> None:
    found = exported(mixed(tmp_path).folder)
    refused = [each for each in found.done.diagnostics if each.code == "EXP001"]
    assert found.done.issues == 3 and found.done.left_out == 0 and len(refused) == 2
    assert all("refuses it" in each.message for each in refused)
    assert {each.location.guid for each in refused} < {each.guid for each in found.topics}
    assert any("no viewpoint and no picture" in each.message for each in refused)
    assert any("no model element" in each.message for each in refused)


def test_importable_leaves_it_out_and_lists_it(tmp_path: Path) -> None:
    made = mixed(tmp_path)
    found = exported(made.folder, importable=True)
    whole = [each["issue"] for each in made.lines("clashes.jsonl") if each["elements"]]
    assert [each.guid for each in found.topics] == whole and found.done.left_out == 2
    refused = [each for each in found.done.diagnostics if each.code == "EXP001"]
    assert len(refused) == 2 and all("left out" in each.message for each in refused)


def test_importable_leaves_out_topics_too(tmp_path: Path) -> None:
    swap = (archives.components("3.0"), "")
    bare = changed(topic(SECOND, "3.0"), "viewpoint.bcfv", swap)
    found = exported(of_topics(tmp_path, {**plain(), **bare}).folder, importable=True)
    assert [each.guid for each in found.topics] == [FIRST] and found.codes == ["EXP001"]


def test_a_topic_without_any_date_has_that_of_the_run(tmp_path: Path) -> None:
    files = changed(plain(), "markup.bcf", ("<CreationDate>2026-02-03T10:20:30Z</CreationDate>", ""))
    dated = exported(of_topics(tmp_path, files).folder)
    assert dated.topics[0].created == datetime.fromisoformat("2026-02-04T11:00:00Z"), "that of its comment"
    assert "EXP002" not in dated.codes
    files = changed(files, "markup.bcf", ("<Date>2026-02-04T11:00:00Z</Date>", ""))
    undated = exported(of_topics(tmp_path, files).folder)
    assert undated.topics[0].created == undated.topics[0].comments[0].created == NOW
    assert "1 topics" in undated.message("EXP002")


def test_an_author_without_address_is_the_person_known_by_that_name(tmp_path: Path) -> None:
    files = changed(plain(), "markup.bcf", (NAMED, "<CreationAuthor>Anna B.</CreationAuthor>"))
    folder = of_topics(tmp_path, files).folder
    known = exported(folder, bcf__people={"anna B.": "anna.b@example.org"})
    assert known.topics[0].created_author == "anna.b@example.org" and known.codes == []
    assert known.topics[0].description == "Seen on level 2."


def test_an_unknown_author_gives_way_to_the_configured_one_and_stays_in_the_text(tmp_path: Path) -> None:
    files = changed(plain(), "markup.bcf", (NAMED, "<CreationAuthor>Anna B.</CreationAuthor>"))
    folder = of_topics(tmp_path, files).folder
    usual, given = exported(folder), exported(folder, export__author="bim@example.net")
    assert usual.topics[0].created_author == AUTHOR and given.topics[0].created_author == "bim@example.net"
    assert "bim@example.net" in given.message("EXP003")
    for each in (usual, given):
        assert each.topics[0].description == "Seen on level 2.\n\nAuthor: Anna B."


def test_an_author_who_is_not_named_is_the_configured_one(tmp_path: Path) -> None:
    found = exported(of_topics(tmp_path, changed(plain(), "markup.bcf", (NAMED, ""))).folder)
    assert found.topics[0].created_author == AUTHOR and found.topics[0].description == "Seen on level 2."


def test_a_long_title_gives_way_to_the_issues_and_leads_the_text(tmp_path: Path) -> None:
    files = changed(
        plain(), "markup.bcf", (f"<Title>{archives.title(FIRST)}<", f"<Title>{LONG.replace('&', '&amp;')}<")
    )
    made = of_topics(tmp_path, files)
    (found,) = exported(made.folder).topics
    assert found.title == made.items[0]["title"] and 0 < len(found.title) <= 80
    assert found.description == f"{LONG}\n\nSeen on level 2."


@pytest.mark.parametrize(("length", "kept"), [(80, True), (81, False)])
def test_a_title_of_eighty_characters_stays(tmp_path: Path, length: int, kept: bool) -> None:
    words = ("é" * length)[:length]
    files = changed(plain(), "markup.bcf", (f"<Title>{archives.title(FIRST)}<", f"<Title>{words}<"))
    (found,) = exported(of_topics(tmp_path, files).folder).topics
    assert (found.title == words) == kept and words in f"{found.title}{found.description}"


def test_what_the_version_cannot_say_is_counted(tmp_path: Path) -> None:
    files = changed(
        plain(),
        "markup.bcf",
        (f'<Topic Guid="{FIRST}"', f'<Topic Guid="{FIRST}" ServerAssignedId="A-1"'),
        ("<Priority>", "<Milestone>M2</Milestone><Priority>"),
        (
            "<Description>",
            "<BimSnippet SnippetType='json' IsExternal='false'><Reference>a.json</Reference></BimSnippet><Description>",
        ),
    )
    bitmap = "".join(archives.xyz(name, 0, 0, 1) for name in ("Location", "Normal", "Up"))
    files = changed(
        files,
        "viewpoint.bcfv",
        ("<Line>", '<Line Color="FF0000">'),
        (
            "</VisualizationInfo>",
            f"<Bitmaps><Bitmap><Format>png</Format><Reference>b.png</Reference>{bitmap}<Height>1</Height></Bitmap></Bitmaps></VisualizationInfo>",
        ),
    )
    found = exported(of_topics(tmp_path, files).folder)
    said = [each.message for each in found.done.diagnostics if each.code == "EXP005"]
    wanted = (
        "ServerAssignedId: 1",
        "elements BCF does not know: 1",
        "snippets that lie",
        "bitmaps of viewpoints: 1",
        "colours of lines: 1",
    )
    assert [sum(words in each for each in said) for words in wanted] == [1] * len(wanted)
    assert found.topics[0].bim_snippet is None and found.topics[0].viewpoints[0].bitmaps == ()


def test_marks_on_the_screen_are_counted(tmp_path: Path) -> None:
    made = run(tmp_path / "run", SAMPLES / "week-1" / "Building (everything).xml")
    (batch,) = (made.folder / "batches").iterdir()

    def mark(body: Any) -> None:
        body["updates"][0]["viewpoints"][0]["redlines_data"] = '{"lines":[]}'

    edit(batch, mark)
    assert exported(made.folder).message("EXP005").endswith("mark-up on the screen: 1")


@pytest.mark.parametrize("data", [None, b"", b"GIF89a", b"\xff\xd8\xff\xe0 cut off"])
def test_a_picture_that_cannot_be_read_is_left_out(tmp_path: Path, data: bytes | None) -> None:
    made = of_topics(tmp_path, plain())
    (path,) = (made.folder / "snapshots").iterdir()
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    found = exported(made.folder)
    assert found.codes == ["EXP006"] and path.name in found.message("EXP006")
    assert found.topics[0].viewpoints[0].snapshot_entry is None and found.topics[0].viewpoints[0].camera


def test_the_reports_are_not_needed_any_more(tmp_path: Path) -> None:
    made = of_topics(tmp_path, plain())
    before = exported(made.folder).content
    (tmp_path / "r.bcf").unlink()
    shutil.move(made.folder, tmp_path / "elsewhere")
    assert exported(tmp_path / "elsewhere").content == before
