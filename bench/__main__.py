"""``make bench``: the promises about speed and memory, each as a ratio in one run. ``--quick`` for a tenth of the size."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench import bcf, identity, ifc_index, ifc_shapes, peers, rendering
from bench.archives import write_archive
from bench.reports import write_report
from bench.timing import in_turns, peak_mb
from converter.app.configuration import load
from converter.app.converting import convert
from converter.geometry.object_ranges import compress
from converter.parsers.bcf.reader import BcfReader
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from converter.snapshots.rendering.view_choice import choose_view

_TAKE_STOCK = """
import sys
from pathlib import Path
from converter.parsers.navisworks.clash_xml import ClashXmlReader
report, stock = ClashXmlReader().take_stock(Path(sys.argv[1]), "report.xml", lambda reference: False)
assert report.readable and stock.clashes == int(sys.argv[2]), stock
"""


class Line(NamedTuple):
    """One promise: what was measured, and what it must be: ``sense`` is "at least" or "at most"."""

    what: str
    value: float
    bound: float
    sense: str
    unit: str = ""

    @property
    def holds(self) -> bool:
        """True when the promise is kept."""
        return self.value >= self.bound if self.sense == "at least" else self.value <= self.bound

    def __str__(self) -> str:
        mark = "holds" if self.holds else "MISSED"
        return f"{self.what:<72} {self.value:8.2f}{self.unit:<3} {self.sense} {self.bound:g}{self.unit}  {mark}"


def reading(folder: Path, clashes: int, rounds: int) -> Iterator[Line]:
    """Full extraction against the straightforward loop and against parsing alone."""
    for full, name in ((True, "with paths and properties"), (False, "with ids and points")):
        path = folder / f"reading-{full}.xml"
        write_report(path, clashes, full=full)
        reader = ClashXmlReader()
        seconds = in_turns(
            {
                "ours": lambda path=path, reader=reader: reader.read(path, "r"),
                "loop": lambda path=path: peers.iterparse(path),
                "parse": lambda path=path: peers.parse(path),
            },
            rounds,
        )
        size = path.stat().st_size / 1e6
        print(
            f"  {clashes:,} clashes {name}, {size:.0f} MB: " + ", ".join(f"{k} {v:.2f} s" for k, v in seconds.items())
        )
        yield Line(
            f"reading {name}: speed against the iterparse loop", seconds["loop"] / seconds["ours"], 2.2, "at least", "×"
        )
        yield Line(
            f"reading {name}: speed against bare parsing", seconds["parse"] / seconds["ours"], 0.7, "at least", "×"
        )


def memory(folder: Path, clashes: int) -> Iterator[Line]:
    """Peak memory of reading a very large report, and of one a tenth of it."""
    path = folder / "memory.xml"
    for count in (clashes // 10, clashes):
        write_report(path, count, full=False)
        peak = peak_mb(_TAKE_STOCK, str(path), str(count))
        yield Line(
            f"peak memory of reading {count:,} clashes ({path.stat().st_size / 1e6:.0f} MB)", peak, 250, "at most", "MB"
        )


def ranges(ids: int, rounds: int) -> Iterator[Line]:
    """Compressing ids against sorting them."""
    rng = np.random.default_rng(1)
    kinds = {
        "scattered": rng.integers(0, 50 * ids, ids),
        "in runs": rng.permutation(np.arange(ids) + np.arange(ids) // 40),
    }
    for name, numbers in kinds.items():
        seconds = in_turns({"ours": lambda n=numbers: compress(n), "sort": lambda n=numbers: np.sort(n)}, rounds)
        ratio = seconds["ours"] / seconds["sort"]
        yield Line(f"compressing {ids:,} ids {name}: time against numpy.sort", ratio, 2.5, "at most", "×")


def converting(folder: Path, clashes: int, rounds: int) -> Iterator[Line]:
    """The whole conversion without pictures against reading alone, and its growth."""
    configuration = load(
        config_file=None,
        folder=folder,
        user_folder=folder,
        environment={},
        flags={"target.project_id": 1, "pictures.use": False},
    )
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sizes = (clashes // 100, clashes // 10, clashes)
    seconds: dict[int, dict[str, float]] = {}
    for size in sizes:
        path = folder / f"converting-{size}.xml"
        write_report(path, size)
        seconds[size] = in_turns(
            {
                "read": lambda path=path: ClashXmlReader().read(path, "r"),
                "convert": lambda path=path: convert([path], folder / "run", configuration, now),
            },
            rounds if size == clashes else 3 * rounds,
        )
        print(
            f"  convert {size:,} clashes: {seconds[size]['convert']:.3f} s, reading alone {seconds[size]['read']:.3f} s"
        )
    last = seconds[clashes]
    yield Line(
        f"converting {clashes:,} clashes: time against reading", last["convert"] / last["read"], 4, "at most", "×"
    )
    per_clash = [seconds[size]["convert"] / size for size in sizes]
    growth = per_clash[-1] / min(per_clash)
    yield Line(
        f"converting: seconds a clash at {sizes[-1]:,} against the best of {sizes[0]:,} on", growth, 1.3, "at most", "×"
    )


def archives(folder: Path, topics: int, rounds: int) -> Iterator[Line]:
    """BCF: against ``bcf-client`` with pictures, against unzipping and parsing without, and with long lists."""
    reader = BcfReader()
    path = folder / "topics.bcf"
    write_archive(path, topics // 20, picture_bytes=20_000)
    ways = {"ours": lambda: reader.read(path, "a"), "bcf-client": lambda: bcf.bcf_client(path)}
    seconds = in_turns(ways, rounds)
    what = f"BCF, {topics // 20:,} topics with pictures"
    print(f"  {what}: " + ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items()))
    yield Line(f"{what}: speed against bcf-client", seconds["bcf-client"] / seconds["ours"], 8, "at least", "×")
    peak = peak_mb(bcf.TAKE_STOCK, str(path), str(topics // 20))
    yield Line(f"{what}: peak memory", peak, 60, "at most", "MB")
    for count, components, bound in ((topics, 2, 1.5), (topics // 400, 10_000, 2.0)):
        write_archive(path, count, components=components)
        seconds = in_turns({"ours": lambda: reader.read(path, "a"), "floor": lambda: bcf.floor(path)}, rounds)
        what = f"BCF, {count:,} topics of {components:,} components"
        print(f"  {what}: " + ", ".join(f"{name} {value:.2f} s" for name, value in seconds.items()))
        ratio = seconds["ours"] / seconds["floor"]
        yield Line(f"{what}: time against unzipping and parsing", ratio, bound, "at most", "×")


def shapes(folder: Path, size: int, rounds: int) -> Iterator[Line]:
    """Shapes of twenty elements of a large model against opening all of it."""
    yield from (Line(*measured) for measured in ifc_shapes.measured(folder, size, rounds))


def indexes(folder: Path, sizes_mb: tuple[int, ...], rounds: int) -> Iterator[Line]:
    """The index of a model against ``ifcopenshell.open`` and a walk over the same values."""
    for compared in ifc_index.main(ifc_index.models(folder, sizes_mb), folder, rounds):
        what = f"IFC index, {compared.size_mb:.0f} MB"
        yield Line(f"{what}: speed against ifcopenshell.open and a walk", compared.speed, 7, "at least", "×")
        yield Line(f"{what}: private memory added, part of theirs", compared.memory, 0.1, "at most", "×")
    replicas = list(ifc_index.main(ifc_index.replicas(folder), folder, max(rounds, 3)))
    if replicas:
        slowest, largest = min(each.speed for each in replicas), max(each.memory for each in replicas)
        what = f"IFC index, {len(replicas)} models repeated to 10 MB"
        yield Line(f"{what}: speed, the slowest", slowest, 7, "at least", "×")
        yield Line(f"{what}: memory, the largest part", largest, 0.1, "at most", "×")


def pictures(triangles: int, rounds: int) -> Iterator[Line]:
    """Rendering: against the textbook's loop over triangles, against its own size, and its memory."""
    scene = rendering.crowd(triangles)
    camera = choose_view(scene)
    ways = {
        "picture": lambda: rendering.picture(scene),
        "ours": lambda: rendering.depth_pass(scene, camera, 1600, 1200),
        "loop": lambda: rendering.loop_over_triangles(scene, camera, 1600, 1200),
    }
    seconds = in_turns(ways, rounds)
    what = f"picture of {triangles:,} triangles"
    print(f"  {what} with its view: {seconds['picture']:.2f} s, depth alone {seconds['ours']:.2f} s")
    yield Line(f"{what}: depth against a loop over triangles", seconds["loop"] / seconds["ours"], 8, "at least", "×")
    yield Line(f"{what}: all against depth alone", seconds["picture"] / seconds["ours"], 6, "at most", "×")
    peak = peak_mb(rendering.PICTURE, str(2 * triangles))
    yield Line(f"peak memory of a picture of {2 * triangles:,} triangles", peak, 300, "at most", "MB")


def identities(weeks: int, clashes: int, rounds: int) -> Iterator[Line]:
    """Clashes known again in made-up weeks, and how long it takes."""
    yield from (Line(*each) for each in identity.measured(weeks, clashes, rounds))


def main() -> int:
    """Measure everything and print a line for each promise; 1 when one is missed."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="a tenth of the size: for trying, not for judging")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    scale = 10 if chosen.quick else 1
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for measured in (
            reading(folder, 100_000 // scale, chosen.rounds),
            memory(folder, 1_000_000 // scale),
            ranges(10_000_000 // scale, chosen.rounds),
            converting(folder, 100_000 // scale, max(chosen.rounds // 2, 1)),
            archives(folder, 20_000 // scale, chosen.rounds),
            identities(200 // scale, 100_000 // scale, max(chosen.rounds // 2, 1)),
            pictures(100_000 // scale, max(chosen.rounds // 2, 1)),
            indexes(folder, ifc_index.SIZES_MB[: 2 if chosen.quick else 3], max(chosen.rounds // 2, 1)),
            shapes(folder, 250_000_000 // scale, max(chosen.rounds // 2, 1)),
        ):
            for line in measured:
                print(line, flush=True)
                lines.append(line)
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
