"""The work of `problemsmith generate`, and what it tells before, meanwhile and afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from rich.console import Console

from problemsmith.cli.job_view import print_results
from problemsmith.cli.output import say, stdout
from problemsmith.cli.problem_view import print_problem
from problemsmith.cli.progress import follow
from problemsmith.cli.watch import ENDED, Watch
from problemsmith.cli.wording import cost, counted
from problemsmith.errors import NotFoundError
from problemsmith.generation.near_duplicates import count_twins
from problemsmith.generation.params import GenerationRequest
from problemsmith.service.application import Application
from problemsmith.service.catalogue_wishes import unmet_wishes
from problemsmith.service.command import Started, start_command
from problemsmith.service.results import JobResult, job_result
from problemsmith.service.working import somebody_works
from problemsmith.store.records import JobStatus


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one command asks for. `budget_usd` is the batch's, for all its jobs together."""

    request: GenerationRequest
    count: int
    batch: str | None
    budget_usd: float | None


async def generate_all(
    app: Application,
    wanted: Wanted,
    detach: bool,
    as_json: bool,
    watch: Watch,
) -> list[JobResult]:
    """Start what is wanted, follow it to its end, and tell what it came to.

    Keeps in `watch` how the jobs stand, for whoever stops it.
    """
    other = None if detach else await app.try_to_work()
    started = await start_command(
        app, wanted.request, count=wanted.count, batch=wanted.batch, budget_usd=wanted.budget_usd
    )
    if other is not None:
        say(f"Another problemsmith (process {other or 'unknown'}) does the jobs; watching it.")
    unmet = unmet_wishes(wanted.request)
    if unmet:
        say(f"note: the built-in catalogue passes over {' and '.join(unmet)}; a model would not")
    _tell(started, wanted.batch)
    if not detach:

        async def tell_stand(console: Console) -> None:
            """What is done, and what the rest waits for: it may take days."""
            ended = [job.id for job in watch.with_status(*ENDED)]
            print_results(
                console, await _results(app, [one for one in started.own if one in ended])
            )
            console.print("The others wait for you, and this command for them; Ctrl-C leaves.")
            for line in _what_waits(watch):
                console.print(line, soft_wrap=True)

        await follow(
            app,
            [*started.left_open, *started.own],
            take_over=True,
            watch=watch,
            on_stand_still=tell_stand,
        )
    results = await _results(app, started.own)
    if not as_json:
        await _show(app, results, detach)
    if wanted.batch is not None and not detach:
        await _tell_batch(app, wanted.batch, results)
    if detach:
        await _tell_who_works(app)
    return results


async def _results(app: Application, job_ids: Sequence[str]) -> list[JobResult]:
    results: list[JobResult] = []
    for job_id in job_ids:
        # A problem that was deleted meanwhile has nothing to tell.
        with suppress(NotFoundError):
            results.append(await job_result(app, job_id))
    return results


def _tell(started: Started, batch: str | None) -> None:
    if started.left_open:
        left = counted(len(started.left_open), "job")
        say(f"Finishing {left} that an earlier run left open.")
    if started.resumed:
        say(f"Going on with {counted(started.resumed, 'job')} of an earlier run of this command.")
    if started.done:
        jobs = counted(len(started.own), "job")
        say(f"Batch {batch}: {started.done} of {jobs} had ended before.")


async def _tell_batch(app: Application, name: str, results: list[JobResult]) -> None:
    """What the batch came to: its yield, how many tell the same, and its money."""
    made = {result.problem_id for result in results}
    async with app.store.read() as view:
        batch = await view.batches.get(name)
        prints = await view.problems.fingerprints()
    verified = sum(result.verified for result in results)
    twins = count_twins(one.fingerprint for one in prints if one.problem_id in made)
    of_budget = "" if batch.budget_usd is None else f" of {cost(batch.budget_usd)}"
    paid = f", {cost(batch.spent_usd)}{of_budget} spent" if batch.spent_usd or of_budget else ""
    say(
        f"Batch {name}: {verified} of {counted(len(results), 'problem')} verified,"
        f" {twins} near duplicates ({twins / max(len(results), 1):.1%}){paid}."
    )


async def _tell_who_works(app: Application) -> None:
    if await somebody_works(app.store):
        say("The jobs are started; a worker is running.")
    else:
        say("The jobs wait for a worker: run `problemsmith worker`.")


def tell_how_to_go_on(watch: Watch) -> None:
    """After a stop: what goes on with the same command, and what waits for somebody."""
    standing = watch.with_status(JobStatus.WAITING, JobStatus.PAUSED)
    say("")
    if watch.ended + len(standing) < len(watch.jobs) or not watch.jobs:
        say(
            "Stopped. What was done is kept: run the same command again to go on,"
            " or see `problemsmith jobs list`."
        )
    else:
        say("Stopped. What was done is kept: see `problemsmith jobs list`.")
    for line in _what_waits(watch):
        say(line)


def _what_waits(watch: Watch) -> Iterator[str]:
    """What a person has to do for the jobs that wait for one."""
    for status, state, command in (
        (JobStatus.WAITING, "waiting for a review", "jobs approve"),
        (JobStatus.PAUSED, "paused", "jobs resume"),
    ):
        jobs = watch.with_status(status)
        if len(jobs) == 1:
            yield f"Job {jobs[0].id} is {state}: problemsmith {command} {jobs[0].id}"
        elif jobs:
            yield f"{counted(len(jobs), 'job')} are {state}: problemsmith {command} ID"


async def _show(app: Application, results: list[JobResult], detach: bool) -> None:
    console = stdout()
    if detach:
        for result in results:
            console.print(result.job_id)
        return
    if len(results) == 1 and results[0].title:
        async with app.store.read() as view:
            print_problem(console, await view.problems.get(results[0].problem_id))
    if results:
        print_results(console, results)
