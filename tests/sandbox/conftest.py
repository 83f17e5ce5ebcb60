"""What the tests of the sandbox share."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
