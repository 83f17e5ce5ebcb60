"""The walk of docs/api.md, run as it stands."""

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api_server import API, running_server
from command_line import CommandLine

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_walk_of_the_page_touches_every_route(
    command_line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[tuple[str, str]] = set()
    send = httpx2.Client.send

    def recorded(client: httpx2.Client, request: httpx2.Request, **options: Any) -> Any:
        asked.add((request.method, request.url.path))
        return send(client, request, **options)

    monkeypatch.setattr(httpx2.Client, "send", recorded)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    with running_server(command_line) as server:
        monkeypatch.setenv("PROBLEMSMITH_URL", server.url)
        walk: dict[str, Any] = {}
        try:
            exec(compile("\n".join(blocks), "the walk", "exec"), walk)
        finally:
            walk["api"].close()
        document = httpx2.get(f"{server.url}{API}/openapi.json").json()
    untouched = {
        (method, path)
        for path, operations in document["paths"].items()
        for method in operations
        if not any(
            method.upper() == asked_method
            and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), asked_path)
            for asked_method, asked_path in asked
        )
    }
    assert untouched == set()
