"""How an answer is compared with the expected one."""

from typing import Annotated, Literal

from pydantic import Field

from problemsmith.problem.wire import WireModel


class ExactChecker(WireModel):
    """Equal as JSON values; ints and floats of the same value are equal, bool and int are not."""

    kind: Literal["exact"] = "exact"


class FloatChecker(WireModel):
    """Floats anywhere in the value may differ by an absolute or a relative tolerance.

    Two ints are compared exactly, so that a count beside a mean has no tolerance.
    """

    kind: Literal["float"] = "float"
    absolute: float = Field(default=1e-6, ge=0, le=1)
    relative: float = Field(default=1e-6, ge=0, le=1)


class AnyOrderChecker(WireModel):
    """The outermost array's items may come in any order, each as often as expected."""

    kind: Literal["any_order"] = "any_order"


class NestedAnyOrderChecker(WireModel):
    """Arrays at every depth may come in any order."""

    kind: Literal["nested_any_order"] = "nested_any_order"


class CustomChecker(WireModel):
    """A Python function `check(input, expected, actual) -> bool`, run in the sandbox.

    `input` is the list of arguments. For problems with several right answers.
    """

    kind: Literal["custom"] = "custom"
    code: str


Checker = Annotated[
    ExactChecker | FloatChecker | AnyOrderChecker | NestedAnyOrderChecker | CustomChecker,
    Field(discriminator="kind"),
]
