"""Clash sets: what was compared with what, how, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from converter.model.clash import (
    ClashResult,
    ClashSelection,
    ClashTest,
    ClashTestStatus,
    ClashTestType,
    GroupLayout,
    Pairs,
)
from converter.parsers.ifcclash.clashes import ClashSetContext, read_clash
from converter.parsers.ifcclash.json_text import pairs_of
from converter.parsers.ifcclash.smart_groups import groups_by_number, severity
from converter.parsers.ifcclash.values import Say, as_text, file_name, number, plain, shown, unknown, words
from converter.parsers.log import DiagnosticLog

_TYPES = {
    "intersection": ClashTestType.HARD,
    "collision": ClashTestType.HARD,
    "clearance": ClashTestType.CLEARANCE,
}
_TELLING = frozenset({"name", "a", "b", "clashes"})
"""An object without any of these is no clash set."""
_SETTINGS = ("check_all", "allow_touching")
_KEY_LENGTH = 60
"""Of a clash's key as much is shown; two GlobalIds are 45 characters."""
_KNOWN = frozenset({"name", "mode", "a", "b", "tolerance", "clearance", "clashes", *_SETTINGS})


@dataclass(frozen=True, slots=True)
class Sources:
    """One side of a set: its models, and with what is taken of them the locators."""

    files: tuple[str, ...] = ()
    locators: tuple[str, ...] = ()


def read_clash_sets(document: list[object], log: DiagnosticLog) -> tuple[ClashTest, ...]:
    """A test for each clash set; what is no set is left out (IFX010)."""
    sets: list[tuple[int, dict[str, object]]] = []
    for place, value in enumerate(document, start=1):
        if isinstance(value, dict) and not value.keys().isdisjoint(_TELLING):
            sets.append((place, value))
        else:
            log.add("IFX010", f"number {place} of the list is no clash set: {shown(value)}")
    tests = [_test(place, value, log) for place, value in sets]
    return tuple(_told_apart(tests, [value for _, value in sets], log))


def models_of(document: object) -> set[str]:
    """The names of all models of a document."""
    sets = document if isinstance(document, list) else []
    return {name for each in sets if isinstance(each, dict) for name in _models(each)}


def _models(value: dict[str, object]) -> set[str]:
    """File names of a set, both sides."""
    return {file_name(name) for side in "ab" for name in _sources(value.get(side), _nothing).files}


def _nothing(_code: str, _words: str) -> None:
    """For a second look at what was reported at the first."""


def _test(place: int, value: dict[str, object], log: DiagnosticLog) -> ClashTest:
    def say(code: str, text: str) -> None:
        log.add(code, f"clash set {place}: {text}")

    left, right = _sources(value.get("a"), say), _sources(value.get("b"), say)
    mode = words(value.get("mode"), say).lower()
    test_type = _type(mode, value, say)
    test = ClashTest(
        name=_name(value, left, right, place, say),
        test_type=test_type,
        status=ClashTestStatus.OK,
        tolerance_m=_tolerance(value, test_type, say),
        left=ClashSelection(left.locators, self_intersect=not right.files),
        right=ClashSelection(right.locators) if right.files else None,
        extra=_extra(mode, value),
    )
    models = _models(value)
    context = ClashSetContext(test_type is ClashTestType.CLEARANCE, models.pop() if len(models) == 1 else "")
    filled = _with_clashes(test, value, context, log)
    _note_layout(value, context, say)
    return filled


def _name(value: dict[str, object], left: Sources, right: Sources, place: int, say: Say) -> str:
    if name := words(value.get("name"), say):
        return name
    files = [", ".join(sorted(map(file_name, side.files))) for side in (left, right) if side.files]
    name = " vs ".join(files) or f"Clash set {place}"
    say("IFX011", f"it has no name; it is called {shown(name)}")
    return name


def _type(mode: str, value: dict[str, object], say: Say) -> ClashTestType:
    """Older versions knew no modes: their sets have a tolerance."""
    if mode in _TYPES:
        return _TYPES[mode]
    if not mode and "clearance" in value:
        return ClashTestType.CLEARANCE
    if not mode and "tolerance" in value:
        return ClashTestType.HARD
    say("IFX013", f"the mode is {shown(mode)}" if mode else "no mode is written")
    return ClashTestType.UNKNOWN


def _tolerance(value: dict[str, object], test_type: ClashTestType, say: Say) -> float | None:
    """Metres; of a clearance test the clearance that was asked for."""
    name = "clearance" if test_type is ClashTestType.CLEARANCE else "tolerance"
    written = value.get(name)
    found = number(written)
    if found is None and written is not None:
        say("IFX014", f"the {name} is no number: {shown(written)}")
    return found


def _sources(value: object, say: Say) -> Sources:
    """The models of one side, each with its selector: i includes what it finds, e excludes it, a takes all."""
    if value is None:
        return Sources()
    if not isinstance(value, list):
        say("IFX015", f"its models are no list: {shown(value)}")
        return Sources()
    files, locators = [], []
    for source in value:
        name = words(source.get("file"), say) if isinstance(source, dict) else ""
        if not name:
            say("IFX015", f"a model without a file: {shown(source)}")
            continue
        files.append(name)
        selector, mode = words(source.get("selector"), say), words(source.get("mode"), say)
        used = selector if mode in ("i", "e") else ""
        locators.append(f"{name}: {'not ' if mode == 'e' else ''}{used}" if used else name)
    return Sources(tuple(files), tuple(locators))


def _extra(mode: str, value: dict[str, object]) -> Pairs:
    settings = [("mode", mode)] if mode else []
    settings += [(name, as_text(value[name])) for name in _SETTINGS if isinstance(value.get(name), bool)]
    return (*settings, *unknown(value, _KNOWN))


def _with_clashes(test: ClashTest, value: dict[str, object], context: ClashSetContext, log: DiagnosticLog) -> ClashTest:
    if "clashes" not in value:
        log.add("IFX003", f"{shown(test.name)} has no results: this is what IfcClash reads, or the run broke off")
        return replace(test, layout=GroupLayout.DEFINITION)
    written = value["clashes"]
    if isinstance(written, dict):
        found = pairs_of(written)
    elif isinstance(written, list):
        found = [("", each) for each in written]
    else:
        log.add("IFX010", f"the clashes of {shown(test.name)} cannot be read: {shown(written)}")
        return test
    return _filed(test, _once_each(test.name, found, context, log))


def _once_each(
    name: str, found: Iterable[tuple[str, object]], context: ClashSetContext, log: DiagnosticLog
) -> list[tuple[ClashResult, object]]:
    """Every clash with the number of its smart group. Of a pair that is there twice the deeper one is kept (IFX026)."""
    kept: dict[str, tuple[ClashResult, object]] = {}
    for place, (key, value) in enumerate(found):

        def say(code: str, text: str, key: str = key) -> None:
            log.add(code, f"{shown(name)}, clash {shown(key)}: {text}", guid=plain(key)[:_KEY_LENGTH] or None)

        result = read_clash(key, value, context, say)
        if result is None:
            continue
        group = value.get("smart_group") if isinstance(value, dict) else None
        entry: tuple[ClashResult, object] = (result, group if isinstance(group, int) else None)
        same = result.guid or f"{place}"
        if same in kept:
            say("IFX026", "the same two objects are there already; the deeper one is kept")
            entry = min(entry, kept[same], key=lambda each: severity(each[0]))
        kept[same] = entry
    return list(kept.values())


def _filed(test: ClashTest, entries: Sequence[tuple[ClashResult, object]]) -> ClashTest:
    """The results in their groups, if they have been grouped."""
    grouped = [entry for entry in entries if entry[1] is not None]
    loose = tuple([result for result, group in entries if group is None])
    groups = groups_by_number(test.name, grouped)
    layout = GroupLayout.EVERYTHING if groups else GroupLayout.UNGROUPED if loose else GroupLayout.EMPTY
    return replace(test, layout=layout, groups=groups, results=loose)


def _note_layout(value: dict[str, object], context: ClashSetContext, say: Say) -> None:
    if context.older:
        say("IFX028", f"{context.older:,} clashes as older versions of IfcClash wrote them: a contact and its depth")
    if names := sorted({name for name, _ in unknown(value, _KNOWN)} | context.unknown_keys):
        say("IFX027", f"not known: {', '.join(shown(name) for name in names[:10])}")


def _told_apart(tests: Sequence[ClashTest], sets: Sequence[dict[str, object]], log: DiagnosticLog) -> list[ClashTest]:
    """Names by which tests of one name can be told apart: two tests of one name would pass for one, exported twice.

    The mode does it mostly, and does not depend on the order of the sets.
    """
    counts = Counter(test.display_name.casefold() for test in tests)
    taken: set[str] = set()
    told = []
    for test, value in zip(tests, sets, strict=True):
        name = test.name
        if counts[test.display_name.casefold()] > 1 and (mode := words(value.get("mode"), _nothing)):
            name = f"{name} ({mode})"
        name = _free(name, taken)
        taken.add(_folded(name))
        if name != test.name:
            log.add("IFX012", f"{shown(test.name)} is the name of several clash sets; one is called {shown(name)}")
        told.append(test if name == test.name else replace(test, name=name))
    return told


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    numbered = (f"{name} ({count})" for count in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if _folded(each) not in taken)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
