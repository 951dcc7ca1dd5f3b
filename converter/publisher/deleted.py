"""Issues whose uuid Procore says is taken, and which its list does not show: people deleted them there.

The recycle bin is documented (``GET /rest/v1.0/coordination_issues/recycle_bin``), and that what lies in it may be
restored. That it keeps the uuid is not.
"""

from __future__ import annotations

from collections.abc import Sequence

from converter.errors import RejectedError
from converter.publisher.fields import seen_of
from converter.publisher.ledger import Adopted
from converter.publisher.procore.paging import all_of
from converter.publisher.publication import DELETED, Publication
from converter.publisher.wanted import Wanted

RECYCLE_BIN = "/rest/v1.0/coordination_issues/recycle_bin"
_TAKEN = "Procore has it already, and its list does not show it: it was deleted there, or the account may not see it"


def take_in_deleted(publication: Publication, wanted: Sequence[Wanted]) -> None:
    """Of the issues that were refused for their uuid: those in the recycle bin are not refused, they are deleted.

    The ledger knows that from now on, and nothing more is sent for them until somebody restores them.
    """
    rejected = publication.summary.rejected
    taken = {each.uuid: each for each in wanted if _is_taken(rejected.get(each.uuid, ""))}
    if not taken:
        return
    there = {}
    try:
        for row in all_of(publication.connection, RECYCLE_BIN, project_id=publication.project_id):
            there[str(row.get("uuid")).lower()] = row
    except RejectedError as error:
        publication.summary.left_out[f"recycle bin: {error.message}"] += 1
    found = [uuid for uuid in taken if isinstance(there.get(uuid, {}).get("id"), int)]
    if found:
        issues = publication.ledger.issues
        issues.adopt([Adopted(uuid, taken[uuid].key, there[uuid]["id"], seen_of(there[uuid])) for uuid in found])
        issues.record_gone(found)
    for uuid in taken:
        if uuid in found:
            del rejected[uuid]
            publication.summary.withheld[uuid] = DELETED
        else:
            rejected[uuid] = f"{rejected[uuid]}; {_TAKEN}"


def _is_taken(words: str) -> bool:
    """Whether a refusal is about the uuid; its fields come first in the words."""
    return any(each.strip().startswith("uuid") for each in words.split(";"))
