"""``converter doctor --online``: sign-in, company, project, tool, BIM file and clock, read-only."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from email.utils import parsedate_to_datetime
from typing import Any

from converter.app.checkup import Check
from converter.app.settings import Settings
from converter.app.signing_in import connection_to
from converter.errors import AuthError, ConfigError, RejectedError, TargetError
from converter.publisher.clock import Clock, SystemClock
from converter.publisher.procore.connection import Answer, Connection
from converter.publisher.procore.hosts import environment_of
from converter.publisher.procore.paging import all_of

_SKEW_S = 120.0


def online_checkup(settings: Settings, clock: Clock | None = None) -> list[Check]:
    """What Procore says to each question; the first one that fails ends the list."""
    watch = clock or SystemClock()
    try:
        connection = connection_to(settings, watch)
    except ConfigError as error:
        return [Check("online checks", "missing", error.message, error.hint)]
    with closing(connection):
        return list(_asked(connection, settings, watch))


def _asked(connection: Connection, settings: Settings, clock: Clock) -> Iterator[Check]:
    target = settings.target
    try:
        connection.token_info()
    except AuthError as error:
        yield Check("sign-in", "missing", error.message, error.hint)
        return
    except TargetError as error:
        yield Check("sign-in", "missing", error.message, "Check target.base_url, target.login_url and the network.")
        return
    yield Check("sign-in", "ok", environment_of(connection.hosts))
    me = yield from _look("user", lambda: connection.get("/rest/v1.0/me"), lambda answer: str(_of(answer, "login")))
    if me is None:
        return
    yield _clock(me, clock)
    step = "Set target.company_id to the number of the company the app is installed in."
    yield from _named(connection, "company", "/rest/v1.0/companies", target.company_id, step)
    step = "Set target.project_id; the app's service account needs to be permitted in the project."
    path = f"/rest/v1.0/projects?company_id={target.company_id}"
    yield from _named(connection, "project", path, target.project_id, step)
    tool = lambda: connection.get("/rest/v1.0/coordination_issues", project_id=target.project_id, per_page=1)  # noqa: E731
    found = yield from _look("Coordination Issues", tool, lambda _: "can be read")
    if found is not None:
        yield Check("closing issues", "note", "not tried", "Only Admin on Coordination Issues may close them.")
        yield _bim_file(connection, settings)


def _look(
    name: str, ask: Callable[[], Answer], words: Callable[[Answer], str]
) -> Generator[Check, None, Answer | None]:
    try:
        answer = ask()
    except RejectedError as error:
        yield Check(name, "missing", error.message, "Ask an administrator for access to the tool in this project.")
        return None
    except TargetError as error:
        yield Check(name, "missing", error.message, error.hint)
        return None
    yield Check(name, "ok", words(answer))
    return answer


def _named(connection: Connection, name: str, path: str, wanted: int | None, step: str) -> Iterator[Check]:
    try:
        rows = list(all_of(connection, path))
    except TargetError as error:
        yield Check(name, "missing", error.message, step)
        return
    found = next((row for row in rows if row.get("id") == wanted), None)
    if found is None:
        known = ", ".join(f"{row.get('id')} {row.get('name')!r}" for row in rows[:5]) or "none"
        yield Check(name, "missing", f"{wanted} is not among those this app may see: {known}", step)
    else:
        yield Check(name, "ok", f"{wanted} {found.get('name')!r}")


def _clock(answer: Answer, clock: Clock) -> Check:
    """A clock that is wrong makes tokens end too early and waits too long."""
    written = answer.headers.get("Date")
    try:
        there = parsedate_to_datetime(written).timestamp() if written else clock.now()
    except ValueError:
        return Check("clock", "note", f"Procore's date cannot be read: {written!r}")
    skew = clock.now() - there
    if abs(skew) > _SKEW_S:
        return Check("clock", "note", f"{skew:+.0f} s against Procore's", "Set this machine's clock.")
    return Check("clock", "ok", f"{skew:+.0f} s against Procore's")


def _bim_file(connection: Connection, settings: Settings) -> Check:
    target = settings.target
    rows = list(all_of(connection, "/rest/v1.0/bim_files", project_id=target.project_id))
    if target.bim_file_id is not None:
        found = any(row.get("id") == target.bim_file_id for row in rows)
        step = "" if found else "Set target.bim_file_id to one of the project's, or target.bim_file to a name."
        return Check("BIM file", "ok" if found else "missing", f"id {target.bim_file_id}", step)
    if target.bim_file:
        found = any(row.get("name") == target.bim_file for row in rows)
        return Check("BIM file", "ok", f"{target.bim_file!r} {'is there' if found else 'will be made when publishing'}")
    return Check("BIM file", "note", f"not set; there are {len(rows):,} in the project")


def _of(answer: Answer, name: str) -> Any:
    return answer.body.get(name) if isinstance(answer.body, dict) else None
