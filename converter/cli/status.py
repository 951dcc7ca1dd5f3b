"""``converter status`` and ``converter reconcile``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from converter.cli.common import config_option, configuration, json_option, print_json
from converter.cli.progress import progress

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


@click.command()
@config_option
@_ledger_option
@json_option
def status(config_file: Path | None, ledger: str | None, *, as_json: bool) -> int:
    """What the ledger holds of the project: issues by state, what is in doubt, the last runs. No network."""
    from converter.app.publishing import status_of

    document = status_of(configuration(config_file, {"ledger.url": ledger}))
    if as_json:
        print_json(document)
        return 0
    click.echo(f"ledger   {document['ledger']}")
    _counts("issues", document["issues"], _ISSUES)
    _counts("pictures", document["uploads"], _PICTURES)
    for line in document["in_doubt"][:20]:
        click.echo(f"in doubt: {line['uuid']} ({line['action']}, {line['sent_at']})")
    if document["in_doubt"]:
        click.echo("`converter reconcile` looks them up in Procore, and so does the next `converter publish`.")
    for run in document["runs"]:
        click.echo(f"{run['started_at']}  {run['state']:<12} {run['command']}  {run['error']}".rstrip())
    return 0


def _counts(what: str, counts: Mapping[str, int], words: Mapping[str, str]) -> None:
    click.echo(what if counts else f"{what:<9}none yet")
    for name, count in counts.items():
        click.echo(f"{count:>8,}  {name:<12}{words.get(name, '')}".rstrip())


@click.command()
@config_option
@_ledger_option
@json_option
@click.pass_obj
def reconcile(log_format: str, config_file: Path | None, ledger: str | None, *, as_json: bool) -> int:
    """Look up in Procore what became of issues whose outcome is not known. Nothing is written there."""
    from converter.app.publishing import reconcile as settle

    with progress(log_format) as observer:
        summary = settle(configuration(config_file, {"ledger.url": ledger}), observer)
    settled = summary.counts["settled"]
    if as_json:
        print_json({"settled": settled})
    else:
        click.echo(f"{settled:,} issues of unknown outcome are in Procore; the next publish makes the others.")
    return 0
