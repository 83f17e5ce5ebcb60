"""What the real sandbox says about one problem of the catalogue, worked out once a problem."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from problemsmith.generation.dummy.catalogue import CatalogueProblem
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.checker import CustomChecker
from problemsmith.problem.checkers import matches
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SEED = 20
OTHER_SEED = 21
SMALL_INPUTS = 300
BRUTE_FORCE_LIMITS = Limits(time_seconds=0.25)

# All generators of a problem in one box: starting a box costs more than running one.
RUN_GENERATOR = """\
def run(source, seed):
    namespace = {}
    exec(source, namespace)
    return namespace["generate"](seed)
"""

# Says why an input is refused.
RUN_VALIDATOR = """\
def judge_input(*arguments):
    try:
        return "valid" if validate(*arguments) is True else "validate returned no True"
    except ValueError as error:
        return str(error)
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The outcomes for one problem; lists stand in the order of its tests or wrong solutions."""

    problem: CatalogueProblem
    inputs: list[Json]
    inputs_again: list[Json]
    inputs_of_other_seed: list[Json]
    judgements: list[Json]
    reference: list[Run]
    brute_force: list[Run]
    brute_force_agrees: list[bool]
    killed_by: list[list[int]]
    small_inputs: list[Json]
    small_inputs_again: list[Json]
    small_judgements: list[Json]
    small_reference: list[Run]
    small_brute_force: list[Run]
    small_agrees: list[bool]
    examples_agree: list[bool]


class Laboratory:
    """Runs the programs of one problem."""

    def __init__(self, judge: Judge, problem: CatalogueProblem) -> None:
        self._judge = judge
        self._problem = problem

    async def generated(self, seed: int) -> list[Json]:
        inputs = [[case.input_code, seed] for case in self._problem.test_cases]
        return await self._values(RUN_GENERATOR, "run", inputs)

    async def small(self) -> list[Json]:
        seeds = [[seed] for seed in range(SMALL_INPUTS)]
        return await self._values(self._problem.input_programs.small_generator, "generate", seeds)

    async def judged(self, inputs: list[Json]) -> list[Json]:
        code = self._problem.input_programs.validator + RUN_VALIDATOR
        return await self._values(code, "judge_input", inputs)

    async def solved(
        self, code: str, inputs: list[Json], limits: Limits | None = None
    ) -> list[Run]:
        program = Program(code, signature=self._problem.text.signature)
        return await self._judge.run(program, inputs, mode=RunMode.BULK, limits=limits)

    async def agree(
        self, inputs: list[Json], expected: Sequence[Json], runs: Sequence[Run]
    ) -> list[bool]:
        checker = self._problem.text.checker
        triples = zip(inputs, expected, (run.value for run in runs), strict=True)
        if isinstance(checker, CustomChecker):
            right = await self._values(checker.code, "check", [list(triple) for triple in triples])
        else:
            right = [matches(checker, wanted, actual) for _, wanted, actual in triples]
        returned = [run.verdict is Verdict.ACCEPTED for run in runs]
        return [ok is True and done for ok, done in zip(right, returned, strict=True)]

    async def _values(self, code: str, entry_point: str, inputs: list[Json]) -> list[Json]:
        program = Program(code, entry_point=entry_point)
        runs = await self._judge.run(program, inputs, mode=RunMode.BULK)
        failed = [run.message for run in runs if run.verdict is not Verdict.ACCEPTED]
        assert not failed, f"{self._problem.slug}: {entry_point}: {failed[0]}"
        return [run.value for run in runs]


async def gather_evidence(problem: CatalogueProblem) -> Evidence:
    solutions = problem.solutions
    async with Judge() as judge:
        lab = Laboratory(judge, problem)
        inputs, inputs_again, other, small, small_again = await asyncio.gather(
            lab.generated(SEED),
            lab.generated(SEED),
            lab.generated(OTHER_SEED),
            lab.small(),
            lab.small(),
        )
        reference, small_reference, brute_force, small_brute_force = await asyncio.gather(
            lab.solved(solutions.reference, inputs),
            lab.solved(solutions.reference, small),
            lab.solved(solutions.brute_force, inputs, BRUTE_FORCE_LIMITS),
            lab.solved(solutions.brute_force, small),
        )
        expected = [run.value for run in reference]
        wrong_runs = await asyncio.gather(
            *(lab.solved(wrong.code, inputs) for wrong in solutions.wrong)
        )
        count = len(solutions.wrong)
        flat = await lab.agree(inputs * count, expected * count, list(chain(*wrong_runs)))
        verdicts = [flat[start : start + len(inputs)] for start in range(0, len(flat), len(inputs))]
        examples = problem.text.examples
        return Evidence(
            problem=problem,
            inputs=inputs,
            inputs_again=inputs_again,
            inputs_of_other_seed=other,
            judgements=await lab.judged(inputs + other),
            reference=reference,
            brute_force=brute_force,
            brute_force_agrees=await lab.agree(inputs, expected, brute_force),
            killed_by=[[i for i, ok in enumerate(row) if not ok] for row in verdicts],
            small_inputs=small,
            small_inputs_again=small_again,
            small_judgements=await lab.judged(small),
            small_reference=small_reference,
            small_brute_force=small_brute_force,
            small_agrees=await lab.agree(
                small, [run.value for run in small_reference], small_brute_force
            ),
            examples_agree=await lab.agree(
                [list(example.arguments) for example in examples],
                [example.result for example in examples],
                reference[: len(examples)],
            ),
        )
