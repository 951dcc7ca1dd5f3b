"""What goes into a ledger and what comes out of it: values, nothing of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from converter.plan.issues import Action
from converter.publisher.ledger.states import AttemptState, IssueState, ItemOutcome, RunState, UploadState, ViewState
from converter.publisher.ledger.values import Fields, differing


@dataclass(frozen=True, slots=True)
class Target:
    """A project in Procore: the API's address, the numbers of company and project.

    The address counts without regard to case and to slashes at its end.
    """

    base_url: str
    company_id: int
    project_id: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", self.base_url.rstrip("/").lower())


@dataclass(frozen=True, slots=True)
class Intent:
    """What a plan wants for an issue: ``key`` is its identity key, ``changed`` the names of fields that differ."""

    uuid: str
    key: str
    action: Action
    reason: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An issue in a request: exactly the fields that are sent, by Procore's names."""

    uuid: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Accepted:
    """An issue Procore has taken.

    ``answered`` are the values it gave back: they are what "not changed by people" is measured against, for Procore
    may write a value in its own way. ``ignored`` names fields that were sent and not taken (status, in some versions).
    """

    uuid: str
    procore_id: int
    answered: Fields = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rejected:
    """An issue Procore refused; ``errors`` as it said them, texts by field."""

    uuid: str
    errors: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Adopted:
    """An issue found in Procore that this ledger did not know: what was sent of it has to be said (claim)."""

    uuid: str
    key: str
    procore_id: int
    seen: Fields


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """All that is known of an issue.

    ``action``, ``reason`` and ``changed`` are of the last plan. By field: ``sent`` is what we last sent and Procore
    took, ``kept`` what it made of that, ``seen`` what was last read there. ``errors`` are of the last refusal.
    ``attempt`` is the request that is open. ``gone_at``: when it was found missing in Procore.
    """

    uuid: str
    key: str
    procore_id: int | None
    state: IssueState
    action: Action
    reason: str
    changed: tuple[str, ...]
    sent: Fields
    kept: Fields
    seen: Fields
    errors: Mapping[str, Any] | None
    attempt: int | None
    planned_at: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None
    seen_at: datetime | None
    gone_at: datetime | None

    @property
    def is_there(self) -> bool:
        """Whether Procore has it, as far as is known, and no request for it is of unknown outcome.

        Also when a later change was refused, or is still to be sent.
        """
        return self.procore_id is not None and self.gone_at is None and self.attempt is None

    def edited(self) -> tuple[str, ...]:
        """Names of the fields that people changed in Procore since we last sent them."""
        return differing(self.kept, self.seen, [name for name in self.kept if name in self.seen])

    def to_send(self, fields: Fields) -> tuple[str, ...]:
        """Names of those of ``fields`` that differ from what we last sent: nothing else needs a request."""
        return differing(fields, self.sent)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An issue whose last request has no known outcome: ``fields`` is what that request carried."""

    uuid: str
    key: str
    procore_id: int | None
    action: Action
    state: IssueState
    attempt: int
    kind: str
    batch: str
    sent_at: datetime
    fields: Fields


@dataclass(frozen=True, slots=True)
class AttemptEntry:
    """A request: ``digest`` is the SHA-256 of its body, ``error`` what went wrong with the whole of it."""

    id: int
    run: int
    kind: str
    batch: str
    digest: str
    state: AttemptState
    items: int
    sent_at: datetime
    answered_at: datetime | None
    http_status: int | None
    error: str


@dataclass(frozen=True, slots=True)
class AttemptItem:
    """What a request carried for one issue, and what became of it."""

    attempt: int
    uuid: str
    action: Action
    fields: Fields
    outcome: ItemOutcome
    errors: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture on its way up or there: only ``owner`` may use it, and only until ``expires_at``."""

    sha256: str
    state: UploadState
    upload_uuid: str | None
    owner: str
    file_name: str
    bytes: int
    planned_at: datetime
    started_at: datetime | None
    stored_at: datetime | None
    used_at: datetime | None
    expires_at: datetime | None

    def is_usable(self, owner: str, at: datetime) -> bool:
        """Whether an issue that is sent at ``at`` may refer to it. Those that were used expire as the others do."""
        is_there = self.state in (UploadState.STORED, UploadState.USED)
        return is_there and self.owner == owner and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True, slots=True)
class ViewIntent:
    """A viewpoint that is about to be made: the plan's ``uuid``, its issue, and which form of the uuid is sent."""

    uuid: str
    issue: str
    spelling: int = 0


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """What is known of a viewpoint beside the one that sync makes; ``errors`` are of the last refusal."""

    uuid: str
    issue: str
    state: ViewState
    spelling: int
    procore_id: int | None
    errors: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Something in Procore that was found or made: its id there, whether we made it, and what else is good to know."""

    procore_id: int
    created: bool
    details: Fields
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes to a project, or did last; ``released_at`` is None while it does, and when its process died."""

    host: str
    pid: int
    command: str
    since: datetime
    released_at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.command!r} on {self.host}, process {self.pid}, since {self.since:%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True, slots=True)
class RunEntry:
    """A stretch of writing; ``program`` is the version that wrote, ``counts`` what it did."""

    id: int
    state: RunState
    host: str
    pid: int
    command: str
    program: str
    started_at: datetime
    ended_at: datetime | None
    counts: Mapping[str, Any]
    error: str
