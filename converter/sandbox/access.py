"""Who may do what where: company header, project, rights on the tool."""

from __future__ import annotations

from converter.sandbox.call import Call, Document, Refusal, whole
from converter.sandbox.checks import Site, is_integer, level_of

MISSING_COMPANY = (
    "Missing Procore-Company-Id header!\n\n"
    "Each call your application makes to the Procore API must contain a request header that includes the "
    "Procore-Company-Id field."
)
_RANK = ("none", "read_only", "standard", "admin")


def company_of(call: Call) -> int:
    """The company of ``Procore-Company-Id``. ``Refusal`` without it, or when the app is not connected to it."""
    header = call.headers.get("procore-company-id", "")
    number = whole(header)
    if number is None:
        raise Refusal(call.world.switches.number("missing_company_status"), MISSING_COMPANY)
    if not call.world.store.value("SELECT connected FROM companies WHERE id = ?", number):
        raise Refusal(403, "App is not connected to this company")
    return number


def project_of_query(call: Call, level: str = "") -> Site:
    """The project of ``?project_id=``."""
    return _site(call, whole(call.asked("project_id")), level)


def project_of_path(call: Call, level: str = "") -> Site:
    """The project of ``/projects/{project_id}/``."""
    return _site(call, call.params["project_id"], level)


def project_of_body(call: Call, body: Document, level: str = "") -> Site:
    """The project of ``{"project_id": …}``; a form has it as text."""
    value = body.get("project_id")
    if call.form is not None and isinstance(value, str):
        value = whole(value)
    return _site(call, value, level)


def _site(call: Call, value: object, level: str) -> Site:
    if value is None:
        raise Refusal(400, {"project_id": ["is missing"]})
    if not is_integer(value):
        raise Refusal(400, {"project_id": ["is not an integer"]})
    row = call.world.store.one("SELECT * FROM projects WHERE id = ?", value)
    if row is None or row["company_id"] != call.company_id:
        raise Refusal(404, "Project not found")
    if not row["permitted"]:
        raise Refusal(403, "The project is not among the permitted projects of this app")
    site = Site(call, int(row["id"]))
    if level:
        need(site, level)
    return site


def rights(site: Site) -> str:
    """What the caller may do with Coordination Issues: admin, standard, read_only or none."""
    return level_of(site, site.call.caller.user_id)


def need(site: Site, level: str) -> None:
    """``Refusal`` 403 when the tool is off or the caller's rights are less than ``level``."""
    if site.call.world.switches["tool"] == "off":
        raise Refusal(403, "The Coordination Issues tool is not enabled in this project")
    if _RANK.index(rights(site)) < _RANK.index(level):
        raise Refusal(403, "You do not have permission to perform this action")


def may_edit(site: Site, created_by: int) -> bool:
    """Admin edits every issue, Standard those it made."""
    level = rights(site)
    return level == "admin" or (level == "standard" and created_by == site.call.caller.user_id)


def child_of(body: Document, name: str) -> Document:
    """The object a body holds under ``name``. ``Refusal`` 400 when there is none."""
    child = body.get(name)
    if not isinstance(child, dict):
        raise Refusal(400, {name: ["is missing" if child is None else "is not an object"]})
    return child


def list_of(body: Document, name: str, most: int) -> list[Document]:
    """The objects a body holds under ``name``. ``Refusal`` 400 for anything else, or for more than ``most``."""
    items = body.get(name)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refusal(400, {name: ["is missing" if items is None else "is not a list of objects"]})
    if len(items) > most:
        raise Refusal(400, {name: [f"has {len(items)} items; at most {most} are allowed"]})
    return items
