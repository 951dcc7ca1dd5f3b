"""What the signed-in account may do (``GET /rest/v1.0/settings/permissions``, "Show permission manifest")."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from converter.errors import RejectedError
from converter.publisher.procore.connection import Connection

PATH = "/rest/v1.0/settings/permissions"
_TOOL = "coordinationissues"
"""The tool's name is not documented, only that tools have one and a friendly one: both are looked at, letters only."""


class Level(IntEnum):
    """Rights on a tool, as Procore's pages of permissions have them."""

    NONE = 0
    READ_ONLY = 1
    STANDARD = 2
    ADMIN = 3

    @property
    def words(self) -> str:
        """As Procore writes it."""
        return {0: "none", 1: "Read Only", 2: "Standard", 3: "Admin"}[self.value]


_LEVELS = {"none": Level.NONE, "readonly": Level.READ_ONLY, "standard": Level.STANDARD, "admin": Level.ADMIN}


def level_on_issues(connection: Connection, project_id: int) -> Level | None:
    """Rights of the account on Coordination Issues in the project; None where Procore does not tell them."""
    try:
        answer = connection.get(PATH, project_id=project_id)
    except RejectedError:
        return None
    tools = answer.body.get("tools") if isinstance(answer.body, Mapping) else None
    found = [tool for tool in tools or () if isinstance(tool, Mapping) and _is_issues(tool)]
    access = found[0].get("user_access_level") if found else None
    return _LEVELS.get(_letters(access.get("name"))) if isinstance(access, Mapping) else None


def _is_issues(tool: Mapping[str, Any]) -> bool:
    return _TOOL in (_letters(tool.get("name")), _letters(tool.get("friendly_name")))


def _letters(text: object) -> str:
    return "".join([letter for letter in str(text or "").casefold() if letter.isalpha()])
