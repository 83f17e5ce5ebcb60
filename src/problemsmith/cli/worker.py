"""`problemsmith worker`: run jobs, and nothing else."""

from typing import Annotated

import typer

from problemsmith.cli.output import run_async, stderr


def worker(
    concurrency: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="How many jobs at once.")
    ] = None,
) -> None:
    """Run jobs until stopped; those in progress then can go on later."""
    from problemsmith.cli.session import load_settings
    from problemsmith.cli.trouble import told_trouble

    overrides = {} if concurrency is None else {"concurrency": concurrency}
    settings = load_settings(**overrides)

    async def work() -> None:
        import asyncio

        from problemsmith.errors import DuplicateError
        from problemsmith.service.application import open_application
        from problemsmith.service.creation import submit_left_over

        async with open_application(settings) as app:
            other = await app.try_to_work()
            if other is not None:
                raise DuplicateError(
                    f"another worker (process {other or 'unknown'}) runs on this database;"
                    " stop it first, or use PostgreSQL for several"
                )
            await submit_left_over(app)
            stderr().print("Working. Ctrl-C stops; jobs in progress can go on later.")
            await asyncio.Event().wait()

    try:
        with told_trouble():
            run_async(work())
    except KeyboardInterrupt:
        stderr().print("\nStopped.")
