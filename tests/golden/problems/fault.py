"""The classes of fault that are planted."""

from enum import StrEnum


class Fault(StrEnum):
    """The classes of the design."""

    WRONG_REFERENCE = "wrong reference"
    INVALID_INPUTS = "inputs against the constraints"
    WEAK_TESTS = "weak tests"
    NOT_DETERMINISTIC = "not deterministic"
    WRONG_CHECKER = "wrong checker"
    WRONG_SIGNATURE = "signature against the statement"
    SHARED_MISTAKE = "reference and brute force wrong alike"
