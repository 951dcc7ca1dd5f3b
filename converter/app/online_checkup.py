"""``converter doctor --online``: sign-in, company, project, tool, rights, BIM file and clock, read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

from converter.app.checkup import Check
from converter.app.settings import Settings
from converter.app.signing_in import connection_to
from converter.errors import ConfigError, RejectedError, TargetError
from converter.events import Observer, nobody
from converter.publisher.clock import Clock, SystemClock
from converter.publisher.procore.connection import Answer, Connection
from converter.publisher.procore.hosts import environment_of
from converter.publisher.procore.paging import all_of
from converter.publisher.procore.permissions import Level, level_on_issues

_SKEW_S = 120.0
_SHOWN = 5
_COMPANY = "Set target.company_id to the number of the company the app is installed in; its administrator installs it."
_PROJECT = "Set target.project_id to a project the app's service account is permitted in; an administrator permits it."
_TOOL = (
    "An administrator of the project switches Coordination Issues on, and gives the app's service account Standard on "
    "it, or Admin to close issues."
)
_ADMIN = "Only Admin on Coordination Issues may close issues; an administrator gives it to the app's service account."
_FILE = "Set target.bim_file_id to one of the project's, or target.bim_file to a name."


def online_checkup(settings: Settings, clock: Clock | None = None, observer: Observer = nobody) -> list[Check]:
    """What Procore says to each question; the first one that fails ends the list. ``observer`` is told of waits."""
    watch = clock or SystemClock()
    try:
        connection = connection_to(settings, watch, observer)
    except ConfigError as error:
        return [Check("online checks", "missing", error.message, error.hint)]
    found: list[Check] = []
    with closing(connection):
        for name, step, questions in _QUESTIONS:
            try:
                for check in questions(connection, settings):
                    found.append(check)  # noqa: PERF402 - what was found out before an error stays
            except RejectedError as error:
                found.append(Check(name, "missing", error.message, step))
            except TargetError as error:
                found.append(Check(name, "missing", error.message, error.hint))
            if any(check.state == "missing" for check in found):
                break
    return found


@contextmanager
def refusals_explained(settings: Settings, observer: Observer = nobody) -> Iterator[None]:
    """Where Procore refuses what the block does, say what is wrong with company, project or rights, for it says little.

    Raises:
        RejectedError: the same refusal with the next step; what the check-up finds stands there in words.
    """
    try:
        yield
    except RejectedError as error:
        if error.hint:
            raise
        found = next((each for each in online_checkup(settings, observer=observer) if each.state == "missing"), None)
        if found is None:
            raise RejectedError(error.message, "`converter doctor --online` shows what the app may do.") from error
        raise RejectedError(f"{error.message}\n{found.name}: {found.message}", found.next) from error


def _sign_in(connection: Connection, _settings: Settings) -> Iterator[Check]:
    connection.token_info()
    yield Check("sign-in", "ok", environment_of(connection.hosts))


def _user(connection: Connection, _settings: Settings) -> Iterator[Check]:
    """Who the account is. A service account is asked for its company here already."""
    answer = connection.get("/rest/v1.0/me")
    login = answer.body.get("login") if isinstance(answer.body, dict) else None
    yield Check("user", "ok", str(login or "without a login"))
    yield _clock(answer, connection.clock)


def _clock(answer: Answer, clock: Clock) -> Check:
    """A wrong clock dates runs wrongly, and takes uploads for usable that are not; waits go by Procore's."""
    written = answer.headers.get("Date")
    try:
        there = parsedate_to_datetime(written).timestamp() if written else None
    except ValueError:
        there = None
    if there is None:
        return Check("clock", "note", f"Procore's date cannot be read: {written!r}")
    skew = clock.now() - there
    if abs(skew) > _SKEW_S:
        return Check("clock", "note", f"{skew:+,.0f} s against Procore's", "Set this machine's clock.")
    return Check("clock", "ok", f"{skew:+.0f} s against Procore's")


def _company(connection: Connection, settings: Settings) -> Iterator[Check]:
    yield _named("company", all_of(connection, "/rest/v1.0/companies"), settings.target.company_id, _COMPANY)


def _project(connection: Connection, settings: Settings) -> Iterator[Check]:
    rows = all_of(connection, "/rest/v1.0/projects", company_id=settings.target.company_id)
    yield _named("project", rows, settings.target.project_id, _PROJECT)


def _named(name: str, rows: Iterator[dict[str, Any]], wanted: int | None, step: str) -> Check:
    """Whether what is wanted is among the rows; if not, some of those that are."""
    known = {row.get("id"): row.get("name") for row in rows}
    if wanted in known:
        return Check(name, "ok", f"{wanted} {known[wanted]!r}")
    some = ", ".join([f"{number} {words!r}" for number, words in known.items()][:_SHOWN]) or "none"
    more = f" and {len(known) - _SHOWN:,} more" if len(known) > _SHOWN else ""
    return Check(name, "missing", f"{wanted} is not among those this app may see: {some}{more}", step)


def _tool(connection: Connection, settings: Settings) -> Iterator[Check]:
    """The list can be read; what else the account may do, where Procore tells."""
    project_id = settings.target.project_id
    connection.get("/rest/v1.0/coordination_issues", project_id=project_id, per_page=1)
    yield Check("Coordination Issues", "ok", "can be read")
    level = None if project_id is None else level_on_issues(connection, project_id)
    if level is None:
        yield Check("closing issues", "note", "Procore does not tell the account's rights", _ADMIN)
        return
    words = f"the account has {level.words} on Coordination Issues"
    yield _right("making issues", words, "missing", "" if level >= Level.STANDARD else _TOOL)
    yield _right("closing issues", words, "note", "" if level is Level.ADMIN else _ADMIN)


def _right(name: str, words: str, state: str, step: str) -> Check:
    """A right the account has, or ``state`` with the step to it."""
    return Check(name, state if step else "ok", words, step)


def _bim_file(connection: Connection, settings: Settings) -> Iterator[Check]:
    target = settings.target
    rows = list(all_of(connection, "/rest/v1.0/bim_files", project_id=target.project_id))
    if target.bim_file_id is not None:
        names = {row.get("id"): row.get("name") for row in rows}
        is_there = target.bim_file_id in names
        words = (
            f"{target.bim_file_id} {names[target.bim_file_id]!r}" if is_there else f"{target.bim_file_id} is not there"
        )
        yield Check("BIM file", "ok" if is_there else "missing", words, "" if is_there else _FILE)
    elif target.bim_file:
        is_there = any(row.get("name") == target.bim_file for row in rows)
        yield Check(
            "BIM file", "ok", f"{target.bim_file!r} {'is there' if is_there else 'will be made when publishing'}"
        )
    else:
        words = f"not set: the model named in the report is used; there are {len(rows):,} in the project"
        yield Check("BIM file", "note", words, "Set target.bim_file to the name of the federated model in Procore.")


_QUESTIONS: tuple[tuple[str, str, Callable[[Connection, Settings], Iterator[Check]]], ...] = (
    ("sign-in", "", _sign_in),
    ("user", _COMPANY, _user),
    ("company", _COMPANY, _company),
    ("project", _PROJECT, _project),
    ("Coordination Issues", _TOOL, _tool),
    ("BIM file", "An administrator gives the app's service account Read Only on Models.", _bim_file),
)
"""In this order; with the name and the next step for one that is refused."""
