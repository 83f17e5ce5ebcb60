"""The scripted model itself, as a library and as a program."""

import asyncio
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from llm.memory_ledger import MemoryLedger
from problemsmith.llm import CallContext, Models, Prompt
from scripted_model import ScriptedModel
from scripted_model.replies import fault_named, server_error

SERVER = Path(__file__).parents[1] / "scripted_model" / "server.py"


class Word(BaseModel):
    word: str


def post(url: str, step: str, prompt: str = "") -> tuple[int, dict[str, Any]]:
    body = json.dumps({"model": "any", "messages": [{"role": "user", "content": "hello"}]})
    headers = {"X-Problemsmith-Step": step, "X-Problemsmith-Prompt": prompt}
    request = urllib.request.Request(f"{url}/chat/completions", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def said(answer: tuple[int, dict[str, Any]]) -> str:
    return answer[1]["choices"][0]["message"]["content"]


def test_a_prompts_script_comes_before_its_steps(scripted_model: ScriptedModel) -> None:
    scripted_model.answer("step", "for the step")
    scripted_model.answer("prompt", "for the prompt")
    assert said(post(scripted_model.url, "step", "prompt")) == "for the prompt"
    assert said(post(scripted_model.url, "step", "prompt")) == "for the step"
    assert scripted_model.count("prompt") == scripted_model.count("step") == 2


def test_faults_come_first_and_can_let_a_call_through(scripted_model: ScriptedModel) -> None:
    scripted_model.answer("step", "fine", repeat=True)
    scripted_model.fault("step", None)
    scripted_model.fault("step", server_error())
    statuses = [post(scripted_model.url, "step")[0] for _ in range(3)]
    assert statuses == [200, 500, 200]


def test_what_nobody_scripted_says_so(scripted_model: ScriptedModel) -> None:
    status, body = post(scripted_model.url, "step", "prompt")
    assert status == 400
    assert "nothing scripted for step 'step', prompt 'prompt'" in body["error"]["message"]


def test_a_function_answers_what_no_queue_does(scripted_model: ScriptedModel) -> None:
    scripted_model.respond(lambda request: f"{request.step} heard {request.turns[-1]}")
    assert said(post(scripted_model.url, "step")) == "step heard hello"


def test_an_unknown_fault_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="no fault 'nope'; there are: none, rate_limited"):
        fault_named("nope")


def test_without_it_no_test_reaches_a_model(call: CallContext, prompt: Prompt) -> None:
    async def ask() -> None:
        async with Models(MemoryLedger()) as models:
            await models.complete(
                model="openai-chat:gpt-4o",
                prompt=prompt,
                answer=Word,
                call=call,
                max_tokens=10,
                temperature=0,
            )

    with pytest.raises(RuntimeError, match="Model requests are not allowed"):
        asyncio.run(ask())


def test_as_a_program_it_answers_from_files_and_keeps_a_log(tmp_path: Path) -> None:
    answers, faults, log = tmp_path / "answers", tmp_path / "faults.json", tmp_path / "log.jsonl"
    answers.mkdir()
    (answers / "problem_text.json").write_text('{"title": "A"}')
    faults.write_text('{"generateProblemText": ["rate_limited:7", "none", "server_error:502"]}')
    command = [sys.executable, str(SERVER), "--answers", str(answers)]
    command += ["--faults", str(faults), "--log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            statuses = [post(url, "generateProblemText", "problem_text")[0] for _ in range(4)]
        finally:
            server.kill()
    assert statuses == [429, 200, 502, 200]
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["prompt"] for line in lines] == ["problem_text"] * 4
