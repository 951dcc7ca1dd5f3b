"""The ledger of publishing: what was planned, sent, confirmed, refused and unknown.

Start with :class:`Ledger`; decisions are in ``docs/decisions/0008-ledger.md``, the tables in ``docs/ledger.md``.
"""

from converter.publisher.ledger.entries import (
    Accepted,
    Adopted,
    AttemptEntry,
    AttemptItem,
    Holder,
    Intent,
    IssueEntry,
    Lookup,
    Outgoing,
    Rejected,
    RunEntry,
    Target,
    Unsettled,
    Upload,
    ViewEntry,
    ViewIntent,
)
from converter.publisher.ledger.errors import IllegalTransitionError, LedgerBusyError, LedgerError, LedgerLostError
from converter.publisher.ledger.ledger import Ledger
from converter.publisher.ledger.lookups import Kind
from converter.publisher.ledger.project import ProjectLedger, Writing
from converter.publisher.ledger.states import AttemptState, IssueState, ItemOutcome, RunState, UploadState, ViewState
from converter.publisher.ledger.values import Fields, differing, same

__all__ = [
    "Accepted",
    "Adopted",
    "AttemptEntry",
    "AttemptItem",
    "AttemptState",
    "Fields",
    "Holder",
    "IllegalTransitionError",
    "Intent",
    "IssueEntry",
    "IssueState",
    "ItemOutcome",
    "Kind",
    "Ledger",
    "LedgerBusyError",
    "LedgerError",
    "LedgerLostError",
    "Lookup",
    "Outgoing",
    "ProjectLedger",
    "Rejected",
    "RunEntry",
    "RunState",
    "Target",
    "Unsettled",
    "Upload",
    "UploadState",
    "ViewEntry",
    "ViewIntent",
    "ViewState",
    "Writing",
    "differing",
    "same",
]
