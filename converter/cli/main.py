"""The command ``converter``: commands by name, loaded when called, and exceptions turned into exit codes."""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from itertools import pairwise

import click

from converter import __version__
from converter.cli.suggesting import SuggestingGroup
from converter.errors import ConfigError, ConverterError

INTERRUPTED = 130
DEFECT = 70

COMMANDS: dict[str, str] = {
    "inspect": "converter.cli.inspect:inspect",
    "elements": "converter.cli.elements:elements",
    "convert": "converter.cli.convert:convert",
    "compare": "converter.cli.compare:compare",
    "check": "converter.cli.check:check",
    "report": "converter.cli.report:report",
    "export": "converter.cli.export:export",
    "publish": "converter.cli.publish:publish",
    "status": "converter.cli.status:status",
    "reconcile": "converter.cli.status:reconcile",
    "config": "converter.cli.config:config",
    "doctor": "converter.cli.doctor:doctor",
    "objects": "converter.cli.objects:objects",
    "sandbox": "converter.cli.sandbox:sandbox",
}


class LazyGroup(SuggestingGroup):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of use, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="converter")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How progress and messages are written to stderr.",
)
@click.pass_context
def cli(ctx: click.Context, log_format: str) -> None:
    """Turns clash reports into Procore Coordination Issues.

    Start with `converter inspect REPORT.xml`, then `converter convert REPORT.xml -o OUT --project-id N`.
    """
    ctx.obj = log_format


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    _never_fail_to_print()
    try:
        result = cli.main(args=arguments, prog_name="converter", standalone_mode=False)
        sys.stdout.flush()
    except ConverterError as error:
        _complain(error.message, error.hint)
        return error.exit_code
    except click.Abort:
        _complain("interrupted", "")
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted", "")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click leaves for this one reason
        return _reader_is_gone()
    except OSError as error:
        _complain(f"the system refused: {error}", "Free some space or write to another place, then try again.")
        return ConfigError.exit_code
    except Exception:  # noqa: BLE001 - the last door: whatever comes here is a defect of ours
        return _defect()
    return result if isinstance(result, int) else 0


def _reader_is_gone() -> int:
    """Whoever read our output has had enough (``| head``): nothing more is written, not even at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _never_fail_to_print() -> None:
    """A character the terminal's encoding does not have becomes a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _wants_json(arguments: list[str]) -> bool:
    """True for ``--log-format json``: known before anything is parsed, for the call itself may be wrong."""
    return "--log-format=json" in arguments or ("--log-format", "json") in pairwise(arguments)


def _complain(message: str, hint: str) -> None:
    if _wants_json(sys.argv[1:]):
        click.echo(json.dumps({"event": "Error", "message": message, "next": hint}), err=True)
        return
    click.echo(click.style("error: ", fg="red", bold=True) + message, err=True)
    if hint:
        click.echo(hint, err=True)


def _defect() -> int:
    """Say that the program failed, with what is needed to repair it, and without a screenful of code."""
    import traceback

    lines = traceback.format_exc().strip().splitlines()
    _complain(f"the program failed: {lines[-1]}", "This is a defect; please report it with these lines:")
    for line in lines[-7:-1]:
        click.echo(line, err=True)
    return DEFECT


def run() -> None:
    """Entry point of the installed command."""
    sys.exit(main())
