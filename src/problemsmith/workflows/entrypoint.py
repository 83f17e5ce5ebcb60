"""The class an application writes: one workflow, reading like a list of steps."""

import functools
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, get_args, get_origin, get_type_hints

from .values import PLAIN, Codec

if TYPE_CHECKING:
    from .step import WorkflowStep

Env = TypeVar("Env")
Params = TypeVar("Params")


@dataclass(frozen=True)
class WorkflowEvent(Generic[Params]):
    """What started the instance. `timestamp` is when it was created, in UTC."""

    payload: Params
    timestamp: datetime
    instance_id: str
    workflow_name: str


class WorkflowEntrypoint(ABC, Generic[Env, Params]):
    """Subclass it, write `run`, and reach the world through `self.env` alone.

    A new object is made for each execution. `run` is executed again from its start after a crash,
    a pause or a wait: steps that returned give back their recorded results, so everything that
    costs, writes or is random belongs inside a step.
    """

    def __init__(self, env: Env) -> None:
        self.env = env

    @abstractmethod
    async def run(self, event: WorkflowEvent[Params], step: "WorkflowStep") -> object:
        """The workflow. What it returns is the instance's output."""


@functools.lru_cache(maxsize=512)
def params_codec(entrypoint: type[WorkflowEntrypoint[Any, Any]]) -> Codec:
    """How the params travel: from the class's generic argument, plain JSON without one."""
    for cls in entrypoint.__mro__:
        for parent in cast("tuple[object, ...]", getattr(cls, "__orig_bases__", ())):
            if get_origin(parent) is WorkflowEntrypoint:
                declared = get_args(parent)[1]
                return (
                    PLAIN if isinstance(declared, TypeVar) or declared is Any else Codec(declared)
                )
    return PLAIN


@functools.lru_cache(maxsize=512)
def output_codec(entrypoint: type[WorkflowEntrypoint[Any, Any]]) -> Codec:
    """How the output travels: from `run`'s return annotation, plain JSON without one."""
    try:
        declared = cast("dict[str, object]", get_type_hints(entrypoint.run)).get("return")
    except NameError:
        return PLAIN
    return PLAIN if declared in {None, Any, object} else Codec(declared)
