"""A child of its own for each input: in one box, and in further ones where turns are free."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager

from problemsmith.judge.progress import Progress
from problemsmith.judge.records import HarnessFaultError
from problemsmith.judge.session import Session
from problemsmith.judge.turns import Turn, Turns
from problemsmith.sandbox import BoxGoneError

_WORTH_A_BOX_SECONDS = 0.25
"""So much must be left to do for each further box: it has to start and compile, too."""

OpenSession = Callable[[], AbstractAsyncContextManager[Session]]


class IsolatedRuns:
    """The inputs of one submission that have no run yet."""

    def __init__(
        self, inputs: Sequence[bytes], progress: Progress, turns: Turns, open_session: OpenSession
    ) -> None:
        self._inputs = inputs
        self._progress = progress
        self._turns = turns
        self._open_session = open_session
        self._helpers: list[asyncio.Task[Exception | None]] = []
        self._since = 0.0

    async def run(self, session: Session, turn: Turn) -> None:
        """Run every open input, or as many as come before the box is to be given back.

        Raises BoxGoneError, HarnessFaultError or TimeoutError; inputs are open then.
        """
        indices = self._progress.open_indices()  # shared: each index goes to one box
        try:
            fault = await self._run_all(indices, session, turn)
            ends = await asyncio.gather(*self._helpers)
            fault = next((it for it in ends if it is not None), fault)
        finally:
            for helper in self._helpers:
                helper.cancel()
            await asyncio.gather(*self._helpers, return_exceptions=True)
            self._helpers.clear()
        if fault is not None:
            raise fault

    async def _run_all(
        self, indices: Iterator[int], session: Session, turn: Turn
    ) -> Exception | None:
        fault: Exception | None = None
        was_loaded = False
        self._since = time.monotonic()
        for index in indices:
            try:
                outcome = await session.test(self._inputs[index])
            except HarnessFaultError as error:
                fault = error  # the box still answers; this test is tried again in the next one
                continue
            self._progress.settle(index, outcome.run)
            was_loaded = was_loaded or outcome.is_loaded
            if not was_loaded:
                self._progress.settle_rest(outcome.run)
            if self._progress.is_complete or not await turn.pause():
                break
            if was_loaded:
                self._call_help(indices)
        return fault

    def _call_help(self, indices: Iterator[int]) -> None:
        done = len(self._inputs) - self._progress.open_count
        left = self._progress.open_count * (time.monotonic() - self._since) / done
        if left < _WORTH_A_BOX_SECONDS * (len(self._helpers) + 1):
            return
        turn = self._turns.free_turn()
        if turn is not None:
            self._helpers.append(asyncio.create_task(self._help(indices, turn)))

    async def _help(self, indices: Iterator[int], turn: Turn) -> Exception | None:
        """Run open inputs in a further box until somebody waits for the turn."""
        try:
            async with self._open_session() as session:
                if await session.compile() is None:
                    for index in indices:
                        outcome = await session.test(self._inputs[index])
                        self._progress.settle(index, outcome.run)
                        if self._turns.anybody_waits:
                            break
        except (BoxGoneError, HarnessFaultError, OSError) as error:
            return error
        finally:
            turn.end()
        return None
