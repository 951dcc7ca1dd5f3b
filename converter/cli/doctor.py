"""``converter doctor``."""

from __future__ import annotations

from pathlib import Path

import click

from converter.cli.common import config_option, configuration, json_option, print_json
from converter.cli.progress import progress

_MARKS = {"ok": ("✓", "green"), "missing": ("✗", "red"), "note": ("·", "yellow")}


@click.command()
@config_option
@click.option("--online", is_flag=True, help="Sign in and look: company, project, tool, file, clock. Read-only.")
@json_option
@click.pass_obj
def doctor(log_format: str, config_file: Path | None, *, online: bool, as_json: bool) -> int:
    """Check settings, sign-in data and installation.

    With --online it signs in and checks rights, ids and clock as well. Exit code 2 when something needed is missing.
    """
    from converter.app.checkup import checkup

    settings = configuration(config_file)
    checks = checkup(settings, Path.cwd())
    if online:
        from converter.app.online_checkup import online_checkup

        with progress(log_format) as observer:
            found = online_checkup(settings.settings, observer=observer)
        checks = [*(each for each in checks if each.name != "online checks"), *found]
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
