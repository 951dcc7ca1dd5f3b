"""One clash of one run, as comparisons of runs see it."""

from __future__ import annotations

from dataclasses import dataclass

from converter.model.vectors import Vector


@dataclass(frozen=True, slots=True)
class RecordedElement:
    """An element of a clash.

    ``keys`` are its strong keys (:mod:`converter.plan.element_keys`): elements that share one are the same. ``model``
    is the name of its source file without what changes from export to export. ``in_model`` is such a name of the IFC
    model it was found in, and its GlobalId there; None where it was found in none.
    """

    keys: frozenset[str] = frozenset()
    label: str = ""
    ifc_class: str | None = None
    system: str | None = None
    model: str = ""
    layer: str | None = None
    discipline: str | None = None
    in_model: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ClashRecord:
    """A clash or topic of one run.

    ``key`` is its identity key, that of the run it was first seen in once it was recognised; ``test`` the name of its
    test for people, "" for a topic. ``status`` is the report's word, ``is_live`` whether somebody has to look at it.
    ``group`` is the key of its group, "" for none, ``issue`` the uuid of the issue it went into. ``point_m`` is in
    metres. ``first_seen`` and ``missing_runs`` are memory: ISO 8601, and in how many runs in a row it was proved to be
    absent. ``has_members`` is true for the header of a group whose clashes have records of their own. ``found`` is when
    the report says it was found first (:mod:`converter.plan.runs.found_dates`).
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
    has_members: bool = False
    found: str | None = None

    @property
    def exists(self) -> bool:
        """True when the two still clash, whether somebody has to look at it or not."""
        return self.is_live or bool(self.suppressed)

    @property
    def is_open(self) -> bool:
        """True when somebody has to look at it."""
        return self.is_live and not self.suppressed


@dataclass(frozen=True, slots=True)
class RunOfTest:
    """What is known of one test in one run: whether absence from it says anything.

    ``status`` is Navisworks' (new, old, partial, ok); ``filtered`` is true when the report lists fewer statuses than it
    counts; ``models`` are the names of the models its elements are from. ``lists_clashes`` is false where the report
    has the headers of groups only, ``lists_groups`` where it has none, ``has_results`` where it is the definition of a
    test without results.

    ``reports`` are the SHA-256 of the files it was read from, ``earlier`` those of the reports before, the oldest
    first. ``older`` says, in words, why absence in it is no proof: its report is older than what is remembered.
    ``in_run`` is false for a test that only earlier runs have: nothing but its reports counts.
    """

    name: str
    status: str = "unknown"
    filtered: bool = False
    selections_empty: bool = False
    models: frozenset[str] = frozenset()
    lists_clashes: bool = True
    lists_groups: bool = True
    has_results: bool = True
    reports: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    older: str = ""
    in_run: bool = True


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """All clashes of one run and the tests they are from; ``models`` are those of the whole run.

    ``gone`` are keys of elements that are no longer in a model where they were looked for. ``left_out`` counts what was
    read and is not compared, by the reason in words.
    """

    clashes: tuple[ClashRecord, ...] = ()
    tests: tuple[RunOfTest, ...] = ()
    models: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    left_out: tuple[tuple[str, int], ...] = ()
