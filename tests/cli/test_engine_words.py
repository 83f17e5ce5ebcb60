"""The workflow layer's sentences in the words of the command line."""

import pytest

from problemsmith.cli.engine_words import in_our_words
from problemsmith.workflows import WorkflowError


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("no instance of that id; it cannot be found", "no job of that id; it can't be found"),
        ("the id my-instance-1 is taken", "the id my-instance-1 is taken"),
    ],
)
def test_instances_are_told_as_jobs_and_ids_as_they_are(said: str, told: str) -> None:
    assert in_our_words(WorkflowError(said)) == told
