"""The checker itself: it finds nothing in a healthy archive and something in every broken one."""

from __future__ import annotations

import pytest

from tests.conftest import SAMPLES
from tests.parsers.bcf.archives import FIRST, archive, changed, topic, view_guid
from tests.parsers.bcf.raw_zip import members, zip_of
from tests.report.bcf.rules import document_problems, problems


def healthy() -> dict[str, bytes]:
    """A topic as the tests of the reader have it, with the version as the schema wants it."""
    version = b'<Version VersionId="2.1"><DetailedVersion>2.1</DetailedVersion></Version>'
    return {"bcf.version": version, **topic(FIRST, "2.1")}


def found(files: dict[str, bytes]) -> str:
    return "\n".join(problems(zip_of(members(files))))


def test_a_healthy_archive_breaks_no_rule() -> None:
    assert not found(healthy())


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("bcf.version", '2.1"', '2.0"', "VersionId"),
        ("markup.bcf", f'<Topic Guid="{FIRST}"', '<Topic Guid="b2222222-0000-4000-8000-000000000002"', "the topic is"),
        ("markup.bcf", f'<Topic Guid="{FIRST}"', '<Topic Guid="x"', "@Guid is 'x'"),
        ("markup.bcf", "<CreationAuthor>anna@example.com</CreationAuthor>", "", "CreationAuthor is missing"),
        ("markup.bcf", "2026-02-03T10:20:30Z", "2026-02-30T10:20:30Z", "CreationDate"),
        ("markup.bcf", "2026-02-03T10:20:30Z", "2026-02-03", "CreationDate"),
        ("markup.bcf", "<Priority>High</Priority>", "<Priority/>", "Priority is None"),
        ("markup.bcf", "<Priority>High</Priority>", "<Index>3000000000</Index>", "Index"),
        ("markup.bcf", "<Labels>HVAC</Labels>", "<Labels>HVAC</Labels><Priority>1</Priority>", "order"),
        ("markup.bcf", "<Labels>HVAC</Labels>", "<Milestone>2</Milestone>", "Milestone"),
        ("markup.bcf", "<Author>bert@example.com</Author>", "", "Author is missing"),
        ("markup.bcf", f'<Viewpoint Guid="{view_guid(FIRST)}"/>', f'<Viewpoint Guid="{FIRST}"/>', "not there"),
        ("markup.bcf", "<Snapshot>snapshot.png</Snapshot>", "", "nothing refers to snapshot.png"),
        ("markup.bcf", "<Snapshot>snapshot.png</Snapshot>", "<Snapshot>a.png</Snapshot>", "missing: a.png"),
        ("markup.bcf", 'isExternal="true"><F', 'isExternal="false"><Reference>a.ifc</Reference><F', "missing: a.ifc"),
        ("viewpoint.bcfv", f'Guid="{view_guid(FIRST)}"', f'Guid="{FIRST}"', "for the markup"),
        ("viewpoint.bcfv", "<FieldOfView>50<", "<FieldOfView>180<", "FieldOfView"),
        ("viewpoint.bcfv", "<X>1.5<", "<X>1,5<", "CameraViewPoint/X"),
        ("viewpoint.bcfv", "<X>1.5<", "<X>nan<", "CameraViewPoint/X"),
        ("viewpoint.bcfv", '"FF00FF00"', '"ff00ff00"', "@Color"),
        ("viewpoint.bcfv", "<ViewSetupHints/>", "<ViewSetupHints Spaces='true'/>", "attribute Spaces"),
        ("viewpoint.bcfv", 'DefaultVisibility="false"', 'DefaultVisibility="False"', "DefaultVisibility"),
        ("viewpoint.bcfv", "<Lines>", "<Lines/><Lines>", "2 of Lines"),
        ("snapshot.png", "", "", "no PNG"),
    ],
)
def test_a_broken_rule_is_named(file: str, old: str, new: str, words: str) -> None:
    files = healthy()
    if file.endswith(".png"):
        files[f"{FIRST}/{file}"] = b"\xff\xd8\xff\xe0"
    else:
        files = changed(files, file, (old, new))
    assert words in found(files)


def test_names_of_entries_are_checked() -> None:
    picture = healthy()[f"{FIRST}/snapshot.png"]
    assert "nothing refers to more.png" in found({**healthy(), f"{FIRST}/more.png": picture})
    assert "no name of an entry" in found({**healthy(), f"{FIRST}\\more.png": picture})
    assert "neither the version" in found({**healthy(), "notes.txt": b""})
    doubled = [*members(healthy()), members({f"{FIRST}/snapshot.png": picture})[0]]
    assert "2 entries are named" in "\n".join(problems(zip_of(doubled)))


@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0"])
def test_archives_of_other_versions_are_none(version: str) -> None:
    assert problems(archive({}, version))


def test_no_xml_is_named() -> None:
    assert list(document_problems(b"<Markup>", "Markup", "m")) and list(document_problems(b"<A/>", "Markup", "m"))


def test_the_sample_of_this_version_breaks_nothing_but_what_this_writer_does_not_make() -> None:
    """Other programs may write a project file."""
    said = problems((SAMPLES / "bcf" / "Building 2.1.bcf").read_bytes())
    assert [each for each in said if "project.bcfp" not in each] == []
