"""The ledger that is set, opened for the project that is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from converter.app.missing_target import names_of, where_to_set
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


def place_of(settings: Settings) -> str:
    """Where the ledger lies: the absolute path of its file, or the address of the database without its password."""
    address = address_of(settings.ledger.url)
    return address.shown if address.file is None else str(address.file)


def _target_of(settings: Settings) -> Target:
    target = settings.target
    if target.company_id is None or target.project_id is None:
        missing = [name for name in ("company_id", "project_id") if getattr(target, name) is None]
        words = f"{names_of(missing)} {'is' if len(missing) == 1 else 'are'} not set: the ledger keeps projects apart."
        raise ConfigError(words, where_to_set(missing))
    return Target(target.base_url, target.company_id, target.project_id)
