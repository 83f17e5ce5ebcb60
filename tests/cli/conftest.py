"""The command line beside a model that gives an authored problem's answers."""

import pytest

from authored import authored, standing
from command_line import CommandLine
from scripted_model import ScriptedModel


@pytest.fixture
def model(scripted_model: ScriptedModel) -> ScriptedModel:
    """Answers every prompt of one problem, as often as it is asked."""
    standing(scripted_model, authored())
    return scripted_model


@pytest.fixture
def terminal(command_line: CommandLine, model: ScriptedModel) -> CommandLine:
    """The command line of a person whose provider is the scripted model."""
    return command_line.with_env(
        OPENAI_BASE_URL=model.url,
        PROBLEMSMITH_MODEL_PRICES='{"openai-chat:any": {"input": 1, "output": 4}}',
    )
