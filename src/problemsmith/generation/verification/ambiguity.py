"""Ambiguity: solvers who see the statement alone, and the inputs on which they part.

Each is asked for a reference solution as its author was, so that a reading which another person
would not come to shows itself. It costs a model call a solver, and is done only when asked for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from problemsmith.generation.assignments import SOLUTION
from problemsmith.generation.programs import Arguments
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.generation.verification.mutation.killing import right_answers
from problemsmith.generation.verification.report import Check, Outcome
from problemsmith.generation.workbench import Workbench
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import Limits, ProblemText
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

INPUTS = 120
LIMITS = Limits(time_seconds=2.0, memory_mb=512)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Parting:
    """An input on which some solvers differ from the reference, and what each one said."""

    arguments: Arguments
    reference: Json
    answers: tuple[str, ...]
    agreeing: int

    def to_wire(self) -> dict[str, Json]:
        """As evidence for a report."""
        return {
            "input": list(self.arguments),
            "reference": self.reference,
            "answers": list(self.answers),
            "agreeing": self.agreeing,
        }


async def check_ambiguity(
    bench: Workbench, candidate: Candidate, small: Sequence[Arguments]
) -> Check:
    """Ask for the solutions that the job wants, one after the other, and compare them."""
    codes = [
        (await bench.write(SOLUTION, candidate.text, sample=number + 1)).code
        for number in range(bench.params.solutions)
    ]
    return await compare_blind(
        bench.judge, candidate.text, candidate.solutions.reference, codes, small
    )


async def compare_blind(
    judge: Judge,
    text: ProblemText,
    reference: str,
    codes: Sequence[str],
    small: Sequence[Arguments],
) -> Check:
    """Blind solutions against the reference on the examples and on small inputs.

    It fails when on some input most of them say otherwise than the reference, and the same.
    """
    inputs = [*(example.arguments for example in text.examples), *small[:INPUTS]]
    expected = await _run(judge, text, reference, inputs)
    told = [await _run(judge, text, code, inputs) for code in codes]
    partings: list[Parting] = []
    outvoted = 0
    rights = [
        await right_answers(
            judge,
            text,
            [
                (arguments, one.value, run)
                for arguments, one, run in zip(inputs, expected, runs, strict=True)
            ],
        )
        for runs in told
    ]
    for place, arguments in enumerate(inputs):
        agreeing = sum(right[place] for right in rights)
        if agreeing == len(codes):
            continue
        said = [_said(runs[place]) for runs in told]
        partings.append(Parting(arguments, expected[place].value, tuple(said), agreeing))
        others = Counter(one for one, right in zip(said, rights, strict=True) if not right[place])
        outvoted += bool(others) and max(others.values()) > len(codes) / 2
    partings.sort(key=lambda one: len(canonical_json(list(one.arguments))))
    whole = sum(all(right) for right in rights)
    return Check(
        name="ambiguity",
        outcome=Outcome.FAILED if outvoted else Outcome.PASSED,
        summary=(
            f"most solvers read the statement otherwise on {outvoted} inputs"
            if outvoted
            else f"{whole} of {len(codes)} solvers who saw only the statement agree with the"
            " reference everywhere"
        ),
        numbers={
            "solvers": len(codes),
            "agreeing": whole,
            "inputs": len(inputs),
            "partings": len(partings),
            "outvoted": outvoted,
        },
        evidence=tuple(one.to_wire() for one in partings[:SHOWN]),
    )


async def _run(
    judge: Judge, text: ProblemText, code: str, inputs: Sequence[Arguments]
) -> list[Run]:
    program = Program(code=code, signature=text.signature)
    return await judge.run(program, inputs, limits=LIMITS, mode=RunMode.BULK)


def _said(run: Run) -> str:
    return canonical_json(run.value) if run.verdict is Verdict.ACCEPTED else run.verdict.value
