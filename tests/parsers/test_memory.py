"""Counting what is in a report takes no more memory for a large one than for a small one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.reports import write_report
from tests.conftest import ROOT

SIZES = (20_000, 60_000)
STATUS = Path("/proc/self/status")
CHILD = """
import sys
from pathlib import Path
from converter.parsers.navisworks.clash_xml import ClashXmlReader
reader, path = ClashXmlReader(), Path(sys.argv[2])
if sys.argv[1] == "count":
    print(reader.take_stock(path, "report", lambda _: False)[1].clashes)
else:
    print(len(reader.read(path, "report").tests[0].results))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
"""Works on one report and says the number of clashes and the most memory the process ever had, in kilobytes."""

linux_only = pytest.mark.skipif(not STATUS.is_file(), reason="the peak of a process is read from /proc")


def peak_mb(path: Path, work: str, clashes: int) -> float:
    command = [sys.executable, "-c", CHILD, work, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    counted, kilobytes = done.stdout.split()
    assert int(counted) == clashes
    return int(kilobytes) / 1024


def written(folder: Path, clashes: int, *, full: bool, comment: bool = False) -> Path:
    """A report; with a comment in front every clash goes through the XML parser."""
    path = folder / f"{clashes}.xml"
    write_report(path, clashes, full=full)
    if comment:
        head, rest = path.read_bytes().split(b"\r\n", 1)
        path.write_bytes(head + b"\r\n<!-- edited -->" + rest)
    return path


def growth_mb(small: Path, large: Path, work: str, sizes: tuple[int, int]) -> float:
    return peak_mb(large, work, sizes[1]) - peak_mb(small, work, sizes[0])


@linux_only
@pytest.mark.parametrize("full", [True, False])
def test_counting_keeps_nothing(tmp_path: Path, full: bool) -> None:
    small, large = (written(tmp_path, clashes, full=full) for clashes in SIZES)
    assert growth_mb(small, large, "count", SIZES) < 10


@linux_only
def test_counting_keeps_nothing_where_every_clash_goes_through_the_xml_parser(tmp_path: Path) -> None:
    sizes = (10_000, 30_000)
    small, large = (written(tmp_path, clashes, full=False, comment=True) for clashes in sizes)
    assert growth_mb(small, large, "count", sizes) < 10


@linux_only
def test_reading_keeps_every_clash(tmp_path: Path) -> None:
    """Otherwise the tests above would measure nothing."""
    small, large = (written(tmp_path, clashes, full=False) for clashes in SIZES)
    assert growth_mb(small, large, "read", SIZES) > 20
