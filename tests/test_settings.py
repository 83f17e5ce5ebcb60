"""Settings: where they come from, and what a wrong one is told."""

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from problemsmith.errors import ValidationError
from problemsmith.settings import LogLevel, ModelPrice, Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, no settings in the environment, and a working folder of one's own."""
    for variable in os.environ:
        if variable.upper().startswith("PROBLEMSMITH_") or variable.startswith("XDG_"):
            monkeypatch.delenv(variable)
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(work)
    return home


def refused(**overrides: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Settings.load(**overrides)
    return caught.value.message


def test_nothing_need_be_set(home: Path) -> None:
    settings = Settings.load()
    assert settings.data_dir == home / ".local/share/problemsmith"
    assert settings.database_url == f"sqlite:///{settings.data_dir}/problemsmith.sqlite"
    assert (settings.default_model, settings.budget_usd, settings.model_prices) == (None, None, {})
    assert (settings.step_retries, settings.retention_days) == (5, 30)
    assert settings.sandbox_parallelism >= 1


def test_loading_makes_no_folder(home: Path) -> None:
    Settings.load()
    assert list(home.iterdir()) == []


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.load().concurrency = 3


def test_the_environment_goes_before_the_working_folder_and_that_before_the_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = home / ".config/problemsmith"
    config.mkdir(parents=True)
    (config / "problemsmith.toml").write_text(
        'concurrency = 1\nretention_days = 1\nstep_retries = 1\nlog_level = "error"\n'
    )
    Path("problemsmith.toml").write_text("concurrency = 2\nretention_days = 2\nstep_retries = 2\n")
    monkeypatch.setenv("PROBLEMSMITH_CONCURRENCY", "3")
    monkeypatch.setenv("PROBLEMSMITH_RETENTION_DAYS", "3")
    settings = Settings.load(concurrency=4)
    assert (settings.concurrency, settings.retention_days) == (4, 3)
    assert (settings.step_retries, settings.log_level) == (2, LogLevel.ERROR)


def test_the_xdg_folders_are_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config/problemsmith").mkdir(parents=True)
    (tmp_path / "config/problemsmith/problemsmith.toml").write_text("concurrency = 7\n")
    settings = Settings.load()
    assert settings.data_dir == tmp_path / "data/problemsmith"
    assert settings.concurrency == 7


def test_a_relative_xdg_folder_is_ignored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    assert Settings.load().data_dir == home / ".local/share/problemsmith"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROBLEMSMITH_DATABASE_URL", "")
    assert Settings.load().database_url.startswith("sqlite:///")


@pytest.mark.parametrize("name", ["plain", "with space", "50%20off?", "a#b@c:d", "é😀"])
def test_any_folder_makes_a_database_url_that_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PROBLEMSMITH_DATA_DIR", str(tmp_path / name))
    database = make_url(Settings.load().database_url).database
    assert database == str(tmp_path / name / "problemsmith.sqlite")


def test_the_data_folder_may_be_relative_or_at_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for given, meant in (("data", Path.cwd() / "data"), ("~/data", home / "data")):
        monkeypatch.setenv("PROBLEMSMITH_DATA_DIR", given)
        assert Settings.load().data_dir == meant


def test_prices_are_json_in_the_environment_and_a_table_in_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    price = ModelPrice(input=1.25, output=10)
    Path("problemsmith.toml").write_text(
        '[model_prices."openai-chat:x"]\ninput = 1.25\noutput = 10\n'
    )
    assert Settings.load().model_prices == {"openai-chat:x": price}
    monkeypatch.setenv("PROBLEMSMITH_MODEL_PRICES", '{"y": {"input": 1.25, "output": 10}}')
    assert Settings.load().model_prices["y"] == price


@pytest.mark.parametrize(
    ("variable", "value", "right"),
    [
        ("CONCURRENCY", "0", "how many jobs one worker has in progress at once"),
        ("CONCURRENCY", "many", "valid integer"),
        ("MODEL_TIMEOUT_SECONDS", "-1", "greater than 0"),
        ("MODEL_TIMEOUT_SECONDS", "nan", "how many seconds"),
        ("BUDGET_USD", "inf", "finite number"),
        ("LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
        ("RETENTION_DAYS", "1e9", "valid integer"),
        ("MODEL_PRICES", "{", "is not JSON"),
        ("MODEL_PRICES", "[]", "valid dictionary"),
        ("MODEL_PRICES", '{"x": {"input": -1, "output": 1}}', "(in x.input)"),
        ("MODEL_PRICES", '{"x": {"input": 1, "output": 1, "cache": 1}}', "(in x.cache)"),
    ],
)
def test_a_wrong_variable_is_named_with_what_is_right(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, right: str
) -> None:
    monkeypatch.setenv(f"PROBLEMSMITH_{variable}", value)
    message = refused()
    assert message.startswith(f"PROBLEMSMITH_{variable} ")
    assert right in message


def test_every_wrong_setting_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROBLEMSMITH_CONCURRENCY", "0")
    Path("problemsmith.toml").write_text("step_retries = -1\n")
    lines = refused(retention_days=0).splitlines()
    assert [line.split(" is ")[0] for line in lines] == [
        "PROBLEMSMITH_CONCURRENCY",
        "step_retries in problemsmith.toml",
        "retention_days",
    ]


def test_a_password_in_a_wrong_url_is_not_shown() -> None:
    Path("problemsmith.toml").write_text('database_url = ["postgresql://ada:secret@host/d"]\n')
    assert "secret" not in refused()
    Path("problemsmith.toml").write_text('database_url = "postgresql://ada:secret@host/d"\n')
    assert "secret" not in repr(Settings.load())


def test_an_unknown_key_in_a_file_is_refused_with_the_one_that_was_meant() -> None:
    Path("problemsmith.toml").write_text("concurency = 3\n")
    message = refused()
    assert str(Path.cwd() / "problemsmith.toml") in message
    assert "'concurency' that does not exist: did you mean 'concurrency'?" in message
    Path("problemsmith.toml").write_text("colour = 3\n")
    assert "there are: data_dir, database_url, " in refused()


def test_a_misspelt_variable_is_refused_and_a_foreign_one_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROBLEMSMITH_HOOK", "theirs")
    Settings.load()
    monkeypatch.setenv("PROBLEMSMITH_DATABSE_URL", "postgresql://host/d")
    assert refused() == (
        "PROBLEMSMITH_DATABSE_URL is not a setting: did you mean PROBLEMSMITH_DATABASE_URL?"
    )


@pytest.mark.parametrize("content", [b"concurrency = ", b"\xff\xfe", b"concurrency = 1\n" * 2])
def test_a_file_that_is_not_toml_is_named(content: bytes) -> None:
    Path("problemsmith.toml").write_bytes(content)
    assert "problemsmith.toml is not TOML: " in refused()


def test_a_folder_in_place_of_the_file_is_named() -> None:
    Path("problemsmith.toml").mkdir()
    assert "problemsmith.toml cannot be read: Is a directory" in refused()
