"""A group of commands that answers a wrong name with the right one."""

from __future__ import annotations

import difflib

import click


class SuggestingGroup(click.Group):
    """``No such command 'publsih'; did you mean publish?``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; a name nobody has is an error that names the nearest one."""
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx) and not ctx.resilient_parsing:
            close = difflib.get_close_matches(name, self.list_commands(ctx), n=1, cutoff=0.6)
            ctx.fail(f"No such command {name!r}" + (f"; did you mean {close[0]}?" if close else "."))
        return super().resolve_command(ctx, args)
