"""What a run folder wants of Procore, as the publisher takes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from converter.app.run_folder import PLACEHOLDERS_FILE, PLAN_FILE, VIEWPOINTS, read_json
from converter.errors import InputError
from converter.plan.issues import Action
from converter.publisher.wanted import FurtherView, Place, Wanted

_STATUS = {Action.CLOSE: "closed", Action.REOPEN: "open"}


def wanted_issues(run: Path) -> tuple[int, list[Wanted]]:
    """The project and every issue of a run, in its order. ``InputError`` for a folder that is none or damaged."""
    return issues_of(run, read_json(run, PLAN_FILE))


def issues_of(run: Path, plan: Mapping[str, Any]) -> tuple[int, list[Wanted]]:
    """The same, for a ``plan.json`` of it that was read before."""
    places = read_json(run, PLACEHOLDERS_FILE)
    try:
        bodies = _Bodies.of(run, {**places["files"], **places.get(VIEWPOINTS, {})})
        return plan["project_id"], [_wanted(issue, bodies) for issue in plan["issues"]]
    except (OSError, AttributeError, KeyError, IndexError, ValueError, TypeError, msgspec.DecodeError) as error:
        raise InputError(f"{run} is damaged: {error}", "Convert the report again.") from error


@dataclass(frozen=True, slots=True)
class _Bodies:
    """Request bodies of a run folder and the places in them, by file."""

    documents: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Mapping[int, list[Place]]]

    @classmethod
    def of(cls, run: Path, files: Mapping[str, list[Mapping[str, Any]]]) -> _Bodies:
        documents = {name: msgspec.json.decode((run / name).read_bytes()) for name in files}
        return cls(documents, {name: _by_item(found) for name, found in files.items()})

    def item(self, where: Mapping[str, str]) -> tuple[dict[str, Any], list[Place]]:
        """What a pointer such as ``/updates/3`` of a file leads to, with its places."""
        _, items, number = where["pointer"].split("/")
        document, place = self.documents[where["file"]], int(number)
        return dict(document[items][place]), self.places[where["file"]].get(place, [])


def picture_in(run: Path, file: str) -> bytes:
    """A picture of the run folder; its name never leads out of it."""
    name = Path(file).name
    try:
        return (run / "snapshots" / name).read_bytes()
    except OSError as error:
        why = f"{run / 'snapshots' / name} cannot be read: {error.strerror or error}"
        raise InputError(why, "Convert the report again.") from error


def _wanted(issue: Mapping[str, Any], bodies: _Bodies) -> Wanted:
    action = Action(issue["action"])
    item, found = ({}, []) if (batch := issue["batch"]) is None else bodies.item(batch)
    return Wanted(
        uuid=issue["uuid"],
        key=issue["key"],
        action=action,
        reason=issue["reason"],
        title=issue["title"],
        item={name: value for name, value in item.items() if name != "id"},
        places=tuple([place for place in found if place.kind != "issue"]),
        status=_STATUS.get(action, issue["status"]),
        main_view=issue.get("viewpoint") or "",
        views=tuple([_view(view, bodies) for view in issue.get("further_viewpoints") or () if view["batch"]]),
    )


def _view(view: Mapping[str, Any], bodies: _Bodies) -> FurtherView:
    item, found = bodies.item(view["batch"])
    return FurtherView(view["uuid"], view["name"], item, tuple(found))


def _by_item(found: list[Mapping[str, Any]]) -> dict[int, list[Place]]:
    """Places by the number of their item; JSON pointers become steps inside of it."""
    by_item: dict[int, list[Place]] = defaultdict(list)
    for each in found:
        steps = list(_steps(each["pointer"]))
        by_item[int(steps[1])].append(
            Place(
                path=tuple(steps[2:]),
                kind=each["kind"],
                name=each.get("name") or "",
                location=tuple(each.get("path") or ()),
                email=each.get("email") or "",
                sha256=each.get("sha256") or "",
                file=each.get("file") or "",
            )
        )
    return by_item


def _steps(pointer: str) -> Iterator[str | int]:
    """RFC 6901, section 3 and 4."""
    for step in pointer.split("/")[1:]:
        plain = step.replace("~1", "/").replace("~0", "~")
        yield int(plain) if plain.isdecimal() else plain
