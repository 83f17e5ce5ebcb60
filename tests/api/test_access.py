"""Who may do what: every route of the document, asked by everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2

from api_server import API, INSTANCES
from api_server.fixtures import Peopled
from api_server.marked_problem import HIDDEN

CALLERS = ("nobody", "revoked", "other", "owner", "admin")

OPEN = {"nobody": 200, "revoked": 200, "other": 200, "owner": 200, "admin": 200}
KEYED = {"nobody": 401, "revoked": 401}
"""Any good key is let in."""
ADMINS = KEYED | {"other": 403, "owner": 403}
OWNED = KEYED | {"other": 403}
"""A verified problem of somebody else: others know that it is there."""
SECRET = KEYED | {"other": 404}
"""Jobs, and problems that are not verified: others do not know of them."""

STEP = {"model": "dummy", "enqueueNextStep": False}
CODE = {"code": "def run_solution(nums):\n    return 0\n", "language": "python"}


@dataclass(frozen=True)
class Call:
    """What a route is asked with, and who is kept out with which status."""

    kept_out: dict[str, int]
    json: Any = None
    target: str = "problem"


ROUTES: dict[str, Call] = {
    "GET /health": Call(OPEN),
    "GET /ready": Call(OPEN),
    "GET /metrics": Call({"revoked": 401, "other": 403, "owner": 403, "nobody": 200}),
    f"GET {API}/problems/models": Call(KEYED),
    f"POST {API}/problems/models": Call(ADMINS, {"name": "a-model"}),
    f"GET {API}/problems/focus-areas": Call(KEYED),
    f"GET {API}/problems": Call(KEYED),
    f"POST {API}/problems": Call(KEYED, {"model": "dummy"}),
    f"POST {API}/problems/batch": Call(KEYED, [{"model": "dummy"}]),
    f"GET {API}/keys": Call(ADMINS),
    f"POST {API}/keys": Call(ADMINS, {"user": "new"}),
    f"DELETE {API}/keys/{{id}}": Call(ADMINS, target="key"),
    f"GET {API}/problems/{{id}}": Call(KEYED),
    f"DELETE {API}/problems/{{id}}": Call(OWNED, target="doomed problem"),
    f"GET {API}/problems/{{id}}/focus-areas": Call(KEYED),
    f"GET {API}/problems/{{id}}/text": Call(KEYED),
    f"GET {API}/problems/{{id}}/function-signature/schema": Call(KEYED),
    f"GET {API}/problems/{{id}}/starter-code": Call(KEYED),
    f"GET {API}/problems/{{id}}/test-cases": Call(KEYED),
    f"GET {API}/problems/{{id}}/test-cases/input-code": Call(OWNED),
    f"GET {API}/problems/{{id}}/test-cases/inputs": Call(KEYED),
    f"GET {API}/problems/{{id}}/test-cases/outputs": Call(OWNED),
    f"GET {API}/problems/{{id}}/solution": Call(OWNED),
    f"GET {API}/problems/{{id}}/model": Call(KEYED),
    f"GET {API}/problems/{{id}}/verification": Call(KEYED),
    f"GET {API}/problems/{{id}}/export": Call(OWNED),
    f"GET {API}/problems/{{id}}/generation-status": Call(KEYED),
    f"GET {API}/problems/{{id}}/workflow-status": Call(KEYED),
    f"GET {API}/problems/{{id}}/submissions": Call(KEYED),
    f"POST {API}/problems/{{id}}/solution/run": Call(KEYED, CODE),
    f"POST {API}/problems/{{id}}/solution/run-custom": Call(
        KEYED, CODE | {"customInputs": [[[1]]]}
    ),
    f"POST {API}/problems/{{id}}/text/generate": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/function-signature/parse": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/test-cases/generate": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/test-cases/input-code/generate": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/test-cases/inputs/generate": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/solution/generate": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/test-cases/outputs/generate": Call(OWNED, STEP),
    f"POST {API}/problems/{{id}}/verify": Call(OWNED, STEP),
    f"GET {INSTANCES}": Call(KEYED),
    f"POST {INSTANCES}": Call(KEYED, {"params": {"model": "dummy"}}),
    f"POST {INSTANCES}/batch": Call(KEYED, [{"params": {"model": "dummy"}}]),
    f"GET {INSTANCES}/{{id}}": Call(SECRET, target="job"),
    f"PATCH {INSTANCES}/{{id}}/status": Call(SECRET, {"status": "terminate"}, target="job"),
    f"POST {INSTANCES}/{{id}}/events/{{type}}": Call(SECRET, {}, target="job"),
    f"GET {INSTANCES}/{{id}}/subscribe": Call(SECRET, target="ended job"),
    f"DELETE {INSTANCES}/{{id}}": Call(SECRET, target="ended job"),
}


def test_every_route_lets_in_whom_it_should(peopled: Peopled) -> None:
    clients = {who: peopled.server.client(key) for who, key in peopled.keys.items()}
    document = clients["nobody"].get(f"{API}/openapi.json").json()
    routes = {
        f"{method.upper()} {path}"
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert routes == set(ROUTES), "a route without its place in the matrix, or the reverse"
    wrong: list[str] = []
    for route, call in ROUTES.items():
        method, path = route.split(" ")
        for who in CALLERS:
            address = path.format(id=_target(call.target, peopled, clients), type="news")
            answer = clients[who].request(
                method, address, json=call.json, headers={"Prefer": "respond-async"}
            )
            expected = call.kept_out.get(who)
            let_in = answer.status_code < 500 and answer.status_code not in (401, 403, 404)
            if answer.status_code != expected if expected else not let_in:
                wrong.append(f"{route} by {who}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []


def _target(kind: str, peopled: Peopled, clients: dict[str, httpx2.Client]) -> str:
    """The id that a call is about: a new one where it is used up."""
    owner, admin = clients["owner"], clients["admin"]
    makers: dict[str, Callable[[], str]] = {
        "problem": lambda: str(peopled.problems[0]),
        "doomed problem": lambda: _doomed(peopled, owner),
        "key": lambda: admin.post(f"{API}/keys", json={"user": "x"}).json()["data"]["key"]["id"],
        "job": lambda: _job(owner),
        "ended job": lambda: _ended(owner),
    }
    return makers[kind]()


def _doomed(peopled: Peopled, owner: httpx2.Client) -> str:
    there = (str(one) for one in peopled.problems[1:])
    return next(one for one in there if owner.get(f"{API}/problems/{one}").status_code == 200)


def _job(owner: httpx2.Client) -> str:
    made = owner.post(INSTANCES, json={"params": {"model": "dummy"}}).json()
    job: str = made["data"]["jobId"]
    return job


def _ended(owner: httpx2.Client) -> str:
    job = _job(owner)
    owner.patch(f"{INSTANCES}/{job}/status", json={"status": "terminate"})
    return job


def test_a_problem_that_is_not_verified_is_not_there_for_others(peopled: Peopled) -> None:
    owner, other = (peopled.server.client(peopled.keys[who]) for who in ("owner", "other"))
    made = owner.post(f"{API}/problems", json={"model": "dummy"}).json()["data"]["problemId"]
    absent = other.get(f"{API}/problems/{uuid4()}")
    hidden = other.get(f"{API}/problems/{made}")
    assert (absent.status_code, hidden.status_code) == (404, 404)
    assert made not in other.get(f"{API}/problems").text
    start = {"model": "dummy", "startFrom": {"problemId": made, "direction": "harder"}}
    assert other.post(f"{API}/problems", json=start).status_code == 404


def test_no_route_tells_another_user_what_is_hidden(peopled: Peopled) -> None:
    other = peopled.server.client(peopled.keys["other"])
    problem = peopled.problems[0]
    spy = (
        "import sys\n"
        "def run_solution(nums):\n"
        "    print(nums, file=sys.stderr)\n"
        "    print(nums)\n"
        "    if nums[0] % 2:\n"
        "        return nums[0]\n"
        "    raise type('E' + str(nums[0]), (Exception,), {})(nums)\n"
    )
    answers = [
        other.post(
            f"{API}/problems/{problem}/solution/run", json={"code": code, "language": "python"}
        )
        for code in (spy, spy.replace("% 2", "% 2 == 0"), "def run_solution(nums): return nums[9]")
    ]
    custom = {"code": spy, "language": "python", "customInputs": [[[3]]]}
    answers.append(other.post(f"{API}/problems/{problem}/solution/run-custom", json=custom))
    for route, call in ROUTES.items():
        method, path = route.split(" ")
        if call.target == "problem":
            address = path.format(id=problem)
            answers.append(other.request(method, address, json=call.json))
    for answer in answers:
        leaked = [mark for mark in HIDDEN if mark in answer.text]
        assert leaked == [], f"{answer.request.method} {answer.url}: {answer.text}"


def test_the_owner_sees_all_of_it(peopled: Peopled) -> None:
    owner = peopled.server.client(peopled.keys["owner"])
    whole = owner.get(f"{API}/problems/{peopled.problems[0]}").text
    assert [mark for mark in HIDDEN if mark not in whole] == []


def test_a_revoked_key_ends_at_once(peopled: Peopled) -> None:
    admin = peopled.server.client(peopled.keys["admin"])
    made = admin.post(f"{API}/keys", json={"user": "short"}).json()["data"]
    client = peopled.server.client(made["secret"])
    assert client.get(f"{API}/problems").status_code == 200
    admin.delete(f"{API}/keys/{made['key']['id']}")
    refused = client.get(f"{API}/problems")
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "AUTH_ERROR")
    assert made["secret"] not in admin.get(f"{API}/keys").text
