"""Golden programs: for each catalogue problem a solution in each language, and a wrong one.

`programs/<problem>/solution.<extension>` is right. A line that ends with `// fault: <line>` becomes
that line in the wrong program. JavaScript is judged as TypeScript, too; Python's programs are the
catalogue's own. All of them, for any number of rounds:

    .venv/bin/python tests/golden/program_corpus.py [rounds]
"""

import asyncio
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from problemsmith.generation.dummy import catalogue
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Judgement, JudgeTest, Program
from problemsmith.problem.verdict import Verdict

EXTENSIONS = {"cpp": "cpp", "java": "java", "javascript": "js", "typescript": "js"}
_FOLDER = Path(__file__).parent / "programs"
_FAULT = re.compile(r"^( *)(.*?) // fault: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class GoldenProgram:
    """A program, the problem that it is for, and the verdict that it must get."""

    slug: str
    language: str
    verdict: Verdict
    code: str

    @property
    def name(self) -> str:
        """What tells it from the others."""
        return f"{self.slug}-{self.language}-{self.verdict}"

    async def judged(self, judge: Judge) -> Judgement:
        """Judged on the problem's worked examples."""
        text = catalogue.find_problem(self.slug).text
        tests = [JudgeTest(tuple(it.arguments), it.result) for it in text.examples]
        program = Program(self.code, language=self.language, signature=text.signature)
        return await judge.judge(program, tests, checker=text.checker)


def golden_programs() -> Iterator[GoldenProgram]:
    """Every program, problem by problem."""
    for problem in catalogue.load_catalogue():
        for language, extension in EXTENSIONS.items():
            text = (_FOLDER / problem.slug / f"solution.{extension}").read_text(encoding="utf-8")
            right, wrong = _FAULT.sub(r"\1\2", text), _FAULT.sub(r"\1\3", text)
            yield GoldenProgram(problem.slug, language, Verdict.ACCEPTED, right)
            yield GoldenProgram(problem.slug, language, Verdict.WRONG_ANSWER, wrong)


async def _judge_all(rounds: int) -> int:
    faults = 0
    async with Judge(kept=Path(".pytest_cache/d/kept")) as judge:
        for number in range(rounds):
            for program in golden_programs():
                judgement = await program.judged(judge)
                if judgement.verdict is not program.verdict:
                    faults += 1
                    print(f"{program.name}: {judgement.verdict}: {judgement.message}")  # noqa: T201
            print(f"round {number + 1}: {faults} verdicts were not right")  # noqa: T201
    return faults


if __name__ == "__main__":
    sys.exit(asyncio.run(_judge_all(int(sys.argv[1]) if len(sys.argv) > 1 else 1)) > 0)
