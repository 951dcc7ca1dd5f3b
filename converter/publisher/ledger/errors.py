"""What may be wrong with a ledger, by what the caller does next."""

from __future__ import annotations

from converter.errors import TargetError, TransientError


class LedgerError(TargetError):
    """The database refused or cannot be used: disk full, no rights, damaged. Look at the database."""


class LedgerBusyError(TransientError):
    """Another publisher holds the project, or the database is busy. Try again when it is finished."""


class LedgerLostError(TransientError):
    """The connection, and with it the right to write, was lost. Stop; the next run settles what was on its way."""


class IllegalTransitionError(RuntimeError):
    """A step the state machine does not have, or a call out of order: a defect of the caller, nothing was written."""
