"""The ledger that is set, opened for the project that is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from converter.app.settings import Settings
from converter.errors import ConfigError
from converter.publisher.clock import Clock
from converter.publisher.ledger import Ledger, ProjectLedger, Target
from converter.publisher.ledger.address import address_of


@contextmanager
def project_ledger(settings: Settings, clock: Clock) -> Iterator[ProjectLedger]:
    """The books of the project that is set. :class:`ConfigError` when none is, or the address is wrong."""
    target = _target_of(settings)
    with Ledger.open(settings.ledger.url, lambda: datetime.fromtimestamp(clock.now(), UTC)) as ledger:
        yield ledger.project(target)


def is_there(settings: Settings) -> bool:
    """False where the ledger would be a new file: nothing was published from here yet."""
    _target_of(settings)
    file = address_of(settings.ledger.url).file
    return file is None or file.is_file()


def _target_of(settings: Settings) -> Target:
    target = settings.target
    if target.company_id is None or target.project_id is None:
        raise ConfigError("target.company_id and target.project_id are not set.", "The ledger keeps them apart.")
    return Target(target.base_url, target.company_id, target.project_id)
