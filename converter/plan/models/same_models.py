"""Models that are two versions of one: each element is in both, so that none of them can be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.ifc import ElementIndex

_MOST = 0.5
"""Part of the smaller model's elements that have to be in the other: models of one building share its storeys only."""


def same_models(indexes: Sequence[ElementIndex]) -> Iterator[Diagnostic]:
    """Each pair of models most of whose elements have the same GlobalIds (PLN052)."""
    known = [(index.header.file, frozenset(each.guid for each in index.identities() if each.guid)) for index in indexes]
    for (one, guids), (other, others) in combinations(known, 2):
        fewer = min(len(guids), len(others))
        shared = len(guids & others)
        if fewer and shared > fewer * _MOST:
            message = (
                f"{one} and {other} hold the same elements ({shared:,} of {fewer:,} GlobalIds): give only one of them"
            )
            yield diagnose("PLN052", message, file=other)
