"""What this process is judging, counted for the metrics."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from problemsmith.problem.verdict import Verdict


@dataclass(slots=True)
class Activity:
    """Submissions being judged or waiting for a sandbox, and the verdicts given so far."""

    judging: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter[Verdict])

    @contextmanager
    def submission(self) -> Generator[None]:
        """Around one submission."""
        self.judging += 1
        try:
            yield
        finally:
            self.judging -= 1
