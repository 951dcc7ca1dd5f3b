"""Filters of the front page: which issues are shown, and what could be asked for among the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from converter.sandbox.call import Call, whole

ALIVE = "issues.deleted_at IS NULL"
_VIEWPOINTS = "(SELECT COUNT(*) FROM associations WHERE item_type = 'CoordinationIssue' AND item_id = issues.id)"
_SEARCHED = ("title", "description")
_NAMED = ("issue_number", "id", "uuid")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: ``sql`` gives the value of an issue, ``names`` the table whose ``name`` a value stands for."""

    name: str
    label: str
    sql: str
    names: str = ""

    def value(self, text: str) -> str | int:
        """A value as the database has it."""
        number = whole(text)
        return number if self.names and number is not None else text


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that could be asked for, and how many issues it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


FILTERS = (
    Filter("project", "Project", "issues.project_id", "projects"),
    Filter("status", "Status", "issues.status"),
    Filter("type", "Type", "issues.issue_type"),
    Filter("priority", "Priority", "issues.priority"),
    Filter("location", "Location", "issues.location_id", "locations"),
    Filter("assignee", "Assignee", "issues.assignee_id", "users"),
    Filter("trade", "Trade", "issues.trade_id", "trades"),
    Filter("file", "BIM file", "issues.coordination_issue_file_id", "bim_files"),
    Filter("viewpoint", "Viewpoint", f"CASE {_VIEWPOINTS} WHEN 0 THEN 'without' ELSE 'with' END"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks of the page; "" where it does not say."""

    values: dict[str, str]
    search: str
    shape: str

    @classmethod
    def of(cls, call: Call) -> Asked:
        """Read from the query."""
        values = {each.name: call.asked(each.name) or "" for each in FILTERS}
        shape = "pictures" if call.asked("shape") == "pictures" else ""
        return cls(values, (call.asked("search") or "").strip(), shape)

    @property
    def is_filtered(self) -> bool:
        """Whether some issues may be left out."""
        return bool(self.search) or any(self.values.values())

    def link(self, **other: object) -> str:
        """The address of the page with some of this changed."""
        pairs = {**self.values, "search": self.search, "shape": self.shape, **other}
        kept = {name: value for name, value in pairs.items() if value not in ("", None)}
        return f"/?{urlencode(kept)}" if kept else "/"

    def where(self, without: str = "") -> tuple[str, list[object]]:
        """The condition in SQL with its values; the filter ``without`` is not in it."""
        terms, values = [ALIVE], list[object]()
        for each in FILTERS:
            if each.name != without and (text := self.values[each.name]):
                terms.append(f"{each.sql} = ?")
                values.append(each.value(text))
        if self.search:
            found = [f"INSTR(LOWER(COALESCE(issues.{name}, '')), ?)" for name in _SEARCHED]
            found += [f"CAST(issues.{name} AS TEXT) = ?" for name in _NAMED]
            terms.append(f"({' OR '.join(found)})")
            values += [self.search.lower()] * len(found)
        return " AND ".join(terms), values


def choices(call: Call, asked: Asked) -> dict[Filter, list[Choice]]:
    """What each filter could be set to, as the others stand.

    Those with nothing to choose are not in it, but for the status: its counts say how far the work has come.
    """
    found = {each: list(_choices(call, asked, each)) for each in FILTERS}
    kept = {name for name, value in asked.values.items() if value} | {"status"}
    return {each: values for each, values in found.items() if len(values) > 1 or each.name in kept}


def _choices(call: Call, asked: Asked, wanted: Filter) -> Iterator[Choice]:
    where, values = asked.where(without=wanted.name)
    sql = f"SELECT {wanted.sql} AS value, COUNT(*) AS n FROM issues WHERE {where} GROUP BY 1 ORDER BY 1"  # noqa: S608
    for row in call.world.store.all(sql, *values):
        if (value := row["value"]) is None:
            continue
        text = str(value)
        yield Choice(text, _label(call, wanted, value), int(row["n"]), text == asked.values[wanted.name])


def _label(call: Call, wanted: Filter, value: object) -> str:
    if not wanted.names:
        return str(value).replace("_", " ")
    sql = f"SELECT name FROM {wanted.names} WHERE id = ?"  # noqa: S608 - the tables are ours
    name = str(call.world.store.value(sql, value) or value)
    return name.replace(">", " › ") if wanted.names == "locations" else name
