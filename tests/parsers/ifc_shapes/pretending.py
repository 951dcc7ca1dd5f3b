"""A child process that pretends: run as ``python pretending.py BEHAVIOUR [ELEMENT] REQUEST``."""

from __future__ import annotations

import os
import struct
import sys
import time
from pathlib import Path

from converter.parsers.ifc.frames import Frame, Kind, write
from converter.parsers.ifc.worker import Request

TRIANGLE = struct.pack("<9d", 0, 0, 0, 1, 0, 0, 0, 1, 0), struct.pack("<3i", 0, 1, 2)
BAD = {
    "nan": (struct.pack("<9d", 0, 0, float("nan"), 1, 0, 0, 0, 1, 0), TRIANGLE[1]),
    "range": (TRIANGLE[0], struct.pack("<3i", 0, 1, 3)),
    "negative": (TRIANGLE[0], struct.pack("<3i", 0, 1, -1)),
    "cut": (TRIANGLE[0][:-1], TRIANGLE[1]),
}


def work(behaviour: str, element: int, request: Request) -> None:
    log = Path(os.environ["PRETENDING_LOG"])
    with log.open("a") as file:
        file.write(
            f"{os.getpid()} {request.kernel} {'one by one' if request.one_by_one else 'batch'} {len(request.elements)}\n"
        )
    with Path(request.answer).open("ab") as out:
        for number, each in enumerate(request.elements):
            if request.one_by_one:
                write(out, Frame(Kind.BEGUN, each))
            if behaviour == "dies" or (behaviour == "dies at" and each == element):
                os.abort()
            if behaviour == "hangs" or (behaviour == "hangs at" and each == element):
                time.sleep(600)
            if behaviour == "manifold dies" and "manifold" in request.kernel and number == len(request.elements) // 2:
                out.write(b"ShFr\x02")  # it dies while it writes
                out.flush()
                os.abort()
            if behaviour == "slow":
                time.sleep(0.2)
            if behaviour == "raises at" and each == element:
                write(out, Frame(Kind.BROKEN, 0, b"RuntimeError: no kernel"))
                raise SystemExit(1)
            if behaviour == "empty at" and each == element:
                continue
            if behaviour == "junk" and each == element:
                out.write(b"\x00junk" * 100)
                continue
            write(out, Frame(Kind.MESH, each, *(BAD[behaviour] if behaviour in BAD and each == element else TRIANGLE)))
        write(out, Frame(Kind.MESH, 10**9, *TRIANGLE))  # nobody asked for it
        write(out, Frame(Kind.DONE, 0))


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]), Request.load(Path(sys.argv[3])))
