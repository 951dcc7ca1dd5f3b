"""Rules that take clashes out: each with its name, its reason and what it took.

A clash that is taken never becomes an issue, and never vanishes: it stays in ``clashes.jsonl`` as suppressed, with the
rule and its reason. Only what is live is taken. A rule with a last day does nothing after it, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from converter.model.clash import CLOSED
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.plan.candidates import Candidate
from converter.plan.rules.conditions import Conditions
from converter.plan.rules.facts import Facts, clash_reader

EXAMPLES: Final = 5
_MOST: Final = 0.5
"""A rule that takes more than so much of all live clashes is worth a second look."""


class NoiseKind(StrEnum):
    """What a rule takes beside its own conditions. WHEN is a rule of conditions alone, WAIVER one somebody signed."""

    WHEN = "when"
    WAIVER = "waiver"
    TOUCHING = "touching"
    OVERLAP = "overlap"
    SAME_FILE = "same-file"
    SAME_LAYER = "same-layer"
    SAME_SYSTEM = "same-system"
    CLASS_PAIR = "class-pair"
    INSULATION = "insulation"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """One rule; ``until`` is the last day it applies, ``by`` who answers for it."""

    name: str
    reason: str
    kind: NoiseKind = NoiseKind.WHEN
    conditions: Conditions = field(default_factory=Conditions)
    until: date | None = None
    by: str = ""

    def has_expired(self, today: date | None) -> bool:
        """True from the day after its last one."""
        return self.until is not None and today is not None and today > self.until

    @property
    def words(self) -> str:
        """Why a clash was taken, as its line says it."""
        signed = f", by {self.by}" if self.by else ""
        ends = f", until {self.until.isoformat()}" if self.until else ""
        return f"noise rule “{self.name}”: {self.reason}{signed}{ends}"


@dataclass(frozen=True, slots=True)
class NoiseTally:
    """What a rule took, or would take if it had not expired.

    ``headers`` counts groups whose open clashes were all taken, ``examples`` names the first clashes.
    ``unknown`` are the facts it asks for that no clash has.
    """

    rule: NoiseRule
    clashes: int
    headers: int = 0
    examples: tuple[str, ...] = ()
    expired: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sifted:
    """The candidates in their order, those that were taken marked (``Candidate.noise``), and what each rule took.

    ``live`` counts the open clashes that rules could take.
    """

    candidates: tuple[Candidate, ...] = ()
    tallies: tuple[NoiseTally, ...] = ()
    live: int = 0

    @property
    def kept(self) -> list[Candidate]:
        """What becomes issues."""
        return [each for each in self.candidates if not (each.noise or each.superseded)]


def sift(candidates: Sequence[Candidate], rules: Sequence[NoiseRule], today: date | None) -> Sifted:
    """Give every live clash to the first rule that takes it; rules without conditions see what is left.

    Headers without members are judged by what they say of the whole group. Headers with members are not judged: they
    go with the last of their open members, for nothing open is behind them then.
    """
    live = _judged(candidates)
    count = len(live)
    if not rules:
        return Sifted(tuple(candidates), (), count)
    wanted = frozenset().union(*(rule.conditions.wanted for rule in rules))
    read = clash_reader(wanted, today)
    facts = {place: read(candidates[place]) for place in live}
    known = {name for each in facts.values() for name in wanted if each[name]} if wanted else set()
    taken: dict[int, NoiseRule] = {}
    found: list[tuple[NoiseRule, list[int]]] = []
    for rule in sorted(rules, key=lambda each: each.has_expired(today)):
        places = _takes(rule, live, candidates, facts)
        found.append((rule, places))
        if not rule.has_expired(today):
            taken.update(dict.fromkeys(places, rule))
            live = [place for place in live if place not in taken]
    headers = dict(_emptied_headers(candidates, taken))
    marked = {place: rule.words for place, rule in {**taken, **headers}.items()}
    whole = [replace(each, noise=marked[place]) if place in marked else each for place, each in enumerate(candidates)]
    of_rule = {id(rule): places for rule, places in found}
    tallies = [_tally(rule, of_rule[id(rule)], candidates, headers, known, today) for rule in rules]
    return Sifted(tuple(whole), tuple(tallies), count)


def _judged(candidates: Sequence[Candidate]) -> list[int]:
    """Places of live clashes, and of live headers without members."""
    with_members = {each.group for each in candidates if not (each.is_group or each.superseded) and each.group}
    return [
        place
        for place, each in enumerate(candidates)
        if _is_live(each) and not (each.is_group and each.group in with_members)
    ]


def _is_live(candidate: Candidate) -> bool:
    """Somebody has to look at it; of a test in several exports only the one that is used counts."""
    return candidate.result.status not in CLOSED and not candidate.superseded


def _takes(
    rule: NoiseRule, live: Sequence[int], candidates: Sequence[Candidate], facts: Mapping[int, Facts]
) -> list[int]:
    hold = rule.conditions.compiled()
    places = [place for place in live if hold(facts[place])]
    pick = _PICKS.get(rule.kind)
    return places if pick is None else pick(places, candidates)


Pick = Callable[[Sequence[int], Sequence[Candidate]], list[int]]


def _same(read: Callable[[Candidate], Sequence[str | None]]) -> Pick:
    """Takes clashes whose two elements agree in something that is known of both."""

    def pick(places: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
        return [place for place in places if _agree(candidates[place], read)]

    return pick


def _agree(candidate: Candidate, read: Callable[[Candidate], Sequence[str | None]]) -> bool:
    if candidate.is_group:
        return False
    values = read(candidate)
    return len(values) == 2 and bool(values[0]) and values[0] == values[1]


def _repeated(places: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """Of a pair that clashes in several tests, all but those of the test that comes first by name."""
    tests: dict[frozenset[str], str] = {}
    pairs = {place: pair for place in places if (pair := _pair(candidates[place]))}
    for place, pair in pairs.items():
        test = _order(candidates[place])
        tests[pair] = min(test, tests.get(pair, test))
    return [place for place, pair in pairs.items() if _order(candidates[place]) != tests[pair]]


def _order(candidate: Candidate) -> str:
    return candidate.test.casefold()


def _pair(candidate: Candidate) -> frozenset[str] | None:
    """Both elements by their identity, in whichever order; None where one has none."""
    keys = [key for key in candidate.element_keys if key]
    return frozenset(keys) if len(keys) == 2 and not candidate.is_group else None


_PICKS: Final[Mapping[NoiseKind, Pick]] = {
    NoiseKind.SAME_FILE: _same(lambda each: [element.model for element in each.elements]),
    NoiseKind.SAME_LAYER: _same(lambda each: [element.layer for element in each.elements]),
    NoiseKind.SAME_SYSTEM: _same(lambda each: [found.system if found else None for found in each.known.elements]),
    NoiseKind.DUPLICATE: _repeated,
}


def _emptied_headers(
    candidates: Sequence[Candidate], taken: Mapping[int, NoiseRule]
) -> Iterator[tuple[int, NoiseRule]]:
    """Live headers whose open members were all taken, with the rule that took the last one."""
    last: dict[str, NoiseRule] = {}
    left: set[str] = set()
    for place, each in enumerate(candidates):
        if each.is_group or not each.group or not _is_live(each):
            continue
        if (rule := taken.get(place)) is None:
            left.add(each.group)
        else:
            last[each.group] = rule
    for place, each in enumerate(candidates):
        if each.is_group and each.group in last and each.group not in left and _is_live(each):
            yield place, last[each.group]


def _tally(
    rule: NoiseRule,
    places: Sequence[int],
    candidates: Sequence[Candidate],
    headers: Mapping[int, NoiseRule],
    known: set[str],
    today: date | None,
) -> NoiseTally:
    named = [f"{candidates[place].result.name} ({candidates[place].test})" for place in places[:EXAMPLES]]
    emptied = sum(each is rule for each in headers.values())
    unknown = () if places else tuple(sorted({each.fact for each in rule.conditions.all_of} - known))
    return NoiseTally(rule, len(places), emptied, tuple(named), rule.has_expired(today), unknown)


def noise_diagnostics(sifted: Sifted) -> Iterator[Diagnostic]:
    """What each rule took, in words; what has expired, takes nothing or a great deal."""
    for tally in sifted.tallies:
        rule = tally.rule
        taken = f"{tally.clashes:,} of {sifted.live:,} open clashes"
        if tally.expired:
            until = rule.until.isoformat() if rule.until else ""
            signed = f" by {rule.by}" if rule.by else ""
            yield diagnose(
                "RUL002",
                f"noise rule “{rule.name}”{signed} ended on {until}; it would take {taken}, which are issues now",
            )
            continue
        if not tally.clashes:
            because = f": no clash has a {' or '.join(tally.unknown)}" if tally.unknown else ""
            yield diagnose("RUL003", f"noise rule “{rule.name}” takes nothing{because}")
            continue
        groups = f", with them {tally.headers:,} whole groups" if tally.headers else ""
        yield diagnose("RUL001", f"{taken} were taken out by {rule.words}{groups}; such as {tally.examples[0]}")
        if tally.clashes > _MOST * sifted.live:
            yield diagnose("RUL004", f"noise rule “{rule.name}” takes {taken}: look whether it means to")
