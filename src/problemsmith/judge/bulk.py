"""Bulk runs: blocks of inputs, each in one child, while the next block is already on its way."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Sequence

from problemsmith.judge.harness.protocol import MAX_BLOCK_CALLS
from problemsmith.judge.progress import Progress
from problemsmith.judge.session import Session
from problemsmith.judge.turns import Turn

_BLOCK_BYTES = 1 << 20


async def run_in_blocks(
    session: Session, inputs: Sequence[bytes], progress: Progress, turn: Turn
) -> None:
    """Run every open input, or as many as come before the box is to be given back.

    Raises BoxGoneError, HarnessFaultError or TimeoutError.
    """
    waiting = deque(_blocks(inputs, list(progress.open_indices())))
    sent: deque[tuple[list[int], asyncio.Task[None]]] = deque()
    try:
        while waiting or sent:
            while waiting and len(sent) < 2 and not (sent and turn.is_over):
                block = waiting.popleft()
                sending = asyncio.create_task(session.send_block([inputs[it] for it in block]))
                sent.append((block, sending))
                await asyncio.sleep(0)  # lets the sending begin, so that blocks go out in order
            block, sending = sent[0]
            rest = await _run_block(session, block, inputs, progress)
            await sending
            sent.popleft()  # not before: a failed sending is looked after below
            if progress.is_complete:
                return
            if rest:
                waiting.appendleft(rest)
            if not sent and not await turn.pause():
                return
    finally:
        for _, sending in sent:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await sending


async def _run_block(
    session: Session, block: list[int], inputs: Sequence[bytes], progress: Progress
) -> list[int]:
    """Settle the inputs of a block that its child got to; returns those that it did not."""
    done = 0
    async for step in session.block_runs(len(block)):
        if step.run is not None:
            if step.spoils_all:
                progress.settle_rest(step.run)
                return []
            progress.settle(block[done], session.reviewed(step.run, inputs[block[done]]))
            done += 1
    return block[done:]


def _blocks(inputs: Sequence[bytes], indices: list[int]) -> list[list[int]]:
    blocks: list[list[int]] = []
    size = 0
    for index in indices:
        if not blocks or len(blocks[-1]) >= MAX_BLOCK_CALLS or size > _BLOCK_BYTES:
            blocks.append([])
            size = 0
        blocks[-1].append(index)
        size += len(inputs[index])
    return blocks
