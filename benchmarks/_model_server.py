"""A scripted model in a process of its own, so that its work is not counted as the worker's.

    python -m benchmarks._model_server SECONDS

prints its URL and answers each prompt after so many seconds on average, half as many to half as
many again, as models do: at exactly as many, jobs that began together come back together for ever,
the machine rests while all of them wait, and the rate is 1 / (S / N + 1 / T), a herd's. Every job
gets another statement: the pipeline would turn down a problem that exists already.
"""

import json
import random
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1] / "tests"
WORDS = 120
"""Words of a statement: about as many as a model writes."""


@contextmanager
def model_server(seconds: float) -> Generator[str]:
    """A scripted model that thinks for so long; its URL."""
    command = [sys.executable, "-m", "benchmarks._model_server", str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def another(answer: dict[str, Any], job: str) -> dict[str, Any]:
    """The statement's answer as a problem of this job's own."""
    chance = random.Random(job)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _ in range(WORDS)]
    text = " ".join(words)
    return answer | {"title": f"Problem {job}", "statement": text, "rewordedStatement": text}


def main() -> None:
    """Serve until ended."""
    sys.path.insert(0, str(TESTS))
    from authored import authored  # noqa: PLC0415 - the tests' folder is on the path only now
    from scripted_model import RecordedRequest, Reply, ScriptedModel  # noqa: PLC0415 - the tests' folder is on the path only now

    answers = authored()
    texts = {prompt: json.dumps(answer) for prompt, answer in answers.items()}

    seconds = float(sys.argv[1])

    def answer(request: RecordedRequest) -> Reply:
        text = texts[request.prompt]
        if request.prompt == "problem_text":
            text = json.dumps(another(answers["problem_text"], request.job))
        return Reply(text, delay=seconds * random.uniform(0.5, 1.5))

    model = ScriptedModel()
    model.respond(answer)
    model.start()
    print(model.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
