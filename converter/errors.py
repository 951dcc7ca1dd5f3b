"""Exceptions, grouped by what the caller does next.

::

    ConverterError
    ├── InputError        fix the file            exit code 3
    ├── ConfigError       fix the call            exit code 2
    └── TargetError       the other side said no  exit code 6
        ├── AuthError       sign in again         exit code 5
        ├── TransientError  wait, then retry      exit code 6
        └── RejectedError   skip this item        exit code 4

Every class is rebuilt from its ``args`` alone, so that it survives pickling between processes.
"""

from __future__ import annotations


class ConverterError(Exception):
    """Base of everything this package raises on purpose.

    ``message`` says what is wrong, ``hint`` says what to do about it ("" when there is nothing to add).
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class InputError(ConverterError):
    """A file cannot be used as it is."""

    exit_code = 3


class ConfigError(ConverterError):
    """The command line or the configuration is wrong or incomplete."""

    exit_code = 2


class TargetError(ConverterError):
    """The target system could not be reached or refused."""

    exit_code = 6


class AuthError(TargetError):
    """Sign-in failed."""

    exit_code = 5


class TransientError(TargetError):
    """Trying again later may help; ``wait_s`` is the least time to wait, in seconds."""

    def __init__(self, message: str, hint: str = "", wait_s: float = 0.0) -> None:
        super().__init__(message, hint)
        self.args = (message, hint, wait_s)
        self.wait_s = wait_s


class RejectedError(TargetError):
    """The target refused one item; the others go on."""

    exit_code = 4
