"""The bindings through which a workflow reaches the world, made once at start-up."""

from dataclasses import dataclass, field

from problemsmith.judge.judge import Judge
from problemsmith.llm import Models, PromptLibrary
from problemsmith.store.database import Database


@dataclass(frozen=True, slots=True)
class StepPolicy:
    """How often a step is tried again, and how long one attempt may take, in seconds."""

    retries: int = 5
    retry_delay: float = 1.0
    timeout: float = 600.0


@dataclass(frozen=True, slots=True)
class Env:
    """What a generation needs."""

    store: Database
    judge: Judge
    models: Models
    prompts: PromptLibrary
    policy: StepPolicy = field(default_factory=StepPolicy)
