"""A problem of the catalogue as the steps before `verifyProblem` leave it, without a database."""

from uuid import NAMESPACE_OID, uuid5

from problemsmith.generation.dummy.catalogue import CatalogueProblem
from problemsmith.generation.generators import generate_inputs
from problemsmith.generation.outputs import expected_outputs
from problemsmith.generation.verification.candidate import Candidate
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import Limits, TestCase


async def made(judge: Judge, problem: CatalogueProblem) -> Candidate:
    """Run the problem's generators and its reference."""
    text, limits = problem.text, Limits()
    sources = [case.input_code for case in problem.test_cases]
    inputs = [it or () for it in (await generate_inputs(judge, sources, text.signature)).inputs]
    outputs = await expected_outputs(judge, text, problem.solutions.reference, inputs, limits)
    cases = tuple(
        TestCase(
            id=uuid5(NAMESPACE_OID, f"{problem.slug} {position}"),
            position=position,
            description=case.description,
            is_edge_case=case.is_edge_case,
            is_sample_case=case.is_sample_case,
            input_code=case.input_code,
            input=arguments,
            expected=value,
            has_expected=True,
        )
        for position, (case, arguments, value) in enumerate(
            zip(problem.test_cases, inputs, outputs.values, strict=True)
        )
    )
    return Candidate(text, problem.input_programs, problem.solutions, cases, limits)
