"""What a command opens: settings, the store alone, or the whole application."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from problemsmith.judge.judge import Judge
    from problemsmith.service.application import Application
    from problemsmith.settings import Settings
    from problemsmith.store.database import Database


def load_settings(**overrides: object) -> "Settings":
    """The settings from the environment and `problemsmith.toml`; raises ValidationError."""
    from problemsmith.settings import Settings

    return Settings.load(**overrides)


@asynccontextmanager
async def opened_store() -> "AsyncGenerator[Database]":
    """The database alone, for commands that only look things up."""
    from problemsmith.store.database import Database

    async with await Database.open(load_settings().database_url) as store:
        yield store


@asynccontextmanager
async def opened_application() -> "AsyncGenerator[Application]":
    """Everything, as a client of the workflow engine."""
    from problemsmith.service.application import open_application

    async with open_application(load_settings()) as app:
        yield app


@asynccontextmanager
async def working_application(settings: "Settings") -> "AsyncGenerator[Application]":
    """Everything, for commands that run jobs: with traces, where the settings say where they go."""
    from problemsmith.service.application import open_application

    if settings.otlp_endpoint:
        from problemsmith.traces import configure_traces

        configure_traces(settings.otlp_endpoint)
    async with open_application(settings) as app:
        yield app


@asynccontextmanager
async def opened_judge() -> "AsyncGenerator[Judge]":
    """The judge alone; raises EnvironmentNotReadyError where the machine lacks something."""
    from problemsmith.judge.judge import Judge

    settings = load_settings()
    kept = settings.data_dir / "kept"
    async with Judge(concurrency=settings.sandbox_parallelism, kept=kept) as judge:
        yield judge


def read_source(path: Path) -> str:
    """A program's source from a file; raises ValidationError when it can't be read."""
    from problemsmith.errors import ValidationError
    from problemsmith.problem.plain_words import unreadable

    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(f"can't read {path}: {unreadable(error)}") from error
