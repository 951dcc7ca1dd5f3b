"""Faults: what goes wrong, and at which requests.

``KIND,key=value,...``: ``drop-after,nth=5`` · ``503-before,chance=0.05,seed=7`` · ``slow,path=/sync,seconds=3``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

KINDS: dict[str, str] = {
    "drop-before": "the connection is closed and nothing was done",
    "drop-after": "the connection is closed after everything was done and committed",
    "500-before": "500, nothing done",
    "500-after": "500, everything done and committed",
    "502-before": "502, nothing done",
    "502-after": "502, everything done and committed",
    "503-before": "503 with Retry-After, nothing done",
    "503-after": "503 with Retry-After, everything done and committed",
    "429-spike": "429; the 10 second window stays shut for `seconds`, or to its end",
    "429-hour": "429; the hourly window stays shut for `seconds`, or to its end",
    "slow": "the body comes in pieces that take `seconds`",
    "truncate": "the connection is closed in the middle of the body",
    "expire-token": "the token of the request has expired",
    "refuse": "some items of a batch are refused: `items=0:2`, or a `share` of them",
    "hold-before": "no answer until POST /sandbox/release or the client is gone; nothing done unless released",
    "hold-after": "as hold-before, with everything done and committed",
}


class FaultError(ValueError):
    """A fault that cannot be understood."""


@dataclass(slots=True)
class Fault:
    """One fault. ``seen`` counts the requests it applies to, ``hits`` those that had it.

    It strikes the requests ``nth`` to ``nth + times - 1`` of those whose method is ``method`` and whose path contains
    ``path`` (empty: any); with a ``chance`` instead, each of them with that probability, drawn from ``seed``.
    """

    kind: str
    nth: int = 1
    times: int = 1
    chance: float = 0.0
    seed: int = 0
    method: str = ""
    path: str = ""
    seconds: float | None = None
    share: float = 0.5
    items: str = ""
    seen: int = 0
    hits: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def strikes(self, method: str, path: str) -> bool:
        """Whether this request has the fault; to be asked once for every request."""
        if (self.method and method != self.method) or self.path not in path:
            return False
        self.seen += 1
        drawn = self.dice.random()
        hit = drawn < self.chance if self.chance else self.nth <= self.seen < self.nth + self.times
        self.hits += hit
        return hit

    def takes(self, count: int) -> set[int]:
        """Positions of the items of a batch that ``refuse`` refuses: those named, or a share drawn from the seed."""
        if self.items:
            return {int(place) for place in self.items.split(":")}
        wanted = max(1, round(self.share * count)) if count else 0
        return set(self.dice.sample(range(count), min(wanted, count)))

    def described(self) -> dict[str, object]:
        """For ``GET /sandbox/faults``."""
        names = ("kind", "nth", "times", "chance", "seed", "method", "path", "seconds", "share", "items")
        return {name: getattr(self, name) for name in (*names, "seen", "hits")}


class Faults:
    """All faults in force, in the order they were added; of several that strike one request the first one counts."""

    def __init__(self, specs: Iterable[str] = ()) -> None:
        self.all: list[Fault] = []
        self.add(specs)

    def add(self, specs: Iterable[object]) -> None:
        """Add faults: texts, or objects with the same keys and ``kind``. All of them or, with ``FaultError``, none."""
        self.all += [parse(spec) for spec in specs]

    def clear(self) -> None:
        """Fair weather."""
        self.all = []

    def pick(self, method: str, path: str) -> Fault | None:
        """The fault of this request, if it has one."""
        struck = [fault for fault in self.all if fault.strikes(method, path)]
        return struck[0] if struck else None


def parse(spec: object) -> Fault:
    """A fault from ``KIND,key=value,...`` or from an object. ``FaultError`` for anything else."""
    if isinstance(spec, str):
        kind, *rest = (part.strip() for part in spec.split(","))
        pairs = [part.partition("=") for part in rest]
        values: Mapping[str, object] = {name: value for name, _, value in pairs}
    elif isinstance(spec, dict):
        kind, values = str(spec.get("kind", "")), {key: value for key, value in spec.items() if key != "kind"}
    else:
        raise FaultError(f"{spec}: a text or an object is wanted")
    if kind not in KINDS:
        raise FaultError(f"{kind}: there is no such fault; there are {', '.join(KINDS)}")
    fault = Fault(kind)
    for name, value in values.items():
        if name not in _READ:
            raise FaultError(f"{kind}: there is no key {name}; there are {', '.join(_READ)}")
        try:
            setattr(fault, name, _READ[name](str(value)))
        except ValueError as error:
            raise FaultError(f"{kind}: {name}={value}: {error}") from error
    fault.dice = random.Random(fault.seed)  # noqa: S311 - a fault that can be repeated, not a secret
    return fault


def _count(text: str) -> int:
    if (value := int(text)) < 1:
        raise ValueError("1 or more is wanted")
    return value


def _share(text: str) -> float:
    if not 0 < (value := float(text)) <= 1:
        raise ValueError("more than 0 and at most 1 is wanted")
    return value


def _time(text: str) -> float:
    if not 0 <= (value := float(text)) < float("inf"):
        raise ValueError("seconds are wanted")
    return value


def _places(text: str) -> str:
    for place in text.split(":"):
        if int(place) < 0:
            raise ValueError("places count from 0")
    return text


_READ: dict[str, Callable[[str], object]] = {
    "nth": _count, "times": _count, "chance": _share, "seed": int, "method": str.upper, "path": str,
    "seconds": _time, "share": _share, "items": _places,
}  # fmt: skip
