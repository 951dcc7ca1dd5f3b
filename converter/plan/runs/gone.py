"""Elements of an earlier run that the models of the new one do not have any more.

That a clash is absent proves nothing then: an element may have gone into another model, or come back under another
GlobalId, and clash as before.
"""

from __future__ import annotations

from converter.plan.element_keys import is_global_id
from converter.plan.lookups import Models
from converter.plan.runs.clash_record import RecordedElement, RecordedRun


def gone_from(old: RecordedRun, models: Models) -> frozenset[str]:
    """The GlobalIds, as keys of elements, that a model had in the earlier run and does not have now.

    A model that is not there now says nothing of its elements.
    """
    elements: dict[int, RecordedElement] = {id(each): each for record in old.clashes for each in record.elements}
    known = {each.in_model for each in elements.values() if each.in_model}
    if not known:
        return frozenset()
    lacking = frozenset(models.lacking(known))
    gone = [each for each in elements.values() if each.in_model in lacking]
    return frozenset(key for each in gone for key in each.keys if is_global_id(key))
