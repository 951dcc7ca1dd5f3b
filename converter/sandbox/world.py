"""What every endpoint works with: the state, the clock, the switches and the faults."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.sandbox.clock import Clock
from converter.sandbox.faults import Faults
from converter.sandbox.seed import fill
from converter.sandbox.store import Store
from converter.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class Start:
    """What the sandbox was started with; ``POST /sandbox/reset`` goes back to it."""

    state: Path | None = None
    switches: Sequence[str] = ()
    faults: Sequence[str] = ()


@dataclass(slots=True)
class World:
    """The whole stand-in, but for its answers. ``base_url`` is where it is reached: ``http://127.0.0.1:8000``."""

    start: Start
    base_url: str
    store: Store
    clock: Clock
    switches: Switches
    faults: Faults = field(default_factory=Faults)

    @classmethod
    def open(cls, start: Start, base_url: str) -> World:
        """Open the state, and fill it when it is new. ``SwitchError`` and ``FaultError`` for what cannot be set."""
        switches, faults = Switches(start.switches), Faults(start.faults)
        world = cls(start, base_url, Store(start.state), Clock(), switches, faults)
        world._remember_clock()
        if world.store.fact("client_id") is None:
            with world.store.transaction():
                fill(world.store, world.clock.stamp())
        return world

    def reset(self) -> None:
        """As it was at the start of a new state: nothing published, no request seen, clock and weather as begun."""
        self.switches, self.faults = Switches(self.start.switches), Faults(self.start.faults)
        self.clock.change(to_s=self.clock.wall(), speed=1.0)
        with self.store.transaction():
            self.store.wipe()
            fill(self.store, self.clock.stamp())

    def fact(self, name: str) -> str:
        """A fact every state has."""
        value = self.store.fact(name)
        if value is None:
            raise LookupError(name)
        return value

    def keep_clock(self) -> None:
        """Write down how the clock runs; inside a transaction."""
        self.store.set_fact("clock", json.dumps([self.clock.anchor_s, self.clock.real_s, self.clock.speed]))

    def _remember_clock(self) -> None:
        if (kept := self.store.fact("clock")) is not None:
            self.clock.anchor_s, self.clock.real_s, self.clock.speed = json.loads(kept)
