"""Sample reports from file to Procore's side: converted, published to a sandbox on this machine, shown in a browser.

``python sample_reports/demo.py [FOLDER]`` puts everything into FOLDER (``out``); ``--stop`` ends the sandbox. It may
be run again: the sandbox starts anew with what it kept, and the same issues are known again.
Needs ``pip install ".[sandbox]"``; of itself it uses nothing but the standard library, on Windows too.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parent
MODELS = SAMPLES / "models" / "IFC4"
RUNS = {
    "demo": [SAMPLES / "week-1" / "Building (everything).xml", SAMPLES / "viewpoints", MODELS],
    "demo-drawn": [SAMPLES / "ifcclash" / "Building.json", MODELS, "--bim-file", "Building.ifc"],
}
"""Run folder → what is converted into it: a report with pictures, and one whose pictures are drawn from its models.

Both tell of the same clashes, so each goes into a project of its own: in one they would be the same issues.
"""
CONVERTER = [sys.executable, "-m", "converter"]
IDLE_S = 3600
START_S = 60.0
TRIES = 5


def main() -> int:
    """Convert, publish, and say where to look. Gives the exit code of what went wrong, else 0."""
    parser = argparse.ArgumentParser(description="Publish sample reports to a sandbox on this machine.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("out"))
    parser.add_argument("--stop", action="store_true", help="only end the sandbox of an earlier call")
    asked = parser.parse_args()
    was_there = stop(asked.folder)
    if asked.stop:
        said = f"the sandbox at {was_there} has ended" if was_there else f"no sandbox of {asked.folder} is running"
        print(f"{said}; {asked.folder} keeps what it held" if asked.folder.is_dir() else said)
        return 0
    asked.folder.mkdir(parents=True, exist_ok=True)
    sandbox = started(asked.folder)
    for (name, inputs), project in zip(RUNS.items(), projects(sandbox), strict=False):
        print(f"\n== {name}, into project {project}", flush=True)
        if code := convert_and_publish(asked.folder, name, inputs, {**sandbox, "project_id": project}):
            print(f"this went wrong; the sandbox at {sandbox['page']} goes on", file=sys.stderr)
            return code
    print(f"\nWhat was planned: {asked.folder / 'demo' / 'report.html'}, {asked.folder / 'demo-drawn' / 'report.html'}")
    print(f"Open {sandbox['page']} in a browser: what would stand in Procore now.")
    print(f"It ends by itself after {'an hour' if IDLE_S == 3600 else f'{IDLE_S} seconds'} without requests.")
    return 0


def convert_and_publish(folder: Path, name: str, inputs: list[Path | str], sandbox: dict[str, object]) -> int:
    """One run folder, planned for the sandbox's project and carried out there. Gives an exit code."""
    run, ledger = folder / name, f"sqlite:///{(folder / 'ledger.db').resolve().as_posix()}"
    environment = settings_of(sandbox)
    for command in (["convert", *map(str, inputs), "-o", str(run)], ["publish", str(run), "--yes", "--ledger", ledger]):
        if code := subprocess.run([*CONVERTER, *command], env=environment, check=False).returncode:
            return code
    return 0


def projects(sandbox: dict[str, object]) -> list[int]:
    """Numbers of the projects the sandbox lets us into."""
    form = {"grant_type": "client_credentials", **{name: sandbox[name] for name in ("client_id", "client_secret")}}
    token = fetched(f"{sandbox['login_url']}/oauth/token", data=urllib.parse.urlencode(form).encode())["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Procore-Company-Id": str(sandbox["company_id"])}
    found = fetched(f"{sandbox['base_url']}/rest/v1.0/projects?company_id={sandbox['company_id']}", headers=headers)
    return sorted(each["id"] for each in found)


def fetched(url: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    """The JSON at an address; ``data`` is posted."""
    with urllib.request.urlopen(urllib.request.Request(url, data, headers or {}), timeout=20) as answer:
        return json.load(answer)


def settings_of(sandbox: dict[str, object]) -> dict[str, str]:
    """The environment of a command that works against the sandbox; no other setting of the converter gets through."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVERTER_")}
    names = ("base_url", "login_url", "company_id", "project_id", "client_id", "client_secret")
    return {**kept, **{f"CONVERTER_TARGET__{name.upper()}": str(sandbox[name]) for name in names}}


def started(folder: Path) -> dict[str, object]:
    """Start a sandbox that outlives this program; gives the line it prints. ``SystemExit`` when it does not start."""
    address = folder / "sandbox.json"
    was_at = known(folder)
    port = str(was_at["base_url"]).rpartition(":")[2] if was_at else "0"
    for _ in range(TRIES):
        process = launched(folder, port)
        until = time.monotonic() + START_S
        while process.poll() is None and time.monotonic() < until:
            if (text := address.read_text(encoding="utf-8")).endswith("\n"):
                return dict(json.loads(text))
            time.sleep(0.05)
        process.kill()
        port = "0"  # somebody else may have the old one by now
        time.sleep(1)  # or the sandbox before has not yet let go of the state
    raise SystemExit(f"the sandbox does not start:\n{(folder / 'sandbox.log').read_text(encoding='utf-8')}")


def launched(folder: Path, port: str) -> subprocess.Popen[bytes]:
    """The process: of a session of its own, and with files for its output, so that nobody waits for its end."""
    state = ["--state", str(folder / "sandbox.db"), "--port", port]
    # Procore's limit for short bursts would only make a demonstration wait.
    options = ["--json", "--idle-exit", str(IDLE_S), "--set", "spike_limit=10000"]
    alone: dict[str, object] = (
        {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        if sys.platform == "win32"
        else {"start_new_session": True}
    )
    with (folder / "sandbox.json").open("wb") as out, (folder / "sandbox.log").open("wb") as err:
        process = subprocess.Popen(
            [*CONVERTER, "sandbox", *state, *options], stdin=subprocess.DEVNULL, stdout=out, stderr=err, **alone
        )
    (folder / "sandbox.pid").write_text(str(process.pid), encoding="ascii")
    return process


def stop(folder: Path) -> str:
    """End the sandbox of an earlier call, if it is still there: gives the address it was at, else ""."""
    sandbox, number = known(folder), folder / "sandbox.pid"
    was_at = ""
    if sandbox and number.is_file() and answers(sandbox):
        was_at = str(sandbox["base_url"])
        # It answers as the file says: the number is still that of the sandbox, not of a process that came later.
        os.kill(int(number.read_text(encoding="ascii")), signal.SIGTERM)
        until = time.monotonic() + START_S
        while answers(sandbox) and time.monotonic() < until:
            time.sleep(0.05)
    number.unlink(missing_ok=True)
    return was_at


def known(folder: Path) -> dict[str, object] | None:
    """What the sandbox of an earlier call said of itself."""
    try:
        return dict(json.loads((folder / "sandbox.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return None


def answers(sandbox: dict[str, object]) -> bool:
    """Whether that sandbox is there."""
    try:
        return bool(fetched(f"{sandbox['base_url']}/sandbox") == sandbox)
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main())
