"""Settings as they are written in ``converter.toml``, with where each one comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from rich.markup import escape
from rich.table import Table

from converter.cli.tables import console, folded

_ROOM_FOR_A_TABLE = 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def show_settings(rows: Iterable[tuple[str, Any, str]]) -> None:
    """Key, value and origin; where there is no room for columns, a line ``key = value`` and what is not a default."""
    out = console()
    if out.width >= _ROOM_FOR_A_TABLE:
        table = Table("key", "value", "origin", box=None, header_style="bold", pad_edge=False)
        for key, value, origin in rows:
            table.add_row(key, escape(toml_of(value)), escape(origin), style="" if origin != "default" else "dim")
        out.print(table)
        return
    for key, value, origin in rows:
        line = folded(f"{key} = {toml_of(value)}", out.width, indent=0)
        said = escape(line) if origin != "default" else f"[dim]{escape(line)}[/dim]"
        out.print(said, highlight=False, soft_wrap=True)
        if origin != "default":
            out.print(f"  [dim]# {escape(origin)}[/dim]", highlight=False, soft_wrap=True)


def toml_of(value: object) -> str:
    """A value as TOML writes it; ``not set`` for what has none, for TOML has no word for that."""
    match value:
        case None:
            return "not set"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case str():
            return json.dumps(str(value), ensure_ascii=False)
        case Mapping():
            inside = ", ".join(f"{_key(key)} = {toml_of(each)}" for key, each in value.items() if each is not None)
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return f"[{', '.join(map(toml_of, value))}]"
        case msgspec.Struct():
            return toml_of(msgspec.structs.asdict(value))
    return json.dumps(str(value), ensure_ascii=False)


def _key(key: object) -> str:
    return str(key) if _BARE.fullmatch(str(key)) else json.dumps(str(key), ensure_ascii=False)
