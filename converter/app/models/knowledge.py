"""What the models of a run know of its clashes and topics: the wiring of matching, the vote and places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from converter.app.models.opening import OpenModels
from converter.app.settings import IfcSettings
from converter.geometry.boxes import centre, intersection, union
from converter.geometry.polling import Ballot
from converter.geometry.vectors import added
from converter.geometry.voting import FEW, Alignment, Refusal, align
from converter.model.diagnostics import Diagnostic
from converter.model.ifc import ElementIndex, IfcElement, IfcStorey
from converter.model.report import Report
from converter.model.vectors import Box, Vector
from converter.plan.candidates import Candidate
from converter.plan.elements import Element, model_name
from converter.plan.models.known import Known, Selected
from converter.plan.models.matches import Ambiguous, Match, Outcome, counts_per_rung
from converter.plan.models.matching import NOTHING_ELSE, Circumstances, Matcher
from converter.plan.models.model_files import models_of_header, models_of_test
from converter.plan.models.model_notes import alignment_notes, match_notes, place_notes
from converter.plan.models.places import Place, ReportedPlace, Space, Spaces, place_of

_BALLOTS = 500
"""Clashes that vote in one report: more would say the same."""
_CANDIDATE_BOXES = 2_000
"""Boxes that may be made in one report to tell ambiguous candidates apart."""
_NO_SHIFT: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Matched:
    """A clash with the outcomes of its elements."""

    candidate: Candidate
    outcomes: tuple[Outcome, ...]

    @property
    def elements(self) -> tuple[IfcElement | None, ...]:
        return tuple([each.element if isinstance(each, Match) else None for each in self.outcomes])

    @property
    def is_shown(self) -> bool:
        return not self.candidate.superseded and self.candidate.result.status.is_live


class KnownModels:
    """The :class:`~converter.plan.lookups.Models` of opened files."""

    def __init__(self, models: OpenModels, reports: Sequence[Report], settings: IfcSettings) -> None:
        self._models, self._settings = models, settings
        self._cache: dict[tuple[Element, Circumstances], Outcome] = {}
        self._tests = {
            (report.path, test.display_name): models_of_test(test, models.indexes)
            for report in reports
            for test in report.tests
        }
        self._headers = {
            (report.path, topic.guid): models_of_header(topic.header_files, models.indexes)
            for report in reports
            for topic in report.topics
        }
        self.diagnostics: list[Diagnostic] = []
        self.rungs: dict[str, dict[str, int]] = {}
        self.alignments: dict[str, Alignment | Refusal] = {}

    def of_clashes(self, candidates: Sequence[Candidate], /) -> list[Known]:
        """What is known of each clash; report by report, for each report has its own unit and frame."""
        found: dict[int, Known] = {}
        by_file: dict[str, list[int]] = defaultdict(list)
        for number, candidate in enumerate(candidates):
            by_file[candidate.file].append(number)
        for file, numbers in by_file.items():
            known = self._of_report(file, [candidates[number] for number in numbers])
            found.update(zip(numbers, known, strict=True))
        return [found[number] for number in range(len(candidates))]

    def of_topics(self, selected: Sequence[Selected], /) -> list[Known]:
        """What is known of what each topic selects."""
        matched = [self._selected(each) for each in selected]
        pairs = list(zip(selected, matched, strict=True))
        self._note_matches([(each.file, each.elements, outcomes) for each, outcomes in pairs])
        self._make_boxes([each.element for outcomes in matched for each in outcomes if isinstance(each, Match)])
        return [self._of_topic(each, outcomes) for each, outcomes in pairs]

    def lacking(self, known: Collection[tuple[str, str]], /) -> frozenset[tuple[str, str]]:
        """Those elements, by model and GlobalId, whose model is there without them, and so are all others."""
        indexes = self._models.indexes
        names = {model_name(index.header.file) for index in indexes}
        return frozenset(
            (model, guid)
            for model, guid in known
            if model in names and not any(index.by_guid(guid) for index in indexes)
        )

    def _of_report(self, file: str, candidates: Sequence[Candidate]) -> list[Known]:
        matched = [_Matched(each, self._match(each, None, self._matcher)) for each in candidates]
        shown = [each for each in matched if each.is_shown]
        self._make_boxes([element for each in shown for element in each.elements if element])
        alignment = self._align(file, shown)
        if isinstance(alignment, Alignment):
            matched = list(self._told_apart(matched, alignment))
        self._note_matches([(file, each.candidate.elements, each.outcomes) for each in matched])
        known = [self._known(each, alignment) for each in matched]
        places = [
            (each.level, found.place) for each, found in zip(candidates, known, strict=True) if found.place is not None
        ]
        self.diagnostics += place_notes(places, file=file)
        return known

    # Matching

    @cached_property
    def _matcher(self) -> Matcher:
        return _Remembering(self._models.indexes, self._cache)

    def _match(self, candidate: Candidate, point_m: Vector | None, matcher: Matcher) -> tuple[Outcome, ...]:
        named = self._tests.get((candidate.file, candidate.test), ())
        return matcher.match_pair(candidate.elements, Circumstances(named, point_m, candidate.level))

    def _selected(self, selected: Selected) -> tuple[Outcome, ...]:
        around = Circumstances(self._headers.get((selected.file, selected.topic), ()), selected.point_m)
        return tuple([self._matcher.match(each, around) for each in selected.elements])

    def _told_apart(self, matched: Sequence[_Matched], alignment: Alignment) -> Iterator[_Matched]:
        """Ambiguous ones again, with the boxes of their candidates."""
        unclear = [
            candidate
            for each in matched
            if each.is_shown
            for outcome in each.outcomes
            if isinstance(outcome, Ambiguous)
            for candidate in outcome.candidates
        ]
        chosen = list(dict.fromkeys(unclear))[:_CANDIDATE_BOXES]
        self._make_boxes(chosen)
        boxes = {(each.file, each.step_id): self._box(each) for each in chosen}
        matcher = Matcher(self._models.indexes, lambda each: boxes.get((each.file, each.step_id)))
        for each in matched:
            point = each.candidate.result.point_m
            if point is None or not any(isinstance(outcome, Ambiguous) for outcome in each.outcomes):
                yield each
            else:
                yield _Matched(each.candidate, self._match(each.candidate, alignment.in_models(point), matcher))

    def _note_matches(self, found: Sequence[tuple[str, Sequence[Element], Sequence[Outcome]]]) -> None:
        by_file: dict[str, list[tuple[Element, Outcome]]] = defaultdict(list)
        for file, elements, outcomes in found:
            by_file[file] += zip(elements, outcomes, strict=True)
        for file, pairs in by_file.items():
            self.diagnostics += match_notes(pairs, file=file)
            counts = Counter(self.rungs.get(file, {})) + Counter(counts_per_rung(outcome for _, outcome in pairs))
            self.rungs[file] = dict(counts)

    # Boxes and the vote

    def _make_boxes(self, elements: Sequence[IfcElement]) -> None:
        by_model: dict[str, list[int]] = defaultdict(list)
        for each in elements:
            by_model[each.file].append(each.step_id)
        for label, step_ids in by_model.items():
            if self._settings.shapes:
                self._models.shapes_of(label).boxes(step_ids)

    def _box(self, element: IfcElement) -> Box | None:
        if not self._settings.shapes:
            return None
        return self._models.shapes_of(element.file).boxes([element.step_id])[element.step_id]

    def _align(self, file: str, shown: Sequence[_Matched]) -> Alignment | Refusal:
        settings = self._settings
        ballots = list(_spread(self._ballots(shown), _BALLOTS))
        shifts = {f"the site of {model.label}": model.shapes.site_origin() for model in self._models.all}
        result = align(
            ballots,
            known_shifts={name: shift for name, shift in shifts.items() if shift} if settings.shapes else {},
            forced_scale=settings.scale,
            forced_shift_m=settings.shift_m,
        )
        self.alignments[file] = result
        if any(isinstance(outcome, Match) for each in shown for outcome in each.outcomes) and settings.shapes:
            self.diagnostics += alignment_notes(result, file=file)
        return result

    def _ballots(self, shown: Sequence[_Matched]) -> list[Ballot]:
        """Clashes between two boxes; where these are too few, as when one of the models is not there, also those with
        one: its box alone holds the point as well.
        """
        whole, halves = [], []
        for each in shown:
            point = each.candidate.result.point_m
            boxes = [(element.file, box) for element in each.elements if element and (box := self._box(element))]
            if point is None or not boxes or len(each.elements) != 2:
                continue
            apart = max(each.candidate.result.distance_m or 0.0, 0.0)
            (file, first), *others = boxes
            if others:
                whole.append(Ballot(point, first, others[0][1], (file, others[0][0]), apart))
            else:
                halves.append(Ballot(point, first, None, (file, ""), apart))
        return whole if len(whole) >= FEW else [*whole, *halves]

    def _known(self, matched: _Matched, alignment: Alignment | Refusal) -> Known:
        candidate, point = matched.candidate, matched.candidate.result.point_m
        elements = [each for each in matched.elements if each]
        if isinstance(alignment, Refusal):
            place = self._place(elements, ReportedPlace(candidate.level, candidate.grid))
            return Known(matched.outcomes, (), place if elements else None, point, aligned=False)
        inside = None if point is None else alignment.in_models(point)
        place = self._place(elements, ReportedPlace(candidate.level, candidate.grid, inside))
        boxes = self._boxes_in_report(matched, alignment) if matched.is_shown else ()
        return Known(
            matched.outcomes,
            boxes,
            place if elements or place.room else None,
            None if inside is None else alignment.in_report(inside),
            alignment.scale,
            alignment.shift_m,
        )

    def _boxes_in_report(self, matched: _Matched, alignment: Alignment) -> tuple[Box | None, ...]:
        return tuple([_moved(self._box(each), alignment.shift_m) if each else None for each in matched.elements])

    def _of_topic(self, selected: Selected, outcomes: tuple[Outcome, ...]) -> Known:
        """BCF is in metres and in the frame of the models, unless a shift is forced: there are no points to vote."""
        shift = self._settings.shift_m or _NO_SHIFT
        elements = [each.element for each in outcomes if isinstance(each, Match)]
        boxes = tuple(
            [_moved(self._box(each.element), shift) if isinstance(each, Match) else None for each in outcomes]
        )
        point = selected.point_m or _middle([box for box in boxes if box])
        inside = None if point is None else added(point, shift, -1.0)
        place = self._place(elements, ReportedPlace(point_m=inside)) if elements else None
        return Known(outcomes, boxes, place, point, shift_m=shift)

    # Places

    def _place(self, elements: Sequence[IfcElement], reported: ReportedPlace) -> Place:
        return place_of(elements, reported, self._storeys, self._spaces if reported.point_m else None)

    @cached_property
    def _storeys(self) -> Mapping[str, tuple[IfcStorey, ...]]:
        return {model.label: model.index.storeys() for model in self._models.all}

    @cached_property
    def _spaces(self) -> Spaces:
        """The rooms of all models, where shapes are made."""
        spaces = [each for model in self._models.all for each in model.index.elements() if each.ifc_class == "IfcSpace"]
        self._make_boxes([each for each in spaces if each.has_shape])
        return Spaces(
            Space(each, box, each.long_name or "", ", ".join(each.zones) or None)
            for each in spaces
            if each.has_shape and (box := self._box(each))
        )


class _Remembering(Matcher):
    """A matcher that remembers: the same element clashes many times."""

    def __init__(self, models: Sequence[ElementIndex], known: dict[tuple[Element, Circumstances], Outcome]) -> None:
        super().__init__(models)
        self._known = known

    def match(self, element: Element, around: Circumstances = NOTHING_ELSE) -> Outcome:
        key = (element, around)
        if key not in self._known:
            self._known[key] = super().match(element, around)
        return self._known[key]


def _spread(ballots: Sequence[Ballot], most: int) -> Iterator[Ballot]:
    """At most so many, from the whole length of the report."""
    step = max(len(ballots) / most, 1.0)
    yield from (ballots[int(number * step)] for number in range(min(len(ballots), most)))


def _moved(box: Box | None, shift_m: Vector) -> Box | None:
    return box and Box(added(box.min_m, shift_m), added(box.max_m, shift_m))


def _middle(boxes: Sequence[Box]) -> Vector | None:
    """Where two boxes meet, else the middle of all."""
    if not boxes:
        return None
    meeting = intersection(*boxes) if len(boxes) == 2 else None
    return centre(meeting or reduce(union, boxes))
