"""What rules take and set, as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from converter.cli.tables import console

if TYPE_CHECKING:
    from converter.app.explaining import Explained
    from converter.plan.rules.rules_outcome import RulesOutcome

_SHOWN = 10
_CHARACTERS = 90


def _table(*columns: str, counted: str = "") -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", justify="right" if name == counted else "left")
    return table


def show_rules(rules: RulesOutcome) -> None:
    """What each rule would take or set, with examples."""
    out = console()
    out.print()
    if not rules.noise and not rules.mapping:
        out.print("No rules are set: docs/rules.md has examples of [[noise]] and [[rules]].", highlight=False)
    if rules.noise:
        table = _table("noise rule", "takes", "reason", "such as", counted="takes")
        for tally in rules.noise:
            because = f"no clash has a {' or '.join(tally.unknown)}" if tally.unknown else tally.rule.reason
            ended = f" (ended {tally.rule.until})" if tally.expired else ""
            taken = f"{tally.clashes:,}" + (f" + {tally.headers:,} groups" if tally.headers else "")
            row = (tally.rule.name + ended, taken, because, ", ".join(tally.examples[:3]))
            table.add_row(*map(escape, row), style="dim" if tally.expired or not tally.clashes else "")
        out.print(table)
        taken_out = sum(tally.clashes for tally in rules.noise if not tally.expired)
        out.print(f"{taken_out:,} of {rules.live:,} open clashes would be taken out", highlight=False)
    if rules.mapping:
        table = _table("rule", "issues", "sets", "such as", counted="issues")
        for each in rules.mapping:
            such = f"no issue has a {' or '.join(each.unknown)}" if each.unknown else " | ".join(each.examples[:2])
            row = (each.label, f"{each.issues:,}", ", ".join(each.sets), such)
            table.add_row(*map(escape, row), style="" if each.issues else "dim")
        out.print(table)


def show_explained(found: Sequence[Explained]) -> None:
    """One table an issue."""
    out = console()
    for each in found[:_SHOWN]:
        out.print(f"[bold]{escape(each.name)}[/bold]", highlight=False)
        out.print(escape(" ".join(filter(None, (each.uuid, f"{each.action}: {each.reason}")))), highlight=False)
        if each.severity:
            points = " + ".join(f"{name} {value:g}" for name, value in each.severity["parts"].items())
            out.print(f"severity {each.severity['score']:g} ({each.severity['level']}): {points}", highlight=False)
        if each.fields:
            table = _table("field", "value", "set by")
            for field in each.fields:
                over = f" (over {', '.join(field.overruled)})" if field.overruled else ""
                shown = "" if field.by == "not set" else _short(field.value)
                table.add_row(*map(escape, (field.name, shown, field.by + over)))
            out.print(table)
        for rule, why in (each.why_not or {}).items():
            out.print(f"[dim]{escape(rule)} is not about it: {escape(why)}[/dim]", highlight=False)
        out.print()
    if len(found) > _SHOWN:
        out.print(f"… and {len(found) - _SHOWN:,} more of that name; --json shows all", highlight=False)


def _short(value: object) -> str:
    text = " › ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    line, *more = text.splitlines() or [""]
    return line[:_CHARACTERS] + (" …" if more or len(line) > _CHARACTERS else "")
