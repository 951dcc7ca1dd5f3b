"""The index of a model against ``ifcopenshell.open`` and a walk, in time and in private memory.

Every measurement is a process of its own: what one way leaves behind in memory and caches does not reach the other. The
model is the largest real one of the shared data where that folder is; otherwise, and for the larger sizes, records are
repeated under new numbers and new GlobalIds.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "ifc"
SAMPLE = ROOT / "sample_reports" / "models" / "IFC2X3" / "Structure.ifc"
SIZES_MB = (9, 27, 250)

_MEASURE = """
import sys, time
from pathlib import Path

def private():
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(fields["RssAnon"].split()[0]) * 1024 / 1e6

path = sys.argv[1]
{imports}
before, start = private(), time.process_time()
{work}
seconds = time.process_time() - start
print(seconds, private(), private() - before, count)
"""
_OURS = _MEASURE.format(
    imports="from converter.parsers.ifc.index import open_index",
    work="""
index = open_index(Path(path))
count = 0
for each in index.elements():
    count += bool((each.guid, each.ifc_class, each.name, each.tag, each.storey))
""",
)
_THEIRS = _MEASURE.format(
    imports="import ifcopenshell\nfrom ifcopenshell.util.element import get_container",
    work="""
model = ifcopenshell.open(path)
count = 0
for each in model.by_type("IfcProduct"):
    count += bool((each.GlobalId, each.is_a(), each.Name, getattr(each, "Tag", None), get_container(each)))
""",
)


class Measured(NamedTuple):
    """Seconds of the processor, private memory at the end, and what of it was added to the loaded program, in MB."""

    seconds: float
    private_mb: float
    added_mb: float
    count: int


class Compared(NamedTuple):
    """Both ways on one model."""

    name: str
    size_mb: float
    ours: Measured
    theirs: Measured

    @property
    def speed(self) -> float:
        """How many times as fast the index is."""
        return self.theirs.seconds / self.ours.seconds

    @property
    def memory(self) -> float:
        """Private memory the index adds, as a part of what the other way adds."""
        return self.ours.added_mb / self.theirs.added_mb


def compare(path: Path, rounds: int) -> Compared:
    """Measure both ways in turns."""
    found: dict[str, list[Measured]] = {_OURS: [], _THEIRS: []}
    for _ in range(rounds):
        for code, values in found.items():
            values.append(_measured(code, path))
    ours, theirs = (_middle(values) for values in found.values())
    assert ours.count == theirs.count, (path, ours.count, theirs.count)
    return Compared(path.name, path.stat().st_size / 1e6, ours, theirs)


def _middle(values: list[Measured]) -> Measured:
    return Measured(*(median(column) for column in zip(*values, strict=True)))


def _measured(code: str, path: Path) -> Measured:
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True, cwd=ROOT)
    seconds, private, added, count = done.stdout.split()[-4:]
    return Measured(float(seconds), float(private), float(added), int(count))


def models(folder: Path, sizes_mb: tuple[int, ...]) -> Iterator[Path]:
    """A model of about each size, in MB: the largest real one as it is for the first, and repeated for the others."""
    real = sorted(REAL.rglob("*.ifc"), key=lambda path: path.stat().st_size)
    original = real[-1] if real else SAMPLE
    for size in sizes_mb:
        copies = max(round(size * 1e6 / original.stat().st_size), 1)
        if copies == 1:
            yield original
        else:
            path = folder / f"repeated-{size}MB.ifc"
            repeat(original, path, copies)
            yield path


_RECORD_NUMBER = re.compile(rb"#(\d+)")
_ROOTED = re.compile(rb"(\('[0-9A-Za-z_$]{19})([0-9A-Za-z_$]{3})(',\s*[#$])")
_DIGITS = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"


def repeat(original: Path, path: Path, copies: int) -> None:
    """Write the records of a model several times, each time under new numbers and GlobalIds."""
    data = original.read_bytes()
    start = data.index(b"DATA;") + len(b"DATA;")
    end = data.rindex(b"ENDSEC;")
    records = data[start:end]
    step = max(map(int, _RECORD_NUMBER.findall(records))) + 1
    with path.open("wb") as file:
        file.write(data[:start])
        for copy in range(copies):
            shift = copy * step
            mark = bytes(_DIGITS[copy >> at & 63] for at in (12, 6, 0))
            shifted = _RECORD_NUMBER.sub(lambda found, shift=shift: b"#%d" % (int(found[1]) + shift), records)
            file.write(_ROOTED.sub(lambda found, mark=mark: found[1] + mark + found[3], shifted) if copy else records)
        file.write(data[end:])


def main(folder: Path, sizes_mb: tuple[int, ...], rounds: int) -> Iterator[Compared]:
    """Compare on every size."""
    for path in models(folder, sizes_mb):
        compared = compare(path, rounds)
        print(
            f"  {compared.name}, {compared.size_mb:.0f} MB, {compared.ours.count:,.0f} products: index {compared.ours.seconds:.3f} s, "
            f"{compared.ours.added_mb:.1f} MB added ({compared.ours.private_mb:.1f} MB in all); ifcopenshell "
            f"{compared.theirs.seconds:.3f} s, {compared.theirs.added_mb:.1f} MB added ({compared.theirs.private_mb:.1f} MB in all)",
            flush=True,
        )
        yield compared
