"""Many problems for one wish: what the wish leaves open is spread, so that they differ.

A model that is asked the same again and again writes the same again and again. So each job of many
has a topic, a difficulty and a kind of input of its own, by its number alone: what a job asks for
must not hang on when it is done, or an answer that was paid for would not be found again.
"""

from collections.abc import Sequence

from problemsmith.generation.params import GenerationRequest
from problemsmith.problem.problem import Difficulty

INPUT_KINDS = (
    "an array of numbers",
    "a string",
    "a grid",
    "a graph given by its edges",
    "two arrays, or an array and a number",
    "a binary tree",
    "pairs or intervals",
    "several strings",
    "one or two numbers",
    "a linked list",
    "a list of commands",
)
"""As a model is told them. Their count is prime, so that they meet every topic and difficulty."""


def is_spread(request: GenerationRequest, count: int) -> bool:
    """Whether so many jobs of this wish are to differ: not when a person told what to write."""
    told = request.prompt is not None or request.start_from is not None
    return count > 1 and not told and not request.uses_catalogue


def spread(request: GenerationRequest, number: int, topics: Sequence[str]) -> GenerationRequest:
    """The wish of the job with this number: one of the wished topics, or of all there are (slugs),
    and a difficulty where none was wished."""
    among = request.focus_areas or tuple(topics)
    order = list(Difficulty)
    # One further each time the topics have gone round: each topic comes in each difficulty.
    turn = number + number // max(len(among), 1)
    return request.model_copy(
        update={
            "focus_areas": (among[number % len(among)],) if among else (),
            "difficulty": request.difficulty or order[turn % len(order)],
        }
    )


def input_kind(number: int) -> str:
    """The kind of input of the job with this number."""
    return INPUT_KINDS[number % len(INPUT_KINDS)]
