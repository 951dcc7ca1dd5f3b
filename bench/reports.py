"""Made-up Navisworks reports of any size, in the shape and with the statistics of real ones."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from pathlib import Path

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>

<exchange xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" units="ft" filename="Federated.nwd" filepath="C:\\Models">
  <batchtest name="Report" internal_name="Report" units="ft">
    <clashtests>
      <clashtest name="Structure vs Services" test_type="hard" status="ok" tolerance="0.021" merge_composites="1">
        <linkage mode="none"/>
        <rules/>
        <summary total="{n}" new="{n}" active="0" reviewed="0" approved="0" resolved="0">
          <testtype>Hard</testtype>
          <teststatus>OK</teststatus>
        </summary>
        <clashresults>
"""
_TAIL = """        </clashresults>
      </clashtest>
    </clashtests>
    <selectionsets/>
  </batchtest>
</exchange>"""
_STATUSES = ("new", "active", "reviewed", "resolved")
_PATH = (
    "File",
    "Federated.nwd",
    "{file}.nwc",
    "Level {level}",
    "{category}",
    "{family}",
    "{kind}",
    "{family}",
    "{material}",
)


def write_report(path: Path, clashes: int, *, full: bool = True, seed: int = 1, live_only: bool = False) -> None:
    """Write a report of ``clashes`` results: ``full`` with paths and properties, otherwise ids and points only."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="\r\n") as file:
        file.write(_HEAD.format(n=clashes))
        file.writelines(_clashes(rng, clashes, full=full, live_only=live_only))
        file.write(_TAIL)


def _clashes(rng: random.Random, clashes: int, *, full: bool, live_only: bool) -> Iterator[str]:
    for number in range(1, clashes + 1):
        guid = uuid.UUID(int=rng.getrandbits(128), version=4)
        status = "new" if live_only else _STATUSES[number % 4]
        level = rng.randint(1, 12)
        x, y, z = rng.uniform(0, 400), rng.uniform(-200, 200), level * 13.0 + rng.random()
        items = "".join(_item(rng, side, level, full=full) for side in (0, 1))
        distance = f' distance="-{rng.random():.3f}"' if full else ""
        yield (
            f'          <clashresult name="Clash{number}" guid="{guid}" status="{status}"{distance}>\n'
            "            <description>Hard</description>\n"
            f"            <resultstatus>{status.title()}</resultstatus>\n"
            "            <clashpoint>\n"
            f'              <pos3f x="{x:.3f}" y="{y:.3f}" z="{z:.3f}"/>\n'
            "            </clashpoint>\n"
            f"            <gridlocation>{rng.choice('ABCDEFGH')}-{rng.randint(1, 20)} : Level {level}</gridlocation>\n"
            "            <createddate>\n"
            f'              <date year="2026" month="3" day="{rng.randint(1, 28)}" hour="14" minute="38" second="43"/>\n'
            "            </createddate>\n"
            f"            <clashobjects>\n{items}            </clashobjects>\n"
            "          </clashresult>\n"
        )


def _item(rng: random.Random, side: int, level: int, *, full: bool) -> str:
    pad = " " * 16
    text = (
        f"              <clashobject>\n{pad}<objectattribute>\n{pad}  <name>Element ID</name>\n"
        f"{pad}  <value>{rng.randint(100_000, 9_999_999)}</value>\n{pad}</objectattribute>\n"
    )
    if full:
        words = {
            "file": ("Structure", "Services")[side],
            "level": level,
            "category": ("Structural Framing", "Ducts")[side],
            "family": ("UB-Universal Beam", "Rectangular Duct")[side],
            "kind": ("UB305x165x40", "Mitred Elbows / Taps")[side],
            "material": ("Steel, 45-345", "Galvanised")[side],
        }
        nodes = "".join(f"{pad}  <node>{node.format(**words)}</node>\n" for node in _PATH)
        tags = "".join(
            f"{pad}  <smarttag>\n{pad}    <name>{name}</name>\n{pad}    <value>{value}</value>\n{pad}  </smarttag>\n"
            for name, value in (
                ("Item Name", words["family"]),
                ("Item Type", "Solid"),
                ("Item Source File", f"{words['file']}.rvt"),
            )
        )
        text += f"{pad}<layer>Level {level}</layer>\n{pad}<pathlink>\n{nodes}{pad}</pathlink>\n{pad}<smarttags>\n{tags}{pad}</smarttags>\n"
    return text + "              </clashobject>\n"
