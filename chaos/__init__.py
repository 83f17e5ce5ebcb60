"""Proof by violence: real jobs, real workers, killed at random moments. `make chaos` runs it.

Not part of the shipped program, as the benchmarks are not; what starts a PostgreSQL server and the
command line is shared with the tests.
"""

import sys
from pathlib import Path

_TESTS = str(Path(__file__).parents[1] / "tests")
if _TESTS not in sys.path:
    sys.path.append(_TESTS)
