"""Who draws conclusions about a problem is never given a fault of the judge as a verdict."""

import pytest

from problemsmith.errors import JudgeFaultError
from problemsmith.judge import judge as module
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program
from problemsmith.problem.verdict import Verdict
from problemsmith.sandbox import BoxGoneError

pytestmark = pytest.mark.anyio


async def test_a_strict_judge_raises_where_another_says_internal_error(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise BoxGoneError("killed")

    monkeypatch.setattr(module, "Session", gone)
    program = Program(code="def f():\n    return 1\n", entry_point="f")
    [run] = await judge.run(program, [[]])
    assert run.verdict is Verdict.INTERNAL_ERROR
    with pytest.raises(JudgeFaultError, match="not to blame"):
        await judge.strict().run(program, [[]])
