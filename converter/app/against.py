"""What a new run may be compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

LEDGER: Final = "ledger"

Against = Path | Literal["ledger"]
"""The run folder of an earlier run, or the ledger that is set."""
