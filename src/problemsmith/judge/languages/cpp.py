"""C++, compiled by g++."""

import re
from pathlib import Path

from problemsmith.errors import ValidationError
from problemsmith.judge.harness.commands.plan import Plan
from problemsmith.judge.harness_files import BOX_FOLDER, harness_files
from problemsmith.judge.languages.cpp_toolchain import (
    CPP_FLAGS,
    HEADER_FOLDER,
    MAIN_HEADER,
    cpp_headers,
    cpp_toolchain,
    find_gxx,
    precompiled_headers,
)
from problemsmith.judge.languages.cpp_types import RESERVED, CppTypes
from problemsmith.judge.languages.language import SelfCheck
from problemsmith.judge.languages.names import snake_case
from problemsmith.judge.languages.python_runtime import interpreter_binds
from problemsmith.judge.languages.record_types import free_name
from problemsmith.judge.program import Program
from problemsmith.problem.problem import Limits
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import INT, LIST_NODE, TREE_NODE, ArrayType, Type
from problemsmith.sandbox import BoxFile, BoxSpec
from problemsmith.sandbox.seccomp import command_filter

_FOLDER = "/work"
_MAIN = f"{_FOLDER}/main.cpp"
_PROGRAM = f"{_FOLDER}/program"
_FILE = "solution.cpp"
_COMPILER_BYTES = 1 << 30
_OWN_FILE = f"{_FOLDER}/{_FILE}"
_HARNESS_LINE = re.compile(r"^(/work/main|/box/|In file included|\s+from )")
_PLACE = re.compile(r"^(/|cc1plus:|g\+\+:|collect2:)")
_SENTENCE = re.compile(r"error: static assertion failed: (.*)")

_SELF_CHECK = """\
class Solution {
public:
    long long runSolution(vector<long long>& numbers) {
        return accumulate(numbers.begin(), numbers.end(), 0LL);
    }
};
"""

_NODE_NOTES = {
    LIST_NODE: """\
// Stands ready for you:
// struct ListNode {
//     long long val;
//     ListNode* next;
//     ListNode(long long val = 0, ListNode* next = nullptr);
// };
""",
    TREE_NODE: """\
// Stands ready for you:
// struct TreeNode {
//     long long val;
//     TreeNode* left;
//     TreeNode* right;
//     TreeNode(long long val = 0, TreeNode* left = nullptr, TreeNode* right = nullptr);
// };
""",
}


class Cpp:
    """The language `cpp`."""

    name = "cpp"
    title = "C++"
    extension = ".cpp"
    self_check = SelfCheck(
        Program(
            _SELF_CHECK,
            language="cpp",
            signature=Signature(
                parameters=(Parameter(name="numbers", type=ArrayType(items=INT)),),
                return_type=INT,
            ),
        ),
        input=([3, 4, 2**40],),
        expected=7 + 2**40,
    )

    def require(self) -> None:
        """Raises EnvironmentNotReadyError where g++ is missing."""
        find_gxx()

    def entry_points(self, program: Program) -> tuple[str, ...]:
        """The method `runSolution` of the class `Solution`; `run_solution` will do too."""
        if program.entry_point is not None:
            return (program.entry_point,)
        name = program.signature.function_name if program.signature else "runSolution"
        names = (free_name(name, RESERVED), free_name(snake_case(name), RESERVED))
        return tuple(dict.fromkeys(names))

    def plan(self, program: Program, limits: Limits) -> Plan:
        """One file: what stands ready, the program, and the call of its method by the signature.

        Raises ValidationError for a program without a signature: its values would have no types.
        """
        if program.signature is None:
            raise ValidationError("A C++ program can be called only by a signature.")
        toolchain = cpp_toolchain()
        return Plan(
            files={
                f"{_FOLDER}/{_FILE}": program.code,
                _MAIN: self._main_file(program, program.signature),
            },
            compile=(toolchain.program, *CPP_FLAGS, f"-I{HEADER_FOLDER}", _MAIN, "-o", _PROGRAM),
            run=(_PROGRAM,),
            compiler_forks=True,
            result_is_stdout=False,
            memory_kind="address_space",
            memory_bytes=toolchain.address_space_bytes + (limits.memory_mb << 20),
            compiler_memory_bytes=_COMPILER_BYTES,
            startup_ns=0,
            runtime_bytes=toolchain.resident_bytes,
            artifact=_PROGRAM,
            toolchain=f"{toolchain.version}\n{_headers_text()}",
        )

    def compile_message(self, complaints: str) -> str:
        """What g++ says of the program's own lines; of the harness's, only its sentences."""
        own: list[str] = []
        is_own = True
        for line in complaints.splitlines():
            if _HARNESS_LINE.match(line):
                is_own = False
            elif _PLACE.match(line):
                is_own = "problemsmith" not in line
            if is_own:
                own.append(line.replace(_OWN_FILE, _FILE))
        sentences = [f"error: {it}" for it in dict.fromkeys(_SENTENCE.findall(complaints))]
        has_errors = any(" error: " in line for line in own)
        return "\n".join(own if has_errors or not sentences else sentences) or complaints

    def child_filter(self) -> bytes:
        """No process, no exec, no socket, no file for writing."""
        return command_filter()

    def box(self, extra_files: tuple[BoxFile, ...], kept: Path) -> BoxSpec:
        """The harness's interpreter, the compiler, and the libraries of what it makes."""
        python = interpreter_binds()
        toolchain = cpp_toolchain()
        headers = precompiled_headers(kept)
        binds = {bind.target: bind for bind in (*toolchain.binds, *python.binds)}
        if headers is not None:
            binds[headers.target] = headers
        return BoxSpec(
            command=(python.program, "-I", "-S", "-X", "utf8", BOX_FOLDER),
            binds=tuple(binds.values()),
            hidden=python.hidden,
            files=(*harness_files(), *cpp_headers(), *extra_files),
            scratch=_FOLDER,
            environment={
                "LD_LIBRARY_PATH": python.library_folder,
                "PATH": toolchain.search_path,
                "TMPDIR": _FOLDER,
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                # A second arena would reserve 64 MiB of the address space that is the memory limit.
                "MALLOC_ARENA_MAX": "1",
            },
        )

    def type_text(self, type_: Type, signature: Signature) -> str:
        """`vector<long long>`, `optional<string>`, `ListNode*`, ..."""
        return CppTypes(signature).text(type_)

    def starter_code(self, signature: Signature) -> str:
        """Notes on what stands ready, and the class with its method."""
        types = CppTypes(signature)
        returns = types.text(signature.return_type)
        name = free_name(signature.function_name, RESERVED)
        texts = [returns, *types.parameters(), types.structs()]
        used = [note for kind, note in _NODE_NOTES.items() if any(kind in it for it in texts)]
        structs = types.structs()
        if structs:
            lines = structs.splitlines()
            used.append("\n".join(["// Stand ready for you:", *(f"// {it}" for it in lines), ""]))
        method = (
            "class Solution {\npublic:\n"
            f"    {returns} {name}({', '.join(types.parameters())}) {{\n"
            "        // Write your solution here.\n"
            "        return {};\n"
            "    }\n};\n"
        )
        return "\n".join([*used, method])

    def _main_file(self, program: Program, signature: Signature) -> str:
        types = CppTypes(signature)
        tags = [types.tag(signature.return_type)]
        tags += [
            types.parameter_pair(it.type, optional=it.optional)[1] for it in signature.parameters
        ]
        names = self.entry_points(program)
        calls = " else ".join(
            f"if constexpr (requires {{ &Program::{name}; }}) "
            f"Call::template call<Program>(task, &Program::{name});"
            for name in names
        )
        return (
            f'#include "{MAIN_HEADER}"\nusing namespace std;\nclass Solution;\n'
            f"{types.structs()}"
            f"namespace problemsmith {{\n{types.fields()}"
            f"using Call = Signature<{', '.join(tags)}>;\n}}\n"
            f'#include "{_FILE}"\n'
            "namespace problemsmith {\n"
            f"template <class Program> void call(Task& task) {{ {calls} else "
            'static_assert(never<Program>, "the program needs a class Solution with one public '
            f'method {names[0]}"); }}\n}}\n'
            "void problemsmith_call(problemsmith::Task& task)"
            " { problemsmith::call<Solution>(task); }\n"
        )


CPP = Cpp()


def _headers_text() -> str:
    return "".join(it.content.decode() for it in cpp_headers())
