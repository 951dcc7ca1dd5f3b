"""``converter publish``, ``status`` and ``reconcile``: a run folder carried out, and what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.app import ledger_memory, run_folder
from converter.app.comparing import closed_words
from converter.app.configuration import Configuration
from converter.app.open_ledger import is_there
from converter.app.open_ledger import project_ledger as project_ledger
from converter.app.published_boundary import boundary_said
from converter.app.settings import Settings
from converter.app.signing_in import connection_to
from converter.app.wanted_issues import issues_of, picture_in
from converter.errors import ConfigError, ConverterError
from converter.events import Observer, nobody
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.publisher.clock import Clock, SystemClock
from converter.publisher.fields import CLOSED
from converter.publisher.ledger import ProjectLedger, RunState
from converter.publisher.ledger.address import address_of
from converter.publisher.ledger.memory_entries import MemoryOfRun
from converter.publisher.publishing import Publisher, PublishOptions, Summary
from converter.publisher.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing a run; ``titles`` of its issues by uuid."""

    run: Path
    issues: int
    summary: Summary
    diagnostics: tuple[Diagnostic, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """4 when something was refused or left, or nobody knows what became of it."""
        return 0 if self.summary.is_complete else 4


def publish(
    run: Path,
    configuration: Configuration,
    options: PublishOptions,
    observer: Observer = nobody,
    clock: Clock | None = None,
) -> Published:
    """Carry out the plan of a run folder: exactly once, whatever was done of it before."""
    settings, watch = configuration.settings, clock or SystemClock()
    # Read once: another process may put another run into the folder while this one is carried out.
    document, plan = run_folder.read_json(run, run_folder.RUN_FILE), run_folder.read_json(run, run_folder.PLAN_FILE)
    project_id, wanted = issues_of(run, plan)
    memory = ledger_memory.memory_of_run(run, document, plan, closed_words(settings))
    if settings.target.project_id not in (None, project_id):
        raise ConfigError(
            f"{run} is a plan for project {project_id}, target.project_id is {settings.target.project_id}.",
            "Convert the report for this project, or set the other one.",
        )
    files = {place.sha256: place.file for each in wanted for place in each.uploads()}

    def content_of(sha256: str) -> tuple[str, str, bytes]:
        name = Path(files[sha256]).name
        return name, "image/png" if name.endswith(".png") else "image/jpeg", picture_in(run, files[sha256])

    with (
        closing(connection_to(settings, watch, observer)) as connection,
        project_ledger(settings, watch) as ledger,
        ledger.writing("converter publish"),
    ):
        ledger_memory.require_current(run, document, ledger)
        publisher = Publisher(connection, ledger, content_of, options, observer)
        said = list(boundary_said(plan, settings, connection, publisher.directory))
        ledger_memory.remember(memory, ledger)
        with _settled(plan, wanted, publisher.summary, ledger):
            summary = publisher.publish(wanted)
        summary.closed_by_people = _closed_by_people(memory, wanted, summary, ledger)
        ledger.note(dict(summary.counts))
    said += _strangers(summary, settings)
    return Published(run, len(wanted), summary, tuple(said), {each.uuid: each.title for each in wanted})


@contextmanager
def _settled(plan: dict[str, Any], wanted: list[Wanted], summary: Summary, ledger: ProjectLedger) -> Iterator[None]:
    """What became of the plan goes into the memory, also where publishing breaks off."""
    try:
        yield
    except BaseException:
        with suppress(ConverterError):  # the first error is the one to be seen
            ledger_memory.settle(plan, wanted, summary, ledger)
        raise
    ledger_memory.settle(plan, wanted, summary, ledger)


def _closed_by_people(memory: MemoryOfRun, wanted: list[Wanted], summary: Summary, ledger: ProjectLedger) -> list[str]:
    """Issues that stand closed in Procore, not by us, while the report lists a clash of theirs as open."""
    live = {each.issue for each in memory.clashes if each.is_live and each.is_listed}
    closed = {
        each.uuid
        for each in ledger.issues.all()
        if each.is_there and each.seen.get("status") == CLOSED and each.sent.get("status") != CLOSED
    }
    named = [each.uuid for each in wanted if each.status != CLOSED and each.uuid in live & closed]
    return [uuid for uuid in named if uuid not in summary.left_open and uuid not in summary.rejected]


def _strangers(summary: Summary, settings: Settings) -> Iterator[Diagnostic]:
    if count := summary.counts["found in Procore"]:
        address = address_of(settings.ledger.url)
        where = str(address.file) if address.file else address.shown
        yield diagnose(
            "PUB001", f"{count:,} issues are in Procore that this ledger ({where}) does not know", count=count
        )


def reconcile_before_planning(
    configuration: Configuration, observer: Observer = nobody, clock: Clock | None = None
) -> int:
    """Settle doubtful outcomes, where there may be any: a plan has to know which issues there are, and which are open.

    Gives the number of issues that were unknown and are there.
    """
    settings, watch = configuration.settings, clock or SystemClock()
    if not is_there(settings):
        return 0
    with project_ledger(settings, watch) as ledger:
        last = ledger.runs(1)
        is_broken_off = bool(last) and last[0].state is not RunState.FINISHED
        in_doubt = is_broken_off or bool(ledger.issues.unsettled())
    return reconcile(configuration, observer, clock).counts["settled"] if in_doubt else 0


def reconcile(configuration: Configuration, observer: Observer = nobody, clock: Clock | None = None) -> Summary:
    """Settle doubtful outcomes against Procore's list."""
    settings, watch = configuration.settings, clock or SystemClock()
    with (
        closing(connection_to(settings, watch, observer)) as connection,
        project_ledger(settings, watch) as ledger,
        ledger.writing("converter reconcile"),
    ):
        publisher = Publisher(connection, ledger, _no_picture, options_of(settings), observer)
        publisher.reconcile()
        return publisher.summary


def status_of(configuration: Configuration, clock: Clock | None = None) -> dict[str, Any]:
    """What the ledger holds of the project that is set."""
    settings = configuration.settings
    with project_ledger(settings, clock or SystemClock()) as ledger:
        return {
            "ledger": address_of(settings.ledger.url).shown,
            "project_id": settings.target.project_id,
            "issues": {str(state): count for state, count in ledger.issues.counts().items()},
            "uploads": {str(state): count for state, count in ledger.uploads.counts().items()},
            "in_doubt": [
                {
                    "uuid": each.uuid,
                    "title": each.fields.get("title"),
                    "action": each.action,
                    "sent_at": each.sent_at.isoformat(timespec="seconds"),
                }
                for each in ledger.issues.unsettled()
            ],
            "runs": [
                {
                    "started_at": each.started_at.isoformat(timespec="seconds"),
                    "state": each.state,
                    "command": each.command,
                    "counts": dict(each.counts),
                    "error": each.error,
                }
                for each in ledger.runs(5)
            ],
        }


def _no_picture(sha256: str) -> tuple[str, str, bytes]:
    raise AssertionError(f"nothing is uploaded here: {sha256}")  # pragma: no cover


def options_of(settings: Settings, *, limit: int | None = None, force_fields: bool = False) -> PublishOptions:
    """How to publish, from settings and flags; uploads belong to the app that made them."""
    publishing, owner = settings.publish, settings.target.client_id or ""
    return PublishOptions(publishing.batch_size, limit, force_fields, owner, publishing.grace_s)


def count_of(wanted: list[Wanted]) -> dict[str, int]:
    """Issues by what is to be done, for a dry run."""
    counts: dict[str, int] = {}
    for each in wanted:
        counts[each.action.value] = counts.get(each.action.value, 0) + 1
    return counts
