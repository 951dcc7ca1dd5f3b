"""BCF: reading archives against ``bcf-client``, and against unzipping and parsing alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

TAKE_STOCK = """
import sys
from pathlib import Path
from converter.parsers.bcf.reader import BcfReader
report = BcfReader().read(Path(sys.argv[1]), "topics.bcf")
assert len(report.topics) == int(sys.argv[2])
"""


def floor(path: Path) -> None:
    """``zipfile`` and a bare parse of every XML entry; pictures are inflated and left alone."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            data = archive.read(entry)
            if entry.filename.endswith((".bcf", ".bcfv", "bcf.version")):
                etree.fromstring(data)


def bcf_client(path: Path) -> int:
    """Every topic, comment and viewpoint, as its users do it; it reads lazily, so each is touched."""
    from bcf import bcfxml

    with bcfxml.load(str(path)) as archive:
        views = [view for topic in archive.topics.values() for view in topic.viewpoints.values()]
        comments = [comment for topic in archive.topics.values() for comment in topic.comments]
        return len([view.visualization_info for view in views]) + len(comments)
