"""Models among other files: the reader, several processes, what is loaded."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from converter.app.inputs import readers
from converter.model.report import Kind
from converter.parsers.ifc.index import open_index
from converter.parsers.ifc.reader import IfcReader
from converter.parsers.reader import ArchiveLimits, Unpacks
from tests.conftest import SAMPLES
from tests.parsers.ifc_index.models import building, guid, index, product, project, tower, write
from tests.parsers.ifc_index.test_archives import packed

STRUCTURE = SAMPLES / "models" / "IFC4" / "Structure.ifc"


def no_picture(_: str) -> bool:
    raise AssertionError("a model has no pictures")


def test_the_report_of_a_model_has_no_tests_and_is_readable() -> None:
    report = readers()["ifc"].read(STRUCTURE, "Structure.ifc")
    assert (report.kind, report.readable, report.tests, report.topics) == (Kind.IFC, True, (), ())
    assert (report.path, report.version, report.units, report.producer) == (
        "Structure.ifc",
        "IFC4",
        "m",
        "converter samples",
    )


def test_its_stock_counts_products_and_storeys() -> None:
    report, stock = IfcReader().take_stock(STRUCTURE, "s", no_picture)
    with open_index(STRUCTURE) as opened:
        assert stock.elements == len(opened) == len(list(opened.elements())) > 50
    assert stock.storeys == 2 and report.diagnostics == ()


def test_limits_of_archives_reach_the_reader(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.ifczip", {"A.ifc": "".join(building(100))})
    reader: object = IfcReader()
    assert isinstance(reader, Unpacks)
    small = reader.within(ArchiveLimits(entry_bytes=100))
    assert not small.read(path, "a").readable and IfcReader().read(path, "a").readable


def test_one_reader_claims_a_model() -> None:
    head = STRUCTURE.read_bytes()[: 1 << 16]
    assert [name for name, reader in readers().items() if reader.sniff(head, "x.ifc")] == ["ifc"]


def names_of(path: Path) -> list[str | None]:
    with open_index(path) as opened:
        return [each.name for each in opened.by_tag("500003")]


def test_every_process_opens_an_index_of_its_own(tmp_path: Path) -> None:
    paths = [write(tmp_path, "".join(building(5 + n)).encode(), name=f"{n}.ifc") for n in range(4)]
    with ProcessPoolExecutor(2) as pool:
        assert list(pool.map(names_of, paths)) == [["Wall:3:500003"]] * 4


def test_pickling_keeps_the_path(tmp_path: Path) -> None:
    with index(tmp_path, tower() + product(100, name="A")) as opened:
        again = pickle.loads(pickle.dumps(opened))
        with again:
            assert list(again.elements()) == list(opened.elements())
        assert pickle.loads(pickle.dumps(list(opened.elements()))) == list(opened.elements())


def test_the_index_loads_no_large_library() -> None:
    code = (
        "import sys; from pathlib import Path; from converter.parsers.ifc.index import open_index\n"
        f"assert len(list(open_index(Path({str(STRUCTURE)!r})).elements())) > 50\n"
        "print(sorted(set(sys.modules) & {'numpy', 'ifcopenshell', 'lxml', 'PIL', 'requests'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    """Also when its size and its time stay the same."""
    path = write(tmp_path, project() + product(100, name="old"))
    written = path.stat()
    with open_index(path) as opened:
        assert [each.name for each in opened.elements()] == ["old"]
    path.write_bytes(path.read_bytes().replace(b"'old'", b"'new'"))
    os.utime(path, ns=(written.st_atime_ns, written.st_mtime_ns))
    with open_index(path) as opened:
        assert [each.name for each in opened.by_guid(guid(100))] == ["new"]
