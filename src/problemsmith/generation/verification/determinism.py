"""Determinism: the same input gives the same output, wherever and however often it is run."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits, ProblemText, TestCase
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SMALL_INPUTS = 60
"""Small inputs that the reference is given once more, in another box: order that depends on hashing
shows on some inputs only, and every box has its own seed for the hashes of texts."""

SEEDS = 12
"""Further boxes for a reference whose code can come to depend on hashing. What one seed in four
shows is overlooked by fourteen boxes in one case of fifty."""

INPUTS_A_SEED = 20

_HASHED = frozenset(
    {"set", "frozenset", "hash", "id", "keys", "items", "eval", "exec", "__import__"}
)


@dataclass(frozen=True, slots=True)
class Determinism:
    """The check, and what the reference took for each test in a fresh process, in milliseconds."""

    check: Check
    reference_ms: tuple[float, ...]


async def check_determinism(
    judge: Judge,
    text: ProblemText,
    reference: str,
    cases: Sequence[TestCase],
    earlier: Sequence[tuple[Arguments, Run]],
    limits: Limits,
) -> Determinism:
    """The reference in fresh processes and in one reused process gives the expected outputs.

    The expected outputs came from another run, in another box; the reused process takes the tests
    in reverse, so that a program which remembers earlier calls shows itself.
    `earlier` are runs of small inputs in another box.
    """
    program = Program(code=reference, signature=text.signature)
    inputs: list[Arguments] = [case.input or () for case in cases]
    some = list(earlier[:SMALL_INPUTS])
    again_inputs = [arguments for arguments, _ in some]
    fresh = await judge.run(program, inputs, limits=limits, mode=RunMode.ISOLATED)
    reused = await judge.run(
        program, [*again_inputs, *inputs[::-1]], limits=limits, mode=RunMode.BULK
    )
    evidence: list[dict[str, Json]] = []
    for case, one, two in zip(cases, fresh, reused[len(some) :][::-1], strict=True):
        expected = canonical_json(case.expected)
        same = all(_said(run) == expected for run in (one, two))
        if not same or one.arguments_changed:
            evidence.append(
                {
                    "test": case.position + 1,
                    "expected": case.expected,
                    "fresh": _shown(one),
                    "reused": _shown(two),
                    "argumentsChanged": one.arguments_changed,
                }
            )
    for (arguments, one), two in zip(some, reused, strict=False):
        if _said(one) != _said(two) or two.arguments_changed:
            evidence.append(
                {
                    "input": list(arguments),
                    "once": _shown(one),
                    "again": _shown(two),
                    "argumentsChanged": two.arguments_changed,
                }
            )
    seeds = SEEDS if may_depend_on_hashing(reference) else 0
    known = [
        *((case.input or (), canonical_json(case.expected)) for case in cases),
        *((arguments, _said(run)) for arguments, run in some),
    ]
    evidence += await _under_other_seeds(judge, program, known, limits, seeds)
    check = Check(
        name="determinism",
        outcome=Outcome.FAILED if evidence else Outcome.PASSED,
        summary=(
            f"{len(evidence)} inputs gave other outputs than before, or were changed"
            if evidence
            else "the same outputs in fresh and in reused processes, arguments unchanged"
        ),
        numbers={
            "tests": len(inputs),
            "smallInputs": len(some),
            "runs": 2 * len(inputs) + len(some),
            "hashSeeds": 2 + seeds,
        },
        evidence=tuple(evidence[:3]),
    )
    return Determinism(check, tuple(run.time_ms for run in fresh))


def may_depend_on_hashing(code: str) -> bool:
    """Whether a program has what the hashes of texts and the places of objects can show in."""
    return any(
        isinstance(node, ast.Set | ast.SetComp)
        or (isinstance(node, ast.Name) and node.id in _HASHED)
        or (isinstance(node, ast.Attribute) and node.attr in _HASHED)
        for node in ast.walk(ast.parse(code))
    )


async def _under_other_seeds(
    judge: Judge,
    program: Program,
    known: Sequence[tuple[Arguments, str]],
    limits: Limits,
    seeds: int,
) -> list[dict[str, Json]]:
    """The shortest inputs once more in so many boxes; the first input that came out otherwise."""
    shortest = sorted(known, key=lambda one: len(canonical_json(list(one[0]))))[:INPUTS_A_SEED]
    for _ in range(seeds):
        runs = await judge.run(
            program, [arguments for arguments, _ in shortest], limits=limits, mode=RunMode.BULK
        )
        for (arguments, once), run in zip(shortest, runs, strict=True):
            if _said(run) != once:
                return [{"input": list(arguments), "once": once, "underAnotherSeed": _shown(run)}]
    return []


def _said(run: Run) -> str:
    return canonical_json(run.value) if run.verdict is Verdict.ACCEPTED else run.verdict.value


def _shown(run: Run) -> Json:
    return run.value if run.verdict is Verdict.ACCEPTED else run.verdict.value
