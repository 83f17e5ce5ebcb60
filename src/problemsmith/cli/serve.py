"""`problemsmith serve`: the HTTP API, with a worker in the same process."""

import contextlib
import sys
from typing import Annotated

import typer

from problemsmith.cli.output import run_async, stderr


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="The address to listen on; default: this machine only."
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, max=65_535, help="The port; 0 takes a free one."),
    ] = None,
    worker: Annotated[
        bool, typer.Option(help="Run jobs in this process, unless another process does.")
    ] = True,
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=10_000,
            help="How many jobs at once; default: PROBLEMSMITH_CONCURRENCY.",
        ),
    ] = None,
) -> None:
    """Serve the HTTP API. Ctrl-C stops gently; jobs in progress can go on later."""
    from problemsmith.cli.session import load_settings, working_application

    given = {"host": host, "port": port, "concurrency": concurrency}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})

    async def work() -> None:
        from problemsmith.api import server
        from problemsmith.logs import configure_logs
        from problemsmith.service.creation import submit_left_over
        from problemsmith.service.working import somebody_works

        configure_logs(settings.log_level, sys.stderr)
        # First what may be refused, before anything is said or begun.
        listening = server.open_socket(settings.host, settings.port)
        async with contextlib.AsyncExitStack() as stack:
            stack.enter_context(contextlib.closing(listening))
            app = await stack.enter_async_context(working_application(settings))
            any_key_made = await server.check_keys(app, listening)
            if worker:
                other = await app.try_to_work()
                if other is None:
                    await submit_left_over(app)
                else:
                    # One process works on an SQLite file, and this one does not take over.
                    stderr().print(
                        f"Another problemsmith (process {other or 'unknown'}) does the jobs; when"
                        " it stops, start a worker: problemsmith worker",
                        soft_wrap=True,
                    )
            elif not await somebody_works(app.store):
                stderr().print("Nobody works on jobs yet. Start a worker: problemsmith worker")
            if not any_key_made:
                stderr().print("No API key was made yet: whoever is on this machine is the admin.")
            await server.serve(app, listening, told=lambda url: stderr().print(f"Serving on {url}"))

    run_async(work())
    stderr().print("Stopped.")
