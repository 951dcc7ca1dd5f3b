"""What of the target is not set, and where to set it."""

from __future__ import annotations

from collections.abc import Sequence

_STEPS = {
    "company_id": "Give --company-id 4, set CONVERTER_TARGET__COMPANY_ID, or put company_id = 4 under [target] in "
    "converter.toml; `converter doctor --online` lists the companies the app may see.",
    "project_id": "Give --project-id 12345, set CONVERTER_TARGET__PROJECT_ID, or put project_id = 12345 under [target] "
    "in converter.toml; the number is in the address of the project: https://app.procore.com/12345/project/home",
    "client_id": "Set CONVERTER_TARGET__CLIENT_ID; the app's page in Procore's developer portal shows it.",
    "client_secret": "Set CONVERTER_TARGET__CLIENT_SECRET, or let target.secret_command print the secret.",
}


def names_of(missing: Sequence[str]) -> str:
    """``target.company_id, target.project_id``."""
    return ", ".join(f"target.{name}" for name in missing)


def where_to_set(missing: Sequence[str]) -> str:
    """A line for each of what is ``missing``: what to type and where."""
    return "\n".join(_STEPS[name] for name in missing)
