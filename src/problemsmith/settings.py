"""The settings: one frozen object, made at the edge and handed in. Nothing else reads them."""

import os
import tomllib
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import pydantic
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from problemsmith.errors import ValidationError

ENV_PREFIX = "PROBLEMSMITH_"
FILE_NAME = "problemsmith.toml"


class ModelPrice(BaseModel):
    """What a model costs, in USD per million tokens read and written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)


class ProviderLimits(BaseModel):
    """What a provider gets from all workers of a database together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concurrency: int | None = Field(default=None, ge=1, le=10_000)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)


class LogLevel(StrEnum):
    """From which weight on messages are logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _folder(value: object) -> object:
    return Path(value).expanduser().absolute() if isinstance(value, str | Path) else value


def _sqlite_url(file: Path) -> str:
    # In a URL, % begins an escape and ? ends the path.
    return f"sqlite:///{str(file).replace('%', '%25').replace('?', '%3F')}"


class Settings(BaseSettings):
    """Everything that can be set.

    A variable of the environment (`PROBLEMSMITH_CONCURRENCY`) goes before `problemsmith.toml` in
    the working folder (`concurrency`), and that before `problemsmith/problemsmith.toml` in the
    user's config folder. Model providers' own variables (`OPENAI_API_KEY`, ...) are theirs to read.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="forbid", env_ignore_empty=True
    )

    data_dir: Annotated[Path, BeforeValidator(_folder)] = Field(
        default_factory=lambda: _xdg_folder("XDG_DATA_HOME", ".local/share") / "problemsmith",
        description="the folder in which everything is kept",
    )
    database_url: str = Field(
        default_factory=lambda read: _sqlite_url(read["data_dir"] / "problemsmith.sqlite"),
        min_length=1,
        repr=False,  # it may hold a password
        description="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE",
    )
    default_model: str | None = Field(
        default=None, min_length=1, description="the model of jobs that name none"
    )
    concurrency: int = Field(
        default=16, ge=1, le=10_000, description="how many jobs one worker has in progress at once"
    )
    model_timeout_seconds: float = Field(
        default=120, gt=0, le=3600, description="how many seconds one model call may take"
    )
    model_prices: dict[str, ModelPrice] = Field(
        default_factory=dict[str, ModelPrice],
        description='USD per million tokens by model, as JSON: {"NAME": {"input": 1, "output": 2}}',
    )
    provider_concurrency: int = Field(
        default=8,
        ge=1,
        le=10_000,
        description="how many calls one provider gets at once, from all workers together",
    )
    provider_limits: dict[str, ProviderLimits] = Field(
        default_factory=dict[str, ProviderLimits],
        description='what single providers get from all workers together, as JSON: {"openai-chat":'
        ' {"concurrency": 16, "requests_per_minute": 500, "tokens_per_minute": 200000}}',
    )
    budget_usd: float | None = Field(
        default=None, gt=0, allow_inf_nan=False, description="what one job may cost at most, in USD"
    )
    step_retries: int = Field(
        default=5, ge=0, le=100, description="how often a failed step is tried again"
    )
    sandbox_parallelism: int = Field(
        default_factory=lambda: len(os.sched_getaffinity(0)),
        ge=1,
        le=1024,
        description="how many sandboxes run at once; by default the number of usable cores",
    )
    log_level: Annotated[LogLevel, BeforeValidator(_lower)] = Field(
        default=LogLevel.INFO, description="debug, info, warning or error"
    )
    retention_days: int = Field(
        default=30, ge=1, le=36_500, description="how many days ended workflow instances are kept"
    )

    blocked_warn_seconds: float = Field(
        default=30,
        gt=0,
        le=86_400,
        description="after how many seconds in which code blocks a worker's event loop it is told"
        " where",
    )
    blocked_exit_seconds: float = Field(
        default=300,
        gt=0,
        le=86_400,
        description="after how many such seconds the process ends itself, with exit code 70",
    )

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="the address that `serve` listens on; any but loopback needs an API key",
    )
    port: int = Field(
        default=8000, ge=0, le=65_535, description="the port that `serve` listens on; 0: a free one"
    )
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description="web origins that may call the API from a browser, as JSON:"
        ' ["https://school.example"]',
    )
    body_limit_bytes: int = Field(
        default=2_000_000, ge=10_000, description="how large the body of a request may be, in bytes"
    )
    requests_per_minute: int = Field(
        default=600, ge=1, description="how many requests one API key may make in a minute"
    )
    submissions_per_minute: int = Field(
        default=30, ge=1, description="how many programs one API key may have judged in a minute"
    )
    jobs_in_flight: int = Field(
        default=100, ge=1, description="how many unfinished jobs one user may have"
    )
    step_wait_seconds: float = Field(
        default=600,
        gt=0,
        le=86_400,
        description="how many seconds a request waits for its step before it answers 202",
    )

    otlp_endpoint: str | None = Field(
        default=None,
        min_length=1,
        description="where OpenTelemetry traces go, such as http://127.0.0.1:4318/v1/traces;"
        " takes the extra `otel`",
    )

    @classmethod
    def load(cls, **overrides: object) -> Self:
        """The settings of this process; `overrides` (by field) go before all sources.

        Raises ValidationError, which names each wrong variable or key and says what is right.
        """
        _refuse_misspelt_variables(cls)
        try:
            return cls(**overrides)  # pyright: ignore[reportArgumentType] - the values are checked right here
        except pydantic.ValidationError as error:
            raise ValidationError(_explain(cls, error, overrides)) from error
        except SettingsError as error:
            # Raised for a variable that should hold JSON and does not; the text names the field.
            field = next((name for name in cls.model_fields if f'"{name}"' in str(error)), "")
            raise ValidationError(
                _sentence(cls, field, f"{_name(field, {})} is not JSON")
            ) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - as above
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, the first one first."""
        files = [
            InitSettingsSource(settings_cls, init_kwargs=_read_file(settings_cls, file))
            for file in _files()
        ]
        return (init_settings, env_settings, *files)


def _files() -> tuple[Path, ...]:
    return (
        Path.cwd() / FILE_NAME,
        _xdg_folder("XDG_CONFIG_HOME", ".config") / "problemsmith" / FILE_NAME,
    )


def _xdg_folder(variable: str, under_home: str) -> Path:
    """A folder of the XDG Base Directory Specification, which ignores relative paths."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else Path.home() / under_home


def _read_file(settings: type[BaseSettings], file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValidationError(f"{file} is not TOML: {error}") from error
    except OSError as error:
        raise ValidationError(f"{file} cannot be read: {error.strerror}") from error
    for key in values:
        if key not in settings.model_fields:
            known = ", ".join(settings.model_fields)
            raise ValidationError(
                f"{file} has a setting {key!r} that does not exist"
                f"{_meant(key, settings)}; there are: {known}"
            )
    return values


def _meant(key: str, settings: type[BaseSettings]) -> str:
    close = get_close_matches(key, settings.model_fields, n=1)
    return f": did you mean {close[0]!r}?" if close else ""


def _refuse_misspelt_variables(settings: type[BaseSettings]) -> None:
    """Raise for a variable that is nearly a setting's: it would be passed over in silence."""
    known = [ENV_PREFIX + field.upper() for field in settings.model_fields]
    for variable in os.environ:
        name = variable.upper()
        if name.startswith(ENV_PREFIX) and name not in known:
            close = get_close_matches(name, known, n=1, cutoff=0.9)
            if close:
                raise ValidationError(f"{variable} is not a setting: did you mean {close[0]}?")


def _explain(
    settings: type[BaseSettings], error: pydantic.ValidationError, overrides: dict[str, object]
) -> str:
    lines: list[str] = []
    for problem in error.errors(include_url=False):
        if problem["type"] == "default_factory_not_called":
            continue  # a default that follows from a wrong value, which has a line of its own
        field, *inside = (str(part) for part in problem["loc"])
        where = f" (in {'.'.join(inside)})" if inside else ""
        # A value is shown only where it cannot hold a password.
        value = "" if field == "database_url" else f" is {problem['input']!r}"
        reason = problem["msg"].removeprefix("Value error, ")
        lines.append(
            _sentence(settings, field, f"{_name(field, overrides)}{value}{where}: {reason}")
        )
    return "\n".join(lines)


def _sentence(settings: type[BaseSettings], field: str, what: str) -> str:
    known = settings.model_fields.get(field)
    return what if known is None else f"{what}. It is {known.description}."


def _name(field: str, overrides: dict[str, object]) -> str:
    """Where a value stood, as the person who wrote it knows it."""
    if field in overrides:
        return field
    variable = ENV_PREFIX + field.upper()
    # Variables are found in any case, as pydantic-settings does.
    if any(name.upper() == variable for name in os.environ):
        return variable
    return f"{field} in {FILE_NAME}"
