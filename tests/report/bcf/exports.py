"""Reports made for a test, converted and exported, and the archive read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from converter.app.exporting import Exported, export
from converter.model.topic import Topic
from converter.parsers.bcf.content import ArchiveContent
from converter.parsers.bcf.reader import BcfReader
from converter.parsers.reader import ArchiveLimits
from tests.app.runs import Run, configuration, run
from tests.navisworks import document, test_element
from tests.parsers.bcf.archives import own_files
from tests.parsers.bcf.raw_zip import members, zip_of
from tests.report.bcf.rules import problems

AUTHOR = "clash-converter@example.com"


@dataclass(frozen=True)
class Out:
    """An archive that was exported, and what it says when it is read."""

    done: Exported
    topics: tuple[Topic, ...]

    @property
    def content(self) -> bytes:
        return self.done.file.read_bytes()

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.done.diagnostics]

    def message(self, code: str) -> str:
        (found,) = [each.message for each in self.done.diagnostics if each.code == code]
        return found

    def picture(self, topic: Topic) -> bytes:
        entry = topic.viewpoints[0].snapshot_entry
        assert entry is not None
        content = ArchiveContent(self.done.file, ArchiveLimits())
        try:
            return content.read(entry)
        finally:
            content.close()


def exported(folder: Path, name: str = "out.bcf", *, importable: bool = False, **flags: object) -> Out:
    settings = configuration(**flags).settings
    done = export(folder, "bcf", folder.parent / name, settings, importable=importable)
    assert problems(done.file.read_bytes()) == []
    report = BcfReader().read(done.file, name)
    assert done.issues == len(report.topics)
    return Out(done, report.topics)


def of_clashes(folder: Path, *content: str, **flags: object) -> Run:
    (folder / "r.xml").write_text(document(test_element("".join(content))), encoding="utf-8")
    return run(folder / "run", folder / "r.xml", **flags)


def of_topics(folder: Path, files: dict[str, bytes], version: str = "3.0") -> Run:
    (folder / "r.bcf").write_bytes(zip_of(members({**own_files(version), **files})))
    return run(folder / "run", folder / "r.bcf")
