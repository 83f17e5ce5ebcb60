"""Judging Java; see `_judging` for how it is compared. Both sides compile beforehand."""

import asyncio

from benchmarks._judging import Bare, Contest, compare
from problemsmith.judge.languages.java_runtime import JAVA_FLAGS, JAVA_PROGRAM, find_jdk
from problemsmith.judge.program import Program
from problemsmith.problem.typescript import parse_signature

CODE = """
class Solution {
    public long[] runSolution(long[] numbers, long target) {
        Map<Long, Integer> seen = new HashMap<>();
        for (int index = 0; index < numbers.length; index++) {
            Integer other = seen.get(target - numbers[index]);
            if (other != null) return new long[] {other, index};
            seen.put(numbers[index], index);
        }
        return new long[0];
    }
}
"""

ONE_CALL = f"""
import java.util.*;

class OneCall {{
    public static void main(String[] arguments) {{
        // Every number of the JSON text in turn; the last one is the target.
        long[] all = new Scanner(System.in).useDelimiter("[^0-9]+").tokens()
            .mapToLong(Long::parseLong).toArray();
        long[] numbers = Arrays.copyOf(all, all.length - 1);
        long[] found = new Solution().runSolution(numbers, all[all.length - 1]);
        System.out.println(Arrays.toString(found));
    }}
}}
{CODE}
"""


def main() -> None:
    signature = parse_signature("runSolution(numbers: int[], target: int): int[]")
    programs = find_jdk() / "bin"
    run = ("-Xmx256m", "-cp", "{folder}", "OneCall")
    bare = Bare(
        files={"OneCall.java": ONE_CALL},
        compile=(str(programs / "javac"), "{folder}/OneCall.java"),
        command=(str(programs / "java"), *run),
        boxed=(JAVA_PROGRAM, *JAVA_FLAGS, *run),
    )
    program = Program(CODE, "java", signature=signature)
    asyncio.run(compare(Contest(program, bare, wanted={})))


if __name__ == "__main__":
    main()
