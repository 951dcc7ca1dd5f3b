"""``GET /settings/permissions``: what the signed-in user may do with each tool of a project."""

from __future__ import annotations

from converter.sandbox.access import project_of_query, rights
from converter.sandbox.call import Answer, Call, Document, reply

_LEVELS = {"none": (1, "None"), "read_only": (2, "Read Only"), "standard": (3, "Standard"), "admin": (4, "Admin")}


def permissions(call: Call) -> Answer:
    """The permission manifest of a project, with the one tool there is here; without it when the tool is off."""
    site = project_of_query(call)
    if call.world.switches["tool"] == "off":
        return reply({"tools": []})
    number, name = _LEVELS[rights(site)]
    tool: Document = {
        "id": 1,
        "name": "coordination_issues",
        "friendly_name": "Coordination Issues",
        "domain_id": 1,
        "tab_group": "pm",
        "available_for_user": number > 1,
        "url": f"/{site.project_id}/project/coordination_issues",
        "user_access_level": {"id": number, "name": name},
        "permitted_actions": [],
        "create_url": "",
        "can_create": number > 2,
        "trial": False,
    }
    return reply({"tools": [tool]})
