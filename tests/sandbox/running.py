"""A sandbox in a process of its own, on a free port of loopback: for every test that needs something like Procore.

::

    with running("--set", "duplicate_uuid=create") as box:
        box.get("/rest/v1.0/coordination_issues", project_id=box.project_id)
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import requests

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 20


@dataclass(slots=True)
class Box:
    """A running sandbox: where it is, who one is there, and its own door."""

    process: subprocess.Popen[str]
    base_url: str
    login_url: str
    company_id: int
    project_id: int
    client_id: str
    client_secret: str
    page: str
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    # As Procore

    def sign_in(self) -> str:
        """A new token of the service account; every later call carries it."""
        answer = self.session.post(
            f"{self.login_url}/oauth/token",
            data={"grant_type": "client_credentials", "client_id": self.client_id, "client_secret": self.client_secret},
            timeout=TIMEOUT_S,
        )
        answer.raise_for_status()
        self.token = answer.json()["access_token"]
        return self.token

    def headers(self, token: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.token}", "Procore-Company-Id": str(self.company_id)}

    def call(self, method: str, path: str, *, token: str | None = None, **more: Any) -> requests.Response:
        """One call with token and company; ``more`` goes to requests."""
        if not self.token:
            self.sign_in()
        headers = {**self.headers(token), **more.pop("headers", {})}
        return self.session.request(
            method, f"{self.base_url}{path}", headers=headers, timeout=TIMEOUT_S, allow_redirects=False, **more
        )

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.call("GET", path, params=params)

    def person(self, login: str) -> str:
        """A token of one of the people, by the way people sign in: for edits by hand."""
        app = {"client_id": self.client_id, "redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}
        asked = {**app, "response_type": "code", "login_hint": login}
        code = self.session.get(f"{self.login_url}/oauth/authorize", params=asked, timeout=TIMEOUT_S).json()["code"]
        form = {**app, "grant_type": "authorization_code", "client_secret": self.client_secret, "code": code}
        answer = self.session.post(f"{self.login_url}/oauth/token", data=form, timeout=TIMEOUT_S)
        return str(answer.json()["access_token"])

    # Its own door

    def own(self, method: str, path: str, **more: Any) -> Any:
        answer = self.session.request(method, f"{self.base_url}/sandbox{path}", timeout=TIMEOUT_S, **more)
        answer.raise_for_status()
        return answer.json()

    def reset(self) -> None:
        """As new, in a few milliseconds: cheaper than another process."""
        self.own("POST", "/reset")
        self.token = ""

    def set(self, **switches: object) -> None:
        self.own("POST", "/switches", json=switches)

    def fault(self, *specs: Any) -> None:
        self.own("POST", "/faults", json={"faults": list(specs)})

    def advance(self, seconds: float) -> None:
        self.own("POST", "/clock", json={"advance": seconds})

    def requests(self) -> list[dict[str, Any]]:
        return list(self.own("GET", "/requests"))

    def issues(self) -> list[dict[str, Any]]:
        return list(self.own("GET", "/issues"))

    def kill(self) -> None:
        """SIGKILL: nothing is put in order."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(TIMEOUT_S)


@contextmanager
def running(*options: str, state: Path | None = None, port: int = 0) -> Iterator[Box]:
    """Start a sandbox, give it, and end it."""
    kept = [] if state is None else ["--state", str(state)]
    command = [sys.executable, "-m", "converter", "sandbox", "--json", "--port", str(port), *kept, *options]
    environment = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONPATH": str(ROOT)}
    with TemporaryFile("w+", encoding="utf-8") as complaints:  # a pipe nobody reads would stop the server once full
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, text=True, env=environment, cwd=ROOT
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the sandbox did not start: {_read(complaints)}")
            box = Box(process, **json.loads(line))
            yield box
            box.session.close()
        finally:
            process.kill()
            process.wait(TIMEOUT_S)
            process.stdout.close()
        assert _read(complaints) == "", "the sandbox complained"


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()
