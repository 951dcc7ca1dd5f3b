"""Layers of configuration: defaults < user file < project file < ``CONVERTER_*`` < flags. Every problem at once."""

from __future__ import annotations

import difflib
import re
import shlex
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from converter.app.configuration_words import in_words, not_ours
from converter.app.rule_settings import problem_of_severity, problems_of_rules
from converter.app.settings import SECRET_KEYS, SECTIONS, Section, Settings, keys
from converter.errors import ConfigError
from converter.plan.gate.gate_rules import Ratchet
from converter.plan.grouping.by import GroupBy, group_by_of
from converter.plan.limits import ISSUE_TYPES, PRIORITIES
from converter.plan.models.object_visibility import VisibilityMode
from converter.plan.settings import ViewFrom

ENVIRONMENT_PREFIX = "CONVERTER_"
PROJECT_FILE = "converter.toml"
_RULES = ("noise", "rules")
_LISTS = frozenset({"target.secret_command", "bcf.closed", "bcf.open"})
_TABLES = {"bcf.types": ISSUE_TYPES, "bcf.priorities": PRIORITIES}
_CHOICES: dict[str, Collection[str]] = {
    "issues.type": ISSUE_TYPES,
    "issues.priority": PRIORITIES,
    "target.kind": ("procore",),
    "view.source": tuple(ViewFrom),
    "objects.visibility": tuple(VisibilityMode),
    "gate.ratchet": tuple(Ratchet),
}


_MASK = "********"
_PASSWORD = re.compile(r"(?<=://)([^/?#]*):([^/?#]*)@")
"""User and password of an address."""


def _masked(key: str, value: Any) -> Any:
    """A value without secrets: those of :data:`SECRET_KEYS` whole, of addresses the password."""
    if key in SECRET_KEYS and value is not None:
        return _MASK
    return _PASSWORD.sub(rf"\1:{_MASK}@", value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings in force and, for each key that is not at its default, where it came from."""

    settings: Settings
    origins: Mapping[str, str]
    files: tuple[str, ...]

    def rows(self) -> list[tuple[str, Any, str]]:
        """(key, value, origin) of every key; secrets are masked."""
        result = []
        for key in keys():
            section, _, name = key.partition(".")
            value = getattr(getattr(self.settings, section), name)
            result.append((key, _masked(key, value), self.origins.get(key, "default")))
        return result


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values by section and key from one place; ``lenient`` ones are texts still to be read as numbers."""

    origin: str
    values: Mapping[str, Any]
    lenient: bool = False


def load(
    *,
    config_file: Path | None,
    folder: Path,
    user_folder: Path,
    environment: Mapping[str, str],
    flags: Mapping[str, Any],
) -> Configuration:
    """Put the layers together.

    ``config_file`` stands in for the project file; otherwise ``converter.toml`` or ``[tool.converter]`` of
    ``pyproject.toml`` in ``folder`` is taken. ``flags`` maps ``section.key`` to a value, None for "not given".
    Raises :class:`ConfigError` naming every unknown key and wrong value.
    """
    layers = [
        *_file_layer(user_folder / "config.toml"),
        *_project_layer(config_file, folder),
        _environment_layer(environment),
        *_flag_layers(flags),
    ]
    problems: list[str] = []
    merged: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    origins: dict[str, str] = {}
    rules: dict[str, tuple[dict[str, Any], ...]] = {}
    for layer in layers:
        for section, values in layer.values.items():
            if section in _RULES and isinstance(values, list):
                rules[section] = tuple(values)
                problems += problems_of_rules(section, values, layer.origin)
            elif section in _RULES:
                problems.append(f"{section} ({layer.origin}): each rule is a table of its own, [[{section}]]")
            elif section not in SECTIONS or not isinstance(values, Mapping):
                problems.append(_unknown(section, [*SECTIONS, *_RULES], layer.origin, "section"))
            else:
                _take(section, values, layer, merged, origins, problems)
    problems += not_ours(environment)
    settings = _built(merged, rules, problems)
    if problems:
        raise ConfigError("The configuration is wrong:\n" + "\n".join(f"  - {line}" for line in problems), _HINT)
    files = tuple(layer.origin for layer in layers if layer.origin.endswith(".toml"))
    return Configuration(settings, origins, files)


_HINT = (
    "docs/configuration.md explains every key; `converter config init -o example.toml` writes a file with all of them."
)


def _take(
    section: str,
    values: Mapping[str, Any],
    layer: _Layer,
    merged: dict[str, dict[str, Any]],
    origins: dict[str, str],
    problems: list[str],
) -> None:
    kind = SECTIONS[section]
    for key, value in values.items():
        name = f"{section}.{key}"
        if key not in kind.__struct_fields__:
            problems.append(_unknown(name, keys(), layer.origin, "key"))
            continue
        if (problem := _problem_with(kind, key, value, lenient=layer.lenient)) is not None:
            problems.append(f"{name} = {_shown(name, value)} ({layer.origin}): {problem}")
            continue
        merged[section][key] = getattr(msgspec.convert({key: value}, kind, strict=not layer.lenient), key)
        origins[name] = layer.origin


def _problem_with(kind: type[Section], key: str, value: object, *, lenient: bool) -> str | None:
    section = next(name for name, each in SECTIONS.items() if each is kind)
    name = f"{section}.{key}"
    choices = _CHOICES.get(name)
    if choices and isinstance(value, str) and value not in choices:
        return f"not one of {', '.join(choices)}" + _suggestion(value, choices)
    try:
        msgspec.convert({key: value}, kind, strict=not lenient)
    except msgspec.ValidationError as error:
        return in_words(error, value)
    if name in _TABLES and isinstance(value, Mapping):
        wrong = sorted({each for each in value.values() if each not in _TABLES[name]})
        return f"{', '.join(wrong)}: not one of {', '.join(_TABLES[name])}" if wrong else None
    if name == "issues.link":
        return _problem_with_link(str(value))
    if name == "reports.time_zone":
        return _problem_with_zone(str(value))
    if section == "severity" and isinstance(value, Mapping):
        return problem_of_severity(name, value)
    if name == "grouping.by":
        return _problem_with_grouping(str(value))
    return None


def _problem_with_link(text: str) -> str | None:
    try:
        text.format(uuid="")
    except (KeyError, IndexError, ValueError) as error:
        return f"only {{uuid}} may stand in braces: {error!r}"
    return None


def _problem_with_grouping(text: str) -> str | None:
    try:
        group_by_of(text)
    except ValueError as error:
        return str(error) + _suggestion(text, GroupBy)
    return None


def _problem_with_zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "no time zone of that name; they look like Europe/Berlin" + _suggestion(name, available_timezones())
    return None


def _shown(key: str, value: object) -> str:
    return _MASK if key in SECRET_KEYS else repr(_masked(key, value))


def _unknown(name: str, known: Iterable[str], origin: str, what: str) -> str:
    return f"{name} ({origin}): there is no such {what}" + _suggestion(name, known)


def _suggestion(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def _built(
    merged: Mapping[str, Mapping[str, Any]], rules: Mapping[str, tuple[dict[str, Any], ...]], problems: list[str]
) -> Settings:
    target = merged["target"]
    if "bim_file" in target and "bim_file_id" in target:
        problems.append("target.bim_file and target.bim_file_id exclude each other: keep one")
    if "map" in merged["objects"] and "model_revision" in merged["objects"]:
        problems.append("objects.map and objects.model_revision exclude each other: keep one")
    sections: dict[str, Any] = {name: kind(**merged[name]) for name, kind in SECTIONS.items()}
    return Settings(**sections, noise=rules.get("noise", ()), rules=rules.get("rules", ()))


def _file_layer(path: Path) -> list[_Layer]:
    if not path.is_file():
        return []
    try:
        return [_Layer(str(path), tomllib.loads(path.read_text(encoding="utf-8-sig")))]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: {error}", "Correct the file; `converter config init` writes a fresh one."
        ) from error


def _project_layer(config_file: Path | None, folder: Path) -> list[_Layer]:
    if config_file is not None:
        if not config_file.is_file():
            raise ConfigError(
                f"{config_file}: there is no such configuration file", "`converter config init` makes one."
            )
        return _tool_layer(config_file) if config_file.name == "pyproject.toml" else _file_layer(config_file)
    return _file_layer(folder / PROJECT_FILE) or _tool_layer(folder / "pyproject.toml")


def _tool_layer(path: Path) -> list[_Layer]:
    found = _file_layer(path)
    table = found[0].values.get("tool", {}).get("converter") if found else None
    return [] if table is None else [_Layer(str(path), table)]


def _environment_layer(environment: Mapping[str, str]) -> _Layer:
    """``CONVERTER_TARGET__PROJECT_ID=5`` → target.project_id; lists are separated by blanks."""
    values: dict[str, dict[str, Any]] = {}
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and "__" in name:
            section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
            values.setdefault(section, {})[key] = _listed(text) if f"{section}.{key}" in _LISTS else text
    return _Layer("environment", values, lenient=True)


def _listed(text: str) -> list[str]:
    """``["pass", "x"]`` as in the file, or words as in a shell."""
    try:
        return msgspec.json.decode(text, type=list[str]) if text.lstrip().startswith("[") else shlex.split(text)
    except (msgspec.DecodeError, ValueError):
        return text.split()


def _flag_layers(flags: Mapping[str, Any]) -> list[_Layer]:
    values: dict[str, dict[str, Any]] = {}
    for name, value in flags.items():
        if value is not None:
            section, _, key = name.partition(".")
            values.setdefault(section, {})[key] = value
    return [_Layer("command line", values, lenient=True)]
