"""Publishing into a sandbox, for tests."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.app.configuration import Configuration
from converter.app.converting import convert
from converter.app.publishing import Published, options_of, publish
from converter.publisher.clock import Clock
from tests.app.runs import NOW, configuration
from tests.navisworks import clash, document, test_element
from tests.pictures import jpeg
from tests.sandbox.running import Box

SHORT_S = 0.02


class QuickClock:
    """The machine's clock, which waits no longer than a moment."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        time.sleep(min(max(seconds, 0.0), SHORT_S))


@dataclass
class Site:
    """A sandbox with the ledger of one machine."""

    box: Box
    folder: Path

    def settings(self, **more: object) -> Configuration:
        box = self.box
        named: dict[str, object] = {
            "target__base_url": box.base_url,
            "target__login_url": box.login_url,
            "target__company_id": box.company_id,
            "target__project_id": box.project_id,
            "target__client_id": box.client_id,
            "target__client_secret": box.client_secret,
            "target__bim_file": "Tower.nwd",
            "ledger__url": f"sqlite:///{self.folder / 'ledger.db'}",
        }
        return configuration(**{**named, **more})

    def report(
        self, count: int = 3, *, name: str = "Tower.xml", solved: Collection[int] | int = 0, **fields: Any
    ) -> Path:
        """A report of so many clashes, each with a picture; those of the numbers ``solved``, or the first so many, are resolved."""
        path = self.folder / name
        pictures = self.folder / "pictures"
        pictures.mkdir(exist_ok=True)
        clashes = []
        resolved = range(solved) if isinstance(solved, int) else solved
        for number in range(count):
            (pictures / f"{number}.jpg").write_bytes(jpeg(40 + number, 30))
            status = "resolved" if number in resolved else "active"
            clashes.append(clash(number, status=status, attributes=f' href="pictures\\{number}.jpg"', **fields))
        path.write_text(document(test_element("".join(clashes))), encoding="utf-8")
        return path

    def convert(self, report: Path, name: str = "run", against: Path | None = None, **more: object) -> Path:
        settings = configuration(
            target__project_id=self.box.project_id,
            target__bim_file="Tower.nwd",
            **{"grouping__by": "none", **more},
        )
        convert([report], self.folder / name, settings, NOW, against=against)
        return self.folder / name

    def publish(
        self, folder: Path, *, limit: int | None = None, force_fields: bool = False, clock: Clock | None = None,
        **more: object,
    ) -> Published:  # fmt: skip
        settings = self.settings(**more)
        options = options_of(settings.settings, limit=limit, force_fields=force_fields)
        return publish(folder, settings, options, clock=clock or QuickClock())
