"""One step at a time: each route starts a job at its step and answers with what it made."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StrictBool

from problemsmith.api.access import Visit, Visitor
from problemsmith.api.envelopes import Ok
from problemsmith.api.errors import failures
from problemsmith.api.parameters import Prefer, ProblemId, wants_async
from problemsmith.generation.steps import GenerationStep
from problemsmith.generation.verification.report import VerificationReport
from problemsmith.problem.signature import Signature
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service import steps
from problemsmith.service.problem_views import TextView, view_text
from problemsmith.service.steps import StepDone, StepRequest


class JobStarted(WireModel):
    """The job that goes on."""

    job_id: str


router = APIRouter(
    tags=["one step at a time"],
    responses={
        202: {
            "model": Ok[JobStarted],
            "description": "The job goes on: it was asked for with `Prefer: respond-async`, or the"
            " step takes longer than a request may wait.",
        }
    }
    | failures(404, 409, 502),
)


class StepBody(WireModel):
    """How to do the step. Without `enqueueNextStep` the job stops after it."""

    model: str = Field(min_length=1, max_length=200, examples=["dummy"])
    enqueue_next_step: StrictBool = True
    force_error: StrictBool = Field(default=False, description="fail the step, to test a client")
    return_dummy: StrictBool = Field(
        default=False, description="take the built-in catalogue's problem"
    )

    def asked(self, *, update_problem: bool = True) -> StepRequest:
        """The same, for the service."""
        return StepRequest(
            model=self.model,
            go_on=self.enqueue_next_step,
            force_error=self.force_error,
            return_dummy=self.return_dummy,
            update_problem=update_problem,
        )


class SolutionBody(StepBody):
    """How to write the solution. Without `updateProblem` it is shown and not kept."""

    update_problem: StrictBool = True


class TextMade(TextView):
    """The text that was written."""

    job_id: str


class SignatureParsed(WireModel):
    """The signature of the text; `jobId` is the job that goes on, or the newest there was."""

    function_signature_schema: Signature
    job_id: str | None


class DescribedTestCase(WireModel):
    """What a test is for."""

    description: str
    is_edge_case: bool
    is_sample_case: bool


class TestCasesMade(WireModel):
    """The test cases that were described."""

    test_cases: tuple[DescribedTestCase, ...]
    job_id: str


class InputCodesMade(WireModel):
    """The programs that make the inputs, one a test case."""

    input_codes: tuple[str, ...]
    job_id: str


class InputsMade(WireModel):
    """The inputs, each an array of arguments."""

    test_cases: tuple[tuple[Json, ...], ...]
    job_id: str


class SolutionMade(WireModel):
    """The reference solution."""

    solution: str
    job_id: str


class OutputsMade(WireModel):
    """The expected outputs, one a test case."""

    test_cases: tuple[Json, ...]
    job_id: str


class VerificationMade(WireModel):
    """The verification report."""

    verification: VerificationReport
    job_id: str


class StepPerformer:
    """Starts a step for a request, and waits for it unless the client would rather not."""

    def __init__(self, problem_id: ProblemId, visit: Visitor, prefer: Prefer = None) -> None:
        self._problem_id: UUID = problem_id
        self._visit: Visit = visit
        self._waits = not wants_async(prefer)

    async def perform(self, step: GenerationStep, asked: StepRequest) -> StepDone | Response:
        """What the step made, or the 202 that tells that the job goes on."""
        app, feed, caller = self._visit.app, self._visit.feed, self._visit.caller
        job_id = await steps.start_step(app, caller, self._problem_id, step, asked)
        done = None
        if self._waits:
            done = await steps.wait_for_step(app, feed, job_id, self._problem_id, step)
        return accepted(job_id) if done is None else done


Performer = Annotated[StepPerformer, Depends(StepPerformer)]


def accepted(job_id: str) -> Response:
    """The answer for a job that goes on."""
    answer = Ok(data=JobStarted(job_id=job_id))
    return Response(
        answer.model_dump_json(by_alias=True), status_code=202, media_type="application/json"
    )


@router.post("/problems/{id}/text/generate", response_model=Ok[TextMade])
async def generate_text(body: StepBody, performer: Performer) -> Ok[TextMade] | Response:
    """Write the problem's text."""
    done = await performer.perform(GenerationStep.GENERATE_PROBLEM_TEXT, body.asked())
    if isinstance(done, Response):
        return done
    return Ok(data=TextMade(**dict(view_text(done.problem)), job_id=done.job_id))


@router.post("/problems/{id}/function-signature/parse")
async def parse_signature(
    problem_id: ProblemId, body: StepBody, visit: Visitor
) -> Ok[SignatureParsed]:
    """The signature of the text, and the job that goes on with the step after it."""
    problem, job_id = await steps.parse_signature(visit.app, visit.caller, problem_id, body.asked())
    signature = view_text(problem).function_signature_schema
    return Ok(data=SignatureParsed(function_signature_schema=signature, job_id=job_id))


@router.post("/problems/{id}/test-cases/generate", response_model=Ok[TestCasesMade])
async def generate_test_cases(body: StepBody, performer: Performer) -> Ok[TestCasesMade] | Response:
    """Describe the test cases."""
    done = await performer.perform(GenerationStep.GENERATE_TEST_CASES, body.asked())
    if isinstance(done, Response):
        return done
    cases = tuple(
        DescribedTestCase(
            description=case.description,
            is_edge_case=case.is_edge_case,
            is_sample_case=case.is_sample_case,
        )
        for case in done.problem.test_cases
    )
    return Ok(data=TestCasesMade(test_cases=cases, job_id=done.job_id))


@router.post("/problems/{id}/test-cases/input-code/generate", response_model=Ok[InputCodesMade])
async def generate_input_code(
    body: StepBody, performer: Performer
) -> Ok[InputCodesMade] | Response:
    """Write the programs that make the inputs."""
    done = await performer.perform(GenerationStep.GENERATE_TEST_CASE_INPUT_CODE, body.asked())
    if isinstance(done, Response):
        return done
    codes = tuple(case.input_code or "" for case in done.problem.test_cases)
    return Ok(data=InputCodesMade(input_codes=codes, job_id=done.job_id))


@router.post("/problems/{id}/test-cases/inputs/generate", response_model=Ok[InputsMade])
async def generate_inputs(body: StepBody, performer: Performer) -> Ok[InputsMade] | Response:
    """Run the programs that make the inputs."""
    done = await performer.perform(GenerationStep.GENERATE_TEST_CASE_INPUTS, body.asked())
    if isinstance(done, Response):
        return done
    inputs = tuple(case.input or () for case in done.problem.test_cases)
    return Ok(data=InputsMade(test_cases=inputs, job_id=done.job_id))


@router.post("/problems/{id}/solution/generate", response_model=Ok[SolutionMade])
async def generate_solution(
    body: SolutionBody, performer: Performer
) -> Ok[SolutionMade] | Response:
    """Write the solutions; with `updateProblem: false` one is shown and not kept."""
    asked = body.asked(update_problem=body.update_problem)
    done = await performer.perform(GenerationStep.GENERATE_SOLUTION, asked)
    if isinstance(done, Response):
        return done
    kept = done.problem.solutions
    written = done.output.get("solution")
    solution = kept.reference if kept and body.update_problem else str(written)
    return Ok(data=SolutionMade(solution=solution, job_id=done.job_id))


@router.post("/problems/{id}/test-cases/outputs/generate", response_model=Ok[OutputsMade])
async def generate_outputs(body: StepBody, performer: Performer) -> Ok[OutputsMade] | Response:
    """Run the reference solution on every input."""
    done = await performer.perform(GenerationStep.GENERATE_TEST_CASE_OUTPUTS, body.asked())
    if isinstance(done, Response):
        return done
    outputs = tuple(case.expected for case in done.problem.test_cases)
    return Ok(data=OutputsMade(test_cases=outputs, job_id=done.job_id))


@router.post("/problems/{id}/verify", response_model=Ok[VerificationMade])
async def verify(body: StepBody, performer: Performer) -> Ok[VerificationMade] | Response:
    """Attack the problem, and keep the proof."""
    done = await performer.perform(GenerationStep.VERIFY_PROBLEM, body.asked())
    if isinstance(done, Response):
        return done
    report = VerificationReport.model_validate(done.problem.verification)
    return Ok(data=VerificationMade(verification=report, job_id=done.job_id))
