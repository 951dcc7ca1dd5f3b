"""One clash of one run, as comparisons of runs see it."""

from __future__ import annotations

from dataclasses import dataclass

from converter.model.vectors import Vector


@dataclass(frozen=True, slots=True)
class RecordedElement:
    """An element of a clash.

    ``keys`` are its strong keys (:mod:`converter.plan.element_keys`): elements that share one are the same. ``model``
    is the name of its source file without what changes from export to export.
    """

    keys: frozenset[str] = frozenset()
    label: str = ""
    ifc_class: str | None = None
    system: str | None = None
    model: str = ""
    layer: str | None = None
    discipline: str | None = None


@dataclass(frozen=True, slots=True)
class ClashRecord:
    """A clash or topic of one run.

    ``key`` is its identity key, that of the run it was first seen in once it was recognised; ``test`` the name of its
    test for people, "" for a topic. ``status`` is the report's word, ``is_live`` whether somebody has to look at it.
    ``group`` is the key of its group, "" for none, ``issue`` the uuid of the issue it went into. ``point_m`` is in
    metres. ``first_seen`` and ``missing_runs`` are memory: ISO 8601, and in how many runs in a row it was absent.
    """

    key: str
    kind: str
    guid: str
    test: str
    name: str
    status: str
    is_live: bool
    file: str = ""
    elements: tuple[RecordedElement, ...] = ()
    point_m: Vector | None = None
    distance_m: float | None = None
    group: str = ""
    group_name: str = ""
    issue: str | None = None
    level: str | None = None
    grid: str | None = None
    suppressed: str = ""
    first_seen: str | None = None
    missing_runs: int = 0


@dataclass(frozen=True, slots=True)
class RunOfTest:
    """What is known of one test in one run: whether absence from it says anything.

    ``status`` is Navisworks' (new, old, partial, ok); ``filtered`` is true when the report lists fewer statuses than it
    counts; ``models`` are the names of the models its elements are from.
    """

    name: str
    status: str = "unknown"
    filtered: bool = False
    selections_empty: bool = False
    models: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """All clashes of one run and the tests they are from; ``models`` are those of the whole run."""

    clashes: tuple[ClashRecord, ...] = ()
    tests: tuple[RunOfTest, ...] = ()
    models: frozenset[str] = frozenset()
