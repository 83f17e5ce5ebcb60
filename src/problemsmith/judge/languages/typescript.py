"""TypeScript, run by Deno."""

from problemsmith.judge.languages.deno_language import DenoLanguage
from problemsmith.judge.languages.language import SelfCheck
from problemsmith.judge.program import Program
from problemsmith.problem.signature import Parameter, Signature
from problemsmith.problem.types import INT, ArrayType

_SELF_CHECK = """\
function runSolution(numbers: (number | bigint)[]): bigint {
  return numbers.reduce((sum: bigint, number) => sum + BigInt(number), 0n);
}
"""


class TypeScript(DenoLanguage):
    """The language `typescript`."""

    name = "typescript"
    title = "TypeScript"
    extension = ".ts"
    self_check = SelfCheck(
        Program(
            _SELF_CHECK,
            language="typescript",
            signature=Signature(
                parameters=(Parameter(name="numbers", type=ArrayType(items=INT)),),
                return_type=INT,
            ),
        ),
        input=([3, 4, 2**70],),
        expected=7 + 2**70,
    )

    def __init__(self) -> None:
        super().__init__(self.extension, is_typed=True)


TYPESCRIPT = TypeScript()
