"""Every picture of the real reports and archives goes through, and none of its pixels is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.model.diagnostics import Diagnostic
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.reader import ArchiveLimits
from converter.snapshots.check import PictureLimits, check_bytes, content_of, is_picture
from tests.pictures import opened
from tests.real_bcf.archives import ROWS, Row, read, rows

LIMITS = PictureLimits(decode_all=True)


def check(data: bytes, name: str) -> None:
    found = check_bytes(data, name, name, LIMITS, "report")
    assert not isinstance(found, Diagnostic), found
    assert found.made is None and not found.notes, "none of them is odd or large"
    content = content_of(data, found.picture)
    assert content is not None and len(content) <= len(data)
    before, after = opened(data), opened(content)
    assert before.mode == after.mode and before.tobytes() == after.tobytes()
    assert not after.getexif() and "icc_profile" not in after.info and not getattr(after, "text", {})


@pytest.mark.parametrize("row", rows())
def test_no_snapshot_of_an_archive_is_lost(row: Row) -> None:
    archive = ArchiveContent(row.path, ArchiveLimits())
    for topic in read(row.path).topics:
        for view in topic.viewpoints:
            if view.snapshot_entry is not None:
                check(archive.read(view.snapshot_entry), view.snapshot or "")
    archive.close()


def test_the_archives_hold_hundreds_of_snapshots() -> None:
    if not ROWS:
        pytest.skip("the folder with real files is not there (../shared/data)")
    views = [view for row in ROWS for topic in read(row.path).topics for view in topic.viewpoints]
    assert sum(view.snapshot_entry is not None for view in views) > 400


def test_no_picture_of_a_report_is_lost(shared_data: Path) -> None:
    paths = [path for path in sorted((shared_data / "navisworks").rglob("*.*")) if path.suffix.lower() == ".jpg"]
    assert len(paths) > 20
    for path in paths:
        assert is_picture(path)
        check(path.read_bytes(), path.name)
