"""Open models with their HTTP clients."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from pydantic_ai.models import Model

from problemsmith.llm.providers import open_model


@dataclass
class _OnLoop:
    """What belongs to one event loop: connections cannot be shared between two."""

    clients: AsyncExitStack = field(default_factory=AsyncExitStack)
    models: dict[str, Model] = field(default_factory=dict[str, Model])


class Connections:
    """Keeps a client for each model and event loop until closed."""

    def __init__(self) -> None:
        self._loops: dict[asyncio.AbstractEventLoop, _OnLoop] = {}

    async def model(self, name: str) -> Model:
        """Give the open model of this name, on this event loop."""
        here = self._here()
        if name not in here.models:
            model = open_model(name)
            here.models[name] = model
            await here.clients.enter_async_context(model)
        return here.models[name]

    async def aclose(self) -> None:
        """Close all clients, each on its own event loop; those of ended loops are gone with it."""
        current = asyncio.get_running_loop()
        while self._loops:
            loop, opened = self._loops.popitem()
            if loop is current:
                await opened.clients.aclose()
            elif loop.is_running():
                closing = asyncio.run_coroutine_threadsafe(opened.clients.aclose(), loop)
                await asyncio.wrap_future(closing)

    def _here(self) -> _OnLoop:
        return self._loops.setdefault(asyncio.get_running_loop(), _OnLoop())
