"""Many programs in one box: a box costs more than a program's runs on small inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.programs import Arguments
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import find_language
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import INT
from problemsmith.problem.verdict import Verdict

TOO_SLOW = "stopped: too slow"
"""What a program that was stopped in its box says; the wording is the bundle's own."""

NO_LIMIT = 1e9
"""Seconds; more than anybody waits."""

NOT_RUN = "not run: too long altogether"
"""What stands for a run that there was no time left for; the wording is the bundle's own."""

# Each call has a fresh namespace, since a solution is judged in a fresh process too. A timer stops
# a program that loops for ever, and its further calls in this process end at once: without that,
# each would cost the whole limit and a new process.
_BUNDLE = """\
import signal as _signal
import time as _time

_SOURCES = {sources!r}
_NAMES = {names!r}
_SECONDS = {seconds!r}
_SECONDS_ALTOGETHER = {seconds_altogether!r}
_compiled = {{}}
_stopped = set()
_spent = {{}}


class _TooSlow(BaseException):
    pass


def _stop(number, frame):
    raise _TooSlow({too_slow!r})


_signal.signal(_signal.SIGPROF, _stop)


def run_bundled(program_number, *arguments):
    if program_number in _stopped:
        raise _TooSlow({too_slow!r})
    before = _spent.get(program_number, 0.0)
    if before > _SECONDS_ALTOGETHER:
        raise _TooSlow({not_run!r})
    if program_number not in _compiled:
        _compiled[program_number] = compile(_SOURCES[program_number], "solution", "exec")
    start = _time.process_time()
    room = {{"__name__": "solution", "ListNode": ListNode, "TreeNode": TreeNode}}
    _signal.setitimer(_signal.ITIMER_PROF, _SECONDS)
    try:
        exec(_compiled[program_number], room)
        function = next(room[name] for name in _NAMES if name in room)
        return function(*arguments)
    except _TooSlow:
        _stopped.add(program_number)
        raise
    finally:
        _signal.setitimer(_signal.ITIMER_PROF, 0)
        _spent[program_number] = before + _time.process_time() - start
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One program of a bundle, by its place there, on one input."""

    program: int
    arguments: Arguments


async def run_bundle(
    judge: Judge,
    signature: Signature,
    sources: Sequence[str],
    calls: Sequence[Call],
    *,
    seconds: float,
    memory_mb: int,
    seconds_altogether: float = NO_LIMIT,
) -> list[Run]:
    """One run for each call, in order. A program may take `seconds` of CPU for one call.

    One that has been stopped for its time is not run again by the same process; nor is one that
    took `seconds_altogether` there, which says nothing about it (`was_run`).
    """
    names = find_language("python").entry_points(Program(code="", signature=signature))
    program = Program(
        code=_BUNDLE.format(
            sources=list(sources),
            names=names,
            seconds=seconds,
            seconds_altogether=seconds_altogether,
            too_slow=TOO_SLOW,
            not_run=NOT_RUN,
        ),
        entry_point="run_bundled",
        signature=_with_program_number(signature),
    )
    return await judge.run(
        program,
        [(call.program, *call.arguments) for call in calls],
        # The timer comes first; this one is for programs that hang where no signal gets through.
        limits=Limits(time_seconds=min(2 * seconds + 0.2, 60.0), memory_mb=memory_mb),
        mode=RunMode.BULK,
    )


def was_run(run: Run) -> bool:
    """Whether there was time for it."""
    return not (run.verdict is Verdict.RUNTIME_ERROR and NOT_RUN in run.message)


def is_too_slow(run: Run) -> bool:
    """Whether the run was stopped for its time, by either clock."""
    return run.verdict is Verdict.TIME_LIMIT_EXCEEDED or (
        run.verdict is Verdict.RUNTIME_ERROR and TOO_SLOW in run.message
    )


def _with_program_number(signature: Signature) -> Signature:
    # Copied without a check: the number may be a parameter more than a problem may have.
    number = Parameter(name="program_number", type=INT)
    return signature.model_copy(update={"parameters": (number, *signature.parameters)})
