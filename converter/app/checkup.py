"""``converter doctor``, offline: what is set, what is installed, what is missing."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from converter.app.configuration import Configuration
from converter.app.settings import Settings

_PACKAGES = (
    "lxml",
    "numpy",
    "msgspec",
    "jsonschema-rs",
    "pillow",
    "jinja2",
    "click",
    "rich",
    "requests",
    "ifcopenshell",
)
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ``state`` is ok, missing (needed for converting) or note (needed later)."""

    name: str
    state: str
    message: str
    next: str = ""


def checkup(configuration: Configuration, folder: Path) -> list[Check]:
    """Everything that can be said without a network. Sign-in, rights, ids and clock are checked when online."""
    settings = configuration.settings
    return [
        Check("Python", "ok", platform.python_version()),
        *_packages(),
        _configuration(configuration),
        _project(settings),
        _bim_file(settings),
        _company(settings),
        _sign_in(settings),
        _ledger(settings, folder),
        Check("online checks", "note", "not done", "`converter doctor --online` signs in and looks."),
    ]


def _packages() -> Iterator[Check]:
    found, missing = [], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    yield Check("packages", "ok", ", ".join(found))
    if missing:
        yield Check("packages", "missing", ", ".join(missing), "Install the program again: pip install clash-converter")


def _configuration(configuration: Configuration) -> Check:
    if configuration.files:
        return Check("configuration", "ok", ", ".join(configuration.files))
    return Check("configuration", "note", "no file", "`converter config init` writes converter.toml to start from.")


def _project(settings: Settings) -> Check:
    if settings.target.project_id is not None:
        return Check("project", "ok", str(settings.target.project_id))
    step = "Set target.project_id in converter.toml, CONVERTER_TARGET__PROJECT_ID or --project-id."
    return Check("project", "missing", "target.project_id is not set", step)


def _bim_file(settings: Settings) -> Check:
    target = settings.target
    if target.bim_file_id is not None:
        return Check("BIM file", "ok", f"id {target.bim_file_id}")
    if target.bim_file:
        return Check("BIM file", "ok", f"{target.bim_file!r}, found or made when publishing")
    step = "Set target.bim_file to the name of the federated model in Procore."
    return Check("BIM file", "note", "not set: the model named in the report is used", step)


def _company(settings: Settings) -> Check:
    if settings.target.company_id is not None:
        return Check("company", "ok", str(settings.target.company_id))
    return Check("company", "note", "target.company_id is not set", "Publishing needs it.")


def _sign_in(settings: Settings) -> Check:
    target = settings.target
    if target.client_id and (target.client_secret or target.secret_command):
        return Check("sign-in data", "ok", "client id and secret are set (not tried)")
    step = "Publishing needs CONVERTER_TARGET__CLIENT_ID and CONVERTER_TARGET__CLIENT_SECRET, or target.secret_command."
    return Check("sign-in data", "note", "not set", step)


def _ledger(settings: Settings, folder: Path) -> Check:
    url = settings.ledger.url
    if not url.startswith(_SQLITE):
        return Check("ledger", "note", f"{url.partition(':')[0]} database: not tried")
    place = (folder / url.removeprefix(_SQLITE)).resolve().parent
    while not place.exists():
        place = place.parent
    if os.access(place, os.W_OK):
        return Check("ledger", "ok", f"{url} can be written")
    return Check("ledger", "note", f"{place} cannot be written", "Set ledger.url to a place you may write to.")
