"""What a step works with: the problem, an author, the tools, and one way to hand in its work."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from problemsmith.generation.assignments import AnswerT, Assignment
from problemsmith.generation.author import Author, ModelAuthor
from problemsmith.generation.dummy.author import CatalogueAuthor
from problemsmith.generation.env import Env
from problemsmith.generation.params import GenerationParams
from problemsmith.generation.steps import STEP_ORDER, GenerationStep
from problemsmith.judge.judge import Judge
from problemsmith.llm import CallContext
from problemsmith.problem.problem import Problem, ProblemText
from problemsmith.problem.typescript import format_signature
from problemsmith.store.database import Transaction
from problemsmith.workflows import step_context


class Workbench:
    """One attempt at one step.

    `write` asks the author; `completing` is the only way out: a transaction in which the step saves
    what it made and which marks the step complete, so that never half a step is written.
    """

    def __init__(self, env: Env, params: GenerationParams, step: GenerationStep) -> None:
        context = step_context()
        self.env = env
        self.params = params
        self.step = step
        self.log = context.log
        # A step that a reviewer sent back is named `generateSolution#2`, and asks anew.
        self._sample = int(context.step_name.partition("#")[2] or 1) - 1
        self._call = CallContext(
            job_id=params.job_id, step=step, attempt=context.attempt, run=context.run
        )

    @property
    def judge(self) -> Judge:
        """The judge."""
        return self.env.judge

    async def problem(self) -> Problem:
        """The problem as it stands in the store."""
        async with self.env.store.read() as view:
            return await view.problems.get(self.params.problem_id)

    async def another_problem(self, problem_id: UUID) -> Problem:
        """Another problem of the store, such as the one to start from."""
        async with self.env.store.read() as view:
            return await view.problems.get(problem_id)

    async def author(self, text: ProblemText | None = None) -> Author:
        """A model, or the catalogue's problem (found by the text's title when there is one)."""
        if self.params.uses_catalogue:
            return CatalogueAuthor.for_problem(self.params.catalogue_problem, text)
        return ModelAuthor(
            self.env.models,
            self.env.prompts,
            model=self.params.model,
            call=self._call,
            budget_usd=self.params.budget_usd,
            sample=self._sample,
        )

    async def write(
        self,
        assignment: Assignment[AnswerT],
        text: ProblemText | None,
        check: Callable[[AnswerT], None] | None = None,
        *,
        sample: int = 0,
        **material: object,
    ) -> AnswerT:
        """Ask the author, with what every prompt about a problem shows."""
        if text is not None:
            material |= {
                "text": text,
                "signature": format_signature(text.signature, numbers="exact"),
                "names": [parameter.name for parameter in text.signature.parameters],
            }
        author = await self.author(text)
        return await author.write(
            assignment, check, sample=sample, remarks=self.params.remarks, **material
        )

    @asynccontextmanager
    async def completing(self) -> AsyncGenerator[Transaction]:
        """Save the step's work and mark the step complete, in one transaction."""
        async with self.env.store.transaction(claim=step_context().claim) as transaction:
            yield transaction
            await transaction.jobs.complete_step(self.params.job_id, self.step)
            if self.step is (self.params.stop_after_step or STEP_ORDER[-1]):
                await transaction.jobs.complete(self.params.job_id)
