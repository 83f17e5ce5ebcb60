"""Which tests fail which wrong programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.agreement import judge_answers
from problemsmith.generation.verification.mutation.attackers import Attacker
from problemsmith.generation.verification.mutation.bundle import Call, is_too_slow, run_bundle
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits, ProblemText
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SMALL_CHARACTERS = 2_000
"""Tests with at most so many characters of JSON are run on every program, larger ones only on those
that are still alive."""

BATCH_MS = 400.0
"""Larger tests are run together while the reference would need no more for all programs left."""

TIMES_THE_REFERENCE = 10
LEAST_SECONDS = 0.1
"""A mutant is stopped when one call takes ten times the reference's slowest one in the same round,
and at least this long: with so little to do, it loops for ever or is far too slow."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test as the attackers meet it; `reference_ms` is what the reference took for it."""

    arguments: Arguments
    expected: Json
    reference_ms: float


async def kills(
    judge: Judge,
    text: ProblemText,
    attackers: Sequence[Attacker],
    trials: Sequence[Trial],
    limits: Limits,
) -> list[tuple[int, ...]]:
    """For each attacker the trials, by index, that are known to fail it.

    All small trials are run; of the larger ones, smallest first, an attacker meets none after its
    first failure.
    """
    sizes = [len(canonical_json(list(trial.arguments))) for trial in trials]
    order = sorted(range(len(trials)), key=lambda index: sizes[index])
    small = [index for index in order if sizes[index] <= SMALL_CHARACTERS]
    large = [index for index in order if sizes[index] > SMALL_CHARACTERS]
    killed: list[set[int]] = [set() for _ in attackers]
    quick = [number for number, one in enumerate(attackers) if not one.may_be_slow_only]
    batches = [small] if small else []
    waiting = list(large)
    while batches or waiting:
        alive = [number for number in quick if not killed[number]]
        if not alive:
            break
        if not batches:
            batches = [_next_batch(waiting, len(alive), trials)]
            del waiting[: len(batches[0])]
        await _round(judge, text, attackers, alive, trials, batches.pop(), killed, limits)
    for number, attacker in enumerate(attackers):
        if attacker.may_be_slow_only:
            killed[number] = await _killed_for_real(judge, text, attacker, trials, limits)
    return [tuple(sorted(found)) for found in killed]


def _next_batch(waiting: Sequence[int], alive: int, trials: Sequence[Trial]) -> list[int]:
    """As many of the waiting trials as are cheap to run together, at least one."""
    batch: list[int] = []
    milliseconds = 0.0
    for index in waiting:
        milliseconds += alive * trials[index].reference_ms
        if batch and milliseconds > BATCH_MS:
            break
        batch.append(index)
    return batch


async def _round(
    judge: Judge,
    text: ProblemText,
    attackers: Sequence[Attacker],
    alive: Sequence[int],
    trials: Sequence[Trial],
    batch: Sequence[int],
    killed: list[set[int]],
    limits: Limits,
) -> None:
    """Run the attackers that are alive on a batch of trials, and note the kills."""
    slowest = max(trials[index].reference_ms for index in batch) / 1_000
    pairs = [(number, index) for number in alive for index in batch]
    runs = await run_bundle(
        judge,
        text.signature,
        [attackers[number].code for number in alive],
        [Call(alive.index(number), trials[index].arguments) for number, index in pairs],
        seconds=max(LEAST_SECONDS, TIMES_THE_REFERENCE * slowest),
        memory_mb=limits.memory_mb,
    )
    right = await right_answers(
        judge,
        text,
        [
            (trials[index].arguments, trials[index].expected, run)
            for (_, index), run in zip(pairs, runs, strict=True)
        ],
    )
    slow: set[int] = set()
    for (number, index), run, good in zip(pairs, runs, right, strict=True):
        if is_too_slow(run) and attackers[number].kind == "wrongSolution":
            slow.add(number)
        elif not good:
            killed[number].add(index)
    for number in sorted(slow):
        if not killed[number]:
            # A slow way to be right is no kill: a wrong solution gets the time that people get.
            chosen = [trials[index] for index in batch]
            found = await _killed_for_real(judge, text, attackers[number], chosen, limits)
            killed[number] |= {batch[at] for at in found}


async def _killed_for_real(
    judge: Judge, text: ProblemText, attacker: Attacker, trials: Sequence[Trial], limits: Limits
) -> set[int]:
    """The trials that fail the attacker as they would fail a person; when the slowest one does, the
    others are not run."""
    program = Program(code=attacker.code, signature=text.signature)
    order = sorted(range(len(trials)), key=lambda index: -trials[index].reference_ms)
    for batch in (order[:1], order[1:]):
        runs = await judge.run(
            program,
            [trials[index].arguments for index in batch],
            limits=limits,
            mode=RunMode.ISOLATED,
        )
        answers = [
            (trials[index].arguments, trials[index].expected, run)
            for index, run in zip(batch, runs, strict=True)
        ]
        right = await right_answers(judge, text, answers)
        found = {index for index, good in zip(batch, right, strict=True) if not good}
        if found:
            return found
    return set()


async def right_answers(
    judge: Judge, text: ProblemText, answers: Iterable[tuple[Arguments, Json, Run]]
) -> list[bool]:
    """For each (input, expected, run): did it return what the checker accepts?

    An answer that is the expected one is right without asking.
    """
    answers = list(answers)
    right = [
        run.verdict is Verdict.ACCEPTED and _same(run.value, expected)
        for _, expected, run in answers
    ]
    asked = [
        index
        for index, (_, _, run) in enumerate(answers)
        if run.verdict is Verdict.ACCEPTED and not right[index]
    ]
    said = await judge_answers(
        judge,
        text.checker,
        [(answers[index][0], answers[index][1], answers[index][2].value) for index in asked],
    )
    for index, good in zip(asked, said, strict=True):
        right[index] = good
    return right


def _same(one: Json, other: Json) -> bool:
    # Quick to rule out; `==` alone takes True for 1.
    return one == other and canonical_json(one) == canonical_json(other)
