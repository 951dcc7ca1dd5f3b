"""What every step of publishing has in its hand: where to, by which ledger, how, and what came of it so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from converter.events import Observer
from converter.publisher.ledger import ProjectLedger, Upload
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.directory import Directory

_T = TypeVar("_T")

DELETED = "deleted in Procore"
"""Why an issue is withheld that people deleted."""
ContentOf = Callable[[str], tuple[str, str, bytes]]
"""Gives for a SHA-256 the name, media type and bytes of a picture."""


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """How to publish: items in a request, at most so many issues, and whether our fields overrule people's edits.

    ``owner`` is the account: uploads belong to the one that made them. ``grace_s``: so many seconds after it was sent
    Procore may still be at work on a request that got no answer.
    """

    batch_size: int = 250
    limit: int | None = None
    force_fields: bool = False
    owner: str = ""
    grace_s: float = 10.0


@dataclass(slots=True)
class Summary:
    """What became of each issue, by uuid and in words.

    ``left_open`` are issues whose status stayed as it was: the account may not set it, or Procore's answer shows
    another one. ``views_rejected`` and ``views_unknown`` are issues of which a further viewpoint was refused, or is of
    unknown outcome. ``created``, ``closed`` and ``opened`` are what was done, with the plan's reasons;
    ``not_published`` counts those the plan holds back by its reasons. ``unfilled`` are the fields of an issue, by
    Procore's names, for which something could not be had. ``closed_by_people`` were closed in Procore by others, and
    still clash.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rejected: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    withheld: dict[str, str] = field(default_factory=dict)
    edited: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    left_open: dict[str, str] = field(default_factory=dict)
    views_rejected: dict[str, str] = field(default_factory=dict)
    views_unknown: list[str] = field(default_factory=list)
    empty_views: list[str] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    closed: dict[str, str] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    not_published: Counter[str] = field(default_factory=Counter)
    unfilled: dict[str, frozenset[str]] = field(default_factory=dict)
    closed_by_people: list[str] = field(default_factory=list)

    @property
    def deleted(self) -> int:
        """How many of those withheld people deleted."""
        return sum(why == DELETED for why in self.withheld.values())

    @property
    def is_complete(self) -> bool:
        """True when nothing was refused, and nothing is of unknown outcome."""
        return not (self.rejected or self.unknown or self.left_open or self.views_rejected or self.views_unknown)


@dataclass(slots=True)
class Publication:
    """One go at publishing into one project, inside ``ledger.writing``.

    ``uploads`` are the pictures that are up, by SHA-256; ``spare_uploads`` are further uploads of them which no item
    has yet. ``views_there`` are the uuids of the viewpoints of each issue, as Procore's list had them at the beginning.
    """

    connection: Connection
    ledger: ProjectLedger
    content_of: ContentOf
    options: PublishOptions
    observer: Observer
    directory: Directory
    summary: Summary = field(default_factory=Summary)
    uploads: dict[str, Upload] = field(default_factory=dict)
    spare_uploads: dict[str, list[str]] = field(default_factory=dict)
    views_there: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def project_id(self) -> int:
        """Procore's number of the project."""
        return self.ledger.target.project_id

    def now(self) -> datetime:
        """The time, UTC."""
        return datetime.fromtimestamp(self.connection.clock.now(), UTC)


def chunks(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """``items`` in pieces of at most ``size``."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
