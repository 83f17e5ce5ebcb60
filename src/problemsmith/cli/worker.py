"""`problemsmith worker`: run jobs, and nothing else."""

from typing import Annotated

import typer

from problemsmith.cli.output import CommandStoppedError, run_async, say


def worker(
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=10_000,
            help="How many jobs at once; default: PROBLEMSMITH_CONCURRENCY.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Tell only warnings, not what is being done.")
    ] = False,
) -> None:
    """Run jobs until stopped (Ctrl-C or SIGTERM); those in progress then can go on later."""
    from problemsmith.cli.session import load_settings, working_application
    from problemsmith.cli.trouble import told_trouble
    from problemsmith.cli.worker_log import WorkerLog

    overrides = {} if concurrency is None else {"concurrency": concurrency}
    settings = load_settings(**overrides)
    log = WorkerLog(quiet=quiet)

    async def work() -> None:
        from problemsmith.errors import DuplicateError
        from problemsmith.service.creation import submit_left_over

        async with working_application(settings) as app:
            with log.listening():
                other = await app.try_to_work()
                if other is not None:
                    raise DuplicateError(
                        f"another worker (process {other or 'unknown'}) runs on this database:"
                        " let that one do the work, or stop it first"
                    )
                await submit_left_over(app)
                say("Working. Ctrl-C stops; jobs in progress can go on later.")
                await log.watch(app)

    try:
        with told_trouble():
            run_async(work())
    except CommandStoppedError:
        say(f"\nStopped. {log.left()}")
