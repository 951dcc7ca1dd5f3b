"""The unit a Navisworks document is written in."""

from __future__ import annotations

from converter.geometry.units import metres_per
from converter.parsers.log import DiagnosticLog


def unit_scale(token: str | None, log: DiagnosticLog, line: int | None) -> float:
    """Metres per unit of one of Navisworks' eleven tokens; metres, with a warning, for anything else."""
    if token is None or not token.strip():
        log.add("NWX010", "no units are stated; metres are assumed", line=line)
        return 1.0
    scale = metres_per(token.strip().lower())
    if scale is None:
        log.add("NWX011", f"the unit {token!r} is not known; metres are assumed", line=line)
        return 1.0
    return scale
