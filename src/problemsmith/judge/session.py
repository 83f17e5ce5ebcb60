"""One program in one box: compiling it, and running it on inputs one by one or in blocks."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from problemsmith.judge.boxes import receive
from problemsmith.judge.fixed_width import reviewed
from problemsmith.judge.harness.protocol import (
    BLOCK,
    CHANGED,
    DONE,
    ERROR,
    LOADED,
    MAX_FILE_BYTES,
    OUT_OF_MEMORY,
    PROGRAM,
    RECORD,
    RESULTS,
    SHOWN_BYTES,
    STDERR,
    STDOUT,
    TEST,
    VALUE,
)
from problemsmith.judge.kept_files import KeptFiles, origin_of
from problemsmith.judge.languages import Language
from problemsmith.judge.program import Program, Run
from problemsmith.judge.records import (
    ChildEnd,
    HarnessFaultError,
    Record,
    RecordStream,
    read_done,
)
from problemsmith.judge.verdicts import (
    Outcome,
    call_result,
    ending,
    outcome_of,
    printed,
    wall_seconds,
)
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from problemsmith.sandbox import Box

_PATIENCE_SECONDS = 60
"""How much longer than a test may take an answer may be awaited before the box is given up: it
covers the reading of large inputs, and process 1 getting no processor on a busy machine."""
_COMPILING_SECONDS = 300
_LONGEST_SHARE = 10
"""A test may take up to so many times its CPU limit, and its wall limit; see `harness.clocks`."""
_LARGE_BYTES = 1 << 20
_NEARLY_ALL = 0.75
_GIVES_UP = (OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL)
"""How runtimes end themselves when an allocation fails; with that much of the limit in use it was
for want of memory."""
_MAX_COMPLAINTS = 16 * 1024
_COMPILING_BYTES = 2 << 30
"""What a box may have while a compiler works in it; each of its processes has a limit, too."""
_HARNESS_BYTES = 160 << 20
"""What a box needs beside the program: process 1 and its interpreter (some 16 MiB), and the three
files of a child, each up to `MAX_FILE_BYTES`."""


class Session:
    """A box with a program in it."""

    def __init__(
        self, box: Box, program: Program, language: Language, limits: Limits, kept: KeptFiles
    ) -> None:
        self._box = box
        self._program = program
        self._language = language
        self._limits = limits
        self._plan = language.plan(program, limits)
        self._kept = kept
        self._memory_kills = 0

    async def compile(self) -> Run | None:
        """Compile the program, or take what came of it earlier; a run with the reason when it does
        not compile.

        Raises BoxGoneError, HarnessFaultError or TimeoutError for a fault of ours, as all of these
        methods do.
        """
        runtime = self._plan.runtime_bytes if self._plan is not None else 0
        for_program = (self._limits.memory_mb << 20) + runtime + _HARNESS_BYTES
        self._box.limit_memory(for_program if self._plan is None else _COMPILING_BYTES)
        end = await self._compiled()
        if end.ended.is_ready and end.ended.status == 0:
            self._box.limit_memory(for_program)
            return None
        if end.ended.is_ready and end.ended.status == 1:
            if not end.result:
                complaints = self._language.compile_message(printed(end.stderr))
                return Run(Verdict.COMPILE_ERROR, message=complaints[:_MAX_COMPLAINTS])
            return outcome_of(replace(end, ended=replace(end.ended, status=0)), self._limits).run
        if not end.ended.is_ready:
            raise HarnessFaultError(f"the compiler did not start: {printed(end.stderr)}")
        if end.ended.status == -signal.SIGKILL and not (end.ended.stopped or end.out_of_memory):
            raise HarnessFaultError("the compiler was killed from outside")
        return Run(Verdict.COMPILE_ERROR, message="The compiler could not cope with the program.")

    async def _compiled(self) -> ChildEnd:
        key = origin_of(self._plan) if self._plan is not None and self._plan.artifact else ""
        artifact = await asyncio.to_thread(self._kept.find, key) if key else None
        await self._box.send(PROGRAM, self._configuration(), b"\n", artifact or b"")
        end = await self._answer(_COMPILING_SECONDS)
        if key and end.ended.status == 0 and end.result:
            await asyncio.to_thread(self._kept.keep, key, end.result)
        return end

    async def test(self, arguments: bytes) -> Outcome:
        """Run a child of its own for the arguments."""
        await self._box.send(TEST, arguments)
        end = await self._answer()
        if len(end.result) > _LARGE_BYTES:
            outcome = await asyncio.to_thread(outcome_of, end, self._limits)
        else:
            outcome = outcome_of(end, self._limits)
        return replace(outcome, run=self.reviewed(outcome.run, arguments))

    def reviewed(self, run: Run, arguments: bytes) -> Run:
        """The run without claims of its process that cannot be true of the arguments."""
        return reviewed(self._program, arguments, run)

    async def send_block(self, inputs: Sequence[bytes]) -> None:
        """Send a block of arguments. The next one may be sent before this one is done."""
        await self._box.send(BLOCK, b"\n".join(inputs))

    async def block_runs(self, count: int) -> AsyncIterator["BlockStep"]:
        """The runs of the block sent first, as they come, and last how the block ended."""
        calls = _Calls(self._limits)
        while True:
            kind, content = await self._receive()
            if kind == RESULTS:
                for run in calls.completed(content):
                    if calls.count > count:
                        raise HarnessFaultError("more results than inputs")
                    yield BlockStep(run=run)
            elif kind == DONE:
                end = self._with_memory(read_done(content, with_result=False))
                yield calls.last_step(end, count)
                return
            else:
                raise HarnessFaultError(f"an unexpected frame of kind {kind!r}")

    async def _answer(self, patience: float = _PATIENCE_SECONDS) -> ChildEnd:
        kind, content = await self._receive(patience)
        if kind != DONE:
            raise HarnessFaultError(f"an unexpected frame of kind {kind!r}")
        return self._with_memory(read_done(content))

    def _with_memory(self, end: ChildEnd) -> ChildEnd:
        """The end with whether it was for want of memory. Only what the kernel tells counts here:
        whatever a dying runtime prints, a program can print, too."""
        status = end.ended.status
        if end.ended.stopped:
            return end
        if status == -signal.SIGKILL:
            kills = self._box.memory_kills()
            lacked, self._memory_kills = kills > self._memory_kills, kills
        elif status in _GIVES_UP:
            used, limit = end.ended.memory_kb << 10, self._limits.memory_mb << 20
            lacked = used >= _NEARLY_ALL * limit
        else:
            lacked = False
        by_runtime = self._plan is not None and status == -self._plan.memory_signal < 0
        return replace(end, out_of_memory=lacked or by_runtime)

    async def _receive(self, patience: float = _PATIENCE_SECONDS) -> tuple[bytes, bytes]:
        longest = _LONGEST_SHARE * self._limits.time_seconds + wall_seconds(self._limits)
        async with asyncio.timeout(longest + patience):
            return await receive(self._box)

    def _configuration(self) -> bytes:
        signature = self._program.signature
        limits = {
            "cpu_ns": round(self._limits.time_seconds * 1e9),
            "wall_ns": round(wall_seconds(self._limits) * 1e9),
            "memory_bytes": self._limits.memory_mb << 20,
        }
        return json.dumps(
            {
                "plan": self._plan.to_json() if self._plan is not None else None,
                "source": self._program.code,
                "names": self._language.entry_points(self._program),
                "signature": signature.to_wire() if signature is not None else None,
                "limits": limits,
            }
        ).encode()


@dataclass(frozen=True, slots=True)
class BlockStep:
    """What happened next in a block: a run, or nothing but its end.

    `spoils_all` says that the program could not be loaded, so that the run is every input's.
    """

    run: Run | None = None
    spoils_all: bool = False


class _Calls:
    """The calls of one block, put together from records."""

    def __init__(self, limits: Limits) -> None:
        self.count = 0
        self._limits = limits
        self._stream = RecordStream()
        self._bytes = 0
        self._is_loaded = False
        self._is_out_of_memory = False
        self._parts: dict[bytes, bytes] = {}

    def completed(self, chunk: bytes) -> list[Run]:
        """The runs that the chunk completes."""
        self._bytes += len(chunk)
        runs: list[Run] = []
        for record in self._stream.feed(chunk):
            if record.kind == LOADED:
                self._is_loaded = True
            elif record.kind not in (VALUE, ERROR):
                body = self._parts.get(record.kind, b"") + record.body
                self._parts[record.kind] = body[:SHOWN_BYTES]
            elif self._is_loaded:
                runs.append(self._run(record))
                self.count += 1
            else:
                self._parts[ERROR] = record.body
        return runs

    def last_step(self, end: ChildEnd, count: int) -> BlockStep:
        """What the end of the child means for the first input that has no run yet."""
        run = ending(end, self._limits)
        if not self._is_loaded:
            claim = self._parts.get(ERROR)
            record = Record(ERROR, claim) if claim is not None else None
            return BlockStep(run or call_result(record, self._limits), spoils_all=True)
        if self.count >= count or (run is None and self._gave_way()):
            return BlockStep()
        run = run or call_result(None, self._limits)
        return BlockStep(
            replace(
                run,
                stdout=printed(end.stdout),
                stderr=printed(end.stderr),
                time_ms=self._limits.time_seconds * 1e3
                if run.verdict is Verdict.TIME_LIMIT_EXCEEDED
                else 0.0,
                memory_kb=end.ended.memory_kb,
            )
        )

    def _gave_way(self) -> bool:
        """Whether the child made room for a fresh one, as it does when its memory or its result
        file is used up."""
        return self.count > 0 and (
            self._is_out_of_memory or self._bytes + 4 * RECORD.size >= MAX_FILE_BYTES // 2
        )

    def _run(self, record: Record) -> Run:
        run = call_result(record, self._limits)
        if record.cpu_ns > self._limits.time_seconds * 1e9:
            run = Run(
                Verdict.TIME_LIMIT_EXCEEDED,
                message=f"Took more than {self._limits.time_seconds:g} s of CPU time.",
            )
        self._is_out_of_memory = run.verdict is Verdict.MEMORY_LIMIT_EXCEEDED
        parts, self._parts = self._parts, {}
        return replace(
            run,
            stdout=printed(parts.get(STDOUT, b"")),
            stderr=printed(parts.get(STDERR, b"")),
            time_ms=record.cpu_ns / 1e6,
            wall_ms=record.cpu_ns / 1e6,
            memory_kb=record.memory_kb,
            arguments_changed=CHANGED in parts,
        )
