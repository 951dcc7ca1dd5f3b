"""The archives these tests damage are what they should be before that."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from converter.parsers.bcf.reader import BcfReader
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import FIRST, SECOND, THIRD, VERSIONS, around, topic
from tests.parsers.bcf.raw_zip import SIZES_FOLLOW, STORED, Member, zip_of
from tests.parsers.bcf.reading import check_complete, complaints, read, said


@pytest.mark.parametrize("version", VERSIONS)
def test_three_healthy_topics_arrive_complete(tmp_path: Path, version: str) -> None:
    report = read(tmp_path, archives.archive(topic(THIRD, version), version))
    assert [each.guid for each in report.topics] == [FIRST, THIRD, SECOND]
    for each in report.topics:
        check_complete(tmp_path, each, each.guid, version)
    assert report.version == version and report.readable and not complaints(report)


@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_nothing_is_said_of_healthy_topics(tmp_path: Path, version: str) -> None:
    assert said(read(tmp_path, archives.archive(topic(THIRD, version), version))) == set()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("method", "flags"), [(STORED, 0), (8, 0), (8, SIZES_FOLLOW)])
def test_the_archives_of_these_tests_are_archives(method: int, flags: int, version: str) -> None:
    files = around(topic(THIRD, version), version)
    content = zip_of([Member(name, data, method=method, flags=flags) for name, data in files.items()])
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == files
    assert BcfReader().sniff(content[:65_536], "topics.bcf") and BcfReader().sniff(content[:65_536], "topics.zip")


def test_the_pictures_of_these_tests_are_pictures() -> None:
    pictures = [archives.png(guid) for guid in (FIRST, SECOND, THIRD)]
    assert len(set(pictures)) == 3
    for each in pictures:
        image = Image.open(io.BytesIO(each))
        image.load()
        assert image.size == (4, 3) and image.format == "PNG"


@pytest.mark.parametrize("version", VERSIONS)
def test_counting_finds_what_reading_finds(tmp_path: Path, version: str) -> None:
    path = tmp_path / "topics.bcf"
    path.write_bytes(archives.archive(topic(THIRD, version), version))
    report, stock = BcfReader().take_stock(path, "topics.bcf", lambda _: False)
    assert (stock.topics, stock.viewpoints, stock.comments, stock.comment_texts, stock.snapshots) == (3, 3, 3, 3, 3)
    assert len(report.topics) == 3
