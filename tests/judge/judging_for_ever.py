"""A process with a judge that is busy until somebody kills it: `python -m judge.judging_for_ever`.

It writes a line when its boxes run.
"""

import asyncio
import sys

from judge.programs import python
from problemsmith.judge.judge import Judge
from problemsmith.problem.problem import Limits

PROGRAM = python("import time\ndef run_solution(seconds): time.sleep(seconds)\n")


async def main() -> None:
    """Run two programs that end in a minute each."""
    seen = asyncio.Semaphore(0)
    async with Judge(concurrency=2) as judge:
        runs = [
            asyncio.create_task(
                judge.run(
                    PROGRAM,
                    [[0], [60]],
                    limits=Limits(time_seconds=60),
                    on_run=lambda *_: seen.release(),
                )
            )
            for _ in range(2)
        ]
        for _ in runs:
            await seen.acquire()
        sys.stdout.write("busy\n")
        sys.stdout.flush()
        await asyncio.gather(*runs)


if __name__ == "__main__":
    asyncio.run(main())
