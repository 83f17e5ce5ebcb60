"""Who runs when: turns among submissions and callers, and honest programs beside hostile ones."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Hashable

import psutil
import pytest

from judge.programs import ADD, ADD_INPUTS, ADD_VALUES, python
from problemsmith.judge import turns
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import RunMode
from problemsmith.judge.session import Session
from problemsmith.judge.turns import Turn, Turns
from problemsmith.judge.verdicts import Outcome
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from processes import children_of_this_process, eventually

pytestmark = pytest.mark.anyio

SLOW_ADD = python("import time\ndef run_solution(a, b):\n    time.sleep(0.01)\n    return a + b\n")
SLOW = python("import time\ndef run_solution(a):\n    time.sleep(0.01)\n    return a\n")


async def ends(*submissions: tuple[str, Hashable, int], width: int = 1) -> list[str]:
    """The names of submissions of so many tests in the order they end, when each test is a turn."""
    shared, ended = Turns(width), list[str]()

    async def submit(name: str, caller: Hashable, tests: int) -> None:
        async with shared.take(caller) as turn:
            for _ in range(tests):
                await asyncio.sleep(0)
                await turn.pause()
        ended.append(name)

    await asyncio.gather(*(submit(*submission) for submission in submissions))
    return ended


@pytest.fixture
def _a_test_is_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.0)


@pytest.mark.usefixtures("_a_test_is_a_turn")
async def test_a_short_submission_overtakes_a_long_one() -> None:
    assert await ends(("long", None, 200), ("short", None, 3)) == ["short", "long"]


@pytest.mark.usefixtures("_a_test_is_a_turn")
async def test_many_submissions_of_one_caller_do_not_hold_up_the_one_of_another() -> None:
    many = [(f"first {number}", "first", 5) for number in range(20)]
    order = await ends(*many, ("second", "second", 5))
    assert order[0] == "second"


async def test_equal_submissions_are_done_in_the_order_they_came() -> None:
    names = [f"{number}" for number in range(9)]
    assert await ends(*((name, None, 5) for name in names)) == names


async def test_a_cancelled_submission_passes_its_turn_on() -> None:
    shared = Turns(1)
    entered: list[int] = []

    async def submit(number: int) -> None:
        async with shared.take():
            entered.append(number)
            await asyncio.sleep(0)

    async with shared.take():
        tasks = [asyncio.create_task(submit(number)) for number in range(4)]
        await asyncio.sleep(0)
        tasks[0].cancel()
    tasks[1].cancel()  # its turn has been granted, and it has not run since
    await asyncio.gather(*tasks, return_exceptions=True)
    assert entered == [2, 3]
    async with asyncio.timeout(5), shared.take():
        assert not shared.anybody_waits


@pytest.mark.usefixtures("_a_test_is_a_turn")
@pytest.mark.parametrize("mode", list(RunMode))
async def test_a_submission_that_gives_its_box_back_goes_on_in_another(
    mode: RunMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Turns, "may_pause", lambda self: False)
    async with Judge(concurrency=1) as judge:
        runs = await asyncio.gather(*(judge.run(ADD, ADD_INPUTS, mode=mode) for _ in range(2)))
    assert [[run.value for run in each] for each in runs] == [ADD_VALUES] * 2


async def test_a_submission_of_many_tests_does_not_starve_one_of_three() -> None:
    done: list[str] = []

    async def submit(judge: Judge, name: str, count: int, started: asyncio.Event) -> None:
        def begun(*_: object) -> None:
            started.set()

        await judge.run(SLOW, [[number] for number in range(count)], on_run=begun)
        done.append(name)

    async with Judge(concurrency=1) as judge:
        started = asyncio.Event()
        long = asyncio.create_task(submit(judge, "long", 60, started))
        await started.wait()
        await submit(judge, "short", 3, asyncio.Event())
        await long
    assert done == ["short", "long"]


async def test_many_tests_of_one_submission_run_on_every_core_that_is_free() -> None:
    inputs = [[number, 1] for number in range(80)]
    most = 0

    def count(*_: object) -> None:
        nonlocal most
        most = max(most, len(psutil.Process().children()))

    async with Judge(concurrency=2, warm=0) as judge:
        runs = await judge.run(SLOW_ADD, inputs, on_run=count)
        assert [run.value for run in runs] == [number + 1 for number in range(80)]
        assert most == 2  # monitors of boxes
    assert not children_of_this_process()


async def test_a_fault_of_a_helping_box_is_mended_by_the_first() -> None:
    inputs = [[number, 1] for number in range(80)]
    killed: list[int] = []

    def kill_the_last_started(index: int, _: object) -> None:
        if index == 40 and not killed:
            killed.append(max(children_of_this_process()))
            with contextlib.suppress(ProcessLookupError):
                os.kill(killed[0], signal.SIGKILL)

    async with Judge(concurrency=2, warm=0) as judge:
        runs = await judge.run(SLOW_ADD, inputs, on_run=kill_the_last_started)
        assert killed
        assert [run.value for run in runs] == [number + 1 for number in range(80)]


HOSTILE = python(
    """
    import os, sys, threading
    def run_solution(a):
        def burn():
            while True:
                try:
                    os.write(1, b"x" * 100_000)
                    kept.append(bytearray(1 << 20))
                    os.fork()
                except BaseException:
                    pass
        kept = []
        for _ in range(20):
            threading.Thread(target=burn, daemon=True).start()
        burn()
    """
)


async def test_honest_programs_beside_a_hostile_one_get_their_verdicts() -> None:
    async with Judge() as judge:
        hostile = asyncio.create_task(
            judge.run(HOSTILE, [[number] for number in range(6)], limits=Limits(time_seconds=0.3))
        )
        honest = await asyncio.gather(*(judge.run(ADD, ADD_INPUTS) for _ in range(20)))
        runs = await hostile
        assert [[run.value for run in each] for each in honest] == [ADD_VALUES] * 20
        assert {run.verdict for run in runs} <= {
            Verdict.TIME_LIMIT_EXCEEDED,
            Verdict.OUTPUT_LIMIT_EXCEEDED,
            Verdict.MEMORY_LIMIT_EXCEEDED,
            Verdict.RUNTIME_ERROR,
        }
    await eventually(lambda: not children_of_this_process())


async def test_no_more_tests_run_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, most = 0, 0
    run_test = Session.test

    async def counted(session: Session, arguments: bytes) -> Outcome:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            return await run_test(session, arguments)
        finally:
            under_way -= 1

    monkeypatch.setattr(Session, "test", counted)
    monkeypatch.setattr(turns, "TURN_SECONDS", 0.0)
    async with Judge(concurrency=2) as judge:
        runs = await asyncio.gather(*(judge.run(ADD, ADD_INPUTS) for _ in range(12)))
    assert [[run.value for run in each] for each in runs] == [ADD_VALUES] * 12
    assert 1 <= most <= 2


def test_a_turn_that_has_not_begun_can_be_ended() -> None:
    shared = Turns(1)
    Turn(shared, None).end()
    assert not shared.anybody_waits
