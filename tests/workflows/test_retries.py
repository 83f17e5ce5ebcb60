"""How long a failed attempt waits before the next."""

from typing import Any

import pytest

from problemsmith.workflows import Retries


@pytest.mark.parametrize(
    ("retries", "expected"),
    [
        (Retries(delay=1, backoff="constant"), [1, 1, 1, 1]),
        (Retries(delay=1, backoff="linear"), [1, 2, 3, 4]),
        (Retries(delay=1, backoff="exponential"), [1, 2, 4, 8]),
        (Retries(delay=1, backoff="exponential", cap=3), [1, 2, 3, 3]),
        (Retries(delay=10, backoff="exponential", cap=1), [1, 1, 1, 1]),
    ],
)
def test_the_delay_grows_as_the_backoff_says(retries: Retries, expected: list[float]) -> None:
    assert [retries.delay_after(attempt) for attempt in (1, 2, 3, 4)] == expected


def test_a_service_that_asks_for_time_gets_it_but_not_without_end() -> None:
    retries = Retries(delay=1, backoff="constant")
    assert retries.delay_after(1, 40) == 40
    assert retries.delay_after(1, 0.5) == 1
    assert retries.delay_after(1, 1e9) == 3600


def test_jitter_adds_at_most_its_share() -> None:
    retries = Retries(delay=10, backoff="constant", jitter=0.5)
    delays = {retries.delay_after(1) for _ in range(100)}
    assert len(delays) > 1
    assert all(10 <= delay <= 15 for delay in delays)


@pytest.mark.parametrize("wrong", [{"limit": -1}, {"delay": -1}, {"backoff": "never"}])
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"negative|backoff"):
        Retries(**wrong)
