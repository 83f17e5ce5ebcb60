"""Many jobs of one wish differ in what the wish leaves open."""

from collections import Counter

import pytest

from problemsmith.generation.params import GenerationRequest
from problemsmith.service.spread import INPUT_KINDS, input_kind, is_spread, spread

WISH = GenerationRequest(model="openai-chat:any")
TOPICS = ("arrays", "graphs", "strings")


def test_topics_difficulties_and_inputs_come_in_every_combination() -> None:
    count = len(TOPICS) * 3 * len(INPUT_KINDS)
    jobs = [(spread(WISH, number, TOPICS), input_kind(number)) for number in range(count)]
    combinations = Counter((job.focus_areas, job.difficulty, kind) for job, kind in jobs)
    assert len(combinations) == count


def test_what_was_wished_is_kept() -> None:
    wish = WISH.model_copy(update={"focus_areas": ("graphs", "trees"), "difficulty": "hard"})
    jobs = [spread(wish, number, TOPICS) for number in range(4)]
    assert [job.focus_areas for job in jobs] == [("graphs",), ("trees",)] * 2
    assert {job.difficulty for job in jobs} == {"hard"}


def test_a_job_asks_for_the_same_whenever_it_is_made() -> None:
    assert spread(WISH, 7, TOPICS) == spread(WISH, 7, TOPICS)


@pytest.mark.parametrize(
    ("changes", "count", "expected"),
    [
        ({}, 2, True),
        ({}, 1, False),
        ({"prompt": "about trains"}, 50, False),
        ({"model": "dummy"}, 50, False),
    ],
)
def test_only_many_jobs_that_nobody_described_are_spread(
    changes: dict[str, str], count: int, expected: bool
) -> None:
    assert is_spread(WISH.model_copy(update=changes), count) is expected
