"""Are the tests weak? A wrong program that passes them all, and an input that tells it apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.audit.bench import Answer, Bench
from problemsmith.generation.audit.comparison import differ
from problemsmith.generation.audit.outcome import Proof, ProofKind
from problemsmith.generation.audit.proofs import call_text, input_json, is_plain, result_json
from problemsmith.generation.mutation.mutants import Mutant
from problemsmith.judge.program import RunMode
from problemsmith.problem.values import canonical_json
from problemsmith.problem.wire import Json

MUTANT_SECONDS = 0.1
"""CPU time for an input, and for all the tests beside five times what the reference takes: a mutant
that takes longer is let go."""
SURVIVORS = 60
"""Survivors that are hunted; more would cost time and prove no more."""
SHARE = 0.02
"""Of the inputs, the share on which a wrong program must differ. What differs on fewer may be a
rare case that the problem leaves open, and accuses nobody."""
FEW_INPUTS = 20


@dataclass(frozen=True, slots=True)
class Ground:
    """The inputs on which the reference answered, with its answers, and the documented ones."""

    inputs: tuple[Json, ...]
    answers: tuple[Answer, ...]
    documented: frozenset[str]


def usable_ground(
    inputs: Sequence[Json],
    answers: Sequence[Answer],
    types: set[str],
    documented: Sequence[Json],
) -> Ground:
    """The inputs on which the reference gives a value of a type that it gives in the tests.

    Another type, such as None, is most often its way of saying that the input is none.
    """
    kept = [
        (given, answer)
        for given, answer in zip(inputs, answers, strict=True)
        if not answer.is_lost and answer.error is None and _kind(answer.type) in types
    ]
    return Ground(
        tuple(given for given, _ in kept),
        tuple(answer for _, answer in kept),
        frozenset(map(canonical_json, documented)),
    )


def kinds_of(types: Sequence[str | None]) -> set[str]:
    """The kinds of the results that the tests saw."""
    return {_kind(one) for one in types if one is not None}


async def find_weakness(
    bench: Bench, mutants: Sequence[Mutant], ground: Ground, test_seconds: float
) -> Proof | None:
    """The clearest proof that the tests are weak, shown again in fresh processes; None if none.

    `test_seconds` is what the reference takes for all its tests.
    """
    if not ground.inputs:
        return None
    passing = await bench.passing(
        [one.source for one in mutants], MUTANT_SECONDS + 5 * test_seconds
    )
    survivors = [one for one, passed in zip(mutants, passing, strict=True) if passed]
    survivors = survivors[:: max(1, math.ceil(len(survivors) / SURVIVORS))]
    if not survivors:
        return None
    answers = await bench.answers_of(
        [one.source for one in survivors], [list(ground.inputs)], seconds=MUTANT_SECONDS
    )
    accused: list[tuple[int, Mutant, list[int]]] = []
    for mutant, given in zip(survivors, answers, strict=True):
        apart = [
            at
            for at, (mine, theirs) in enumerate(zip(ground.answers, given, strict=True))
            if differ(mine, theirs, bench.view)
        ]
        if _is_enough(apart, ground):
            accused.append((len(apart), mutant, apart))
    accused.sort(key=lambda one: -one[0])
    for _, mutant, apart in accused[:5]:
        proof = await _proved(bench, mutant, ground, apart)
        if proof is not None:
            return proof
    return None


def _is_enough(apart: Sequence[int], ground: Ground) -> bool:
    if any(canonical_json(ground.inputs[at]) in ground.documented for at in apart):
        return True
    total = len(ground.inputs)
    needed = 1 if total < FEW_INPUTS else max(2, math.ceil(SHARE * total))
    return len(apart) >= needed


async def _proved(
    bench: Bench, mutant: Mutant, ground: Ground, apart: Sequence[int]
) -> Proof | None:
    """The same again, each program in a process of its own: what one run said may be chance."""
    [recording] = await bench.record(mutant.source)
    if recording.outcome != "passed":
        return None
    by_size = sorted(apart, key=lambda at: (not is_plain(ground.inputs[at]), _size(ground, at)))
    for at in by_size[:3]:
        given = ground.inputs[at]
        [[mine]] = await bench.answers_of([bench.entry.source], [[given]], mode=RunMode.ISOLATED)
        [[theirs]] = await bench.answers_of([mutant.source], [[given]], mode=RunMode.ISOLATED)
        if differ(mine, theirs, bench.view):
            return Proof(
                kind=ProofKind.WRONG_PROGRAM_PASSES,
                message=(
                    f"a wrong program passes every test; it differs from the reference on"
                    f" {len(apart)} of {len(ground.inputs)} other inputs"
                ),
                program=mutant.source,
                change=f"line {mutant.line}: {mutant.description}",
                input=input_json(given),
                call=call_text(bench.entry.name, given),
                reference_result=result_json(mine.result),
                program_result=result_json(theirs.result),
                program_error=theirs.error,
            )
    return None


def _size(ground: Ground, at: int) -> int:
    return len(canonical_json(ground.inputs[at]))


def _kind(name: str) -> str:
    return "number" if name in {"int", "float"} else name
