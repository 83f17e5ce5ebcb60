"""Judging C++; see `_judging` for how it is compared. Both sides compile beforehand, with the same
flags; a "runtime" is here the program's own process."""

import asyncio

from benchmarks._judging import Bare, Contest, compare
from problemsmith.judge.languages.cpp_toolchain import CPP_FLAGS, find_gxx
from problemsmith.judge.program import Program
from problemsmith.problem.typescript import parse_signature

CODE = """
class Solution {
public:
    vector<long long> runSolution(vector<long long>& numbers, long long target) {
        unordered_map<long long, long long> seen;
        for (size_t index = 0; index < numbers.size(); index++) {
            auto other = seen.find(target - numbers[index]);
            if (other != seen.end()) return {other->second, (long long)index};
            seen[numbers[index]] = index;
        }
        return {};
    }
};
"""

ONE_CALL = f"""
#include <bits/stdc++.h>
using namespace std;
{CODE}
int main() {{
    // Every number of the JSON text in turn; the last one is the target.
    vector<long long> numbers;
    for (int next; (next = getchar()) != EOF;) {{
        long long number;
        if (isdigit(next)) {{
            ungetc(next, stdin);
            if (scanf("%lld", &number) == 1) numbers.push_back(number);
        }}
    }}
    long long target = numbers.back();
    numbers.pop_back();
    vector<long long> found = Solution().runSolution(numbers, target);
    printf("[%lld, %lld]", found[0], found[1]);
}}
"""


def main() -> None:
    signature = parse_signature("runSolution(numbers: int[], target: int): int[]")
    bare = Bare(
        files={"one_call.cpp": ONE_CALL},
        compile=(
            str(find_gxx()),
            *CPP_FLAGS,
            *("{folder}/one_call.cpp", "-o", "{folder}/one_call"),
        ),
        command=("{folder}/one_call",),
        boxed=("{folder}/one_call",),
    )
    program = Program(CODE, "cpp", signature=signature)
    asyncio.run(compare(Contest(program, bare, wanted={})))


if __name__ == "__main__":
    main()
