"""The reader of Navisworks clash reports as XML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PureWindowsPath

from lxml import etree

from converter.model.clash import ClashGroup, ClashResult, ClashTest, GroupLayout
from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock
from converter.parsers.log import DiagnosticLog
from converter.parsers.navisworks.assembly import Assembly
from converter.parsers.navisworks.clash_test import TestTally
from converter.parsers.navisworks.documents import REPORT, document_of
from converter.parsers.navisworks.stream import ClashStream
from converter.parsers.navisworks.values import Context
from converter.parsers.xml import DtdRefused, error_position

_PRODUCER = "Autodesk Navisworks"


class ClashXmlReader:
    """Clash reports as Clash Detective writes them: root ``exchange``, child ``batchtest``."""

    kind = Kind.NAVISWORKS_XML

    def sniff(self, head: bytes, _name: str) -> bool:
        """True for a document with a ``batchtest``."""
        document = document_of(head)
        return document is not None and document.name == REPORT

    def read(self, path: Path, label: str) -> Report:
        """The whole report with all its clashes in memory."""
        keeper = _Keeper()
        return _read(path, label, keeper.take, keeper.finish)

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of a report of any size, in memory that does not grow with it."""
        stock = Stock()

        def count(entry: ClashResult | ClashGroup) -> None:
            if isinstance(entry, ClashGroup):
                stock.take_group(entry, has_picture)
            else:
                stock.take_clash(entry, has_picture)

        def count_test(test: ClashTest) -> ClashTest:
            stock.tests += 1
            return test

        return _read(path, label, count, count_test), stock


class _Keeper:
    """Keeps the entries of a test until it ends."""

    def __init__(self) -> None:
        self._groups: list[ClashGroup] = []
        self._results: list[ClashResult] = []

    def take(self, entry: ClashResult | ClashGroup) -> None:
        """Keep one entry."""
        if isinstance(entry, ClashGroup):
            self._groups.append(entry)
        else:
            self._results.append(entry)

    def finish(self, test: ClashTest) -> ClashTest:
        """The test with what was kept for it."""
        finished = replace(test, groups=tuple(self._groups), results=tuple(self._results))
        self._groups, self._results = [], []
        return finished


def _read(
    path: Path,
    label: str,
    take: Callable[[ClashResult | ClashGroup], None],
    finish: Callable[[ClashTest], ClashTest],
) -> Report:
    log = DiagnosticLog(label)
    tests: list[ClashTest] = []
    tally = TestTally(log)
    with path.open("rb") as file:
        stream = ClashStream(file, Context(log))
        try:
            for entry in stream:
                if isinstance(entry, ClashTest):
                    tests.append(finish(tally.complete(entry)))
                    tally = TestTally(log)
                else:
                    tally.take(entry)
                    take(entry)
        except etree.XMLSyntaxError as error:
            return _malformed(path, label, log, stream.assembly, error)
        except DtdRefused:
            log.add("NWX002", "the document has a DTD (<!DOCTYPE …>); Navisworks never writes one", line=1)
            return Report(label, Kind.NAVISWORKS_XML, diagnostics=log.finish(), readable=False)
    return _report(label, tuple(tests), stream.assembly, log)


def _report(label: str, tests: tuple[ClashTest, ...], assembly: Assembly, log: DiagnosticLog) -> Report:
    if tests and all(test.layout is GroupLayout.EMPTY and test.summary is None for test in tests):
        log.add("NWX005", f"{len(tests)} clash tests and no results: run them and write a report")
    attributes = assembly.root_attributes
    return Report(
        path=label,
        kind=Kind.NAVISWORKS_XML,
        version=_schema_version(attributes),
        producer=_PRODUCER,
        units=assembly.units,
        model_file=PureWindowsPath(attributes.get("filename", "")).name,
        tests=tests,
        diagnostics=log.finish(),
    )


def _schema_version(attributes: dict[str, str]) -> str:
    """Version of the exchange schema, which only old reports name: ``…/nw-exchange-11.0.xsd``."""
    location = next((v for k, v in attributes.items() if k.endswith("noNamespaceSchemaLocation")), "")
    name = location.rsplit("/", 1)[-1]
    return name.removeprefix("nw-exchange-").removesuffix(".xsd") if name.startswith("nw-exchange-") else ""


def _malformed(
    path: Path, label: str, log: DiagnosticLog, assembly: Assembly, error: etree.XMLSyntaxError
) -> Report:
    line, column, words = error_position(path, error)
    last = assembly.last_good
    if last is None:
        where = "before the first clash"
    else:
        where = f"after the clash {last.name!r}" + (f" ({last.guid})" if last.guid else "")
    if assembly.last_test:
        where += f" in the test {assembly.last_test!r}"
    message = (
        f"not well-formed XML in line {line}, column {column}, {where}: {words}. "
        "Nothing of this file is used; write the report again."
    )
    log.add("NWX001", message, line=line, column=column, guid=last.guid or None if last else None)
    return Report(label, Kind.NAVISWORKS_XML, units=assembly.units, diagnostics=log.finish(), readable=False)
