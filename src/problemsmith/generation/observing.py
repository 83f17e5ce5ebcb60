"""What a step leaves in logs and traces: the ids of its job, itself and its attempt."""

import logging
from collections.abc import Generator
from contextlib import contextmanager

import structlog

from problemsmith.generation.params import GenerationParams
from problemsmith.generation.steps import GenerationStep
from problemsmith.traces import TRACER, context_of

_log = logging.getLogger(__name__)


@contextmanager
def observed(params: GenerationParams, step: GenerationStep, attempt: int) -> Generator[None]:
    """Around one attempt at a step: all that logs inside does so with these ids."""
    ids = {"job_id": params.job_id, "step": step.value, "attempt": attempt}
    names = {"problemsmith.job_id": params.job_id, "problemsmith.attempt": attempt}
    with (
        structlog.contextvars.bound_contextvars(**ids),
        TRACER.start_as_current_span(
            f"step {step}", context=context_of(params.trace_parent), attributes=names
        ),
    ):
        _log.info("step started")
        try:
            yield
        except Exception as error:
            _log.info("step failed: %s", error)
            raise
        _log.info("step done")
