"""Structured logs: one JSON object a line, with the ids of the request, the job and the step.

Whatever runs inside `structlog.contextvars.bound_contextvars(job_id=...)` logs with these ids.
"""

import logging
from typing import Any, TextIO

import structlog

from problemsmith.settings import LogLevel

_LEVELS = {
    LogLevel.DEBUG: logging.DEBUG,
    LogLevel.INFO: logging.INFO,
    LogLevel.WARNING: logging.WARNING,
    LogLevel.ERROR: logging.ERROR,
}


def configure_logs(level: LogLevel, stream: TextIO) -> None:
    """Send the logs of the program and of its libraries to `stream`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    root = logging.getLogger()
    root.handlers[:] = [_Bridge()]
    root.setLevel(_LEVELS[level])
    for name in ("alembic", "httpx", "httpx2"):
        logging.getLogger(name).setLevel(logging.WARNING)


class _Bridge(logging.Handler):
    """Hands what libraries log over to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        logger: Any = structlog.get_logger()  # its methods are made by `configure`
        logger.log(
            record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info
        )
