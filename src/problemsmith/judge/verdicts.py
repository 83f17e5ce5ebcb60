"""From how a child ended to a verdict. What the kernel tells comes before the program's claims."""

import signal
from collections.abc import Iterable
from dataclasses import dataclass, replace

from problemsmith.judge.harness.protocol import (
    CHANGED,
    ERROR,
    HARNESS_FAILED,
    LOADED,
    MAX_FILE_BYTES,
    MAX_PRINTED_BYTES,
    MEMORY,
    MISFIT,
    OUTPUT,
    SHOWN_BYTES,
    STDERR,
    STDOUT,
    SYNTAX,
    VALUE,
)
from problemsmith.judge.program import Run
from problemsmith.judge.records import ChildEnd, HarnessFaultError, Record, whole_records
from problemsmith.judge.values import UnreadableValueError, clean_text, read_record, read_value
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict

_MAX_MESSAGE = 16 * 1024
_NEEDED_MEMORY = "The program needed more memory than the {limit} MiB it may have."
_OUT_OF_OUTPUT = f"The program printed more than {MAX_PRINTED_BYTES >> 20} MiB."
_TOO_LARGE = f"The result is larger than {MAX_FILE_BYTES >> 20} MiB."
_ENDED_EARLY = "The program ended itself before its function returned."
_CRASHES = {
    signal.SIGSEGV: "segmentation fault; often a recursion that is too deep",
    signal.SIGABRT: "aborted",
    signal.SIGBUS: "bus error",
    signal.SIGFPE: "arithmetic fault",
    signal.SIGILL: "illegal instruction",
    signal.SIGSYS: "a forbidden system call",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run, and whether the program had been loaded when it ended."""

    run: Run
    is_loaded: bool


def outcome_of(end: ChildEnd, limits: Limits) -> Outcome:
    """The outcome of a child that made one call. Raises HarnessFaultError for a fault of ours."""
    records = list(whole_records(end.result))
    is_loaded = any(record.kind == LOADED for record in records)
    run = ending(end, limits)
    if run is None:
        last = records[-1] if records else None
        run = call_result(last, limits)
        changed = any(record.kind == CHANGED for record in records)
        run = replace(run, arguments_changed=changed)
    return Outcome(_measured(run, with_recorded_prints(end, records)), is_loaded)


def ending(end: ChildEnd, limits: Limits) -> Run | None:  # noqa: PLR0911  # a list of cases
    """The verdict that the end itself decides, or None for a child that ended as it should.

    Raises HarnessFaultError for a fault of ours.
    """
    ended = end.ended
    if not ended.is_ready:
        raise HarnessFaultError(f"a child did not start: {printed(end.stderr)}")
    if ended.stopped == "wall":
        limit = wall_seconds(limits)
        return _failed(
            Verdict.TIME_LIMIT_EXCEEDED, f"Did not end within {limit:g} s, waiting included."
        )
    if ended.stopped or ended.cpu_ns > limits.time_seconds * 1e9:
        limit = limits.time_seconds
        return _failed(Verdict.TIME_LIMIT_EXCEEDED, f"Took more than {limit:g} s of CPU time.")
    if max(ended.stdout_bytes, ended.stderr_bytes) > MAX_PRINTED_BYTES:
        return _failed(Verdict.OUTPUT_LIMIT_EXCEEDED, _OUT_OF_OUTPUT)
    if ended.result_bytes >= MAX_FILE_BYTES:
        return _failed(Verdict.OUTPUT_LIMIT_EXCEEDED, _TOO_LARGE)
    if end.out_of_memory:
        return _out_of_memory(limits)
    if ended.status == -signal.SIGKILL:
        # The program cannot send this signal: somebody outside did.
        raise HarnessFaultError("a child was killed from outside")
    if ended.status < 0:
        number = -ended.status
        name = _CRASHES.get(signal.Signals(number), signal.Signals(number).name)
        return _failed(Verdict.RUNTIME_ERROR, f"The program crashed ({name}).")
    if ended.status != 0:
        return _failed(Verdict.RUNTIME_ERROR, f"{_ENDED_EARLY[:-1]} (exit status {ended.status}).")
    return None


def with_recorded_prints(end: ChildEnd, records: Iterable[Record]) -> ChildEnd:
    """The end with what the program printed by way of records, as a runtime does whose own
    standard output is the result file."""
    said = {STDOUT: bytearray(end.stdout), STDERR: bytearray(end.stderr)}
    for record in records:
        if record.kind in said and len(said[record.kind]) < SHOWN_BYTES:
            said[record.kind] += record.body
    return replace(end, stdout=bytes(said[STDOUT]), stderr=bytes(said[STDERR]))


def call_result(record: Record | None, limits: Limits) -> Run:
    """The run that a call's last record claims."""
    try:
        if record is not None and record.kind == VALUE:
            return Run(Verdict.ACCEPTED, value=read_value(record.body))
        if record is not None and record.kind == ERROR:
            return _claimed_error(read_record(record.body), limits)
    except UnreadableValueError as error:
        return _failed(Verdict.RUNTIME_ERROR, str(error))
    return _failed(Verdict.RUNTIME_ERROR, _ENDED_EARLY)


def wall_seconds(limits: Limits) -> float:
    """How long a test may take by the clock on the wall, so that sleeping is no way to wait on."""
    return 2 * limits.time_seconds + 1


def printed(content: bytes) -> str:
    """What a program printed, as text; cut where it is longer than what is kept."""
    text = clean_text(content.decode("utf-8", "replace"))
    return text if len(content) < SHOWN_BYTES else f"{text}\n... (cut here)"


def _measured(run: Run, end: ChildEnd) -> Run:
    return replace(
        run,
        stdout=printed(end.stdout),
        stderr=printed(end.stderr) if end.ended.status != HARNESS_FAILED else "",
        time_ms=end.ended.cpu_ns / 1e6,
        wall_ms=end.ended.wall_ns / 1e6,
        memory_kb=end.ended.memory_kb,
    )


def _claimed_error(claim: dict[str, str], limits: Limits) -> Run:
    message = claim.get("message", "")[:_MAX_MESSAGE]
    kind = claim.get("kind")
    if kind == SYNTAX:
        return _failed(Verdict.COMPILE_ERROR, message)
    if kind == MEMORY:
        return _out_of_memory(limits)
    if kind == OUTPUT:
        return _failed(Verdict.OUTPUT_LIMIT_EXCEEDED, _OUT_OF_OUTPUT)
    if kind == MISFIT:
        return _failed(Verdict.INTERNAL_ERROR, message)  # if it is true: `fixed_width.reviewed`
    return _failed(Verdict.RUNTIME_ERROR, message)


def _out_of_memory(limits: Limits) -> Run:
    return _failed(Verdict.MEMORY_LIMIT_EXCEEDED, _NEEDED_MEMORY.format(limit=limits.memory_mb))


def _failed(verdict: Verdict, message: str) -> Run:
    return Run(verdict, message=message)
