"""What only an author can mend goes back to it, with the input that shows the fault."""

from typing import Any

import pytest

from authored import MODEL, Answers, authored, left_before, standing
from problemsmith.generation.params import GenerationRequest
from problemsmith.generation.steps import GenerationStep
from problemsmith.generation.verification.report import VerificationReport
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.service.application import Application
from problemsmith.service.certificate import replay_proof
from problemsmith.service.creation import start_job
from scripted_model import ScriptedModel

pytestmark = pytest.mark.anyio

FIRST = GenerationStep.GENERATE_TEST_CASE_INPUT_CODE


async def test_a_lenient_validator_is_mended_and_blind_solvers_are_asked(
    scripted_model: ScriptedModel, answers: Answers, working_application: Any
) -> None:
    good = answers["input_code"]["validator"]
    lenient = good.replace("5000", "5001")
    assert lenient != good
    standing(
        scripted_model,
        answers | {"input_code": answers["input_code"] | {"validator": lenient}},
    )
    scripted_model.answer("input_repair", {"validator": good})
    async with working_application() as app:
        problem = await _made(app, solutions=2)
        report = VerificationReport.model_validate(problem.verification)
        replay = await replay_proof(app.env.judge, problem)
        edited = problem.model_copy(
            update={"solutions": _with_a_byte_more(problem)},
        )
        refuted = await replay_proof(app.env.judge, edited)

    assert problem.status is ProblemStatus.VERIFIED
    assert problem.input_programs
    assert problem.input_programs.validator == good
    [repair] = scripted_model.of("input_repair")
    assert "0 <= keys.length <= 5000" in repair.turns[0]
    assert len(report.repairs) == 1

    [ambiguity] = [check for check in report.checks if check.name == "ambiguity"]
    assert ambiguity.numbers["solvers"] == ambiguity.numbers["agreeing"] == 2
    assert scripted_model.count("solution") == 3

    assert report.model == MODEL
    assert report.costs[GenerationStep.VERIFY_PROBLEM].calls == 3
    assert report.kill_matrix
    assert set(report.reduced_tests) <= {case.position for case in problem.test_cases}
    assert report.limits
    [limits] = [check for check in report.checks if check.name == "limits"]
    assert problem.limits.time_seconds == report.limits.time_seconds
    assert problem.limits.time_seconds == limits.numbers["timeSeconds"]

    assert replay.confirmed
    assert not refuted.confirmed
    assert refuted.changed == ("solutions",)


async def _made(app: Application, **wishes: Any) -> Problem:
    problem = left_before(FIRST)
    async with app.store.transaction() as transaction:
        await transaction.problems.create(problem)
    request = GenerationRequest(model=MODEL, starting_step=FIRST, **wishes)
    job_id = (await start_job(app, problem.id, request)).job_id or ""
    await (await app.workflow.get(job_id)).wait(timeout=300)
    async with app.store.read() as view:
        return await view.problems.get(problem.id)


def _with_a_byte_more(problem: Problem) -> object:
    assert problem.solutions
    code = problem.solutions.reference + "#"
    return problem.solutions.model_copy(update={"reference": code})


@pytest.fixture(scope="module")
def answers() -> Answers:
    return authored()
