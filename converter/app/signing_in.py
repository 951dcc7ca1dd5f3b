"""Settings → a connection to Procore: addresses, credentials, company."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from converter import __version__
from converter.app.missing_target import names_of, where_to_set
from converter.app.settings import Settings, TargetSettings
from converter.errors import ConfigError
from converter.events import Observer, nobody
from converter.publisher.clock import Clock
from converter.publisher.procore.connection import Connection
from converter.publisher.procore.hosts import hosts_of
from converter.publisher.procore.oauth import Credentials

_COMMAND_S = 60.0


def connection_to(settings: Settings, clock: Clock, observer: Observer = nobody) -> Connection:
    """A connection that has not signed in yet; ``observer`` is told when it waits.

    :class:`ConfigError` for what is missing, all of it at once.
    """
    target = settings.target
    missing = [name for name in ("company_id", "project_id", "client_id") if getattr(target, name) is None]
    if target.client_secret is None and not target.secret_command:
        missing.append("client_secret")
    if missing:
        raise ConfigError(f"Signing in to Procore needs {names_of(missing)}.", where_to_set(missing))
    hosts = hosts_of(target.base_url, target.login_url)
    agent = f"clash-converter/{__version__}"
    return Connection(hosts, _credentials(target), target.company_id, clock, agent, observer=observer)


def _credentials(target: TargetSettings) -> Credentials:
    secret = target.client_secret
    if secret is None:
        secret = _printed_by(target.secret_command)
    return Credentials(target.client_id or "", secret)


def _printed_by(command: Sequence[str]) -> str:
    """The first line a command prints; its other output is not shown, for it may hold the secret."""
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_COMMAND_S)  # noqa: S603 - the user's own
    except (OSError, subprocess.SubprocessError) as error:
        why = f"target.secret_command {command[0]!r} failed: {type(error).__name__}"
        raise ConfigError(why, "Run it by hand; it has to print the client secret.") from None
    lines = done.stdout.decode(errors="replace").splitlines()
    if not lines or not lines[0].strip():
        raise ConfigError(f"target.secret_command {command[0]!r} printed nothing.", "It has to print the secret.")
    return lines[0].strip()
