"""How alike two elements are that no id shows to be one."""

from __future__ import annotations

from collections.abc import Iterable

from converter.plan.runs.clash_record import ClashRecord, RecordedElement


class Likeness:
    """Compares the elements of two runs, knowing which of them are still found under their own ids.

    An element that is still there has not become another one: two pipes side by side are of one kind too.
    """

    def __init__(self, old: Iterable[ClashRecord], new: Iterable[ClashRecord]) -> None:
        self._before, self._now = _keys_of(old), _keys_of(new)

    def surely_same(self, old: ClashRecord, new: ClashRecord, shared: str) -> bool:
        """The other elements, besides the one with the key ``shared``, are of one kind, and neither is in both runs."""
        one, other = _other(old, shared), _other(new, shared)
        return _same_kind(one, other) is True and self._is_replaced(one, other)

    def maybe_same(self, old: ClashRecord, new: ClashRecord, shared: str) -> bool:
        """Nothing speaks against the other elements being of one kind."""
        return _same_kind(_other(old, shared), _other(new, shared)) is not False

    def replaced(self, old: ClashRecord, new: ClashRecord, shared: str) -> bool:
        """The other element is not in the new run, the one in its place was not in the earlier one."""
        return self.maybe_same(old, new, shared) and self._is_replaced(_other(old, shared), _other(new, shared))

    def _is_replaced(self, one: RecordedElement, other: RecordedElement) -> bool:
        return one.keys.isdisjoint(self._now) and other.keys.isdisjoint(self._before)

    def has_kinds(self, record: ClashRecord) -> bool:
        """True when both elements have a class."""
        return len(record.elements) == 2 and all(each.ifc_class for each in record.elements)

    def of_kinds(self, old: ClashRecord, new: ClashRecord) -> bool:
        """True when the pair of classes is the same."""
        return _classes(old) == _classes(new)


def _keys_of(records: Iterable[ClashRecord]) -> frozenset[str]:
    """Of all rows: a report names only elements that are in the models, also of what is resolved."""
    elements = {element.keys for record in records for element in record.elements}
    return frozenset().union(*elements)


def _other(record: ClashRecord, key: str) -> RecordedElement:
    first, second = record.elements
    return second if key in first.keys else first


def _same_kind(one: RecordedElement, other: RecordedElement) -> bool | None:
    """By class, then by system; None where nothing is known of one."""
    if one.ifc_class and other.ifc_class:
        return one.ifc_class == other.ifc_class
    if one.system and other.system:
        return one.system == other.system
    return None


def _classes(record: ClashRecord) -> list[str]:
    return sorted(each.ifc_class or "" for each in record.elements)
