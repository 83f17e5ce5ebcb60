"""Who writes: a model, or the built-in catalogue in a model's place."""

from collections.abc import Callable
from typing import Protocol

from problemsmith.generation.assignments import AnswerT, Assignment
from problemsmith.llm import CallContext, Models, PromptLibrary

_FURTHER = 1_000
"""What tells the answers of one attempt from those of further attempts, which count from 0."""


class Author(Protocol):
    """Writes what an assignment asks for."""

    can_mend: bool
    """Whether it can be shown a fault and write anew."""

    async def write(
        self,
        assignment: Assignment[AnswerT],
        check: Callable[[AnswerT], None] | None = None,
        *,
        sample: int = 0,
        **material: object,
    ) -> AnswerT:
        """The answer; `check` raises ValueError for a fault that the author should mend.

        `sample` numbers answers that are wanted several times to the same prompt.
        """
        ...


class ModelAuthor:
    """A language model, asked through its provider.

    Answers of another `sample` are never taken for this one's, though the prompt be the same.
    """

    can_mend = True

    def __init__(
        self,
        models: Models,
        prompts: PromptLibrary,
        *,
        model: str,
        call: CallContext,
        budget_usd: float | None,
        sample: int = 0,
    ) -> None:
        self._models = models
        self._prompts = prompts
        self._model = model
        self._call = call
        self._budget_usd = budget_usd
        self._sample = sample

    async def write(
        self,
        assignment: Assignment[AnswerT],
        check: Callable[[AnswerT], None] | None = None,
        *,
        sample: int = 0,
        **material: object,
    ) -> AnswerT:
        """Render the prompt, ask, and hand back the checked answer."""
        return await self._models.complete(
            model=self._model,
            prompt=self._prompts.render(assignment.name, **material),
            answer=assignment.answer,
            call=self._call,
            max_tokens=assignment.max_tokens,
            temperature=assignment.temperature,
            budget_usd=self._budget_usd,
            check=check,
            sample=self._sample + _FURTHER * sample,
        )
