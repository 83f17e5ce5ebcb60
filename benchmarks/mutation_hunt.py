"""The hunt: each catalogue problem with its tests cut to three, and what verification makes of it.

The programs called equivalent are listed, and run once more against the reference on small inputs
that the search did not see: none may differ.
"""

import asyncio
import sys
from dataclasses import replace

from benchmarks._catalogue import made
from problemsmith.generation.dummy.catalogue import CatalogueProblem, load_catalogue
from problemsmith.generation.generators import small_inputs
from problemsmith.generation.programs import accepts, validate_inputs
from problemsmith.generation.verification.mutation.bundle import Call, run_bundle
from problemsmith.generation.verification.mutation.killing import right_answers
from problemsmith.generation.verification.verify import Findings, examine, prove
from problemsmith.judge.judge import Judge

KEPT_TESTS = 3
UNSEEN_SEEDS = range(10_000_000, 10_002_000)


def main() -> None:
    """Print a line a problem, and one for each program that is called equivalent."""
    asyncio.run(_main())


async def _main() -> None:
    restored = wrongly_equivalent = 0
    only = set(sys.argv[1:])
    problems = [one for one in load_catalogue() if not only or one.slug in only]
    async with Judge() as judge:
        for problem in problems:
            whole = await made(judge, problem)
            cut = replace(whole, cases=whole.cases[:KEPT_TESTS])
            before = await examine(judge, cut)
            proof = await prove(judge, cut)
            after = proof.findings
            restored += after.mutation_score == 1.0
            print(
                f"{problem.slug:22} score {before.mutation_score or 0:.2f} ->"
                f" {after.mutation_score or 0:.2f}, {proof.added} tests added,"
                f" failed: {', '.join(check.name for check in after.failed) or 'nothing'}"
            )
            for description, differs in await _equivalents(judge, problem, after):
                wrongly_equivalent += differs > 0
                print(f"    {description}: differs on {differs} unseen inputs")
    print(
        f"score 1.0 restored for {restored} of {len(problems)};"
        f" {wrongly_equivalent} wrongly called equivalent"
    )


async def _equivalents(
    judge: Judge, problem: CatalogueProblem, findings: Findings
) -> list[tuple[str, int]]:
    """Each equivalent program, and on how many unseen small inputs it differs."""
    attack = findings.attack
    if attack is None or not attack.equivalent:
        return []
    text, programs = problem.text, problem.input_programs
    drawn = await small_inputs(judge, programs.small_generator, text.signature, UNSEEN_SEEDS)
    verdicts = await validate_inputs(judge, programs.validator, drawn.inputs)
    inputs = [one for one, run in zip(drawn.inputs, verdicts, strict=True) if accepts(run)]
    numbers = sorted(attack.equivalent)
    sources = [problem.solutions.reference, *(attack.attackers[one].code for one in numbers)]
    told: list[tuple[str, int]] = []
    runs = await run_bundle(
        judge,
        text.signature,
        sources,
        [Call(place, arguments) for place in range(len(sources)) for arguments in inputs],
        seconds=1.0,
        memory_mb=256,
    )
    expected = runs[: len(inputs)]
    for place, number in enumerate(numbers, 1):
        theirs = runs[place * len(inputs) : (place + 1) * len(inputs)]
        right = await right_answers(
            judge,
            text,
            [
                (arguments, one.value, run)
                for arguments, one, run in zip(inputs, expected, theirs, strict=True)
            ],
        )
        told.append((attack.attackers[number].description, right.count(False)))
    return told


if __name__ == "__main__":
    main()
