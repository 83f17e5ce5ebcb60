"""What the tests of model calls share."""

import pytest

from llm.memory_ledger import MemoryLedger
from problemsmith.llm import CallContext, Prompt


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def call() -> CallContext:
    return CallContext(job_id="job-1", step="generateProblemText", attempt=1, run=0)


@pytest.fixture
def prompt() -> Prompt:
    return Prompt(name="problem_text", system="You write problems.", user="Write one.")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
