"""What the documentation leaves open: one switch for each unknown, with a default and the reason for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class SwitchError(ValueError):
    """A switch that does not exist, or a value it does not have."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One unknown. ``values`` is empty for a whole number (0 = no limit where a limit is meant) or a free text."""

    default: str
    values: tuple[str, ...]
    meaning: str
    number: bool = False


def _choice(default: str, others: str, meaning: str) -> Switch:
    return Switch(default, (default, *others.split("|")), meaning)


def _number(default: int, meaning: str) -> Switch:
    return Switch(str(default), (), meaning, number=True)


SWITCHES: dict[str, Switch] = {
    # Identity and answers of sync
    "duplicate_uuid": _choice("error", "create|update", "what a create with a uuid that exists does"),
    "status_on_update": _choice("ignored", "honoured", "whether sync changes the status of an issue"),
    "errors_echo": _choice("reduced", "full", "attributes echoed in an error item: those of 2018, or all sent"),
    "answer_order": _choice("shuffled", "submitted", "order of entities and errors in the answer of sync"),
    "sync_transaction": _choice("per_item", "all_or_nothing", "whether one refused item takes the others with it"),
    "idempotency_header": _choice("ignored", "honoured", "whether Idempotency-Token repeats the first answer"),
    "unknown_fields": _choice("refused", "ignored", "fields and filters the documentation does not name"),
    "new_fields": _choice("unknown", "known", "is_private, watcher_ids and the configurable type and priority ids"),
    "in_progress": _choice("stored_as_open", "kept", "a new issue of status in_progress"),
    "show_view": _choice("normal", "extended", "view of GET /coordination_issues/{id} when none is asked for"),
    "error_shape": _choice("errors", "message", "body of a refusal: {errors} or {code, message, fields}"),
    "missing_company_status": Switch("400", ("400", "403", "404", "422"), "status when Procore-Company-Id is missing"),
    "duplicate_bim_file": _choice("error", "create|return", "a BIM file of a name and uuid that exist"),
    "webhook_resource": _choice("absent", "present", "whether Coordination Issues are among the webhook resources"),
    # Viewpoints
    "orthogonal_camera": _choice("kept", "emptied", "whether an orthogonal camera survives viewpoint_format=procore"),
    "empty_viewpoint": _choice("nulls", "omitted", "how a viewpoint without a valid conversion is given back"),
    "field_of_view": _choice("radians", "degrees", "how field_of_view is read"),
    "units": _choice("ft", "any", "units that survive viewpoint_format=procore: feet only, or m and mm too"),
    "box_rotation": _choice("radians", "degrees", "how the rotation of a section box is read"),
    "parent_ids": _choice("hide_children", "alone", "what a parent in a visibility takes with it"),
    # Uploads
    "v21_uploads": _choice("refused", "accepted", "an upload of v2.1 as a snapshot or attachment"),
    "upload_reuse": _choice("allowed", "once", "one upload for several viewpoints or attachments"),
    "snapshot_types": Switch("image/png,image/jpeg", (), "kinds of picture accepted as a snapshot; any = all files"),
    "max_snapshot_bytes": _number(0, "largest snapshot in bytes; 0 = no limit"),
    # Properties of a published model
    "guid_property": _choice("IFC/GLOBALID", "Element/IfcGUID|Item/GUID", "where a published model keeps a GUID"),
    "element_id_property": _choice("Element ID/Value", "Element/Id", "where a published model keeps an element id"),
    # Rights of the app (documented; switched to try them)
    "rights": _choice("admin", "standard|read_only|none", "rights of the app on Coordination Issues"),
    "tool": _choice("on", "off", "whether the project has the Coordination Issues tool"),
    # Limits
    "spike_limit": _number(25, "requests in a spike window"),
    "spike_seconds": _number(10, "length of the spike window in seconds"),
    "hour_limit": _number(3600, "requests in an hourly window"),
    "hour_seconds": _number(3600, "length of the hourly window in seconds"),
    "max_batch": _number(1000, "items of one sync call"),
    "max_body_bytes": _number(0, "size of a request body; 0 = no limit"),
    "max_url_bytes": _number(8192, "length of path and query; 0 = no limit"),
    "max_json_chars": _number(0, "length of camera_data, sections_data and redlines_data each; 0 = no limit"),
    "max_description_chars": _number(0, "length of a description; 0 = no limit"),
    "max_filter_values": _number(0, "values of one filter; 0 = no limit"),
    "max_attachments": _number(20, "attachments of an issue (the limit of the web page)"),
    "max_per_page": _number(2000, "largest page; more asked for gives this many"),
    "default_per_page": _number(100, "size of a page when none is asked for"),
    "token_seconds": _number(5400, "life of an access token"),
}


class Switches:
    """The values in force. Changed by ``--set`` and ``POST /sandbox/switches``."""

    def __init__(self, assignments: Iterable[str] = ()) -> None:
        self._values = {name: switch.default for name, switch in SWITCHES.items()}
        for assignment in assignments:
            name, equals, value = assignment.partition("=")
            if not equals:
                raise SwitchError(f"{assignment}: a switch is set as NAME=VALUE")
            self.set({name.strip(): value.strip()})

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def number(self, name: str) -> int:
        """The value of a switch that is a whole number."""
        return int(self._values[name])

    def exceeded(self, name: str, value: int) -> bool:
        """True when ``value`` is over the limit ``name``; a limit of 0 is none."""
        limit = self.number(name)
        return 0 < limit < value

    def values(self) -> dict[str, str]:
        """Every switch with its value."""
        return dict(self._values)

    def set(self, changes: Mapping[str, object]) -> None:
        """Set several switches, or none: ``SwitchError`` names the first that cannot be."""
        checked = {name: _checked(name, str(value)) for name, value in changes.items()}
        self._values.update(checked)


def _checked(name: str, value: str) -> str:
    switch = SWITCHES.get(name)
    if switch is None:
        raise SwitchError(f"{name}: there is no such switch; there are {', '.join(SWITCHES)}")
    if switch.number and not (value.isascii() and value.isdigit()):
        raise SwitchError(f"{name}={value}: a whole number is wanted")
    if switch.values and value not in switch.values:
        raise SwitchError(f"{name}={value}: one of {', '.join(switch.values)} is wanted")
    return value
