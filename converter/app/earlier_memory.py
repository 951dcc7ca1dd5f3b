"""What a new run is compared with: a run folder, or what the ledger remembers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from converter.app.against import Against
from converter.app.comparing import closed_words
from converter.app.earlier_run import EarlierRun, LineMemory
from converter.app.settings import Settings
from converter.model.report import Kind


def memory_of(
    against: Against | None, settings: Settings, source: Callable[[], str]
) -> tuple[LineMemory | None, dict[str, str | None]]:
    """The memory, None for none and for a ledger that has nothing yet; and where it is from, for ``run.json``.

    ``source`` gives what :func:`source_of` makes of the new run's inputs. Raises :class:`InputError` for what is no run
    folder, :class:`ConfigError` where no company and project are set for the ledger, :class:`LedgerError` for one that
    cannot be read.
    """
    if against is None:
        return None, {}
    if isinstance(against, Path):
        memory = EarlierRun(against, closed_words(settings), settings.target.project_id)
        return memory, {"folder": str(against)}
    from converter.app.ledger_memory import memory_in_ledger  # with SQLAlchemy, which takes as long as all the rest

    return memory_in_ledger(settings, source(), closed_words(settings))


def source_of(inputs: Iterable[Mapping[str, Any]]) -> str:
    """What tells whether two runs are of the same reports, by the ``inputs`` of ``run.json``; "" where nothing does.

    Models are no part of it: with other models it is the same run of the tests.
    """
    used = [each for each in inputs if each["used"] and each["kind"] != Kind.IFC]
    if not used or not all(each["sha256"] for each in used):
        return ""
    return hashlib.sha256("\n".join(sorted(each["sha256"] for each in used)).encode()).hexdigest()
