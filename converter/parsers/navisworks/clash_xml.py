"""The reader of Navisworks clash reports as XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Protocol, TypeVar

from lxml import etree

from converter.model.clash import ClashGroup, ClashResult, ClashTest, GroupLayout
from converter.model.report import Kind, Report
from converter.model.stock import HasPicture, Stock
from converter.parsers.collecting import collection_paused
from converter.parsers.log import DiagnosticLog
from converter.parsers.navisworks.assembly import Assembly
from converter.parsers.navisworks.clash_test import TestTally
from converter.parsers.navisworks.documents import REPORT, document_of
from converter.parsers.navisworks.stream import ClashStream
from converter.parsers.navisworks.values import Context
from converter.parsers.xml import DtdRefusedError, error_position

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
        with collection_paused():
            return _read(path, label, _Keeper)[0]

    def take_stock(self, path: Path, label: str, has_picture: HasPicture) -> tuple[Report, Stock]:
        """Counts of a report of any size, in memory that does not grow with it."""
        with collection_paused():
            report, counter = _read(path, label, lambda: _Counter(has_picture))
        return report, counter.stock if report.readable else Stock()


class _Collector(Protocol):
    """What is done with the entries of a report while they go by."""

    def take(self, entry: ClashResult | ClashGroup) -> None:
        """An entry of the test that is open."""

    def finish(self, test: ClashTest) -> ClashTest:
        """The test ends; gives back what goes into the report for it."""


class _Keeper:
    """Keeps the entries of a test until it ends."""

    def __init__(self) -> None:
        self._groups: list[ClashGroup] = []
        self._results: list[ClashResult] = []

    def take(self, entry: ClashResult | ClashGroup) -> None:
        if isinstance(entry, ClashGroup):
            self._groups.append(entry)
        else:
            self._results.append(entry)

    def finish(self, test: ClashTest) -> ClashTest:
        finished = replace(test, groups=tuple(self._groups), results=tuple(self._results))
        self._groups, self._results = [], []
        return finished


class _Counter:
    """Counts the entries and lets them go."""

    def __init__(self, has_picture: HasPicture) -> None:
        self.stock = Stock()
        self._has_picture = has_picture

    def take(self, entry: ClashResult | ClashGroup) -> None:
        if isinstance(entry, ClashGroup):
            self.stock.take_group(entry, self._has_picture)
        else:
            self.stock.take_clash(entry, self._has_picture)

    def finish(self, test: ClashTest) -> ClashTest:
        self.stock.tests += 1
        return test


_AnyCollector = TypeVar("_AnyCollector", bound=_Collector)


def _read(
    path: Path, label: str, collect: Callable[[], _AnyCollector], *, cut: bool = True
) -> tuple[Report, _AnyCollector]:
    """Read with a fresh collector. What is not well-formed is read once more without cutting, for the exact place."""
    log, collector = DiagnosticLog(label), collect()
    tests: list[ClashTest] = []
    tally = TestTally(log)
    with path.open("rb") as file:
        stream = ClashStream(file, Context(log), cut=cut)
        try:
            for entry in stream:
                if isinstance(entry, ClashTest):
                    tests.append(collector.finish(tally.complete(entry)))
                    tally = TestTally(log)
                else:
                    tally.take(entry)
                    collector.take(entry)
        except etree.XMLSyntaxError as error:
            if cut:
                return _read(path, label, collect, cut=False)
            return _malformed(path, label, log, stream.assembly, error), collector
        except DtdRefusedError:
            log.add("NWX002", "the document has a DTD (<!DOCTYPE …>); Navisworks never writes one", line=1)
            return Report(label, Kind.NAVISWORKS_XML, diagnostics=log.finish(), readable=False), collector
    return _report(label, tuple(tests), stream.assembly, log), collector


def _report(label: str, tests: tuple[ClashTest, ...], assembly: Assembly, log: DiagnosticLog) -> Report:
    if tests and all(test.layout is GroupLayout.DEFINITION for test in tests):
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
        extra=tuple(_kept(attributes, assembly.batch_attributes)),
    )


def _kept(root: dict[str, str], batch: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Attributes of the document that have no field of their own."""
    for element, attributes in (("exchange", root), ("batchtest", batch)):
        for name, value in attributes.items():
            if name not in ("units", "filename") and value:
                yield f"{element}@{name}", value


def _schema_version(attributes: dict[str, str]) -> str:
    """Version of the exchange schema, which only old reports name: ``…/nw-exchange-11.0.xsd``."""
    location = next((v for k, v in attributes.items() if k.endswith("noNamespaceSchemaLocation")), "")
    name = location.rsplit("/", 1)[-1]
    return name.removeprefix("nw-exchange-").removesuffix(".xsd") if name.startswith("nw-exchange-") else ""


def _malformed(path: Path, label: str, log: DiagnosticLog, assembly: Assembly, error: etree.XMLSyntaxError) -> Report:
    line, column, words = error_position(path, error)
    last = assembly.last_good
    where = "before the first clash" if last is None else f"after the clash {last.name!r}"
    if assembly.last_test:
        where += f" in the test {assembly.last_test!r}"
    message = f"not well-formed XML {where}: {words}. Nothing of this file is used; write the report again."
    log.add("NWX001", message, line=line, column=column, guid=last.guid or None if last else None)
    return Report(label, Kind.NAVISWORKS_XML, units=assembly.units, diagnostics=log.finish(), readable=False)
