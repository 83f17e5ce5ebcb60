"""`python -m chaos sqlite|postgresql`: kill workers at random moments, and prove what is left.

Exit code 0: all holds; 1: something does not, and it is told.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import cast

from chaos.making import make_jobs
from chaos.place import opened_place
from chaos.plan import Plan, System
from chaos.proof import prove
from chaos.report import Report
from chaos.run import Run
from problemsmith.generation.steps import GenerationStep

FULL = {
    System.SQLITE: {"jobs": 200, "workers": 1, "concurrency": 16, "kills": 50, "restarts": 0},
    System.POSTGRESQL: {"jobs": 500, "workers": 4, "concurrency": 8, "kills": 100, "restarts": 5},
}
"""What is done when nothing else is asked for."""


def main(arguments: Sequence[str]) -> int:
    """Do one run; the exit code."""
    # Into a file as it comes, too: a full run takes many minutes.
    cast("TextIOWrapper", sys.stdout).reconfigure(line_buffering=True)
    options = _parser().parse_args(arguments)
    plan = _plan(options)
    folder: Path = options.folder or Path(tempfile.mkdtemp(prefix="problemsmith-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    report = Report(plan)
    report.announce()
    with opened_place(plan.system, folder.resolve()) as place:
        make_jobs(plan, place)
        course = Run(plan, place, report.tell).to_the_end()
        holds = report.conclude(course, prove(plan, place))
    if options.folder is None and holds:
        shutil.rmtree(folder)
    elif not holds:
        print(f"What the workers said is in {folder}")
    return 0 if holds else 1


def _plan(options: argparse.Namespace) -> Plan:
    system = System(options.system)
    full = FULL[system]

    def asked(name: str) -> int:
        given = cast("int | None", getattr(options, name))
        return full[name] if given is None else given

    workers, restarts = asked("workers"), asked("restarts")
    if system is System.SQLITE and (workers != 1 or restarts):
        sys.exit("a SQLite file has one worker and no server: leave out --workers and restarts")
    return Plan(
        system=system,
        jobs=asked("jobs"),
        workers=workers,
        concurrency=asked("concurrency"),
        kills=asked("kills"),
        database_restarts=restarts,
        last_step=None if options.whole else GenerationStep(options.steps),
        seed=options.seed,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m chaos",
        description="Run real jobs, kill their workers at random moments, prove what is left.",
    )
    parser.add_argument("system", choices=[system.value for system in System])
    parser.add_argument("--jobs", type=int, metavar="N")
    parser.add_argument("--workers", type=int, metavar="N")
    parser.add_argument("--concurrency", type=int, metavar="N", help="jobs at once, each worker")
    parser.add_argument("--kills", type=int, metavar="N")
    parser.add_argument("--database-restarts", type=int, metavar="N", dest="restarts")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the random moments")
    parser.add_argument("--folder", type=Path, metavar="PATH", help="keep everything there")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument(
        "--steps",
        choices=[step.value for step in GenerationStep],
        default=GenerationStep.GENERATE_TEST_CASE_OUTPUTS.value,
        metavar="STEP",
        help="the last step of each job; by default the last before verifyProblem, which takes"
        " ten times as long as all others",
    )
    extent.add_argument("--whole", action="store_true", help="the whole pipeline, with the proof")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
