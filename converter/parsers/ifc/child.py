"""Running the child process that makes shapes, within limits of time; it never outlives the call."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import converter
from converter.parsers.ifc.frames import Frame, FrameReader, Kind
from converter.parsers.ifc.worker import Request

WORKER = (sys.executable, "-m", "converter.parsers.ifc.worker")
"""The command of the child process; the request's path follows."""

_POLL_S = 0.05
_SAID_BYTES = 2_000
_QUIET_WINDOW = 0x08000000  # CREATE_NO_WINDOW, which subprocess has on Windows only


@dataclass(frozen=True, slots=True)
class ShapeLimits:
    """What the shapes of one model may cost.

    Seconds for everything, for one run of the child process, and without a new element; bytes of the child's address
    space (Linux only; None: no limit); triangles of one element; elements that may crash the last kernel before the
    rest is given up.
    """

    total_s: float = 900.0
    batch_s: float = 600.0
    element_s: float = 60.0
    memory_bytes: int | None = 4 << 30
    triangles: int = 2_000_000
    crashes: int = 30


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: ``finished`` when all elements were worked on; else ``how`` says it in words."""

    finished: bool
    how: str = ""


def run(
    command: Sequence[str], request: Request, limits: ShapeLimits, until: float, take: Callable[[Frame], None]
) -> Ending:
    """Run the child and hand every frame it writes to ``take``. ``until`` is the last moment, of ``time.monotonic()``.

    Raises ``OSError`` when the request cannot be written or the process not be started. Whatever happens, the process
    is gone afterwards.
    """
    answer = Path(request.answer)
    folder = answer.parent
    answer.unlink(missing_ok=True)
    request_path = folder / "request.json"
    request.save(request_path)
    said = folder / "messages.txt"
    with said.open("wb") as messages:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, str(request_path)],
            stdin=subprocess.PIPE,  # held open: its end tells the child that we are gone
            stdout=subprocess.DEVNULL,
            stderr=messages,
            cwd=folder,
            env=_environment(),
            creationflags=_QUIET_WINDOW if sys.platform == "win32" else 0,
        )
        with process:
            try:
                ending = _watch(process, FrameReader(answer), limits, until, take)
            finally:
                process.kill()
                process.wait()
    return ending if ending.finished else Ending(finished=False, how=ending.how + _last_words(said))


def _watch(
    process: subprocess.Popen[bytes],
    reader: FrameReader,
    limits: ShapeLimits,
    until: float,
    take: Callable[[Frame], None],
) -> Ending:
    began = heard = time.monotonic()
    finished = False
    while True:
        try:
            code: int | None = process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            code = None
        now = time.monotonic()
        for frame in reader.new_frames():
            heard = now
            finished |= frame.kind is Kind.DONE
            take(frame)
        if finished or code is not None:
            return Ending(finished, "" if finished else _told(code, damaged=reader.damaged))
        if now > until:
            return Ending(finished=False, how="the time for all shapes of this model was over")
        if now - began > limits.batch_s:
            return Ending(finished=False, how=f"it was not ready after {limits.batch_s:g} s")
        if now - heard > limits.element_s:
            return Ending(finished=False, how=f"one element took more than {limits.element_s:g} s")


def _told(code: int | None, *, damaged: bool) -> str:
    if damaged:
        return "its answer cannot be read"
    return f"it was ended by signal {-code}" if code is not None and code < 0 else f"it ended with code {code}"


def _last_words(said: Path) -> str:
    """The last line the child wrote to stderr, for the message."""
    words = said.read_bytes()[-_SAID_BYTES:].decode(errors="replace").strip()
    return f" ({words.splitlines()[-1][:200]})" if words else ""


def _environment() -> dict[str, str]:
    """Ours, with this package to be found, and one thread for NumPy: more of them reserve address space for nothing."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    home = str(Path(converter.__file__).resolve().parents[1])
    if home not in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")):
        paths = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
        environment["PYTHONPATH"] = os.pathsep.join([*paths, home])
    return environment
