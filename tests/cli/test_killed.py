"""`kill -9` in the middle of each step in turn, and the same command again."""

import json
import sqlite3
import time
from contextlib import closing

from authored import CALLS, STEP_OF
from command_line import CommandLine, Running
from problemsmith.generation.steps import STEP_ORDER, GenerationStep
from scripted_model import ScriptedModel

GENERATE = ("generate", "--model", "openai-chat:any", "--json")
LONGEST_SECONDS = 120


def test_a_job_killed_in_every_step_is_completed_and_pays_one_call_more_for_each_kill(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    # Of the two calls of generateSolution the second: the first one's answer is kept.
    last_call = {step: prompt for prompt, step in STEP_OF.items()}
    for step in STEP_ORDER:
        with terminal.start(*GENERATE) as running:
            if prompt := last_call.get(step):
                model.hold(prompt)
                model.wait_for_requests(1, prompt)
            else:
                _wait_for_the_middle_of(step, running, terminal)
            running.kill()
        assert _is_in_the_middle_of(terminal, step)
        if prompt:
            model.release(prompt)

    finished = terminal.run(*GENERATE)
    [problem] = finished.document["problems"]
    assert problem["verified"] is True, finished.told
    assert len(terminal.here("problems", "list", "--json").document["problems"]) == 1
    # The calls that were in the air are made again, and no other.
    assert {prompt: model.count(prompt) for prompt in CALLS} == {
        prompt: 2 if prompt in last_call.values() else 1 for prompt in CALLS
    }
    assert {request.job for request in model.requests} == {problem["jobId"]}


def _wait_for_the_middle_of(step: GenerationStep, running: Running, terminal: CommandLine) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not _is_in_the_middle_of(terminal, step):
        assert time.monotonic() < until, f"{step} never began"
        assert running.process.poll() is None, running.finish()
        time.sleep(0.002)


def _is_in_the_middle_of(terminal: CommandLine, step: GenerationStep) -> bool:
    with closing(sqlite3.connect(terminal.database, timeout=30)) as database:
        [(current, completed)] = database.execute(
            "SELECT current_step, completed_steps FROM jobs"
        ).fetchall()
    return current == step and step not in json.loads(completed)
