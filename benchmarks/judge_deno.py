"""Judging JavaScript and TypeScript; see `_judging` for how they are compared."""

import asyncio

from benchmarks._judging import Bare, Contest, compare
from problemsmith.judge.languages.deno_runtime import DENO_PROGRAM, find_deno
from problemsmith.judge.program import Program

CODES = {
    "javascript": """
function runSolution(numbers, target) {
  const seen = new Map();
  for (const [index, number] of numbers.entries()) {
    if (seen.has(target - number)) return [seen.get(target - number), index];
    seen.set(number, index);
  }
  return [];
}
""",
    "typescript": """
function runSolution(numbers: number[], target: number): number[] {
  const seen = new Map<number, number>();
  for (const [index, number] of numbers.entries()) {
    const other = seen.get(target - number);
    if (other !== undefined) return [other, index];
    seen.set(number, index);
  }
  return [];
}
""",
}

ONE_CALL = """
const given = JSON.parse(await new Response(Deno.stdin.readable).text());
console.log(JSON.stringify(runSolution(...given)));
"""


def main() -> None:
    for language, code in CODES.items():
        print(f"-- {language}")
        extension = {"javascript": "js", "typescript": "ts"}[language]
        run = ("run", "--no-config", "--no-lock", f"{{folder}}/one_call.{extension}")
        bare = Bare(
            files={f"one_call.{extension}": code + ONE_CALL},
            command=(str(find_deno()), *run),
            boxed=(DENO_PROGRAM, *run),
        )
        asyncio.run(compare(Contest(Program(code, language), bare, wanted={})))


if __name__ == "__main__":
    main()
