"""Names that nearly agree, links that lead nowhere, folders of other reports."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from tests.snapshots.test_find import found, project


def test_the_exact_name_wins_over_another_case(tmp_path: Path) -> None:
    report = project(tmp_path, "Cd1.jpg", "cd1.jpg")
    assert found(report, "cd1.jpg") == "cd1.jpg" and found(report, "Cd1.jpg") == "Cd1.jpg"
    assert found(report, "CD1.jpg") == "PIC001", "two that differ in case only are not guessed between"


def test_links_that_lead_nowhere_are_no_files(tmp_path: Path) -> None:
    report = project(tmp_path, "cd1.jpg")
    (report.parent / "loop.jpg").symlink_to("loop.jpg")
    (report.parent / "dead.jpg").symlink_to("gone.jpg")
    assert found(report, "loop.jpg") == "PIC001" and found(report, "dead.jpg") == "PIC001"
    assert found(report, "cd1.jpg") == "cd1.jpg"


def test_pictures_of_another_report_are_not_taken(tmp_path: Path) -> None:
    report = project(tmp_path, "other_files/cd000001.jpg", "moved_files/cd000002.jpg", "other.xml")
    assert found(report, "report_files\\cd000001.jpg") == "PIC001"
    assert found(report, "report_files\\cd000002.jpg") == "moved_files/cd000002.jpg"


def test_accents_may_be_written_in_two_ways(tmp_path: Path) -> None:
    report = project(tmp_path, unicodedata.normalize("NFD", "Büro_files/é.jpg"))
    assert (
        unicodedata.normalize("NFC", found(report, unicodedata.normalize("NFC", "Büro_files\\é.jpg")))
        == "Büro_files/é.jpg"
    )


def test_a_percent_sign_may_be_meant(tmp_path: Path) -> None:
    report = project(tmp_path, "50%25.jpg", "a b.jpg")
    assert found(report, "50%25.jpg") == "50%25.jpg" and found(report, "a%20b.jpg") == "a b.jpg"
    assert found(report, "%2e%2e/secret.jpg") == "PIC002"
