"""The states of issues, attempts, uploads and runs, and every step between them there is.

An issue::

            plan            send             accept
    (none) ─────▶ planned ───────▶ sending ─────────▶ accepted
                   ▲   ▲             │ │    reject
                   │   │  withdraw   │ └────────────▶ rejected
                   │   └─────────────┤
                   │ absent          │ doubt
                   └────── unknown ◀─┘ ── accept ───▶ accepted

``accepted``, ``rejected`` and ``dropped`` may be planned anew. ``unknown`` is left only by somebody who looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from converter.publisher.ledger.errors import IllegalTransitionError


class IssueState(StrEnum):
    """Where an issue is on its way to Procore.

    PLANNED: to be sent. SENDING: a request with it was begun, and its outcome is not recorded. ACCEPTED: Procore has it
    as it was last sent. REJECTED: Procore refused what was last sent. UNKNOWN: it may or may not have arrived.
    DROPPED: planned once, no longer wanted before it was ever in Procore.
    """

    PLANNED = "planned"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Step(StrEnum):
    """What may happen to an issue.

    WITHDRAW: its request surely did not reach the application (no connection, 401, 429). ABSENT: Procore was read, and
    what was sent is not there. DROP: the plan is given up for an issue Procore never had; LEAVE: for one it has.
    ADOPT: Procore was found to have it, though this ledger did not know.
    """

    PLAN = "plan"
    SEND = "send"
    ACCEPT = "accept"
    REJECT = "reject"
    DOUBT = "doubt"
    WITHDRAW = "withdraw"
    ABSENT = "absent"
    DROP = "drop"
    LEAVE = "leave"
    ADOPT = "adopt"


_S = IssueState

STEPS: Mapping[tuple[IssueState | None, Step], IssueState] = {
    (None, Step.PLAN): _S.PLANNED,
    (None, Step.ADOPT): _S.ACCEPTED,
    (_S.PLANNED, Step.PLAN): _S.PLANNED,
    (_S.PLANNED, Step.SEND): _S.SENDING,
    (_S.PLANNED, Step.DROP): _S.DROPPED,
    (_S.PLANNED, Step.LEAVE): _S.ACCEPTED,
    (_S.PLANNED, Step.ADOPT): _S.ACCEPTED,
    (_S.SENDING, Step.ACCEPT): _S.ACCEPTED,
    (_S.SENDING, Step.REJECT): _S.REJECTED,
    (_S.SENDING, Step.DOUBT): _S.UNKNOWN,
    (_S.SENDING, Step.WITHDRAW): _S.PLANNED,
    (_S.UNKNOWN, Step.ACCEPT): _S.ACCEPTED,
    (_S.UNKNOWN, Step.REJECT): _S.REJECTED,
    (_S.UNKNOWN, Step.ABSENT): _S.PLANNED,
    (_S.ACCEPTED, Step.PLAN): _S.PLANNED,
    (_S.REJECTED, Step.PLAN): _S.PLANNED,
    (_S.REJECTED, Step.ADOPT): _S.ACCEPTED,
    (_S.DROPPED, Step.PLAN): _S.PLANNED,
    (_S.DROPPED, Step.ADOPT): _S.ACCEPTED,
}
"""Every step there is; all others are refused."""


def after(uuid: str, state: IssueState | None, step: Step) -> IssueState:
    """The state after ``step``.

    Raises:
        IllegalTransitionError: there is no such step from ``state``.
    """
    try:
        return STEPS[state, step]
    except KeyError:
        where = "not in the ledger" if state is None else str(state)
        raise IllegalTransitionError(f"Issue {uuid} is {where}: it cannot take the step {step}.") from None


class AttemptState(StrEnum):
    """What became of a request: on its way, every item settled, some item unknown, or surely not processed."""

    SENDING = "sending"
    SETTLED = "settled"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class ItemOutcome(StrEnum):
    """What became of one item of a request; ABSENT: unknown at first, then found not to have arrived."""

    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    WITHDRAWN = "withdrawn"


class UploadState(StrEnum):
    """PLANNED: to go up. STARTED: Procore gave a uuid. STORED: the bytes are there. USED: an issue refers to it."""

    PLANNED = "planned"
    STARTED = "started"
    STORED = "stored"
    USED = "used"


UPLOAD_STEPS: Mapping[UploadState | None, frozenset[UploadState]] = {
    None: frozenset({UploadState.PLANNED}),
    UploadState.PLANNED: frozenset({UploadState.PLANNED, UploadState.STARTED}),
    UploadState.STARTED: frozenset({UploadState.PLANNED, UploadState.STORED}),
    UploadState.STORED: frozenset({UploadState.PLANNED, UploadState.USED}),
    UploadState.USED: frozenset({UploadState.PLANNED, UploadState.USED}),
}
"""An upload may be planned anew from anywhere: it expired, or another account goes on."""


class ViewState(StrEnum):
    """A viewpoint beside the one that sync makes.

    SENDING: a request that makes it was begun, and nobody sees what became of it. MADE: Procore has it, and it is shown
    nowhere yet. ASSOCIATED: it is shown with its issue, or was before people took it away.
    """

    SENDING = "sending"
    MADE = "made"
    REJECTED = "rejected"
    ASSOCIATED = "associated"


_V = ViewState

VIEW_STEPS: Mapping[ViewState | None, frozenset[ViewState]] = {
    None: frozenset({_V.SENDING, _V.ASSOCIATED}),
    _V.SENDING: frozenset({_V.SENDING, _V.MADE, _V.REJECTED, _V.ASSOCIATED}),
    _V.MADE: frozenset({_V.ASSOCIATED}),
    _V.REJECTED: frozenset({_V.SENDING, _V.ASSOCIATED}),
    _V.ASSOCIATED: frozenset({_V.ASSOCIATED}),
}
"""One of unknown outcome is made anew: as long as it is associated with nothing, nobody sees the first one."""


class RunState(StrEnum):
    """How a run ended; INTERRUPTED: by a person, or its process died."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
