"""Making mutants: the sandbox parses and changes the program, and only texts come back."""

from functools import cache
from importlib.resources import files

from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import WireModel

MAX_MUTANTS = 200
LIMITS = Limits(time_seconds=10.0, memory_mb=512)


class Mutant(WireModel):
    """A program with one small change: what was changed, where, and its whole source."""

    operator: str
    line: int
    description: str
    source: str


async def make_mutants(
    judge: Judge, source: str, *, limit: int = MAX_MUTANTS
) -> tuple[Mutant, ...]:
    """The mutants of a Python program, in the order of its lines; none when it does not parse.

    The source keeps its meaning but not its layout: a mutant is written anew from the tree.
    """
    program = Program(code=_program(), entry_point="mutate")
    [run] = await judge.run(program, [[source, limit]], limits=LIMITS, mode=RunMode.BULK)
    if run.verdict is not Verdict.ACCEPTED or not isinstance(run.value, list):
        return ()
    return tuple(Mutant.model_validate(one) for one in run.value)


@cache
def _program() -> str:
    """Both files as one program, without the import that joins them on this side."""
    folder = files("problemsmith.generation.mutation")
    parts = [folder.joinpath(name).read_text("utf-8") for name in ("operators.py", "mutate.py")]
    lines = "\n".join(parts).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("from problemsmith."))
