"""What a model call is made from: who asks, and with which words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CallContext:
    """The job and step a call belongs to; it labels the request's headers and the ledger's row."""

    job_id: str
    step: str
    attempt: int  # of the step, from 1
    run: int  # how often the workflow instance was restarted


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt. The name tells apart the prompts of one step."""

    name: str
    system: str
    user: str
