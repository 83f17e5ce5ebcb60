"""C++: every verdict, every shape of value, attacks, and starter code that compiles.

Compiling takes seconds, so one program does what its input says.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from judge.languages.values_table import LIST, MORE_NAMED, MORE_VALUES, TREE, VALUES
from judge.programs import signature
from problemsmith.errors import EnvironmentNotReadyError
from problemsmith.judge.judge import Judge
from problemsmith.judge.languages import find_language
from problemsmith.judge.languages.cpp_toolchain import find_gxx
from problemsmith.judge.program import JudgeTest, Program, RunMode
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import BOOLEAN, FLOAT, INT, STRING, ArrayType, MapType, TupleType
from problemsmith.problem.verdict import Verdict

pytestmark = pytest.mark.anyio

DOES = signature(STRING, INT, returns=INT)
LIMITS = Limits(time_seconds=0.5, memory_mb=64)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _needs_gxx() -> None:
    try:
        find_gxx()
    except EnvironmentNotReadyError as error:
        pytest.skip(str(error))


@pytest.fixture
async def judge(pytestconfig: pytest.Config) -> AsyncIterator[Judge]:
    assert pytestconfig.cache is not None
    async with Judge(warm=0, kept=pytestconfig.cache.mkdir("kept")) as judge:
        yield judge


DOER = r"""
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#define int long long

int calls = 0;

struct Odd {};

int deep(int n) {
  volatile char frame[200];
  frame[0] = n;
  return n == 0 ? 0 : deep(n - 1) + frame[0];
}

// How many of the attempts worked that none may.
int attempts() {
  int worked = 0;
  for (const char* path : {"/etc/passwd", "/proc/self/maps", "/proc/1/mem", "/dev/mem", "/sys"})
    worked += open(path, O_RDONLY) >= 0;
  for (const char* path : {"/work/program", "/work/main.cpp", "/work/new", "/box/new", "/new"})
    worked += open(path, O_RDWR | O_CREAT, 0644) >= 0;
  worked += unlink("/work/program") == 0;
  worked += fork() >= 0;
  worked += vfork() > 0;
  worked += execl("/usr/bin/as", "as", nullptr) == 0;
  worked += system("true") == 0;
  worked += socket(AF_INET, SOCK_STREAM, 0) >= 0;
  worked += socket(AF_UNIX, SOCK_DGRAM, 0) >= 0;
  worked += kill(1, SIGKILL) == 0;
  worked += kill(getppid(), SIGSTOP) == 0;
  worked += kill(-1, SIGKILL) == 0;
  worked += ptrace(PTRACE_ATTACH, 1, 0, 0) >= 0;
  worked += syscall(SYS_process_vm_readv, 1, 0, 0, 0, 0, 0) >= 0;
  worked += memfd_create("x", 0) >= 0;
  worked += syscall(SYS_unshare, CLONE_NEWUSER) == 0;
  worked += mkdir("/work/d", 0777) == 0;
  worked += symlink("/etc/passwd", "/work/l") == 0;
  worked += setsid() >= 0 && false;
  for (int fd = 5; fd < 64; fd++) worked += fcntl(fd, F_GETFD) >= 0;
  struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  worked += setrlimit(RLIMIT_AS, &all) == 0;
  worked += getenv("HOME") != nullptr;
  return worked;
}

struct AtEnd { ~AtEnd() { if (calls < 0) write(3, "V", 1); } } at_end;

class Solution {
public:
  int runSolution(string what, int n) {
    calls++;
    if (what == "adds") { cout << "hello " << n << "\n"; cerr << "warned"; return n + 1; }
    if (what == "counts calls") return calls;
    if (what == "spins") for (volatile int i = 0;; i++);
    if (what == "sleeps") for (;;) pause();
    if (what == "allocates") { vector<char> all(n << 20, 1); return all.size() >> 20; }
    if (what == "keeps") {
      list<vector<char>> all;
      while ((int)all.size() < n * 64) all.emplace_back((1 << 14) - 16, 1);
      return all.size() / 64;
    }
    if (what == "grows") for (list<vector<int>> all;; ) all.emplace_back(1 << 16, 1);
    if (what == "shares") {
      for (;;) { void* part = mmap(0, 1 << 24, 3, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
                 if (part == MAP_FAILED) throw bad_alloc(); memset(part, 1, 1 << 24); }
    }
    if (what == "recurses") return deep(n);
    if (what == "points nowhere") return *(volatile int*)(n);
    if (what == "divides") return n / (volatile int&)calls / (calls - 1);
    if (what == "throws") return vector<int>(3).at(n);
    if (what == "throws odd") throw Odd();
    if (what == "aborts") abort();
    if (what == "exits") exit(n);
    if (what == "exits quickly") _exit(n);
    if (what == "prints") for (;;) cout << string(1000, 'x') << endl;
    if (what == "floods results") {
      for (string all(1 << 20, 'x'); write(3, all.data(), all.size()) > 0;);
      return 1;
    }
    if (what == "forges") {
      string body = to_string(n), head("V\0\0\0", 4);
      head += (char)body.size() + string(12, '\0') + body;
      write(3, head.data(), head.size());
      _exit(0);
    }
    if (what == "writes rubbish") { write(3, "rubbish and more rubbish", 24); _exit(0); }
    if (what == "lets threads go on") {
      for (int i = 0; i < 3; i++) thread([] { for (;;) cout.put('.'); }).detach();
      return n;
    }
    if (what == "starts many threads") {
      int started = 0;
      try { for (;; started++) thread([] { pause(); }).detach(); } catch (system_error&) {}
      return started < 40;
    }
    if (what == "ends its thread") pthread_exit(nullptr);
    if (what == "raises") return raise(n);
    if (what == "handles signals") { for (int i = 1; i < 65; i++) signal(i, SIG_IGN); for (;;); }
    if (what == "attempts") return attempts();
    if (what == "takes stdin") { int sum = 0; for (char c; cin.get(c);) sum++; return sum; }
    if (what == "closes all") { for (int fd = 0; fd < 9; fd++) close(fd); return n; }
    return -1;
  }
};
"""

DOINGS = [
    # what, with which number, the verdict, a part of the message or the value
    ("adds", 1, Verdict.ACCEPTED, 2),
    ("spins", 0, Verdict.TIME_LIMIT_EXCEEDED, "CPU time"),
    ("sleeps", 0, Verdict.TIME_LIMIT_EXCEEDED, "waiting included"),
    ("allocates", 54, Verdict.ACCEPTED, 54),
    ("allocates", 74, Verdict.MEMORY_LIMIT_EXCEEDED, "64 MiB"),
    ("grows", 0, Verdict.MEMORY_LIMIT_EXCEEDED, "64 MiB"),
    ("shares", 0, Verdict.MEMORY_LIMIT_EXCEEDED, "64 MiB"),
    ("recurses", 10_000, Verdict.ACCEPTED, None),
    ("recurses", 10**9, Verdict.RUNTIME_ERROR, "segmentation fault"),
    ("points nowhere", 8, Verdict.RUNTIME_ERROR, "segmentation fault"),
    ("divides", 8, Verdict.RUNTIME_ERROR, "arithmetic fault"),
    ("throws", 5, Verdict.RUNTIME_ERROR, r"Uncaught std::out_of_range: vector.*5"),
    ("throws odd", 5, Verdict.RUNTIME_ERROR, "Uncaught Odd"),
    ("aborts", 5, Verdict.RUNTIME_ERROR, "aborted"),
    ("exits", 0, Verdict.RUNTIME_ERROR, "ended itself before"),
    ("exits quickly", 3, Verdict.RUNTIME_ERROR, "exit status 3"),
    ("prints", 3, Verdict.OUTPUT_LIMIT_EXCEEDED, "printed more"),
    ("floods results", 3, Verdict.OUTPUT_LIMIT_EXCEEDED, "larger than"),
    ("forges", 7, Verdict.ACCEPTED, 7),
    ("writes rubbish", 7, Verdict.RUNTIME_ERROR, "ended itself"),
    ("lets threads go on", 7, Verdict.ACCEPTED, 7),
    ("starts many threads", 7, Verdict.ACCEPTED, 1),
    ("ends its thread", 7, Verdict.RUNTIME_ERROR, "ended itself"),
    ("raises", 9, Verdict.ACCEPTED, None),
    ("raises", 15, Verdict.RUNTIME_ERROR, "SIGTERM"),
    ("handles signals", 7, Verdict.TIME_LIMIT_EXCEEDED, "CPU time"),
    ("attempts", 7, Verdict.ACCEPTED, 0),
    ("takes stdin", 7, Verdict.ACCEPTED, 0),
    ("closes all", 7, Verdict.RUNTIME_ERROR, "exit status 70"),
    ("counts calls", 7, Verdict.ACCEPTED, 1),
]


async def test_each_end_has_its_verdict_and_spoils_no_other(judge: Judge) -> None:
    program = Program(DOER, language="cpp", signature=DOES)
    inputs = [[what, number] for what, number, _, _ in DOINGS]
    runs = await judge.run(program, inputs, limits=LIMITS)
    told = [
        (it[0], run.verdict, run.value, run.message) for it, run in zip(DOINGS, runs, strict=True)
    ]
    for (what, _, verdict, expected), run in zip(DOINGS, runs, strict=True):
        assert run.verdict is verdict, (what, told)
        if isinstance(expected, str):
            assert re.search(expected, run.message), (what, run.message)
        elif expected is not None:
            assert run.value == expected, what
    assert (runs[0].stdout, runs[0].stderr) == ("hello 1\n", "warned")


@pytest.mark.parametrize("limit", [64, 256])
async def test_a_memory_limit_is_true_to_fifteen_percent(judge: Judge, limit: int) -> None:
    program = Program(DOER, language="cpp", signature=DOES)
    below, above = int(limit * 0.85), int(limit * 1.15)
    inputs = [[what, size] for what in ("allocates", "keeps") for size in (below, above)]
    runs = await judge.run(program, inputs, limits=Limits(time_seconds=5, memory_mb=limit))
    passed, failed = Verdict.ACCEPTED, Verdict.MEMORY_LIMIT_EXCEEDED
    assert [run.verdict for run in runs] == [passed, failed] * 2, runs
    assert all(below * 0.85 < run.memory_kb / 1024 < above for run in runs[::2]), runs


async def test_blocks_give_the_same_answers_as_a_child_a_test(judge: Judge) -> None:
    program = Program(DOER, language="cpp", signature=DOES)
    wanted = ["adds", "exits", "adds", "throws", "allocates", "adds", "spins", "adds", "prints"]
    inputs = [[what, 200] for what in wanted]
    runs = await judge.run(program, inputs, limits=LIMITS, mode=RunMode.BULK)
    verdicts = {what: verdict for what, _, verdict, _ in DOINGS}
    assert [run.verdict for run in runs] == [verdicts[what] for what in wanted]
    assert [run.stdout for run in runs if run.value == 201] == ["hello 200\n"] * 4


async def test_every_shape_of_value_comes_back_as_it_went(judge: Judge) -> None:
    values = [it for it in VALUES if it[1] != 10**40 + 7] + MORE_VALUES
    types = [type_ for type_, _ in values]
    for start in range(0, len(values), 20):
        part = values[start : start + 20]
        types = [type_ for type_, _ in part]
        described = signature(*types, returns=TupleType(items=tuple(types)), named=MORE_NAMED)
        starter = find_language("cpp").starter_code(described)
        listed = ", ".join(f"p{at}" for at in range(len(part)))
        code = starter.replace("return {};", f"return {{{listed}}};")
        program = Program(code, language="cpp", signature=described)
        (run,) = await judge.run(program, [[value for _, value in part]])
        assert run.verdict is Verdict.ACCEPTED, run.message
        assert isinstance(run.value, list)
        for value, (type_, expected) in zip(run.value, part, strict=True):
            assert (value, type(value)) == (expected, type(expected)), type_


async def test_values_past_64_bits_are_refused_and_never_judged(judge: Judge) -> None:
    code = "class Solution { public: int run_solution(long long a, __int128 b) { return a; } };"
    program = Program(code, language="cpp", signature=signature(INT, INT, returns=INT))
    tests = [
        JudgeTest((1, 2**100), 1),
        JudgeTest((2**63, 1), 1),
        JudgeTest((1, 2**200), 1),
        JudgeTest((1, 1), 2**64),
    ]
    judgement = await judge.judge(program, tests)
    assert [it.verdict for it in judgement.tests] == [
        Verdict.ACCEPTED,
        *[Verdict.INTERNAL_ERROR] * 3,
    ]
    assert "9223372036854775808 does not fit into 64 bits" in judgement.tests[1].run.message
    code = "class Solution { public: short runSolution(short a, int b) { return a; } };"
    (run,) = await judge.run(
        Program(code, language="cpp", signature=program.signature), [[70_000, 1]]
    )
    assert run.verdict is Verdict.RUNTIME_ERROR  # its own choice of a type
    assert "70000 does not fit into 16 bits" in run.message


CLASS = "class Solution {{ public: int runSolution(string a, int b) {{ {} }} }};"
REJECTED = [
    # what it does, its code, a part of the message, and what it must not tell
    (
        "fails to parse",
        "class Solution {\n  int x = ;\n};",
        r"^solution\.cpp:2:11: error.*\n    2 \|   int x = ;",
    ),
    (
        "fails in its method",
        f"\n\n{CLASS.format('return b + c;')}",
        r"\nsolution\.cpp:3:\d+: error: .c. was",
    ),
    ("has no class", "int runSolution(string a, int b) { return b; }", "needs a class Solution"),
    (
        "hides its method",
        "class Solution { int runSolution(string a, int b); };",
        "one public method",
    ),
    (
        "returns another type",
        "class Solution { public: string runSolution(string a, int b) { return a; } };",
        "this type cannot hold what the signature says",
    ),
    (
        "takes another number",
        "class Solution { public: int runSolution(string a) { return 1; } };",
        "another number of arguments",
    ),
    ("has a main", CLASS.format("return b;") + "\nint main() {}", r"solution\.cpp:2.*main"),
    (
        "includes a file of the host",
        '#include "/etc/passwd"',
        r"^solution\.cpp:1:10: fatal.*No such",
    ),
    ("includes a device", '#include "/dev/zero"\n', r"solution\.cpp|could not cope|memory"),
    (
        "is a template without end",
        "template <int n> struct A { A<n + 1> a; }; A<0> a;",
        "template instantiation depth",
    ),
    (
        "is a bomb of templates",
        "make_index_sequence<200'000'000> all;",
        "could not cope|memory|killed|Killed",
    ),
    ("is a huge table", "char table[3000000000] = {1};", "."),
    (
        "prints without end",
        "#define A B B B B B B B B B B\n" * 3 + "x " * 100_000,
        r"solution\.cpp",
    ),
    (
        "leaves a comment open",
        CLASS.format("return b;") + "/*",
        r"solution\.cpp:1.*unterminated comment",
    ),
]


@pytest.mark.parametrize(
    ("code", "message"), [it[1:] for it in REJECTED], ids=[it[0] for it in REJECTED]
)
async def test_what_does_not_compile_is_told_in_the_compilers_words(
    judge: Judge, code: str, message: str
) -> None:
    failure = await judge.compile(Program(code, language="cpp", signature=DOES))
    assert failure is not None
    assert failure.verdict is Verdict.COMPILE_ERROR
    assert re.search(message, failure.message), failure.message
    assert not re.search(r"/work|/box|problemsmith", failure.message), failure.message


def test_starter_code_reads_as_people_write_it() -> None:
    described = Signature(
        parameters=(
            Parameter(name="names", type=ArrayType(items=STRING)),
            Parameter(name="class", type=MapType(key_type=STRING, value_type=FLOAT)),
            Parameter(name="root", type=TREE),
            Parameter(name="deep", type=BOOLEAN, optional=True),
        ),
        return_type=LIST,
    )
    assert (
        find_language("cpp")
        .starter_code(described)
        .endswith(
            "class Solution {\n"
            "public:\n"
            "    ListNode* runSolution(vector<string>& names, map<string, double>& class_, "
            "TreeNode* root, optional<bool>& deep) {\n"
            "        // Write your solution here.\n"
            "        return {};\n"
            "    }\n"
            "};\n"
        )
    )


def test_a_missing_compiler_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentNotReadyError, match=r"apt install g\+\+"):
        find_language("cpp")
