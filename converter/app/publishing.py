"""``converter publish``, ``status`` and ``reconcile``: a run folder carried out, and what the ledger holds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from converter.app import ledger_memory
from converter.app.comparing import closed_words
from converter.app.configuration import Configuration
from converter.app.open_ledger import is_there
from converter.app.open_ledger import project_ledger as project_ledger
from converter.app.published_boundary import boundary_said
from converter.app.settings import Settings
from converter.app.signing_in import connection_to
from converter.app.wanted_issues import picture_in, wanted_issues
from converter.errors import ConfigError
from converter.events import Observer, nobody
from converter.model.diagnostics import Diagnostic
from converter.publisher.clock import Clock, SystemClock
from converter.publisher.ledger.address import address_of
from converter.publisher.publishing import Publisher, PublishOptions, Summary
from converter.publisher.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing a run."""

    run: Path
    issues: int
    summary: Summary
    diagnostics: tuple[Diagnostic, ...] = ()

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
    project_id, wanted = wanted_issues(run)
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
        ledger_memory.require_current(run, ledger)
        publisher = Publisher(connection, ledger, content_of, options, observer)
        said = tuple(boundary_said(run, settings, connection, publisher.directory))
        ledger_memory.remember(run, ledger, closed_words(settings))
        summary = publisher.publish(wanted)
        ledger_memory.settle(run, wanted, summary.rejected, ledger)
        ledger.note(dict(summary.counts))
    return Published(run, len(wanted), summary, said)


def reconcile_before_planning(
    configuration: Configuration, observer: Observer = nobody, clock: Clock | None = None
) -> None:
    """Settle doubtful outcomes, where there are any: a plan has to know which issues there are."""
    settings, watch = configuration.settings, clock or SystemClock()
    if not is_there(settings):
        return
    with project_ledger(settings, watch) as ledger:
        in_doubt = bool(ledger.issues.unsettled())
    if in_doubt:
        reconcile(configuration, observer, clock)


def reconcile(configuration: Configuration, observer: Observer = nobody, clock: Clock | None = None) -> Summary:
    """Settle doubtful outcomes against Procore's list."""
    settings, watch = configuration.settings, clock or SystemClock()
    with (
        closing(connection_to(settings, watch, observer)) as connection,
        project_ledger(settings, watch) as ledger,
        ledger.writing("converter reconcile"),
    ):
        publisher = Publisher(connection, ledger, _no_picture, PublishOptions(), observer)
        publisher.reconcile()
        return publisher.summary


def status_of(configuration: Configuration, clock: Clock | None = None) -> dict[str, Any]:
    """What the ledger holds of the project that is set."""
    settings = configuration.settings
    with project_ledger(settings, clock or SystemClock()) as ledger:
        return {
            "ledger": address_of(settings.ledger.url).shown,
            "issues": {str(state): count for state, count in ledger.issues.counts().items()},
            "uploads": {str(state): count for state, count in ledger.uploads.counts().items()},
            "in_doubt": [
                {"uuid": each.uuid, "action": each.action, "sent_at": each.sent_at.isoformat(timespec="seconds")}
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
    return PublishOptions(settings.publish.batch_size, limit, force_fields, owner=settings.target.client_id or "")


def count_of(wanted: list[Wanted]) -> dict[str, int]:
    """Issues by what is to be done, for a dry run."""
    counts: dict[str, int] = {}
    for each in wanted:
        counts[each.action.value] = counts.get(each.action.value, 0) + 1
    return counts
