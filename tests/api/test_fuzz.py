"""A fuzzer that knows the OpenAPI document, as everybody."""

import subprocess
import sys
from pathlib import Path

import pytest

from api_server import API
from api_server.fixtures import Peopled

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
)
"""All but those that want every well-formed request accepted: a model may still be unknown."""

EXAMPLES = "2"
"""For each operation, to be quick; larger runs are made by hand."""


@pytest.mark.parametrize("who", ["nobody", "owner", "admin"])
def test_a_fuzzer_meets_no_server_error_and_nothing_undocumented(
    peopled: Peopled, who: str, tmp_path: Path
) -> None:
    key = peopled.keys[who]
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            f"{peopled.server.url}{API}/openapi.json",
            *("--phases", "examples,fuzzing", "--max-examples", EXAMPLES, "--seed", "4"),
            *("--checks", ",".join(CHECKS), "--request-timeout", "20", "--no-shrink"),
            *(("-H", f"X-API-Key: {key}") if key else ()),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-6_000:] + ran.stderr[-2_000:]
    assert "Tested: 47" in ran.stdout, "every operation is asked"
