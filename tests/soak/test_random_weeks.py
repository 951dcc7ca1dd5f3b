"""A soak: random weeks, random faults, kills and edits. In the ordinary suite one short episode of a fixed seed.

CONVERTER_SOAK_SECONDS is how long it goes on (`make soak`: some minutes), CONVERTER_SOAK_SEED where it begins; the seed
of an episode that fails is in its message, and with CONVERTER_SOAK_SECONDS=1 it is repeated alone.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import SystemRandom

import pytest

from tests.app.fault_cases import Record, case, count_cases, note
from tests.publisher.ledger.conftest import postgres
from tests.sandbox.running import Box, running
from tests.soak.episode import Episode

__all__ = ["postgres"]  # a fixture

SECONDS = float(os.environ.get("CONVERTER_SOAK_SECONDS", "0"))
SEED = int(os.environ.get("CONVERTER_SOAK_SEED", SystemRandom().randrange(10**6) if SECONDS else 1))
WEEKS = 4 if SECONDS else 2


@pytest.fixture(scope="module")
def server() -> Iterator[Box]:
    with running() as box:
        yield box


def soak(request: pytest.FixtureRequest, box: Box, folder: Path, engine: str, record: Record) -> None:
    """Episodes of one seed after the other, until the time is over."""
    end, seed, cases = time.monotonic() + SECONDS, SEED, Counter[str]()
    while True:
        place = folder / str(seed)
        place.mkdir()
        ledger = f"sqlite:///{place / 'ledger.db'}"
        if engine == "postgresql":
            ledger = str(request.getfixturevalue("postgres").new_schema())
        with case(f"CONVERTER_SOAK_SEED={seed}, {engine}"):
            episode = Episode(seed, box, place, ledger)
            episode.live(WEEKS)
        cases += episode.cases
        seed += 1
        if time.monotonic() >= end:
            break
    for what, count in cases.items():
        count_cases(record, f"random {what}", count)
    note(record, f"soak: {seed - SEED} episodes of {WEEKS} weeks on {engine}, from CONVERTER_SOAK_SEED={SEED}")


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"] if SECONDS else ["sqlite"])
def test_each_issue_is_there_once_and_edits_stay(
    request: pytest.FixtureRequest, server: Box, tmp_path: Path, engine: str, record_property: Record
) -> None:
    soak(request, server, tmp_path, engine, record_property)


def test_an_episode_is_its_seed(server: Box, tmp_path: Path) -> None:
    """Else no failure could be repeated: the same reports, the same edits of people."""
    seen = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        episode = Episode(7, server, folder, f"sqlite:///{folder / 'ledger.db'}")
        seen.append([episode.weeks.report().read_bytes() for _ in range(3)])
    assert seen[0] == seen[1] and len(set(seen[0])) == 3
