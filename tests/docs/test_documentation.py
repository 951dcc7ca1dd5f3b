"""The documentation names everything there is, and nothing there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from converter.app.settings import keys
from converter.app.template import TEMPLATE
from converter.cli.main import COMMANDS, cli
from converter.errors import ConverterError
from converter.model.codes import CODES
from tests.conftest import ROOT

DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(group: click.Group, prefix: str = "converter") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


ALL = dict(commands(cli))


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_documented(name: str) -> None:
    assert f"`{name}" in text("docs/commands.md") and ALL[name].help


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_documented(name: str) -> None:
    documented = text("docs/commands.md") + text("docs/configuration.md")
    for parameter in ALL[name].params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("-"):
                assert f"`{option}`" in documented or f"{option} " in documented or f"[{option}" in documented, option


def test_no_command_is_invented() -> None:
    named = set(re.findall(r"`converter ([a-z]+)", text("docs/commands.md") + text("README.md")))
    assert named <= set(COMMANDS)


def test_every_key_is_documented_with_its_row() -> None:
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", text("docs/configuration.md"), re.MULTILINE)
    assert rows == keys()


def test_the_template_names_every_key_but_secrets() -> None:
    named, section = set(), ""
    for line in TEMPLATE.splitlines():
        if found := re.match(r"\[([a-z]+)\]", line):
            section = found[1]
        elif found := re.match(r"# ([a-z_]+) = ", line):
            named.add(f"{section}.{found[1]}")
    assert named == set(keys()) - {"target.client_id", "target.client_secret"}


def test_every_code_is_documented_with_its_severity() -> None:
    rows = re.findall(r"^\| `([A-Z]{3}\d{3})` \| (\w+) \| (.+?) \| .+ \|$", text("docs/diagnostics.md"), re.MULTILINE)
    assert rows == [(code, each.severity.value, each.meaning) for code, each in CODES.items()]


def test_every_exit_code_is_documented() -> None:
    def classes(kind: type[ConverterError]) -> Iterator[type[ConverterError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from classes(each)

    documented = text("docs/commands.md")
    for kind in classes(ConverterError):
        assert re.search(rf"\b{kind.exit_code}\b", documented)


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} points to {target}"


def test_every_file_is_short() -> None:
    for path in (ROOT / "converter").rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
