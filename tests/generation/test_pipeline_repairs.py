"""Programs and answers that are wrong at first: mended, or a clear end and nothing half written."""

from copy import deepcopy
from typing import Any

import pytest

from authored import MODEL, Answers, authored, left_before, standing
from problemsmith.errors import PrerequisiteError
from problemsmith.generation.params import GenerationRequest
from problemsmith.generation.steps import GenerationStep
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.service.application import Application
from problemsmith.service.creation import start_job
from problemsmith.service.jobs import JobDetails, job_details
from problemsmith.store.records import JobStatus
from scripted_model import ScriptedModel

pytestmark = pytest.mark.anyio

INPUT_CODE = GenerationStep.GENERATE_TEST_CASE_INPUT_CODE
INPUTS = GenerationStep.GENERATE_TEST_CASE_INPUTS
SOLUTION = GenerationStep.GENERATE_SOLUTION

UNPARSABLE = "def run_solution(keys:\n    return ''\n"


async def test_a_reference_that_does_not_parse_goes_back_with_the_error(
    scripted_model: ScriptedModel, answers: Answers, working_application: Any
) -> None:
    good = answers["solution"]
    standing(scripted_model, answers | {"solution": {"code": UNPARSABLE}})
    scripted_model.answer("solution_repair", good)
    async with working_application() as app:
        details, problem = await _run(app, SOLUTION, SOLUTION)
    assert details.job.status is JobStatus.COMPLETED
    assert problem.solutions
    assert problem.solutions.reference == good["code"]
    [repair] = scripted_model.of("solution_repair")
    assert "SyntaxError" in repair.turns[0]
    assert UNPARSABLE in repair.turns[0]


async def test_a_reference_that_never_parses_fails_the_step_and_nothing_is_written(
    scripted_model: ScriptedModel, answers: Answers, working_application: Any
) -> None:
    standing(scripted_model, answers | {"solution": {"code": UNPARSABLE}})
    for round_ in range(4):
        scripted_model.answer("solution_repair", {"code": f"{UNPARSABLE}# mended, {round_}"})
    async with working_application() as app:
        details, problem = await _run(app, SOLUTION, SOLUTION)
    assert details.job.status is JobStatus.FAILED
    assert details.job.failure
    assert details.job.failure.step == SOLUTION
    assert "still wrong after 2 repairs: reference solution" in details.job.failure.message
    assert problem.solutions is None
    # Two fresh starts, each with its repairs; the unusable answers are not taken again.
    assert scripted_model.count("solution") == 2
    assert scripted_model.count("solution_repair") == 4


async def test_a_generator_that_fails_is_written_anew_alone(
    scripted_model: ScriptedModel, answers: Answers, working_application: Any
) -> None:
    broken = deepcopy(answers["input_code"])
    good = broken["generators"][1]
    broken["generators"][1] = "def generate(seed):\n    raise ZeroDivisionError('oh')\n"
    standing(scripted_model, answers | {"input_code": broken})
    scripted_model.answer("input_repair", {"generators": [{"testCase": 2, "code": good}]})
    async with working_application() as app:
        details, problem = await _run(app, INPUT_CODE, INPUTS)
    assert details.job.status is JobStatus.COMPLETED
    assert [case.input_code for case in problem.test_cases] == answers["input_code"]["generators"]
    assert all(case.input is not None for case in problem.test_cases)
    [repair] = scripted_model.of("input_repair")
    assert "ZeroDivisionError: oh" in repair.turns[0]


async def test_a_wrong_brute_force_is_found_judged_and_mended(
    scripted_model: ScriptedModel, answers: Answers, working_application: Any
) -> None:
    tester = answers["tester"]
    wrong = tester["wrongSolutions"][0]["code"]
    standing(scripted_model, answers | {"tester": tester | {"bruteForce": wrong}})
    mend = {"atFault": "brute_force", "explanation": "it lost a key"}
    scripted_model.answer("adjudication", mend | {"bruteForce": tester["bruteForce"]})
    async with working_application() as app:
        details, problem = await _run(app, INPUT_CODE, GenerationStep.VERIFY_PROBLEM)
    assert details.job.status is JobStatus.COMPLETED
    assert problem.status is ProblemStatus.VERIFIED
    assert problem.solutions
    assert problem.solutions.brute_force == tester["bruteForce"]
    assert problem.verification
    assert problem.verification["repairs"]
    assert scripted_model.count("adjudication") == 1


async def test_a_step_whose_artefacts_are_missing_is_not_begun(working_application: Any) -> None:
    async with working_application() as app:
        problem = await _stored(app, GenerationStep.GENERATE_TEST_CASES)
        request = GenerationRequest(model="dummy", starting_step=INPUT_CODE)
        with pytest.raises(PrerequisiteError, match="no test cases yet: run the step"):
            await start_job(app, problem.id, request)
        async with app.store.read() as view:
            assert (await view.jobs.list()).items == ()


def test_a_wish_of_a_megabyte_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 20000 characters"):
        GenerationRequest(model=MODEL, prompt="x" * 1_000_000)


async def _stored(app: Application, step: GenerationStep) -> Problem:
    problem = left_before(step)
    async with app.store.transaction() as transaction:
        await transaction.problems.create(problem)
    return problem


async def _run(
    app: Application, first: GenerationStep, last: GenerationStep
) -> tuple[JobDetails, Problem]:
    problem = await _stored(app, first)
    request = GenerationRequest(model=MODEL, starting_step=first, stop_after_step=last)
    job_id = (await start_job(app, problem.id, request)).job_id or ""
    await (await app.workflow.get(job_id)).wait(timeout=120)
    async with app.store.read() as view:
        return await job_details(app, job_id), await view.problems.get(problem.id)


@pytest.fixture(scope="module")
def answers() -> Answers:
    return authored()
