"""What the command line loads, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from converter import __version__
from converter.cli import main as entry
from converter.errors import AuthError, InputError, RejectedError, TargetError
from tests.cli.run import Shell

HEAVY = ("lxml", "numpy", "ifcopenshell", "requests", "msgspec", "rich", "jinja2", "PIL", "jsonschema_rs")
LISTED = "import sys; from converter.cli.main import main; main({!r}); print(*sys.modules, file=sys.stderr)"


@pytest.mark.parametrize("arguments", [["--help"], ["convert", "--help"], ["inspect", "--help"], ["--version"]])
def test_help_loads_the_command_line_only(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LISTED.format(arguments)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    loaded = set(done.stderr.split())
    assert "click" in loaded and "converter.cli.main" in loaded
    assert not [name for name in HEAVY if name in loaded]
    assert not [name for name in loaded if name.startswith(("converter.app", "converter.parsers", "converter.plan"))]


def test_help_names_every_command_and_where_to_start(converter: Shell) -> None:
    shown = converter("--help")
    assert shown.code == 0 and "converter inspect REPORT.xml" in shown.out
    assert all(f"  {name} " in shown.out for name in entry.COMMANDS)


def test_the_version_is_told(converter: Shell) -> None:
    assert __version__ in converter("--version").out


def test_the_module_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "converter", "nonsense"], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 2 and "No such command 'nonsense'" in done.stderr and not done.stdout


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("broken", "mend it"), 3),
        (AuthError("no"), 5),
        (TargetError("away"), 6),
        (RejectedError("refused"), 4),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("oops"), 70),
    ],
)
def test_errors_become_exit_codes_and_never_tracebacks(
    converter: Shell, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("converter.app.configuration.load", fail)
    ended = converter("config", "show")
    assert ended.code == code and "Traceback" not in ended.err and not ended.out
    assert "error: " in ended.err


def test_a_missing_file_is_a_wrong_call(converter: Shell) -> None:
    ended = converter("inspect", "nowhere.xml")
    assert ended.code == 2 and "nowhere.xml" in ended.err


def test_a_terminal_without_our_characters_is_no_obstacle() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "converter", "doctor"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "CONVERTER_TARGET__PROJECT_ID": "1"},
    )
    assert done.returncode == 0 and b"? project: 1" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_no_defect() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "converter", "config", "show"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2 and b"defect" not in done.stderr


def test_a_reader_that_goes_away_is_no_error() -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "converter", "config", "show", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert first.stdout is not None and first.stderr is not None
    first.stdout.close()
    said = first.stderr.read()
    first.stderr.close()
    assert first.wait() == 0 and not said


def test_summaries_of_commands_fit_a_terminal(converter: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = converter("--help").out.partition("Commands:\n")[2].splitlines()
    assert len(listed) == len(entry.COMMANDS) and not [line for line in listed if "..." in line or len(line) > 80]


@pytest.mark.parametrize(("words", "meant"), [(["publsih"], "publish"), (["config", "shwo"], "show")])
def test_a_wrong_name_is_answered_with_the_right_one(converter: Shell, words: list[str], meant: str) -> None:
    done = converter(*words)
    assert done.code == 2 and f"did you mean {meant}?" in done.err
