"""The sandbox's own door, ``/sandbox/…``: what was asked of it, and its weather, clock, switches and models.

Nothing here is counted, delayed or refused like a request to Procore.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from converter.sandbox import models
from converter.sandbox.call import Answer, Call, Document, Refusal, reply, whole
from converter.sandbox.clock import iso, seconds
from converter.sandbox.entity import entity
from converter.sandbox.faults import FaultError
from converter.sandbox.switches import SWITCHES, SwitchError
from converter.sandbox.viewpoints import hidden_objects
from converter.sandbox.world import World


def announcement(world: World) -> Document:
    """What a publisher needs to know: the first line of ``converter sandbox --json``."""
    return {
        "base_url": world.base_url,
        "login_url": world.base_url,
        "company_id": int(world.fact("company_id")),
        "project_id": int(world.fact("project_id")),
        "client_id": world.fact("client_id"),
        "client_secret": world.fact("client_secret"),
        "page": f"{world.base_url}/",
    }


def about(call: Call) -> Answer:
    """``GET /sandbox``."""
    return reply(announcement(call.world))


def requests(call: Call) -> Answer:
    """``GET /sandbox/requests?since=N``: every request to Procore, in the order they came.

    ``status`` is what was answered (null: no answer), ``done`` what had been done by then (null: nothing).
    """
    since = whole(call.asked("since")) or 0
    rows = call.world.store.all("SELECT * FROM requests WHERE n > ? ORDER BY n", since)
    return reply([{**row, "held": bool(row["held"])} for row in rows])


def issues(call: Call) -> Answer:
    """``GET /sandbox/issues``: all issues of all projects; with ``?deleted=true`` those of the bin too."""
    where = "" if call.asked("deleted") == "true" else " WHERE deleted_at IS NULL"
    rows = call.world.store.all(f"SELECT * FROM issues{where} ORDER BY id")  # noqa: S608 - ours
    found = []
    for row in rows:
        shown = entity(call, row)
        for viewpoint in shown["viewpoints"]:
            hidden = hidden_objects(call, viewpoint)
            viewpoint["hidden_object_ids"] = None if hidden is None else sorted(hidden)
        found.append({**shown, "deleted": row["deleted_at"] is not None})
    return reply(found)


def show_faults(call: Call) -> Answer:
    """``GET /sandbox/faults``: with how often each was looked at and struck."""
    return reply([fault.described() for fault in call.world.faults.all])


def add_faults(call: Call) -> Answer:
    """``POST /sandbox/faults {"faults": [SPEC, …], "clear": true}``; a SPEC is a text or an object."""
    body = call.document()
    specs = (
        body["faults"] if "faults" in body else [body] if "kind" in body else [body["fault"]] if "fault" in body else []
    )
    if not isinstance(specs, list):
        raise Refusal(400, {"faults": ["is not a list"]})
    try:
        if body.get("clear"):
            call.world.faults.clear()
        call.world.faults.add(specs)
    except FaultError as error:
        raise Refusal(400, {"faults": [str(error)]}) from error
    return show_faults(call)


def clear_faults(call: Call) -> Answer:
    """``DELETE /sandbox/faults``."""
    call.world.faults.clear()
    return show_faults(call)


def show_clock(call: Call) -> Answer:
    """``GET /sandbox/clock``."""
    clock = call.world.clock
    return reply({"now": clock.now(), "iso": iso(clock.now()), "speed": clock.speed})


def set_clock(call: Call) -> Answer:
    """``POST /sandbox/clock {"set": Unix seconds or ISO 8601, "advance": seconds, "speed": times}``; 0 stops it."""
    body = call.document()
    try:
        to_s = None if body.get("set") is None else seconds(body["set"])
        advance, speed = _number(body.get("advance", 0)), _number(body.get("speed", call.world.clock.speed))
    except (TypeError, ValueError) as error:
        raise Refusal(400, {"clock": [str(error)]}) from error
    call.world.clock.change(to_s=to_s, advance_s=advance, speed=speed)
    call.world.keep_clock()
    return show_clock(call)


def _number(value: Any) -> float:  # JSON
    if isinstance(value, bool) or not 0 <= float(value) < 1e12:
        raise ValueError(f"{value}: a number from 0 is wanted")
    return float(value)


def show_switches(call: Call) -> Answer:
    """``GET /sandbox/switches``: value, default, possible values and meaning of each."""
    values = call.world.switches.values()
    return reply(
        {
            name: {
                "value": values[name],
                "default": switch.default,
                "values": list(switch.values),
                "meaning": switch.meaning,
            }
            for name, switch in SWITCHES.items()
        }
    )


def set_switches(call: Call) -> Answer:
    """``POST /sandbox/switches {"name": "value", …}``."""
    try:
        call.world.switches.set(call.document())
    except SwitchError as error:
        raise Refusal(400, {"switches": [str(error)]}) from error
    return reply(call.world.switches.values())


def publish_model(call: Call) -> Answer:
    """``POST /sandbox/models``: a published model, as a plug-in would make it."""
    try:
        return reply(models.publish(call, call.document()), 201)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError, sqlite3.Error) as error:
        raise Refusal(400, {"model": [f"is not of the documented shape: {error!r}"]}) from error


def reset(call: Call) -> Answer:
    """``POST /sandbox/reset``: as at the start."""
    call.world.reset()
    return about(call)
