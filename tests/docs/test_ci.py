"""The workflows of docs/ci: their commands are run, as far as they can be without the service."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from converter.app.configuration import load
from converter.app.gate_settings import gate_rules
from tests.conftest import ROOT, SAMPLES

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SERVICES = ("github", "gitlab", "azure")
WEEKS = {number: SAMPLES / f"week-{number}" / "Building (everything).xml" for number in (1, 2)}

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the commands are those of bash")


def workflow(service: str) -> dict[Any, Any]:
    return yaml.safe_load((ROOT / "docs" / "ci" / f"{service}.yml").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Step:
    """A command of a workflow, with the variables it gets."""

    script: str
    variables: tuple[str, ...] = ()

    @property
    def fetches(self) -> bool:
        return "curl" in self.script


def steps(service: str) -> list[Step]:
    """The commands of a workflow in their order, without the installation."""
    document = workflow(service)
    if service == "gitlab":
        job = document["clashes"]
        found = [Step(each, ("REPORT_URL",)) for each in (*job["before_script"], *job["script"])]
    elif service == "github":
        runs = [each for each in document["jobs"]["gate"]["steps"] if "run" in each]
        found = [Step(each["run"], tuple(each.get("env", ()))) for each in runs]
    else:
        runs = [each for each in document["steps"] if "bash" in each]
        found = [Step(each["bash"], tuple(each.get("env", ()))) for each in runs]
    return [each for each in found if not each.script.startswith("python -m pip install ")]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project with the first week as its baseline and stand-ins for what is installed: ``converter`` and ``curl``."""
    (tmp_path / "bin").mkdir()
    program(tmp_path / "bin" / "converter", f'exec "{sys.executable}" -m converter "$@"')
    program(tmp_path / "bin" / "curl", 'while [ "$1" != "--output" ]; do shift; done\ncp "$3" "$2"')
    folder = tmp_path / "project"
    (folder / "reports").mkdir(parents=True)
    shutil.copytree(SAMPLES / "models" / "IFC4", folder / "models")
    shutil.copy(WEEKS[1], folder / "reports" / "Tower.xml")
    assert bash(folder, "converter check reports --write-baseline clash-baseline.jsonl").returncode == 0
    return folder


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def bash(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as the services do: it ends at the first command that fails."""
    path = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    kept = {name: os.environ[name] for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME") if name in os.environ}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**kept, "PATH": path, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def run(service: str, folder: Path, *, uploaded: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Every step of a workflow that would be run; the result is that of the last."""
    marks = {"github": {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md")}}
    marks |= {"gitlab": {"GITLAB_CI": "true"}, "azure": {"TF_BUILD": "True"}}
    done = None
    for step in steps(service):
        if step.fetches and uploaded is None and service != "gitlab":
            continue  # its condition does not hold
        variables = {name: str(uploaded or "") for name in step.variables}
        done = bash(folder, step.script, **marks[service], **variables)
        if done.returncode:
            break
    assert done is not None
    return done


@pytest.mark.parametrize("service", SERVICES)
def test_a_workflow_passes_where_nothing_is_new(service: str, repository: Path) -> None:
    done = run(service, repository)
    assert done.returncode == 0, done.stderr
    assert (repository / "out" / "clash-baseline.jsonl").read_bytes() == (
        repository / "clash-baseline.jsonl"
    ).read_bytes()
    assert set(results(service)) <= {f"out/{path.name}" for path in (repository / "out").iterdir()} | {"out"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_workflow_fails_on_a_report_that_is_uploaded_and_brings_new_ones(service: str, repository: Path) -> None:
    done = run(service, repository, uploaded=WEEKS[2])
    assert done.returncode == 1 and "gate failed" in done.stdout, done.stderr
    assert (repository / "reports" / "Tower.xml").read_bytes() == WEEKS[2].read_bytes()
    assert not (repository / "out" / "clash-baseline.jsonl").exists()
    assert all((repository / path).exists() for path in results(service))


def test_a_service_is_known_by_what_it_sets(repository: Path) -> None:
    assert "\n::error file=reports/Tower.xml,line=" in run("github", repository, uploaded=WEEKS[2]).stdout
    assert (repository.parent / "summary.md").read_text(encoding="utf-8").startswith("## Gate failed")
    assert "##vso[task.uploadsummary]" in run("azure", repository).stdout
    assert "::" not in run("gitlab", repository).stdout


def results(service: str) -> Iterator[str]:
    """The files a workflow hands on."""
    document = workflow(service)
    if service == "gitlab":
        artifacts = document["clashes"]["artifacts"]
        yield from (*artifacts["paths"], *artifacts["reports"].values())
    elif service == "github":
        settings = [each.get("with", {}) for each in document["jobs"]["gate"]["steps"]]
        yield from (each[name] for each in settings for name in ("sarif_file", "path") if name in each)
    else:
        inputs = [each.get("inputs", {}) for each in document["steps"]]
        yield from (each[name] for each in inputs for name in ("testResultsFiles", "targetPath") if name in each)


@pytest.mark.parametrize("service", SERVICES)
def test_a_workflow_installs_checks_and_keeps_results(service: str) -> None:
    text = (ROOT / "docs" / "ci" / f"{service}.yml").read_text(encoding="utf-8")
    assert "python -m pip install tools/clash_converter-*.whl" in text and f"ci/{service}.yml" in PAGE
    assert [each.script.split()[:2] for each in steps(service)][-1] == ["converter", "check"]
    assert len(list(results(service))) >= 2


def test_workflows_start_on_what_is_uploaded() -> None:
    # YAML 1.1 reads the key ``on`` as true
    for event in ("push", "pull_request"):
        assert "reports/**" in workflow("github")[True][event]["paths"]
    assert workflow("github")[True]["repository_dispatch"]["types"] == ["clash-report-uploaded"]
    assert any("reports/**/*" in each.get("changes", ()) for each in workflow("gitlab")["clashes"]["rules"])
    assert "reports" in workflow("azure")["trigger"]["paths"]["include"]


def test_what_is_given_from_outside_reaches_a_script_only_as_a_variable() -> None:
    for service in SERVICES:
        assert not [each.script for each in steps(service) if "${{" in each.script or "$(" in each.script]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_page_can_be_run_one_after_the_other(repository: Path) -> None:
    (repository / "clash-baseline.jsonl").unlink()
    for script in blocks("sh"):
        done = bash(repository, script)
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    assert len(blocks("sh")) == 4


def test_the_settings_of_the_page_are_accepted(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    assert tomllib.loads(block)["gate"]["grace"]
    (tmp_path / "converter.toml").write_text(block, encoding="utf-8")
    loaded = load(config_file=None, folder=tmp_path, user_folder=tmp_path / "none", environment={}, flags={})
    rules = gate_rules(loaded.settings.gate)
    assert len(list(rules.limits())) == 5 and len(rules.grace) == 1
