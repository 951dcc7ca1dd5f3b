"""``converter sandbox``."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import click

from converter.errors import ConfigError


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes any free one.")
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path), help="SQLite file that keeps everything; else memory."
)
@click.option("--set", "switches", multiple=True, metavar="SWITCH=VALUE", help="How an unknown of Procore behaves.")
@click.option("--fault", "faults", multiple=True, metavar="SPEC", help="What goes wrong, such as drop-after,nth=5.")
@click.option(
    "--idle-exit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="End after so long without a request; else only by Ctrl-C.",
)
@click.option("--json", "as_json", is_flag=True, help="Addresses and ids as one line of JSON on stdout.")
def sandbox(
    port: int,
    state: Path | None,
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    idle_exit: float | None,
    *,
    as_json: bool,
) -> None:
    """Start a stand-in for Procore on this machine.

    It ends with Ctrl-C or --idle-exit.

    It is strict where Procore's documentation is. Its page shows what would stand in Procore.
    """
    try:
        from converter.sandbox.faults import FaultError
        from converter.sandbox.serving import serve
        from converter.sandbox.store import StateError
        from converter.sandbox.switches import SwitchError
        from converter.sandbox.world import Start
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"the sandbox needs a package that is not installed: {error.name}",
            "Install it with: pip install 'clash-converter[sandbox]'",
        ) from error
    try:
        serve(Start(state, switches, faults), port, _announce_json if as_json else _announce, idle_exit)
    except (SwitchError, FaultError) as error:
        raise ConfigError(str(error), "docs/sandbox.md lists switches and faults.") from error
    except (StateError, sqlite3.Error) as error:
        raise ConfigError(f"the state file {state} cannot be used: {error}", "Name another with --state.") from error
    except OSError as error:
        raise ConfigError(f"port {port} cannot be used: {error}", "Choose another with --port; 0 is any.") from error


def _announce_json(addresses: dict[str, object]) -> None:
    click.echo(json.dumps(addresses))


def _announce(addresses: dict[str, object]) -> None:
    click.echo(f"A stand-in for Procore is at {addresses['page']} (open it in a browser; Ctrl-C ends it).\n")
    click.echo("[target]")
    for name in ("base_url", "login_url", "company_id", "project_id"):
        click.echo(f"{name} = {json.dumps(addresses[name])}")
    click.echo(f"\nCONVERTER_TARGET__CLIENT_ID={addresses['client_id']}")
    click.echo(f"CONVERTER_TARGET__CLIENT_SECRET={addresses['client_secret']}")
