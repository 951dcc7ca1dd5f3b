"""The index of a model against ``ifcopenshell.open`` and a walk, in time and in private memory.

Every measurement is a process of its own: what one way leaves behind in memory and caches does not reach the other. The
ways are run in turns, and the best of each counts. The model is the largest real one of the shared data where that
folder is; otherwise, and for the larger sizes, records are repeated under new numbers and new GlobalIds. So is every
other real model, to ten megabytes: what a model is made of decides more than its size.

Both ways walk over GlobalId, class, Name, Tag and container of every IfcProduct. Two more are measured beside them:
the same with a kept pass (``convert`` opens models so), and whole elements (with type, layer, system, discipline, path).
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data" / "ifc"
SAMPLE = ROOT / "sample_reports" / "models" / "IFC2X3" / "Structure.ifc"
SIZES_MB = (9, 27, 250)
REPLICA_BYTES = 10_000_000
LEAST_BYTES = 50_000
"""Of a model that is repeated: of a smaller one hundreds of copies would be needed."""

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
for _, guid, ifc_class, name, tag, container in index.identities():
    count += bool((guid, ifc_class, name, tag, container))
""",
)
_WHOLE = _MEASURE.format(
    imports="from converter.parsers.ifc.index import open_index",
    work="""
index = open_index(Path(path))
count = 0
for each in index.elements():
    count += bool((each.guid, each.ifc_class, each.name, each.tag, each.storey))
""",
)
_KEPT = _OURS.replace("open_index(Path(path))", "open_index(Path(path), None, None, Path(sys.argv[2]))")
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
    whole: Measured
    kept: Measured

    @property
    def speed(self) -> float:
        """How many times as fast the index is."""
        return self.theirs.seconds / self.ours.seconds

    @property
    def memory(self) -> float:
        """Private memory the index adds, as a part of what the other way adds."""
        return self.ours.added_mb / self.theirs.added_mb


def compare(path: Path, rounds: int, cache: Path) -> Compared:
    """Measure the ways in turns; ``cache`` is a folder for the kept pass."""
    ways = (_OURS, _THEIRS, _WHOLE, _KEPT)
    _measured(_KEPT, path, cache)
    rows = [[_measured(code, path, cache) for code in ways] for _ in range(rounds)]
    ours, theirs, whole, kept = (min(column, key=lambda each: each.seconds) for column in zip(*rows, strict=True))
    assert ours.count == theirs.count == whole.count == kept.count, (path, ours.count, theirs.count)
    return Compared(path.name, path.stat().st_size / 1e6, ours, theirs, whole, kept)


def _measured(code: str, path: Path, cache: Path) -> Measured:
    command = [sys.executable, "-c", code, str(path), str(cache)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
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


def replicas(folder: Path) -> Iterator[Path]:
    """Every real model that is not tiny, repeated to ten megabytes; each is there until the next one is asked for."""
    for original in sorted(REAL.rglob("*.ifc")):
        copies = -(-REPLICA_BYTES // original.stat().st_size)
        if copies > 1 and original.stat().st_size >= LEAST_BYTES:
            path = folder / f"{original.stem}-x{copies}.ifc"
            repeat(original, path, copies)
            yield path
            path.unlink()


def main(paths: Iterator[Path], folder: Path, rounds: int) -> Iterator[Compared]:
    """Compare on every one."""
    for path in paths:
        compared = compare(path, rounds, folder / "cache")
        ours, theirs = compared.ours, compared.theirs
        print(
            f"  {compared.name}, {compared.size_mb:.0f} MB, {ours.count:,.0f} products: index {ours.seconds:.3f} s "
            f"({compared.kept.seconds:.3f} s when kept, {compared.whole.seconds:.3f} s for whole elements), "
            f"{ours.added_mb:.1f} MB added ({ours.private_mb:.1f} MB in all; whole elements {compared.whole.added_mb:.1f} MB added); "
            f"ifcopenshell {theirs.seconds:.3f} s, {theirs.added_mb:.1f} MB added ({theirs.private_mb:.1f} MB in all): {compared.speed:.1f} times",
            flush=True,
        )
        yield compared
