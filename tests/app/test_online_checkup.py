"""``converter doctor --online`` against the sandbox: what is wrong, and what to do about it."""

from __future__ import annotations

import pytest

from converter.app.checkup import Check
from converter.app.online_checkup import online_checkup
from converter.cli.main import main
from converter.events import Event, Waiting
from tests.app.publishing import QuickClock, Site

ORDER = (
    "sign-in", "user", "clock", "company", "project", "Coordination Issues", "making issues", "closing issues",
    "BIM file",
)  # fmt: skip


class WrongClock(QuickClock):
    def __init__(self, ahead_s: float) -> None:
        super().__init__()
        self._ahead_s = ahead_s

    def now(self) -> float:
        return super().now() + self._ahead_s


def checks(site: Site, clock: QuickClock | None = None, **settings: object) -> list[Check]:
    return online_checkup(site.settings(**settings).settings, clock or QuickClock())


def failed(site: Site, **settings: object) -> Check:
    """The one that fails: it is the last one, and everything before it is well."""
    found = checks(site, **settings)
    bad = [each for each in found if each.state == "missing"]
    assert len(bad) == 1 and bad[0].next, found
    assert tuple(each.name for each in found[: found.index(bad[0])]) == ORDER[: found.index(bad[0])]
    return bad[0]


def test_all_is_well(site: Site) -> None:
    found = checks(site)
    assert tuple(each.name for each in found) == ORDER
    assert {each.state for each in found} == {"ok"} and not any(each.next for each in found)
    assert not [each for each in site.box.requests() if each["method"] != "GET" and "oauth" not in each["path"]]


@pytest.mark.parametrize(
    ("settings", "name", "said", "step"),
    [
        ({"target__client_secret": "another one"}, "sign-in", "invalid_client", "CONVERTER_TARGET__CLIENT_SECRET"),
        ({"target__login_url": "http://127.0.0.1:9"}, "sign-in", "127.0.0.1:9 does not take", "target.login_url"),
        ({"target__base_url": "http://127.0.0.1:9"}, "user", "127.0.0.1:9 does not take", "target.base_url"),
        ({"target__company_id": 7}, "user", "App is not connected to this company", "target.company_id"),
        ({"target__project_id": 7}, "project", "'Second Project'", "target.project_id"),
        ({"target__bim_file": None, "target__bim_file_id": 7}, "BIM file", "7 is not there", "target.bim_file"),
    ],
)
def test_wrong_settings(site: Site, settings: dict[str, object], name: str, said: str, step: str) -> None:
    bad = failed(site, **settings)
    assert bad.name == name and said in bad.message and step in bad.next


@pytest.mark.parametrize(
    ("switches", "name", "said"),
    [
        ({"rights": "none"}, "Coordination Issues", "permission"),
        ({"rights": "read_only"}, "making issues", "Read Only"),
        ({"tool": "off"}, "Coordination Issues", "not enabled"),
    ],
)
def test_rights_that_lack(site: Site, switches: dict[str, str], name: str, said: str) -> None:
    site.box.set(**switches)
    found = checks(site)
    bad = next(each for each in found if each.state == "missing")
    assert bad.name == name and said in bad.message and "administrator" in bad.next
    assert "BIM file" not in [each.name for each in found]


def test_standard_is_enough_but_to_close(site: Site) -> None:
    site.box.set(rights="standard")
    notes = [each for each in checks(site) if each.state != "ok"]
    assert [(each.name, each.state) for each in notes] == [("closing issues", "note")] and "Admin" in notes[0].next


@pytest.mark.parametrize("ahead_s", [-900.0, 900.0])
def test_a_clock_that_is_wrong(site: Site, ahead_s: float) -> None:
    notes = [each for each in checks(site, WrongClock(ahead_s)) if each.state != "ok"]
    assert [each.name for each in notes] == ["clock"] and notes[0].message[0] == f"{ahead_s:+}"[0]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/oauth/token", "sign-in"),
        ("/me", "user"),
        ("/companies", "company"),
        ("/projects", "project"),
        ("/coordination_issues", "Coordination Issues"),
        ("/bim_files", "BIM file"),
    ],
)
@pytest.mark.parametrize("kind", ["500-before", "drop-before", "truncate"])
def test_trouble_on_the_way_is_no_wrong_setting(site: Site, path: str, name: str, kind: str) -> None:
    site.box.fault(f"{kind},path={path},times=99")
    bad = failed(site)
    assert bad.name == name and ("later" in bad.next or "network" in bad.next)


def test_one_dropped_answer_is_no_trouble(site: Site) -> None:
    site.box.fault("drop-before,path=/companies", "503-before,path=/me", "expire-token,path=/projects")
    seen: list[Event] = []
    found = online_checkup(site.settings().settings, QuickClock(), seen.append)
    assert {each.state for each in found} == {"ok"}
    assert [event.reason for event in seen if isinstance(event, Waiting)] == [
        "another try: GET /rest/v1.0/me: 503, Service Unavailable",
        "another try: GET /rest/v1.0/companies: the connection broke off (RemoteDisconnected)",
    ]


def test_the_command_shows_them_with_the_step(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    box = site.box
    named = {
        "BASE_URL": box.base_url, "LOGIN_URL": box.login_url, "COMPANY_ID": box.company_id, "PROJECT_ID": 7,
        "CLIENT_ID": box.client_id, "CLIENT_SECRET": box.client_secret,
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(f"CONVERTER_TARGET__{name}", str(value))
    monkeypatch.chdir(site.folder)
    assert main(["doctor", "--online"]) == 2
    shown = capfd.readouterr().out
    assert "✗ project: 7 is not among those this app may see" in shown and "    Set target.project_id" in shown
