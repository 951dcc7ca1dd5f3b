"""Units and offset between a report and models, by a vote of the clashes.

A clash point lies in the boxes of both its elements. For each candidate of a scale and a shift it is counted how many
points do; the right one gets nearly all, a wrong one nearly none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from converter.geometry.polling import Ballot, Poll, best_shift, hits_by_chance
from converter.geometry.vectors import added
from converter.model.vectors import Vector

SCALES: Final = (1.0, 0.3048, 1 / 0.3048, 0.001, 1000.0, 0.01, 100.0, 0.0254, 1 / 0.0254, 0.9144)
"""Candidates: the report is right, feet and metres mistaken for each other, then mm, cm, inches and yards."""
SHARE: Final = 0.6
"""Of the points at least so many must hit."""
FEW: Final = 3
"""Fewer votes only confirm what the report says."""
FEW_FOR_SHIFT: Final = 6
"""Fewer votes cannot find a shift: it is three numbers taken from the very points that are to prove it."""

_PROOF = 5
"""So many points, or all where there are fewer, must hit before the report's own word is overruled."""
_NO_SHIFT: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Alignment:
    """How report and models lie to each other: ``point · scale = place in the model + shift_m``.

    The scale corrects the report's unit; the shift moves the models into the report's frame. ``hits`` of ``votes``
    points lie in both boxes then. ``misfits`` are models whose boxes hold hardly any point. ``contradicted`` is true
    when scale or shift were forced and the vote is against them.
    """

    scale: float
    shift_m: Vector
    hits: int
    votes: int
    explanation: str
    misfits: tuple[str, ...] = ()
    contradicted: bool = False

    def in_report(self, point_m: Vector) -> Vector:
        """A point of a model, in the report's frame."""
        return added(point_m, self.shift_m)

    def in_models(self, point_m: Vector) -> Vector:
        """A point as the report has it, in the frame of the models."""
        x, y, z = point_m
        return added((x * self.scale, y * self.scale, z * self.scale), self.shift_m, -1.0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """No scale and shift fit: nothing of the models may be shown where the report says. ``hits`` is the best count."""

    hits: int
    votes: int
    explanation: str
    misfits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    scale: float
    shift_m: Vector
    hits: int
    origin: str = ""


def align(
    ballots: Sequence[Ballot],
    *,
    known_shifts: Mapping[str, Vector] | None = None,
    forced_scale: float | None = None,
    forced_shift_m: Vector | None = None,
) -> Alignment | Refusal:
    """Let the clashes vote.

    First each scale without a shift; then each with the ``known_shifts`` (site placements, map conversions, by what
    they are called), forwards and backwards; then each with the shift the points themselves suggest. What is forced is
    taken, and checked. ``ValueError`` for a forced scale that is not above zero.
    """
    if forced_scale is not None and not 0 < forced_scale < float("inf"):
        raise ValueError(f"a scale is a number above zero, not {forced_scale}")
    poll = Poll(ballots)
    if forced_shift_m is not None or forced_scale is not None:
        return _forced(poll, forced_scale, forced_shift_m, known_shifts or {})
    plain = [_Candidate(scale, _NO_SHIFT, poll.hits(scale, _NO_SHIFT)) for scale in SCALES]
    if poll.votes < FEW:
        return _by_few(poll, plain)
    winner = _scale_of(poll, plain) or _shift_of(poll, SCALES, known_shifts or {})
    if winner is None:
        return _refused(poll, max(plain, key=lambda each: each.hits))
    return _accepted(poll, winner, _said(poll, winner))


def _scale_of(poll: Poll, plain: Sequence[_Candidate]) -> _Candidate | None:
    """The scale without a shift that enough points confirm.

    The report's own word (1) wins when it does about as well as another.
    """
    own, best = plain[0], max(plain, key=lambda each: each.hits)
    if own.hits >= SHARE * poll.votes and own.hits >= 0.8 * best.hits:
        return own
    is_better = best.hits >= _enough(poll) and own.hits < 0.8 * best.hits
    return best if is_better and _stands_alone(poll, best, plain) else None


def _enough(poll: Poll) -> float:
    return max(SHARE * poll.votes, min(poll.votes, _PROOF))


def _stands_alone(poll: Poll, best: _Candidate, candidates: Iterable[_Candidate]) -> bool:
    """True when no third scale does half as well, and the origin itself neither: boxes that hold it hold whatever a
    small factor brings there.
    """
    rivals = [each.hits for each in candidates if each.shift_m == best.shift_m and each.scale not in (1, best.scale)]
    return best.scale == 1 or best.hits >= 2 * max(poll.hits(0.0, best.shift_m), *rivals)


def _shift_of(poll: Poll, scales: Sequence[float], known: Mapping[str, Vector]) -> _Candidate | None:
    """The scale and shift that enough points confirm; a known shift before one that only the points suggest."""
    enough = _enough(poll)
    named = [
        _Candidate(scale, shift, poll.hits(scale, shift), name)
        for scale in scales
        for name, written in known.items()
        for shift in (written, added(_NO_SHIFT, written, -1.0))
    ]
    best = max(named, key=lambda each: each.hits, default=None)
    if best is not None and best.hits >= enough and _stands_alone(poll, best, named):
        return best
    if poll.votes < FEW_FOR_SHIFT:
        return None
    suggested = [_suggested(poll, scale) for scale in scales]
    found = max(suggested, key=lambda each: each.hits)
    if suggested[0].hits >= 0.9 * found.hits:  # at one place, other scales do as well with other shifts
        found = suggested[0]
    if found.hits < enough or found.hits <= 2 * hits_by_chance(poll, found.scale):
        return None
    return found


def _suggested(poll: Poll, scale: float) -> _Candidate:
    """The shift under which most points hit, looked for from the median of (point - middle of the overlap)."""
    shift = best_shift(*poll.room(scale))
    return _Candidate(scale, shift, poll.hits(scale, shift), "the points themselves")


def _by_few(poll: Poll, plain: Sequence[_Candidate]) -> Alignment | Refusal:
    own, best = plain[0], max(plain, key=lambda each: each.hits)
    few = "no clash has" if not poll.votes else "only one clash has" if poll.votes == 1 else "only two clashes have"
    said = f"{few} {'an element' if poll.has_halves else 'both elements'} in a model"
    if poll.votes and own.hits == poll.votes:
        return _accepted(poll, own, f"{said}, and the boxes hold the point with the report's own unit")
    hint = f"; the factor {best.scale:.6g} would fit, but so few prove nothing" if best.hits else ""
    return Refusal(best.hits, poll.votes, f"{said}: too few to find units or an offset{hint}")


def _forced(poll: Poll, scale: float | None, shift: Vector | None, known: Mapping[str, Vector]) -> Alignment:
    """What is forced, with the best of what is not, and what the vote says of it."""
    scales = SCALES if scale is None and poll.votes >= FEW else (scale or 1.0,)
    fixed = [_Candidate(each, shift or _NO_SHIFT, poll.hits(each, shift or _NO_SHIFT)) for each in scales]
    confirmed = _scale_of(poll, fixed) if poll.votes else None
    if confirmed is None and shift is None:
        confirmed = _shift_of(poll, scales, known)
    chosen = confirmed or fixed[0]
    forced = " and ".join(name for name, value in (("scale", scale), ("shift", shift)) if value is not None)
    said = f"{forced} forced: {_said(poll, chosen)}"
    if not poll.votes:
        said = f"{forced} forced; no clash has both elements in a model, so that nothing speaks for or against it"
    contradicted = poll.votes > 0 and confirmed is None
    return _accepted(
        poll, chosen, f"{said}; the vote is against it" if contradicted else said, contradicted=contradicted
    )


def _said(poll: Poll, winner: _Candidate) -> str:
    scale = "the report's own unit" if winner.scale == 1 else f"coordinates times {winner.scale:.6g}"
    shift = ""
    if winner.shift_m != _NO_SHIFT:
        shift = f" and models moved by ({', '.join(f'{each:,.3f}' for each in winner.shift_m)}) m"
        shift += f", from {winner.origin}" if winner.origin else ""
    boxes = "the box of the element that is in a model" if poll.has_halves else "both boxes"
    return f"{winner.hits:,} of {poll.votes:,} clash points lie in {boxes} with {scale}{shift}"


def _accepted(poll: Poll, winner: _Candidate, explanation: str, *, contradicted: bool = False) -> Alignment:
    return Alignment(
        winner.scale,
        winner.shift_m,
        winner.hits,
        poll.votes,
        explanation,
        _misfits(poll, [winner]),
        contradicted,
    )


def _refused(poll: Poll, best: _Candidate) -> Refusal:
    """Why nothing fits; one model alone may be to blame: the points lie in the boxes of the others."""
    if best.hits >= _enough(poll):
        said = "the boxes are too large to tell units or an offset: more than one brings the points into them"
    else:
        boxes = "the boxes" if poll.has_halves else "both boxes"
        said = f"no unit and no offset brings enough of {poll.votes:,} clash points into {boxes}"
        said += f"; the best brings {best.hits:,}"
    misfits = _misfits(poll, [_Candidate(scale, _NO_SHIFT, 0) for scale in SCALES])
    if misfits:
        said += (
            f"; hardly any point lies in elements of {', '.join(misfits)}, though most lie in those of the other models"
        )
    return Refusal(best.hits, poll.votes, said, misfits)


def _misfits(poll: Poll, candidates: Sequence[_Candidate]) -> tuple[str, ...]:
    """Models of at least :data:`FEW` clashes whose boxes hold under a tenth of the points, where another's hold enough:
    under the candidate that suits the best model best.
    """
    best: dict[str, float] = {}
    for candidate in candidates:
        tally: dict[str, list[bool]] = defaultdict(list)
        for names, inside in zip(poll.models, poll.in_boxes(candidate.scale, candidate.shift_m).tolist(), strict=True):
            for name, is_in in zip(names, inside, strict=True):
                tally[name].append(is_in)
        shares = {name: sum(found) / len(found) for name, found in tally.items() if name and len(found) >= FEW}
        if shares and max(shares.values()) > max(best.values(), default=0.0):
            best = shares
    if max(best.values(), default=0.0) < SHARE:
        return ()
    return tuple(sorted(name for name, share in best.items() if share < 0.1))
