"""What is said of matching and aligning: one diagnostic for each kind of thing, with its number and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PureWindowsPath

from converter.geometry.voting import Alignment, Refusal
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.elements import Element
from converter.plan.models.boundary import BoundaryCheck
from converter.plan.models.matches import Ambiguous, Confidence, Match, Outcome, Unmatched
from converter.plan.models.places import LevelSource, Place

_SHOWN = 3


def match_notes(outcomes: Iterable[tuple[Element, Outcome]], *, file: str) -> Iterator[Diagnostic]:
    """What was not found (PLN040, PLN051 for all of a source file), what is ambiguous with its candidates (PLN041),
    what rests on weak signs (PLN042).

    Each object is counted once, however many clashes it has.
    """
    found = dict.fromkeys(outcomes)
    absent = _absent_files([element for element, _ in found], [outcome for _, outcome in found])
    for name, number in absent.items():
        noun, verb = ("object", "is") if number == 1 else ("objects", "are")
        message = f"{number:,} {noun} of {name} {verb} in none of the models given; give that model with --ifc"
        yield diagnose("PLN051", message, file=file, count=number)
    reasons = Counter(
        outcome.reason
        for element, outcome in found
        if isinstance(outcome, Unmatched) and _file_name(element) not in absent
    )
    if reasons:
        count = reasons.total()
        said = "; ".join(f"{number:,} × {reason}" for reason, number in reasons.most_common(_SHOWN))
        yield diagnose("PLN040", f"{count:,} objects are in no model: {said}", file=file, count=count)
    unclear = [(element, outcome) for element, outcome in found if isinstance(outcome, Ambiguous)]
    if unclear:
        said = "; ".join(f"{_named(element)}: {_candidates(outcome)}" for element, outcome in unclear[:_SHOWN])
        yield diagnose("PLN041", f"{len(unclear):,} objects are ambiguous: {said}", file=file, count=len(unclear))
    weak = Counter(
        outcome.rung for _, outcome in found if isinstance(outcome, Match) and outcome.confidence is Confidence.LOW
    )
    if weak:
        said = ", ".join(f"{number:,} by {rung}" for rung, number in weak.most_common())
        yield diagnose("PLN042", f"objects found by weak signs: {said}", file=file, count=weak.total())


def _absent_files(elements: Sequence[Element], outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Source files of which nothing was found while something of others was, with the number of their objects."""
    missed: Counter[str] = Counter()
    found: set[str] = set()
    for element, outcome in zip(elements, outcomes, strict=True):
        if isinstance(outcome, Unmatched):
            missed[_file_name(element)] += 1
        else:
            found.add(_file_name(element))
    return {name: missed[name] for name in sorted(missed) if name and name not in found} if found else {}


def _file_name(element: Element) -> str:
    """The source file without its folders, "" where the report names none."""
    return PureWindowsPath(element.source_file).name


def alignment_notes(result: Alignment | Refusal, *, file: str) -> Iterator[Diagnostic]:
    """What the vote found: another unit (PLN043), a shift (PLN044), nothing (PLN045), that it is against what was
    forced (PLN046), and models that do not fit (PLN047).
    """
    if isinstance(result, Refusal):
        yield diagnose("PLN045", result.explanation, file=file)
    elif result.contradicted:
        yield diagnose("PLN046", result.explanation, file=file)
    else:
        if result.scale != 1:
            yield diagnose("PLN043", result.explanation, file=file)
        if any(result.shift_m):
            yield diagnose("PLN044", result.explanation, file=file)
    for model in result.misfits:
        yield diagnose("PLN047", f"hardly any clash point lies in elements of {model!r}", file=file)


def boundary_notes(check: BoundaryCheck | None, *, readable: bool, file: str) -> Iterator[Diagnostic]:
    """That the published model does not hold the clashes (PLN048), or that this could not be seen (PLN049)."""
    if not readable:
        yield diagnose("PLN049", "the boundary of the model revision is missing or no box", file=file)
    elif check is not None and not check.fits:
        yield diagnose("PLN048", check.explanation, file=file, count=max(check.points - check.inside, 1))


def place_notes(places: Iterable[tuple[str | None, Place]], *, file: str) -> Iterator[Diagnostic]:
    """Levels of the report and the storeys that were used instead (PLN050)."""
    differing = Counter(
        (level, place.level)
        for level, place in places
        if level and place.level and place.level_source is LevelSource.STOREY and level.strip() != place.level.strip()
    )
    if differing:
        said = ", ".join(f"{here!r} for {there!r}" for (there, here), _ in differing.most_common(_SHOWN))
        message = f"{differing.total():,} clashes lie on another storey than the report's level: {said}"
        yield diagnose("PLN050", message, file=file, count=differing.total())


def _named(element: Element) -> str:
    return f"{element.label} ({element.id})" if element.id and element.id != element.label else element.label


def _candidates(outcome: Ambiguous) -> str:
    shown = [f"{each.ifc_class} {each.guid} in {each.file}" for each in outcome.candidates[:_SHOWN]]
    more = len(outcome.candidates) - len(shown)
    return " or ".join(shown) + (f" or {more:,} more" if more else "")
