"""What the reader makes of odd topics, by the rules of the format: which view comes first, what counts, what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FIRST, FOURTH, THIRD, VERSIONS, changed, topic
from tests.parsers.bcf.raw_zip import members, zip_of
from tests.parsers.bcf.reading import check_complete, check_view, only_one, read, rest_of, said, snapshot
from tests.parsers.bcf.test_malformed_versions import with_version_file

MARKUP, VIEWPOINT = f"{THIRD}/markup.bcf", f"{THIRD}/viewpoint.bcfv"


def test_a_viewpoint_nobody_names_does_not_stand_before_those_that_are_named(tmp_path: Path) -> None:
    """Section 3.6 and case v26: the *referenced* ``viewpoint.bcfv`` comes first."""
    third = changed(topic(THIRD, "3.0"), "markup.bcf", ("viewpoint.bcfv", "main.bcfv"))
    third[f"{THIRD}/main.bcfv"] = third[VIEWPOINT]
    found = only_one(tmp_path, third, "3.0")
    assert found.viewpoints[0].guid == archives.view_guid(THIRD)
    check_view(tmp_path, found.viewpoints[0], THIRD, "3.0")


def test_the_main_viewpoint_comes_first(tmp_path: Path) -> None:
    """Section 3.6: ``MainViewpointGuid`` before everything else."""
    guid = "99999999-0000-4000-8000-000000000009"
    swaps = (
        ("<Viewpoints>", f'<Viewpoints MainViewpointGuid="{guid}">'),
        ("</ViewPoint>", f'</ViewPoint><ViewPoint Guid="{guid}"><Viewpoint>b.bcfv</Viewpoint></ViewPoint>'),
    )
    third = changed(topic(THIRD, "3.0"), "markup.bcf", *swaps)
    third[f"{THIRD}/b.bcfv"] = archives.visinfo(FOURTH, "3.0").encode()
    assert [view.guid for view in only_one(tmp_path, third, "3.0").viewpoints] == [guid, archives.view_guid(THIRD)]


@pytest.mark.parametrize("name", ["viewpoint.bcfv", "snapshot.png"])
def test_files_of_another_topic_are_not_taken(tmp_path: Path, name: str) -> None:
    """Case a27: references stay inside the topic's folder."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", (name, f"../{FIRST}/{name}"))
    found = only_one(tmp_path, third, "2.1", ("BCF055", MARKUP))
    check_complete(tmp_path, found, THIRD, "2.1")


@pytest.mark.parametrize("swap", ["<Viewpoint>viewpoint.bcfv</Viewpoint>", "<Snapshot>snapshot.png</Snapshot>"])
def test_a_reference_that_leaves_one_file_out_means_the_one_of_the_usual_name(tmp_path: Path, swap: str) -> None:
    """Cases v07 and v24: camera and picture lie side by side; apart the issue has no viewpoint at all."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", (swap, ""))
    check_complete(tmp_path, only_one(tmp_path, third, "2.1"), THIRD, "2.1")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "data",
    [b"<Version/>", b'<Version VersionId=""/>', b'<Version VersionId="latest"/>', b"<html><body>404</body></html>"],
)
def test_a_version_file_that_names_no_version_is_said_and_the_content_asked(
    tmp_path: Path, data: bytes, version: str
) -> None:
    """Case a12."""
    content = with_version_file(version, data)
    (found,) = rest_of(tmp_path, content, version, ("BCF021", "bcf.version"))
    check_complete(tmp_path, found, THIRD, version)
    assert read(tmp_path, content).version == version


@pytest.mark.parametrize("written", [' TopicType=" " TopicStatus=" "', ' TopicType="" TopicStatus="\t"'])
def test_a_blank_type_or_status_is_none(tmp_path: Path, written: str) -> None:
    """Case x22."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", (' TopicType="Clash" TopicStatus="Open"', written))
    found = only_one(tmp_path, third, "2.1")
    assert (found.topic_type, found.topic_status) == (None, None)


def test_of_two_topics_in_one_markup_the_second_is_not_lost(tmp_path: Path) -> None:
    """Section 9, no silent loss: it is said to be kept as text, and is not."""
    second = '<Topic Guid="x"><Title>Second one</Title></Topic>'
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("</Topic>", f"</Topic>{second}"))
    content = archives.archive(third, "2.1")
    report = read(tmp_path, content)
    assert "Second one" in repr(report.topics) or any(
        each.severity != "info" for each in report.diagnostics if each.location.member == MARKUP
    )


def test_marked_up_text_is_not_cut(tmp_path: Path) -> None:
    """Section 9, no silent loss."""
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("Seen on level 2.", "Seen <b>on</b> level 2."))
    assert only_one(tmp_path, third, "2.1").description == "Seen on level 2."


def test_an_archive_of_bcf_without_topics_says_so(tmp_path: Path) -> None:
    """Section 5: an empty result without a word is the worst answer."""
    for version in ("2.0", "2.1", "3.0"):
        assert "BCF001" in {code for code, _ in said(read(tmp_path, zip_of(members(archives.own_files(version)))))}


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_nothing_but_its_layout_is_said_of_a_healthy_old_archive(tmp_path: Path, version: str) -> None:
    """BCF043 is for what *its version* requires; in 2.0 a viewpoint file has no guid."""
    expected = {"BCF020", "BCF050"} if version == "1.0" else set()
    assert {code for code, _ in said(read(tmp_path, archives.archive(topic(THIRD, version), version)))} <= expected


def test_backslashes_are_noted(tmp_path: Path) -> None:
    """Case a01: normalise *and note*. There is no code for it yet."""
    third = {name.replace("/", "\\"): data for name, data in topic(THIRD, "2.1").items()}
    assert said(read(tmp_path, archives.archive(third, "2.1")))


def test_an_empty_comment_is_not_counted_as_a_text(tmp_path: Path) -> None:
    """Case x26, section 9: a diagnostic for each malformation. There is no code for it yet."""
    written = f"<Comment>{archives.text_of(THIRD).replace('&', '&amp;')}</Comment>"
    third = changed(topic(THIRD, "3.0"), "markup.bcf", (written, "<Comment/>"))
    assert snapshot(tmp_path, only_one(tmp_path, third, "3.0").viewpoints[0]) == archives.png(THIRD)
    assert said(read(tmp_path, archives.archive(third, "3.0")))


def test_what_is_said_stays_short(tmp_path: Path) -> None:
    """Case x11: 100,000 unknown elements make a message of 900,000 characters."""
    many = "".join([f"<u{each}/>" for each in range(20_000)])
    third = changed(topic(THIRD, "2.1"), "markup.bcf", ("<Priority>", f"{many}<Priority>"))
    report = read(tmp_path, archives.archive(third, "2.1"))
    assert max(len(each.message) for each in report.diagnostics) < 2_000
