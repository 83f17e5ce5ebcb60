"""Java, compiled and run by the JDK."""

import json
from pathlib import Path

from problemsmith.errors import ValidationError
from problemsmith.judge.harness.commands.plan import Plan
from problemsmith.judge.harness_files import BOX_FOLDER, harness_files
from problemsmith.judge.languages.java_runtime import (
    COMPILER_CLASS,
    JAVA_FLAGS,
    JAVA_PROGRAM,
    RUNNER_CLASS,
    archive,
    class_path,
    find_jdk,
    harness_binds,
    java_share,
    jdk_binds,
    jdk_version,
)
from problemsmith.judge.languages.java_types import RESERVED, JavaTypes
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
_FILE = f"{_FOLDER}/Solution.java"
_TASK = f"{_FOLDER}/task.json"
_PROGRAM = f"{_FOLDER}/program"
_COMPILER_MB = 256
_OWN_DATA_BYTES = 512 << 20
"""What the JVM may have beside its heap: code, classes, stacks, tables. The heap's own limit is
what holds a program; this is a bound on what it takes elsewhere. Where it can't have what it needs
the JVM ends with status 1 and no word: undoing a deep recursion takes it 100 MiB at times."""

# glibc asks this file for the stack of the main thread; a box has no /proc. One mapping over the
# whole of user space makes it take the size from RLIMIT_STACK.
_MAPS = b"0000000000000000-7ffffffff000 rw-p 00000000 00:00 0 [stack]\n"

_SELF_CHECK = """\
class Solution {
    public long runSolution(long[] numbers) {
        return Arrays.stream(numbers).sum();
    }
}
"""

_NODE_NOTES = {
    LIST_NODE: """\
// Stands ready for you:
// class ListNode {
//     long val;
//     ListNode next;
//     ListNode() {}
//     ListNode(long val) { ... }
//     ListNode(long val, ListNode next) { ... }
// }
""",
    TREE_NODE: """\
// Stands ready for you:
// class TreeNode {
//     long val;
//     TreeNode left;
//     TreeNode right;
//     TreeNode() {}
//     TreeNode(long val) { ... }
//     TreeNode(long val, TreeNode left, TreeNode right) { ... }
// }
""",
}


class Java:
    """The language `java`."""

    name = "java"
    title = "Java"
    extension = ".java"
    self_check = SelfCheck(
        Program(
            _SELF_CHECK,
            language="java",
            signature=Signature(
                parameters=(Parameter(name="numbers", type=ArrayType(items=INT)),),
                return_type=INT,
            ),
        ),
        input=([3, 4, 2**40],),
        expected=7 + 2**40,
    )

    def require(self) -> None:
        """Raises EnvironmentNotReadyError where there is no JDK."""
        find_jdk()

    def entry_points(self, program: Program) -> tuple[str, ...]:
        """The method `runSolution` of the class `Solution`; `run_solution` will do too."""
        if program.entry_point is not None:
            return (program.entry_point,)
        name = program.signature.function_name if program.signature else "runSolution"
        names = (free_name(name, RESERVED), free_name(snake_case(name), RESERVED))
        return tuple(dict.fromkeys(names))

    def plan(self, program: Program, limits: Limits) -> Plan:
        """The program in a file of its own, a file for each record, and the task for the harness.

        Raises ValidationError for a program without a signature: its values would have no types.
        """
        if program.signature is None:
            raise ValidationError("A Java program can be called only by a signature.")
        types = JavaTypes(program.signature)
        records = {
            f"{_FOLDER}/{name}.java": f"import java.util.*;\n{text}"
            for name, text in types.classes().items()
        }
        task = {"names": self.entry_points(program), **types.shapes()}
        share = java_share()
        return Plan(
            files={_FILE: program.code, **records, _TASK: json.dumps(task, separators=(",", ":"))},
            compile=(
                *_command(COMPILER_CLASS, f"-Xmx{_COMPILER_MB}m", "-XX:TieredStopAtLevel=1"),
                *(_FILE, *records),
            ),
            run=(*_command(RUNNER_CLASS, *_heap(limits.memory_mb)), _TASK, _PROGRAM),
            compiler_forks=False,
            result_is_stdout=True,
            memory_kind="data",
            memory_bytes=_OWN_DATA_BYTES + (limits.memory_mb << 20),
            compiler_memory_bytes=_OWN_DATA_BYTES + (_COMPILER_MB << 20),
            startup_ns=share.startup_ns,
            runtime_bytes=share.resident_bytes,
            artifact=_PROGRAM,
            toolchain=jdk_version(),
        )

    def compile_message(self, complaints: str) -> str:
        """The complaints as they are: the harness's own use of the compiler tells them so."""
        return complaints.strip()

    def child_filter(self) -> bytes:
        """No process, no exec, no socket, no file for writing."""
        return command_filter()

    def box(self, extra_files: tuple[BoxFile, ...], kept: Path) -> BoxSpec:
        """The harness's interpreter, the JDK, and the Java side of the harness."""
        python = interpreter_binds()
        java_share()  # measured here, in a thread, so that no program waits for it
        binds = {it.target: it for it in (*jdk_binds(), *harness_binds(kept), *python.binds)}
        return BoxSpec(
            command=(python.program, "-I", "-S", "-X", "utf8", BOX_FOLDER),
            binds=tuple(binds.values()),
            hidden=python.hidden,
            files=(*harness_files(), BoxFile("/proc/self/maps", _MAPS), *extra_files),
            links={"/proc/self/exe": JAVA_PROGRAM},
            scratch=_FOLDER,
            environment={
                "LD_LIBRARY_PATH": python.library_folder,
                "LANG": "C.UTF-8",
                "TZ": "UTC",
                "MALLOC_ARENA_MAX": "1",
            },
        )

    def type_text(self, type_: Type, signature: Signature) -> str:
        """`long[]`, `Map<String, Double>`, `ListNode`, ..."""
        return JavaTypes(signature).text(type_)

    def starter_code(self, signature: Signature) -> str:
        """Notes on what stands ready, and the class with its method."""
        types = JavaTypes(signature)
        returns = types.text(signature.return_type)
        classes = types.classes()
        texts = [returns, *types.parameters(), *classes.values()]
        parts = [note for kind, note in _NODE_NOTES.items() if any(kind in it for it in texts)]
        if classes:
            lines = "".join(classes.values()).splitlines()
            parts.append("\n".join(["// Stand ready for you:", *(f"// {it}" for it in lines), ""]))
        name = free_name(signature.function_name, RESERVED)
        parts.append(
            "class Solution {\n"
            f"    public {returns} {name}({', '.join(types.parameters())}) {{\n"
            "        // Write your solution here.\n"
            f"        return {types.placeholder(signature.return_type)};\n"
            "    }\n}\n"
        )
        return "\n".join(parts)


JAVA = Java()


def _command(class_name: str, *flags: str) -> tuple[str, ...]:
    shared = f"-XX:SharedArchiveFile={archive(class_name)}"
    return (JAVA_PROGRAM, *JAVA_FLAGS, shared, *flags, "-cp", class_path(), class_name)


def _heap(memory_mb: int) -> tuple[str, ...]:
    """Flags that hold the heap to the limit: the old generation alone is nearly all of it, since
    one large array must fit into that; a sixteenth more makes up for the young one."""
    young = max(memory_mb // 8, 2)
    heap = memory_mb + memory_mb // 16 + 2
    return (f"-Xmx{heap}m", f"-Xmn{young}m", f"-XX:MaxDirectMemorySize={young}m")
