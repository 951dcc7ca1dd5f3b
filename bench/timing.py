"""Times of several ways to do one thing, taken in turns so that a busy machine hurts all of them alike."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter


def in_turns(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each way over ``rounds`` rounds; every round runs all of them."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            start = perf_counter()
            result = way()
            seconds[name].append(perf_counter() - start)
            del result
    return {name: median(values) for name, values in seconds.items()}


# ``ru_maxrss`` counts what the parent had before ``exec``; the kernel's own mark does not.
_PEAK = """
import pathlib, resource, sys
status = pathlib.Path("/proc/self/status")
if status.exists():
    print(next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM")))
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def peak_mb(code: str, *arguments: str) -> float:
    """Peak resident memory, in MB, of a fresh Python that runs ``code``."""
    done = subprocess.run([sys.executable, "-c", code + _PEAK, *arguments], check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) / 1e6
