"""What one run of the pipeline is asked to do, and what it comes to."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, model_validator

from problemsmith.generation.steps import GenerationStep, steps_between
from problemsmith.problem.problem import Difficulty
from problemsmith.problem.wire import Json, WireModel

PROMPT_MAX_CHARACTERS = 20_000
"""A person's own wish for a problem; beyond this it is a document, not a wish."""

DUMMY_MODEL = "dummy"
"""The model that is no model: the built-in catalogue writes in its place."""

JobId = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,99}$")]
"""A job's id is its workflow instance's, so it has that form."""

Direction = Literal["easier", "harder", "similar"]


class BaseProblem(WireModel):
    """An existing problem to start from."""

    problem_id: UUID
    direction: Direction


class GenerationRequest(WireModel):
    """A wish for one problem.

    `starting_step` skips the steps before it; what they leave must be there. `stop_after_step` ends
    the run early. `focus_areas` are slugs. `budget_usd` bounds the whole run's model cost.
    `solutions` further ones are written from the statement alone: is there one reading of it?
    `return_dummy`, or the model `dummy`, takes the built-in catalogue: no key, no network.
    With `require_review` the problem stays a draft, which others do not see, until it is approved.
    `force_error` fails the first step, for testing a client. Without `update_problem` a solution is
    written and shown in the step's output, and the problem stays as it is.
    """

    model: str = Field(min_length=1, max_length=200)
    return_dummy: StrictBool = False
    starting_step: GenerationStep | None = None
    stop_after_step: GenerationStep | None = None
    start_from: BaseProblem | None = None
    focus_areas: tuple[str, ...] = Field(default=(), max_length=10)
    prompt: str | None = Field(default=None, max_length=PROMPT_MAX_CHARACTERS)
    difficulty: Difficulty | None = None
    budget_usd: float | None = Field(default=None, gt=0, le=10_000)
    solutions: int = Field(default=0, ge=0, le=9)
    require_review: StrictBool = False
    force_error: StrictBool = False
    update_problem: StrictBool = True

    @model_validator(mode="after")
    def _steps_in_order(self) -> Self:
        if not steps_between(self.starting_step, self.stop_after_step):
            raise ValueError(
                f"stopAfterStep {self.stop_after_step} comes before startingStep"
                f" {self.starting_step}"
            )
        return self

    @property
    def is_reviewed(self) -> bool:
        """Whether the run ends with a review: one that stops early has nothing to approve."""
        return self.require_review and self.stop_after_step is None

    @property
    def uses_catalogue(self) -> bool:
        """Whether the built-in catalogue writes, and no model is asked."""
        return self.return_dummy or self.model == DUMMY_MODEL


class GenerationParams(GenerationRequest):
    """A wish that has become a job.

    `catalogue_problem` names the built-in problem to take. `input_kind` is what one of many jobs is
    to work on, so that they differ. `remarks` are a reviewer's, for the steps that are done again.
    `trace_parent` is the span of the request that asked for it.
    """

    job_id: JobId
    problem_id: UUID
    catalogue_problem: str | None = None
    input_kind: str | None = None
    remarks: str | None = None
    trace_parent: str | None = None

    def as_request(self) -> GenerationRequest:
        """The wish alone: what two jobs that were asked for in the same words share."""
        return GenerationRequest.model_validate(
            {name: getattr(self, name) for name in GenerationRequest.model_fields}
        )


class GenerationResult(WireModel):
    """The output of a run that ended: what each step that ran has to say."""

    problem_id: UUID
    steps: dict[GenerationStep, dict[str, Json]]


class Approval(WireModel):
    """A reviewer's word: approved, or sent back to a step with remarks."""

    approved: bool
    step: GenerationStep | None = None
    remarks: str | None = Field(default=None, max_length=PROMPT_MAX_CHARACTERS)

    @model_validator(mode="after")
    def _sent_back_somewhere(self) -> Self:
        if not self.approved and self.step is None:
            raise ValueError("a problem that is not approved is sent back to a step: name it")
        return self
