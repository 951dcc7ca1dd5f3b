"""How often something was broken on purpose: tests count it, and the end of the test run says it.

A count travels with the report of its test, so that it arrives from every worker of pytest-xdist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

_COUNT, _NOTE = "fault cases: ", "fault note: "

Record = Callable[[str, object], None]
"""pytest's ``record_property``."""


@contextmanager
def case(words: str) -> Iterator[None]:
    """What fails inside says which case it was."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"case: {words}")
        raise


def count_cases(record: Record, what: str, count: int) -> None:
    """So many cases of a kind (``kills``) were run."""
    record(f"{_COUNT}{what}", count)


def note(record: Record, words: str) -> None:
    """Something to be printed at the end, such as a seed."""
    record(f"{_NOTE}{words}", 1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the counts of all tests that were run."""
    counts: Counter[str] = Counter()
    notes: list[str] = []
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in getattr(report, "user_properties", ()):
                if name.startswith(_COUNT):
                    counts[name.removeprefix(_COUNT)] += int(value)
                elif name.startswith(_NOTE):
                    notes.append(name.removeprefix(_NOTE))
    if counts:
        parts = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
        terminalreporter.write_line(f"{counts.total():,} fault cases were run: {parts}")
    for words in notes:
        terminalreporter.write_line(words)
