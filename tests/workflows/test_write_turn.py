"""Turns at a SQLite file, among threads and coroutines."""

import asyncio

import pytest

from problemsmith.workflows import WriteTurn, write_turn

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_the_turn_goes_round_between_threads_and_coroutines() -> None:
    turn = WriteTurn()
    inside: list[str] = []
    most = 0

    def enter(who: str) -> None:
        nonlocal most
        inside.append(who)
        most = max(most, len(inside))

    def in_a_thread() -> None:
        for _ in range(50):
            assert turn.take()
            enter("thread")
            inside.remove("thread")
            turn.release()

    async def in_a_coroutine() -> None:
        for _ in range(50):
            async with turn.taken():
                enter("coroutine")
                await asyncio.sleep(0)
                inside.remove("coroutine")

    threads = [asyncio.to_thread(in_a_thread) for _ in range(3)]
    await asyncio.gather(*threads, *(in_a_coroutine() for _ in range(3)))
    assert most == 1
    assert turn.take()  # and nobody has kept it


async def test_who_waits_longest_is_first() -> None:
    turn = WriteTurn()
    order: list[int] = []
    assert turn.take()

    async def wait(number: int) -> None:
        async with turn.taken():
            order.append(number)

    waiting: list[asyncio.Task[None]] = []
    for number in range(3):
        waiting.append(asyncio.create_task(wait(number)))
        await asyncio.sleep(0)
    turn.release()
    await asyncio.gather(*waiting)
    assert order == [0, 1, 2]


async def test_a_coroutine_that_is_cancelled_leaves_the_line() -> None:
    turn = WriteTurn()
    assert turn.take()

    async def wait() -> None:
        async with turn.taken():
            raise AssertionError("the turn came to one that had left")

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    turn.release()
    async with asyncio.timeout(1), turn.taken():
        pass


async def test_a_turn_that_comes_together_with_a_cancellation_is_given_back() -> None:
    turn = WriteTurn()
    assert turn.take()

    async def wait() -> None:
        async with turn.taken():
            await asyncio.Event().wait()

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    turn.release()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(1), turn.taken():
        pass


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_turn, "PATIENCE_SECONDS", 0.05)
    turn = WriteTurn()
    assert turn.take()
    async with turn.taken():  # goes on without it
        assert not await asyncio.to_thread(turn.take)
    turn.release()  # by the one that really has it
    assert turn.take()
