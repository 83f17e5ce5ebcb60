"""ProblemGenerationWorkflow: the steps in order, the table of contents of the product."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from problemsmith.generation.env import Env
from problemsmith.generation.input_code import generate_test_case_input_code
from problemsmith.generation.inputs import generate_test_case_inputs
from problemsmith.generation.outputs import generate_test_case_outputs
from problemsmith.generation.params import Approval, GenerationParams, GenerationResult
from problemsmith.generation.problem_text import generate_problem_text
from problemsmith.generation.solution import generate_solution
from problemsmith.generation.steps import GenerationStep, steps_between
from problemsmith.generation.test_cases import generate_test_cases
from problemsmith.generation.tracking import note_failure, tracked
from problemsmith.generation.verification.step import verify_problem
from problemsmith.generation.workbench import Workbench
from problemsmith.problem.problem import ProblemStatus
from problemsmith.problem.wire import Json
from problemsmith.workflows import (
    Retries,
    StepFailedError,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowStep,
)

WORKFLOW_NAME = "problem-generation-workflow"

REVIEW_TIMEOUT_SECONDS = 30 * 24 * 3600

PUBLISH = "publishProblem"
"""What is done once a review has ended well."""

Work = Callable[[Workbench], Awaitable[dict[str, Json]]]


class ProblemGenerationWorkflow(WorkflowEntrypoint[Env, GenerationParams]):
    """Makes one problem, and proves it."""

    async def run(
        self, event: WorkflowEvent[GenerationParams], step: WorkflowStep
    ) -> GenerationResult:
        """The steps from `startingStep` to `stopAfterStep`, then a review if one is asked for."""
        params = event.payload
        done = await self._make(step, params)
        while params.is_reviewed:
            received = await step.wait_for_event(
                "approval", "approval", timeout=REVIEW_TIMEOUT_SECONDS, payload_type=Approval
            )
            approval = received.payload
            if approval.approved:
                await step.do(PUBLISH, publish, self.env, params.problem_id)
                break
            done |= await self._make(
                step,
                params.model_copy(
                    update={"starting_step": approval.step, "remarks": approval.remarks}
                ),
            )
        return GenerationResult(problem_id=params.problem_id, steps=done)

    async def _make(
        self, step: WorkflowStep, params: GenerationParams
    ) -> dict[GenerationStep, dict[str, Json]]:
        wanted = steps_between(params.starting_step, params.stop_after_step)
        policy = self.env.policy
        done: dict[GenerationStep, dict[str, Json]] = {}

        async def perform(name: GenerationStep, work: Work) -> None:
            if name not in wanted:
                return
            try:
                done[name] = await step.do(
                    name,
                    tracked,
                    name,
                    work,
                    self.env,
                    params,
                    retries=Retries(limit=policy.retries, delay=policy.retry_delay),
                    timeout=policy.timeout,
                )
            except StepFailedError as failure:
                await note_failure(self.env, params, name, failure.error)
                raise

        await perform(GenerationStep.GENERATE_PROBLEM_TEXT, generate_problem_text)
        await perform(GenerationStep.GENERATE_TEST_CASES, generate_test_cases)
        await perform(GenerationStep.GENERATE_TEST_CASE_INPUT_CODE, generate_test_case_input_code)
        await perform(GenerationStep.GENERATE_TEST_CASE_INPUTS, generate_test_case_inputs)
        await perform(GenerationStep.GENERATE_SOLUTION, generate_solution)
        await perform(GenerationStep.GENERATE_TEST_CASE_OUTPUTS, generate_test_case_outputs)
        await perform(GenerationStep.VERIFY_PROBLEM, verify_problem)
        return done


async def publish(env: Env, problem_id: UUID) -> ProblemStatus:
    """Let an approved problem be verified, if it was proved; its status."""
    async with env.store.transaction() as transaction:
        return await transaction.problems.publish(problem_id)
