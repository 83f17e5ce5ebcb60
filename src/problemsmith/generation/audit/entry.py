"""One problem of a data set, whatever form it came in."""

from dataclasses import dataclass

from problemsmith.problem.problem import Problem
from problemsmith.problem.wire import Json


@dataclass(frozen=True, slots=True)
class FunctionEntry:
    """A Python function with tests: the HumanEval form, or the EvalPlus form.

    `test` defines `check(candidate)`. Where it is None the tests are `inputs`, and what is expected
    is whatever the reference gives, floats within `atol`. `contract` is the body of a function of
    asserts over the parameters: the data set's own word on which inputs are allowed.
    """

    task_id: str
    name: str
    prompt: str
    solution: str
    test: str | None = None
    inputs: tuple[list[Json], ...] = ()
    contract: str = ""
    atol: float = 0.0

    @property
    def source(self) -> str:
        """The reference as one program."""
        return self.prompt + self.solution


@dataclass(frozen=True, slots=True)
class CanonicalEntry:
    """A problem of our own form."""

    task_id: str
    problem: Problem


Entry = FunctionEntry | CanonicalEntry
