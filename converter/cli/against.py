"""``--against``: what a run is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click


class EarlierRun(click.ParamType[Path | Literal["ledger"]]):
    """A run folder, or the word ``ledger``; a folder of that name is ``./ledger``."""

    name = "earlier run"

    def convert(
        self, value: str | Path, param: click.Parameter | None, context: click.Context | None
    ) -> Path | Literal["ledger"]:
        """What was meant; a folder has to exist."""
        if value == "ledger":
            return "ledger"
        folder = Path(value)
        if not folder.is_dir():
            self.fail(f"there is no run folder {str(value)!r}; give one, or the word ledger.", param, context)
        return folder
