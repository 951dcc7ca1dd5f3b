"""``converter doctor``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import config_option, configuration, json_option, print_json

_MARKS = {"ok": ("✓", "green"), "missing": ("✗", "red"), "note": ("·", "yellow")}


@click.command()
@config_option
@json_option
def doctor(config_file: Path | None, *, as_json: bool) -> int:
    """Check what can be checked without a network: settings, sign-in data, installation.

    Exit code 2 when something needed for converting is missing.
    """
    from converter.app.checkup import checkup

    checks = checkup(configuration(config_file), Path.cwd())
    if as_json:
        print_json(
            {"checks": [{"name": c.name, "state": c.state, "message": c.message, "next": c.next} for c in checks]}
        )
    else:
        for check in checks:
            mark, color = _MARKS[check.state]
            click.echo(f"{click.style(mark, fg=color)} {check.name}: {check.message}")
            if check.next and check.state != "ok":
                click.echo(f"    {check.next}")
    return 2 if any(check.state == "missing" for check in checks) else 0
