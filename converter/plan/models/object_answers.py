"""What was answered about the objects of a published revision: it never changes, so nothing is asked twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from converter.plan.elements import IdKind
from converter.plan.models.object_ids import FoundObjects, ObjectIdentity, ObjectIdMap

Answer = tuple[int, ...] | None
"""The objects of an identity; () for none, None where several unlike ones were found."""


class RememberedObjects:
    """An :class:`~converter.plan.models.object_ids.ObjectIdMap` that asks another one what it does not know yet."""

    def __init__(self, objects: ObjectIdMap, answers: Mapping[ObjectIdentity, Answer]) -> None:
        self._objects = objects
        self.answers = dict(answers)

    def look_up(self, wanted: Sequence[ObjectIdentity], /) -> FoundObjects:
        """What is known, and the rest at once."""
        asked = [each for each in wanted if each not in self.answers]
        answer = self._objects.look_up(asked) if asked else FoundObjects({})
        new = {each: None if each in answer.ambiguous else answer.ids.get(each, ()) for each in asked}
        known = {each: new[each] if each in new else self.answers[each] for each in wanted}
        if not any(each.code == "OBJ004" for each in answer.diagnostics):  # half an answer is worth no remembering
            self.answers |= new
        return FoundObjects(
            {each: ids for each, ids in known.items() if ids},
            frozenset(each for each, ids in known.items() if ids is None),
            answer.diagnostics,
        )


def rows_of_answers(answers: Mapping[ObjectIdentity, Answer]) -> list[list[object]]:
    """The answers as they are kept: kind, value, model, objects."""
    return [[each.kind.value, each.value, each.model, ids] for each, ids in answers.items()]


def answers_of_rows(rows: Iterable[tuple[str, str, str, Sequence[int] | None]]) -> dict[ObjectIdentity, Answer]:
    """The same back again. ``ValueError`` for a kind there is not."""
    return {
        ObjectIdentity(IdKind(kind), value, model): None if ids is None else tuple(ids)
        for kind, value, model, ids in rows
    }
