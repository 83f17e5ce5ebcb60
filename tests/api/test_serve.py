"""`problemsmith serve`: how it starts, what it refuses, how it ends."""

import json
import signal

import httpx2

from api_server import API, INSTANCES, make_key, running_server
from command_line import CommandLine

WISH = {"model": "dummy"}
NOBODYS = "00000000-0000-4000-8000-000000000000"


def test_without_a_key_it_listens_on_loopback_only(command_line: CommandLine) -> None:
    refused = command_line.run("serve", "--host", "0.0.0.0", "--port", "0", "--no-worker")
    assert refused.exit_code == 3
    assert "problemsmith keys create" in refused.stderr
    make_key(command_line, "head", "admin")
    with running_server(command_line, "--host", "0.0.0.0", "--no-worker") as server:
        port = httpx2.URL(server.url).port
        local = f"http://127.0.0.1:{port}{API}/problems"
        assert httpx2.get(local, trust_env=False).status_code == 401


def test_a_taken_port_is_told_with_what_to_do(command_line: CommandLine) -> None:
    with running_server(command_line, "--no-worker") as server:
        port = str(httpx2.URL(server.url).port)
        second = command_line.run("serve", "--port", port)
    assert second.exit_code == 3
    assert "choose another port" in second.stderr
    assert second.stderr.count("\n") == 1, "nothing else is said"


def test_a_second_process_on_the_same_file_serves_as_a_client(command_line: CommandLine) -> None:
    with running_server(command_line) as first, running_server(command_line) as second:
        assert first.client().get("/ready").json()["data"]["engine"] == "working"
        client = second.client()
        assert client.get("/ready").json()["data"]["engine"] == "client"
        made = client.post(f"{API}/problems", json=WISH).json()["data"]["problemId"]
        body = WISH | {"enqueueNextStep": False}
        written = client.post(f"{API}/problems/{made}/text/generate", json=body)
    assert written.status_code == 200, "the first process did the step"
    assert written.json()["data"]["functionSignature"].startswith("(")


def test_a_signal_ends_it_gently_and_what_waits_is_answered(command_line: CommandLine) -> None:
    with running_server(command_line, "--no-worker") as server:
        client = server.client()
        made = client.post(f"{API}/problems?autoGenerate=true", json=WISH).json()["data"]
        job = f"{INSTANCES}/{made['jobId']}/subscribe"
        with client.stream("GET", job) as stream:
            lines = stream.iter_lines()
            assert "event: workflow_queued" in lines
            server.running.signal(signal.SIGTERM)
            assert not any(line.startswith("event:") for line in lines)
        ended = server.running.finish()
    assert ended.exit_code == 0
    assert ended.stderr.rstrip().endswith("Stopped.")


def test_wrong_requests_are_told_what_is_wrong(command_line: CommandLine) -> None:
    with running_server(command_line, "--no-worker", PROBLEMSMITH_BODY_LIMIT_BYTES="10000") as it:
        client = it.client()
        wrong = {
            client.get("/nothing"): (404, "NOT_FOUND", "/nothing"),
            client.put(f"{API}/problems"): (405, "METHOD_NOT_ALLOWED", "PUT"),
            client.post(f"{API}/problems", json={}): (400, "VALIDATION_ERROR", "model: "),
            client.post(f"{API}/problems", json=WISH | {"difficulty": "hardest"}): (
                *(400, "VALIDATION_ERROR", "difficulty: "),
            ),
            client.post(f"{API}/problems", json={"model": "nobody"}): (
                *(400, "VALIDATION_ERROR", "known are dummy"),
            ),
            client.post(f"{API}/problems", content=json.dumps(WISH)): (
                *(400, "VALIDATION_ERROR", "the header Content-Type: application/json"),
            ),
            client.get(f"{API}/problems/{NOBODYS}"): (404, "NOT_FOUND", "see the list of problems"),
            client.post(f"{API}/problems", content=b"{" * 20_000): (
                *(413, "PAYLOAD_TOO_LARGE", "10,000"),
            ),
            client.post(f"{API}/problems", content=iter([b"{" * 9_000] * 2)): (
                *(413, "PAYLOAD_TOO_LARGE", "10,000"),
            ),
            client.get(f"{API}/problems/x"): (400, "VALIDATION_ERROR", "id: "),
        }
        for answer, (status, code, words) in wrong.items():
            document = answer.json()
            assert answer.status_code == status, answer.text
            assert document["success"] is False
            assert document["error"]["code"] == code
            assert words in document["error"]["message"]
            assert document["timestamp"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_of_another_site_gets_nothing_from_the_local_admin(
    command_line: CommandLine,
) -> None:
    with running_server(command_line, "--no-worker") as server:
        client = server.client()
        posted = client.post(
            f"{API}/problems", json=WISH, headers={"Origin": "https://evil.example"}
        )
        rebound = client.get(f"{API}/problems", headers={"Host": "evil.example"})
        metrics = client.get("/metrics", headers={"Host": "evil.example"})
        own = client.post(f"{API}/problems", json=WISH, headers={"Origin": server.url})
    assert [one.status_code for one in (posted, rebound, metrics, own)] == [403, 403, 403, 200]


def test_origins_of_the_settings_may_call_from_a_browser(command_line: CommandLine) -> None:
    school = "https://school.example"
    origins = json.dumps([school])
    with running_server(command_line, "--no-worker", PROBLEMSMITH_CORS_ORIGINS=origins) as server:
        client = server.client()
        asked = {"Origin": school, "Access-Control-Request-Method": "POST"}
        preflight = client.options(f"{API}/problems", headers=asked)
        stranger = client.options(
            f"{API}/problems", headers=asked | {"Origin": "https://x.example"}
        )
    assert preflight.headers["Access-Control-Allow-Origin"] == school
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_limits_are_by_key_and_say_when_to_come_back(command_line: CommandLine) -> None:
    first, second = (make_key(command_line, user) for user in ("first", "second"))
    limits = {"PROBLEMSMITH_REQUESTS_PER_MINUTE": "4", "PROBLEMSMITH_JOBS_IN_FLIGHT": "1"}
    with running_server(command_line, "--no-worker", **limits) as server:
        client, other = server.client(first), server.client(second)
        made = [client.post(f"{API}/problems?autoGenerate=true", json=WISH) for _ in range(2)]
        asked = [client.get(f"{API}/problems").status_code for _ in range(4)]
        refused = client.get(f"{API}/problems")
        assert [one.status_code for one in made] == [200, 429]
        assert "unfinished jobs" in made[1].json()["error"]["message"]
        assert asked[:2] == [200, 200]
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "RATE_LIMITED")
        assert int(refused.headers["Retry-After"]) >= 1
        assert other.get(f"{API}/problems").status_code == 200


def test_a_key_of_idempotency_is_for_one_request(command_line: CommandLine) -> None:
    with running_server(command_line, "--no-worker") as server:
        client = server.client()
        key = {"Idempotency-Key": "one"}
        first = client.post(f"{API}/problems", json=WISH, headers=key)
        again = client.post(f"{API}/problems", json=WISH, headers=key)
        other = client.post(f"{API}/problems", json=WISH | {"prompt": "sums"}, headers=key)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["error"]["code"]) == (409, "DUPLICATE_ERROR")


def test_a_step_that_fails_tells_why(command_line: CommandLine) -> None:
    with running_server(command_line) as server:
        client = server.client()
        made = client.post(f"{API}/problems", json=WISH).json()["data"]["problemId"]
        failed = client.post(
            f"{API}/problems/{made}/text/generate", json=WISH | {"forceError": True}
        )
        status = client.get(f"{API}/problems/{made}/generation-status").json()["data"]
        written = client.post(f"{API}/problems/{made}/text/generate", json=WISH)
        running = client.post(f"{API}/problems/{made}/test-cases/generate", json=WISH)
        steps = [line for line in server.log if line.get("step")]
    assert (failed.status_code, failed.json()["error"]["code"]) == (409, "instance.errored")
    assert "forceError" in failed.json()["error"]["message"]
    assert status["status"] == "failed"
    assert "forceError" in status["error"]
    assert written.status_code == 200, "a step that failed may be tried again"
    assert (running.status_code, running.json()["error"]["code"]) == (409, "IDEMPOTENT_ERROR")
    assert {"job_id", "step", "event"} <= set(steps[0]), "what a step logs has its ids"
