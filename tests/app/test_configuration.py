"""Layers, origins and messages of the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from converter.app.configuration import Configuration, load
from converter.errors import ConfigError


def loaded(
    tmp_path: Path, config: Path | None = None, env: dict[str, str] | None = None, **flags: Any
) -> Configuration:
    return load(
        config_file=config,
        folder=tmp_path,
        user_folder=tmp_path / "user",
        environment=env or {},
        flags={name.replace("__", "."): value for name, value in flags.items()},
    )


def test_each_layer_wins_over_the_one_before(tmp_path: Path) -> None:
    assert loaded(tmp_path).settings.target.project_id is None
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "config.toml").write_text("[target]\nproject_id = 1\ncompany_id = 9\n")
    assert loaded(tmp_path).settings.target.project_id == 1
    (tmp_path / "pyproject.toml").write_text("[tool.converter.target]\nproject_id = 2\n")
    assert loaded(tmp_path).settings.target.project_id == 2
    (tmp_path / "converter.toml").write_text("[target]\nproject_id = 3\n")
    assert loaded(tmp_path).settings.target.project_id == 3
    env = {"CONVERTER_TARGET__PROJECT_ID": "4"}
    assert loaded(tmp_path, env=env).settings.target.project_id == 4
    result = loaded(tmp_path, env=env, target__project_id=5, target__bim_file=None)
    assert (result.settings.target.project_id, result.settings.target.company_id) == (5, 9)
    origins = {key: origin for key, _, origin in result.rows()}
    assert origins["target.project_id"] == "command line" and origins["target.company_id"].endswith("config.toml")
    assert origins["target.base_url"] == "default"


def test_a_named_file_stands_in_for_the_project_file(tmp_path: Path) -> None:
    (tmp_path / "converter.toml").write_text("[target]\nproject_id = 3\n")
    (tmp_path / "other.toml").write_text("[grouping]\nby = 'none'\n")
    result = loaded(tmp_path, tmp_path / "other.toml")
    assert result.settings.target.project_id is None and result.settings.grouping.by == "none"
    with pytest.raises(ConfigError, match="no such configuration file"):
        loaded(tmp_path, tmp_path / "missing.toml")


def test_every_problem_is_named_at_once_with_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "converter.toml").write_text(
        "[target]\nprojectid = 3\ncompany_id = 'x'\n[gruping]\nby = 'auto'\n[grouping]\nby = 'culprits'\n[issues]\ntype = 'clsh'\n"
    )
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, env={"CONVERTER_PUBLISH__BATCH_SIZE": "5000"})
    message = str(caught.value)
    for words in (
        "did you mean target.project_id?",
        "target.company_id = 'x'",
        "did you mean grouping?",
        "grouping.by",
        "did you mean clash?",
        "publish.batch_size",
    ):
        assert words in message
    assert caught.value.exit_code == 2


def test_secrets_are_masked_everywhere(tmp_path: Path) -> None:
    env = {"CONVERTER_TARGET__CLIENT_SECRET": "canary-secret"}
    assert "canary-secret" not in str(loaded(tmp_path, env=env).rows())
    with pytest.raises(ConfigError) as caught:
        (tmp_path / "converter.toml").write_text("[target]\nclient_secret = ['canary-secret']\n")
        loaded(tmp_path)
    assert "canary-secret" not in str(caught.value)


def test_a_file_and_an_id_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="exclude each other"):
        loaded(tmp_path, target__bim_file="a.nwd", target__bim_file_id=8)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "converter.toml").write_text("[target\n")
    with pytest.raises(ConfigError, match=r"converter\.toml"):
        loaded(tmp_path)


def test_the_contract_example_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "converter.toml").write_text(
        '[target]\nkind = "procore"\nbase_url = "https://api.procore.com"\nlogin_url = "https://login.procore.com"\n'
        'company_id = 4\nproject_id = 12345\nbim_file = "Federated.nwd"\n[ledger]\nurl = "sqlite:///.converter/ledger.db"\n'
        '[grouping]\nby = "auto"\n[[rules]]\nwhen = { test = "*HVAC*" }\nset = { assignee = "mep@example.com", due = "+7d" }\n'
    )
    assert loaded(tmp_path).settings.rules[0]["when"] == {"test": "*HVAC*"}


def test_big_ids_fit(tmp_path: Path) -> None:
    assert loaded(tmp_path, target__project_id=598134325540867).settings.target.project_id == 598134325540867


def test_the_password_of_a_ledger_is_shown_nowhere(tmp_path: Path) -> None:
    """It would stand in ``run.json`` too."""
    found = load(
        config_file=None,
        folder=tmp_path,
        user_folder=tmp_path,
        environment={"CONVERTER_LEDGER__URL": "postgresql://user:canary@db.example/ledger?sslmode=require"},
        flags={},
    )
    assert "canary" not in repr(found.rows()) and "user:********@db.example/ledger" in repr(found.rows())
