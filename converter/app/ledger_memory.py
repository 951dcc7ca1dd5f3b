"""The ledger as memory of what was published: what goes into it of a run folder, and what the next run gets of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from converter.app import run_folder
from converter.app.earlier_memory import source_of
from converter.app.earlier_run import LineMemory, is_live, tests_of
from converter.app.open_ledger import is_there, project_ledger
from converter.app.recorded_issues import recorded_issue
from converter.app.settings import Settings
from converter.errors import ConfigError, InputError
from converter.parsers.collecting import collection_paused
from converter.plan.elements import model_name
from converter.plan.issues import Action, ClashState
from converter.plan.runs.clash_record import ClashRecord
from converter.plan.runs.memory import Told
from converter.publisher.clock import SystemClock
from converter.publisher.fields import CLOSED
from converter.publisher.ledger import IssueEntry, IssueState, LedgerError, ProjectLedger
from converter.publisher.ledger.address import address_of
from converter.publisher.ledger.memory_entries import MemoryClash, MemoryIssue, MemoryOfRun, MemoryTest, RecalledRun
from converter.publisher.publication import Summary
from converter.publisher.wanted import Wanted

_encode = msgspec.json.encode


class LedgerMemory(LineMemory):
    """The run that was published last. ``is_same_run`` is true when the new one is of the same reports."""

    def __init__(self, recalled: RecalledRun, source: str, closed_words: frozenset[str]) -> None:
        """Raises :class:`LedgerError` for what cannot be read."""
        try:
            lines = [msgspec.json.decode(record) for record in recalled.clashes]
            document = {"tests": [msgspec.json.decode(record) for record in recalled.tests]}
            issues = [_recorded(each) for each in recalled.issues]
            super().__init__(lines, document, issues, closed_words)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise LedgerError(f"what the ledger remembers of the last run cannot be read: {error!r}") from None
        self.is_same_run = bool(source) and source == recalled.source

    def told_of(self, record: ClashRecord) -> Told | None:
        """What was said of a clash, when its run is planned again."""
        if not self.is_same_run:
            return None
        line = self.line_of(record)
        return Told(ClashState(line["state"]), line["reason"], line.get("missing_runs") or 0)


def _recorded(issue: MemoryIssue) -> Any:
    """What is remembered was published, and its book of issues knows what was sent. Where the memory does not (a run
    broke off), the plan may have all of it sent again, and the publisher sends what differs.
    """
    return recorded_issue({**msgspec.json.decode(issue.record), "sent": issue.sent or {}}, is_closed=issue.is_closed)


def memory_in_ledger(
    settings: Settings, source: str, closed_words: frozenset[str]
) -> tuple[LedgerMemory | None, dict[str, str | None]]:
    """What the ledger that is set remembers for a run of ``source``; and which ledger and memory it is.

    Nothing is written, and no ledger is made where there is none.
    """
    recalled = None
    if is_there(settings):
        with project_ledger(settings, SystemClock()) as ledger:
            recalled = ledger.clashes.recall()
    memory = None if recalled is None else LedgerMemory(recalled, source, closed_words)
    return memory, {"ledger": address_of(settings.ledger.url).shown, "memory": recalled.mark if recalled else None}


def require_current(run: Path, document: Mapping[str, Any], ledger: ProjectLedger) -> None:
    """Refuse a plan made with a memory that is not the last one: what was published since is unknown to it.

    ``document`` is the ``run.json`` of ``run``. Raises :class:`ConfigError`. Where the ledger has no memory at all (it
    was lost), nothing is refused.
    """
    against, last = document.get("against") or {}, ledger.clashes.last()
    if "memory" not in against or last is None:
        return
    mark, source = last
    if against["memory"] != mark and source_of(document["inputs"]) != source:
        raise ConfigError(
            f"{run} was planned before another run was published ({mark}): it does not know what that one did.",
            "Convert the report again; `converter publish REPORT` does both.",
        )


class _Element(msgspec.Struct):
    source_file: str | None = None


class _Source(msgspec.Struct):
    guid: str


class _Line(msgspec.Struct):
    """What the ledger has columns for of a line of ``clashes.jsonl``."""

    key: str
    kind: str
    state: str
    status: str
    test: str
    source: _Source
    elements: list[_Element]
    issue: str | None = None
    group_key: str | None = None
    first_seen: str | None = None
    missing_runs: int | None = None
    remembered: bool = False
    superseded: bool = False


def remember(memory: MemoryOfRun, ledger: ProjectLedger) -> None:
    """Keep what a run folder knows, before its plan is carried out."""
    with collection_paused():
        ledger.clashes.remember(memory)


def memory_of_run(
    run: Path, document: Mapping[str, Any], plan: Mapping[str, Any], closed_words: frozenset[str]
) -> MemoryOfRun:
    """What a run folder knows; ``document`` and ``plan`` are its ``run.json`` and ``plan.json``.

    :class:`InputError` for a damaged one.
    """
    with collection_paused():
        return _memory_of(run, document, plan, closed_words)


def _memory_of(
    run: Path, document: Mapping[str, Any], plan: Mapping[str, Any], closed_words: frozenset[str]
) -> MemoryOfRun:
    lines = [each for each in _lines_of(run) if not each[0].superseded]
    try:
        return MemoryOfRun(
            source=source_of(document["inputs"]),
            clashes=[_clash_of(*each, closed_words) for each in lines],
            tests=[MemoryTest(each["name"], each["status"], _text(each)) for each in tests_of(document)],
            issues=list(_issues_of(plan)),
            models=_models_of(line for line, _ in lines),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{run} is damaged: {error!r}", "Convert the report again.") from error


def _lines_of(run: Path) -> Iterator[tuple[_Line, bytes]]:
    """Each line, and as it is written."""
    decode = msgspec.json.Decoder(_Line).decode
    path = run / run_folder.CLASHES_FILE
    try:
        yield from ((decode(line), line) for line in path.read_bytes().splitlines() if line.strip())
    except (OSError, msgspec.DecodeError) as error:
        raise InputError(f"{path} is damaged: {error}", "Convert the report again.") from error


def _clash_of(line: _Line, written: bytes, closed_words: frozenset[str]) -> MemoryClash:
    return MemoryClash(
        key=line.key,
        kind=line.kind,
        test=line.test,
        guid=line.source.guid,
        status=line.status,
        is_live=is_live(line.kind, line.state, line.status, closed_words),
        record=written.decode(),
        group=line.group_key or "",
        issue=line.issue,
        first_seen=line.first_seen,
        missing_runs=line.missing_runs or 0,
        is_listed=not line.remembered,
    )


def _issues_of(plan: Mapping[str, Any]) -> Iterator[MemoryIssue]:
    """The issues as they are before the plan is carried out."""
    for row in plan["issues"]:
        if row["action"] != Action.WITHHOLD:
            yield MemoryIssue(row["uuid"], row["key"], _text(row), *_as_before(row))
    for row in plan.get("closed", ()):
        yield MemoryIssue(row["uuid"], row["key"], _text(row), is_closed=True, sent=row.get("sent"))


def _as_before(row: Mapping[str, Any]) -> tuple[bool, Mapping[str, str] | None]:
    """Whether it is closed, and what was sent of it, as far as the plan says what was before it."""
    action = row["action"]
    if action in {Action.UNCHANGED, Action.CLOSE}:
        return bool(row.get("closed")) and action == Action.UNCHANGED, row.get("sent")
    return action == Action.REOPEN, None


def _models_of(lines: Iterable[_Line]) -> frozenset[str]:
    files = {element.source_file for line in lines for element in line.elements}
    return frozenset(filter(None, map(model_name, filter(None, files))))


def _text(value: object) -> str:
    return _encode(value).decode()


def settle(plan: Mapping[str, Any], wanted: Iterable[Wanted], summary: Summary, ledger: ProjectLedger) -> None:
    """Keep what became of a plan: only what Procore took counts as sent, closed and opened.

    What people changed and was left so, and what could not be filled, is planned again the next time.
    """
    planned = {row["uuid"]: row["sent"] for row in plan["issues"]}
    entries = {each.uuid: each for each in ledger.issues.all([IssueState.ACCEPTED])}
    done = [(each, entry) for each in wanted if (entry := entries.get(each.uuid)) and entry.procore_id is not None]
    sending = {Action.CREATE, Action.UPDATE, Action.REOPEN}
    ledger.clashes.settle(
        closed=[each.uuid for each, entry in done if each.status == CLOSED and _is_closed(entry)],
        opened=[each.uuid for each, entry in done if each.action is Action.REOPEN and _is_opened(entry)],
        sent={
            each.uuid: _sent(planned[each.uuid], summary, each.uuid)
            for each, _ in done
            if each.action in sending and each.uuid not in summary.rejected
        },
    )


_FIELDS = {
    "location_id": "location",
    "assignee_id": "assignee",
    "trade_id": "trade",
    "is_private": "private",
    "watcher_ids": "watchers",
}
"""Procore's names of fields that a plan calls otherwise."""


def _sent(planned: Mapping[str, str], summary: Summary, uuid: str) -> dict[str, str]:
    left = {*summary.edited.get(uuid, ()), *summary.unfilled.get(uuid, ())}
    names = {_FIELDS.get(name, name) for name in left}
    return {name: value for name, value in planned.items() if name not in names}


def _is_closed(entry: IssueEntry) -> bool:
    """What people deleted needs no closing any more."""
    return entry.gone_at is not None or entry.seen.get("status") == CLOSED


def _is_opened(entry: IssueEntry) -> bool:
    return entry.gone_at is not None or entry.seen.get("status") not in {CLOSED, None}
