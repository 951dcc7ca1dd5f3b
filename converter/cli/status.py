"""``converter status`` and ``converter reconcile``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from converter.cli.common import (
    company_option,
    config_option,
    configuration,
    json_option,
    print_json,
    project_option,
)
from converter.cli.progress import progress

if TYPE_CHECKING:
    from converter.app.configuration import Configuration

_ledger_option = click.option("--ledger", help="Where the memory of what was published lies (ledger.url).")


_ISSUES = {
    "planned": "not sent yet",
    "sending": "on the way when a run ended",
    "accepted": "in Procore",
    "rejected": "refused by Procore; the next publish tries again",
    "unknown": "sent, and no answer came",
    "dropped": "planned once, no longer wanted, never in Procore",
}
_PICTURES = {
    "planned": "not up yet",
    "started": "on the way when a run ended",
    "stored": "in Procore's storage",
    "used": "shown by an issue",
}


_SHOWN = 20


@click.command()
@config_option
@company_option
@project_option
@_ledger_option
@json_option
def status(
    config_file: Path | None, company_id: int | None, project_id: int | None, ledger: str | None, *, as_json: bool
) -> int:
    """Say what the ledger holds of the project. No network.

    Issues by state, what is in doubt and the last runs. Nothing is made where there is no ledger yet.
    """
    from converter.app.open_ledger import is_there
    from converter.app.publishing import status_of

    loaded = configuration(config_file, _flags(company_id, project_id, ledger))
    if not is_there(loaded.settings):
        return _no_ledger(loaded, as_json=as_json)
    document = status_of(loaded)
    if as_json:
        print_json({**document, "exists": True})
        return 0
    click.echo(f"ledger   {document['ledger']}")
    click.echo(f"project  {document['project_id']}")
    _counts("issues", document["issues"], _ISSUES)
    _counts("pictures", document["uploads"], _PICTURES)
    in_doubt = document["in_doubt"]
    for line in in_doubt[:_SHOWN]:
        named = f"{line['title']} ({line['uuid']})" if line["title"] else line["uuid"]
        click.echo(f"in doubt: {named}, {line['action']}, sent {line['sent_at']}")
    if len(in_doubt) > _SHOWN:
        click.echo(f"          and {len(in_doubt) - _SHOWN:,} more; --json has all")
    if in_doubt:
        click.echo("`converter reconcile` looks them up in Procore, and so does the next `converter publish`.")
    for run in document["runs"]:
        click.echo(f"{run['started_at']}  {run['state']:<12} {run['command']}  {run['error']}".rstrip())
    return 0


def _flags(company_id: int | None, project_id: int | None, ledger: str | None) -> dict[str, object]:
    return {"target.company_id": company_id, "target.project_id": project_id, "ledger.url": ledger}


def _no_ledger(loaded: Configuration, *, as_json: bool) -> int:
    """There is none, which is no error: nothing was published from here."""
    from converter.app.open_ledger import place_of

    settings = loaded.settings
    place = place_of(settings)
    if as_json:
        empty: dict[str, object] = {"issues": {}, "uploads": {}, "in_doubt": [], "runs": []}
        print_json({"ledger": place, "project_id": settings.target.project_id, **empty, "exists": False})
    else:
        click.echo(f"no ledger here: {place}")
        click.echo(f"Nothing was published to project {settings.target.project_id} from here; --ledger names another.")
    return 0


def _counts(what: str, counts: Mapping[str, int], words: Mapping[str, str]) -> None:
    click.echo(what if counts else f"{what:<9}none yet")
    for name, count in counts.items():
        click.echo(f"{count:>8,}  {name:<12}{words.get(name, '')}".rstrip())


@click.command()
@config_option
@company_option
@project_option
@_ledger_option
@json_option
@click.pass_obj
def reconcile(
    log_format: str,
    config_file: Path | None,
    company_id: int | None,
    project_id: int | None,
    ledger: str | None,
    *,
    as_json: bool,
) -> int:
    """Look up in Procore what became of issues in doubt.

    Those are issues that were sent and of which no answer came. Nothing is written in Procore.
    """
    from converter.app.online_checkup import refusals_explained
    from converter.app.open_ledger import is_there
    from converter.app.publishing import reconcile as settle
    from converter.app.publishing import status_of

    loaded = configuration(config_file, _flags(company_id, project_id, ledger))
    if not is_there(loaded.settings):
        return _no_ledger(loaded, as_json=as_json)
    in_doubt = len(status_of(loaded)["in_doubt"])
    settled = 0
    if in_doubt:
        with refusals_explained(loaded.settings), progress(log_format) as observer:
            settled = settle(loaded, observer).counts["settled"]
    if as_json:
        print_json({"settled": settled, "in_doubt": in_doubt})
    elif not in_doubt:
        click.echo("Nothing is in doubt.")
    else:
        noun = "issue" if settled == 1 else "issues"
        rest = "" if settled >= in_doubt else "; the next publish makes the others"
        click.echo(f"{settled:,} {noun} of {in_doubt:,} in doubt {'is' if settled == 1 else 'are'} in Procore{rest}.")
    return 0
