"""What a model is asked to write, one schema a prompt.

Everything here is untrusted input: typed and bounded on arrival, then checked by the machine in the
step that asked for it. Field descriptions are part of the prompts.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from pydantic.alias_generators import to_camel

from problemsmith.problem.problem import BugClass, Difficulty

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60_000)]


class Answer(BaseModel):
    """Fields not asked for are ignored: models add them, and they do no harm."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="ignore"
    )


class ExampleAnswer(Answer):
    """A tiny worked example."""

    arguments: Annotated[
        list[JsonValue], Field(description="the arguments, in the signature's order")
    ]
    result: Annotated[JsonValue, Field(description="what the function returns for them")]
    explanation: Annotated[Line, Field(description="why, in a sentence or two, step by step")]


class CheckerAnswer(Answer):
    """How a solution's answer is compared with the expected one."""

    kind: Literal["exact", "float", "any_order", "nested_any_order", "custom"] = "exact"
    code: Annotated[
        Code | None,
        Field(description="only for custom: Python with check(input, expected, actual) -> bool"),
    ] = None


class ProblemTextAnswer(Answer):
    """The statement and the signature."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=120)]
    statement: Annotated[Text, Field(description="Markdown, without examples and constraints")]
    constraints: Annotated[
        list[Line], Field(min_length=1, max_length=20, description="one bound a line")
    ]
    examples: Annotated[list[ExampleAnswer], Field(min_length=2, max_length=3)]
    reworded_statement: Annotated[
        Text, Field(description="the same problem told as a real-world story, Markdown")
    ]
    signature: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=4, max_length=4_000),
        Field(description="e.g. (nums: int[], k: int): int"),
    ]
    difficulty: Difficulty
    topics: Annotated[list[Line], Field(min_length=1, max_length=8)]
    checker: CheckerAnswer = CheckerAnswer()


class TestCaseAnswer(Answer):
    """What one test is for."""

    __test__ = False  # keeps pytest from taking it for a class of tests

    description: Line
    is_edge_case: bool = False
    is_sample_case: bool = False


class TestCasesAnswer(Answer):
    """The tests, by description."""

    __test__ = False

    test_cases: Annotated[list[TestCaseAnswer], Field(min_length=5, max_length=15)]


class InputCodeAnswer(Answer):
    """Programs that make and check inputs, all written from the constraints alone."""

    generators: Annotated[
        list[Code],
        Field(
            min_length=1,
            max_length=15,
            description="one complete Python program for each test case, in order",
        ),
    ]
    small_generator: Annotated[Code, Field(description="generate(seed) for random small inputs")]
    validator: Annotated[Code, Field(description="validate(*arguments) -> bool")]


class GeneratorRepair(Answer):
    """A generator written anew."""

    test_case: Annotated[int, Field(ge=1, description="the test case's number, from 1")]
    code: Code


class InputRepairAnswer(Answer):
    """The programs that were at fault, written anew; the others are left out."""

    generators: list[GeneratorRepair] = Field(default_factory=list[GeneratorRepair], max_length=15)
    small_generator: Code | None = None
    validator: Code | None = None


class SolutionAnswer(Answer):
    """The reference solution."""

    code: Annotated[Code, Field(description="complete Python defining run_solution")]


class WrongSolutionAnswer(Answer):
    """A plausible wrong solution."""

    bug_class: BugClass
    description: Annotated[Line, Field(description="the mistake, in one sentence")]
    code: Code


class TesterAnswer(Answer):
    """What a tester writes from the statement alone: the slow truth, and likely mistakes."""

    brute_force: Annotated[Code, Field(description="complete Python defining run_solution")]
    wrong_solutions: Annotated[list[WrongSolutionAnswer], Field(min_length=2, max_length=12)]


class AdjudicationAnswer(Answer):
    """Who is wrong about an input, and the mend."""

    at_fault: Literal["reference", "brute_force", "both", "example", "checker", "statement"]
    explanation: Line
    reference: Annotated[Code | None, Field(description="written anew when it was at fault")] = None
    brute_force: Annotated[Code | None, Field(description="written anew when at fault")] = None
    example_result: Annotated[
        JsonValue, Field(description="the right result, when an example was at fault")
    ] = None
    checker: CheckerAnswer | None = None
