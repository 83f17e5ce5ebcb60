"""The command line as a fixture."""

from pathlib import Path

import pytest

from command_line import CommandLine


@pytest.fixture
def command_line(tmp_path: Path) -> CommandLine:
    """`problemsmith` as on a fresh machine: an empty home, no key, no settings."""
    home = tmp_path / "home"
    home.mkdir()
    return CommandLine(home, {})
