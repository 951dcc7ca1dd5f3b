"""No secret is read by anybody: not in logs, messages, run folders, ledgers or tracebacks, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from converter.app.publishing import options_of, publish
from converter.cli.main import main
from converter.errors import AuthError, ConverterError
from converter.publisher.clock import SystemClock
from tests.app.publishing import QuickClock, Site
from tests.sandbox.running import Box

WRONG_SECRET = "canary-of-a-secret-that-is-wrong"
PUBLIC_FIELDS = ("Content-Type", "Content-Disposition", "x-amz-algorithm", "x-amz-date", "key")
TROUBLE = [
    ("expire-token,times=2", "500-before,path=/uploads", "502-after,path=/storage", "drop-after,path=/uploads,nth=2"),
    ("drop-before,path=/storage,times=3", "truncate,path=/uploads", "429-spike,seconds=1,path=/uploads"),
    ("500-after,path=/sync",),
    ("drop-after,path=/sync", "expire-token,path=/sync,times=3"),
    ("502-before,path=/oauth/token,times=99",),
    ("expire-token,times=99,path=/rest",),
    ("500-before,times=99,path=/storage",),
]


@pytest.fixture
def secrets(server: Box, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every secret that goes over the line, as it is seen there: tokens, and what signs an upload."""
    found = {server.client_secret}
    send = requests.Session.send

    def watched(self: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        if "Authorization" in request.headers:
            found.add(str(request.headers["Authorization"]).partition(" ")[2])
        response = send(self, request, **more)
        body = response.json() if response.ok and "json" in response.headers.get("Content-Type", "") else None
        if isinstance(body, dict):
            found.update(str(body[name]) for name in ("access_token", "refresh_token") if body.get(name))
            found.update(value for name, value in (body.get("fields") or {}).items() if name not in PUBLIC_FIELDS)
        return response

    monkeypatch.setattr(requests.Session, "send", watched)
    return found


class Everything(logging.Handler):
    """Keeps every record of every library, from the finest level up."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()} {record.exc_text or ''}")


@pytest.fixture
def log() -> Iterator[Everything]:
    everything, root = Everything(), logging.getLogger()
    before = root.level
    root.addHandler(everything)
    root.setLevel(logging.NOTSET)
    yield everything
    root.setLevel(before)
    root.removeHandler(everything)


def check_unseen(secrets: set[str], texts: dict[str, str | bytes]) -> None:
    for name, text in texts.items():
        content = text if isinstance(text, bytes) else text.encode()
        assert not [secret for secret in secrets if secret.encode() in content], name


def files_of(folder: Path) -> dict[str, str | bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("faults", TROUBLE)
def test_a_publish_with_trouble_shows_none(
    site: Site, secrets: set[str], log: Everything, faults: tuple[str, ...]
) -> None:
    run = site.convert(site.report(4))
    settings = site.settings()
    errors = []
    site.box.fault(*faults)
    for _ in range(3):
        try:
            publish(run, settings, options_of(settings.settings), clock=QuickClock())
        except ConverterError as error:
            errors.append("".join(traceback.format_exception(error)))
    said = {f"error {number}": text for number, text in enumerate(errors)}
    assert len(secrets) >= 2 or "oauth" in faults[0], "nothing was signed in with"
    assert any(line.startswith("urllib3") for line in log.lines), "the libraries were not listened to"
    assert any(name.startswith("ledger.db") for name in files_of(site.folder))
    check_unseen(secrets, {**files_of(site.folder), "log": "\n".join(log.lines), **said})


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("is_wrong", [False, True])
def test_the_command_shows_none(
    site: Site,
    secrets: set[str],
    log: Everything,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    style: str,
    is_wrong: bool,
) -> None:
    box = site.box
    target = {
        "BASE_URL": box.base_url,
        "LOGIN_URL": box.login_url,
        "COMPANY_ID": box.company_id,
        "PROJECT_ID": box.project_id,
        "CLIENT_ID": box.client_id,
        "CLIENT_SECRET": WRONG_SECRET if is_wrong else box.client_secret,
    }
    for name, value in target.items():
        monkeypatch.setenv(f"CONVERTER_TARGET__{name}", str(value))
    monkeypatch.chdir(site.folder)
    monkeypatch.setattr(SystemClock, "sleep", lambda _self, _seconds: None)
    run = site.convert(site.report(3))
    box.fault("500-before,path=/uploads", "expire-token,path=/sync", "refuse,path=/sync,items=1,nth=2")
    codes = [
        main(["--log-format", style, *call])
        for call in (["publish", str(run), "--yes"], ["status"], ["doctor", "--online"], ["config", "show"])
    ]
    assert codes[0] == (5 if is_wrong else 4)
    captured = capfd.readouterr()
    shown = {"stdout": captured.out, "stderr": captured.err, "log": "\n".join(log.lines)}
    check_unseen({*secrets, WRONG_SECRET}, {**files_of(site.folder), **shown})


def test_a_refused_sign_in_names_the_next_step_and_no_secret(site: Site) -> None:
    run = site.convert(site.report(1))
    settings = site.settings(target__client_secret=WRONG_SECRET)
    with pytest.raises(AuthError) as caught:
        publish(run, settings, options_of(settings.settings), clock=QuickClock())
    assert "CONVERTER_TARGET__CLIENT_SECRET" in caught.value.hint
    assert WRONG_SECRET not in "".join(traceback.format_exception(caught.value))
