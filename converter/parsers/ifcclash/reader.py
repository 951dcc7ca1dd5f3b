"""The reader of IfcClash's JSON."""

from __future__ import annotations

from pathlib import Path

from converter.model.clash import ClashTest
from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock, stock_of
from converter.parsers.collecting import collection_paused
from converter.parsers.ifcclash.clash_sets import models_of, read_clash_sets
from converter.parsers.ifcclash.json_text import Problem, decoded, parse
from converter.parsers.ifcclash.shape import shape_of
from converter.parsers.ifcclash.smart_groups import read_smart_groups
from converter.parsers.log import DiagnosticLog


class IfcClashReader:
    """Results of IfcClash, its smart groups, and its input, which has no results."""

    kind = Kind.IFCCLASH_JSON

    def sniff(self, head: bytes, _name: str) -> bool:
        """True for JSON that begins like a list of clash sets, or like smart groups."""
        return shape_of(head) is not None

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of the file."""
        report = self.read(path, label)
        return report, stock_of(report, has_picture)

    def read(self, path: Path, label: str) -> Report:
        """Every clash set with its clashes."""
        log = DiagnosticLog(label)
        with collection_paused():
            document = _document(path, log)
            tests = _tests(document, log)
        models = models_of(document)
        return Report(
            path=label,
            kind=self.kind,
            producer="IfcClash",
            units="m",
            model_file=models.pop() if len(models) == 1 else "",
            tests=tests,
            diagnostics=log.finish(),
            readable=bool(tests),
        )


def _document(path: Path, log: DiagnosticLog) -> object:
    text, alphabet = decoded(path.read_bytes())
    if alphabet != "utf-8":
        log.add("IFX004", f"JSON is UTF-8; this was read as {alphabet}")
    document = parse(text.removeprefix("\ufeff"))
    if isinstance(document, Problem):
        log.add("IFX001", f"{document.words}; nothing of it is used", line=document.line, column=document.column)
        return None
    if not isinstance(document, list | dict):
        log.add("IFX002", "there is neither a list of clash sets nor smart groups in it")
        return None
    return document


def _tests(document: object, log: DiagnosticLog) -> tuple[ClashTest, ...]:
    tests: tuple[ClashTest, ...] = ()
    if isinstance(document, list):
        tests = read_clash_sets(document, log)
    elif isinstance(document, dict):
        tests = read_smart_groups(document, log.add)
        if tests:
            log.add("IFX005", "only the GlobalIds of each pair are known: give IfcClash's results as well")
    if document is not None and not tests:
        log.add("IFX002", "nothing in it is a clash set or a smart group")
    return tests
