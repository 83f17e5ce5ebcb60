"""A workflow whose steps the test steers: each step does what the test put under its name."""

import asyncio
import inspect
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from problemsmith.workflows import (
    InstanceStatus,
    Retries,
    Workflow,
    WorkflowEntrypoint,
    WorkflowEvent,
    WorkflowInstance,
    WorkflowStep,
    step_context,
)

Script = Callable[["Stage", WorkflowEvent[Any], WorkflowStep], Awaitable[Any]]


@dataclass
class Stage:
    """What the scripted workflow reaches: gates to hold its steps, and counts of what ran."""

    script: Script
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    started: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    released: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    cancelled: list[str] = field(default_factory=list)

    async def quick(self) -> str:
        """Ends at once; tells its name and how often it was called."""
        name = step_context().step_name
        self.calls[name] += 1
        return f"{name} {self.calls[name]}"

    async def held(self) -> str:
        """Ends when the test releases it by name."""
        name = step_context().step_name
        self.calls[name] += 1
        self.started[name].set()
        try:
            await self.released[name].wait()
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        return f"{name} {self.calls[name]}"


class Scripted(WorkflowEntrypoint[Stage, Any]):
    async def run(self, event: WorkflowEvent[Any], step: WorkflowStep) -> Any:
        return await self.env.script(self.env, event, step)


def scripted(script: Script, name: str = "scripted") -> tuple[Stage, Workflow[Stage, Any]]:
    stage = Stage(script)
    return stage, Workflow(name, Scripted, stage)


async def three_steps(stage: Stage, _event: WorkflowEvent[Any], step: WorkflowStep) -> list[str]:
    """first, then a held second, then third."""
    return [
        await step.do("first", stage.quick),
        await step.do("second", stage.held),
        await step.do("third", stage.quick),
    ]


async def reach(instance: WorkflowInstance, *statuses: InstanceStatus) -> InstanceStatus:
    """Wait, with a bound, for one of the statuses."""
    summary = await instance.wait_until(lambda seen: seen.status in statuses, timeout=20)
    return summary.status


async def until(condition: Callable[[], Any], seconds: float = 20) -> None:
    """Look, with a bound, until the condition holds; it may be async."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)


async def types(instance: WorkflowInstance) -> list[str]:
    """The instance's events so far, by type and step."""
    found = [event async for event in instance.events(follow=False)]
    return [
        f"{event.type.value} {event.step}" if event.step else event.type.value for event in found
    ]


FAST = Retries(limit=5, delay=0.01, backoff="constant")
