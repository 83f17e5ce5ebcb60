"""The commands put together, and one place where errors become messages and exit codes.

Exit codes: 0 done; 1 the work failed; 2 wrong usage; 3 the environment is not ready; 130 and 143
stopped by Ctrl-C and by SIGTERM.
"""

from collections.abc import Sequence

import typer

from problemsmith import __version__
from problemsmith.cli import (
    audit,
    database,
    doctor,
    focus_areas,
    generate,
    jobs,
    judge,
    keys,
    models,
    problems,
    serve,
    stats,
    worker,
)
from problemsmith.cli.output import (
    CommandStoppedError,
    ReaderGoneError,
    discard_output,
    open_missing_streams,
    report_error,
    say,
    workflow_failure,
)
from problemsmith.errors import ProblemsmithError

app = typer.Typer(
    name="problemsmith",
    help="Make programming problems, and prove them.",
    epilog="Exit codes: 0 done; 1 the work failed (not verified, a wrong verdict); 2 wrong usage;"
    " 3 this machine is not ready (see `doctor`); 130 stopped by Ctrl-C; 143 by SIGTERM.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the plain help shows in half the time
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"problemsmith {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Make programming problems, and prove them."""
    del version


app.command("generate", short_help="Make problems, and prove them.")(generate.generate)
app.add_typer(problems.app, name="problems")
app.add_typer(jobs.app, name="jobs")
app.command("judge", short_help="Judge a program on tests of a file.")(judge.judge)
app.command("audit", short_help="Find faults in others' data sets.")(audit.audit)
app.command("stats", short_help="Yield, failures and cost of all jobs.")(stats.stats)
app.add_typer(models.app, name="models")
app.add_typer(focus_areas.app, name="focus-areas")
app.add_typer(database.app, name="db")
app.command("serve", short_help="Serve the HTTP API, and run jobs.")(serve.serve)
app.add_typer(keys.app, name="keys")
app.command("worker", short_help="Run jobs until stopped.")(worker.worker)
app.command("doctor", short_help="Check what this machine needs.")(doctor.doctor)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` default to the process's own."""
    open_missing_streams()
    try:
        app(args=arguments, standalone_mode=True)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except ReaderGoneError:
        return 0
    except CommandStoppedError as stopped:
        say("Stopped.")
        return stopped.exit_code
    except Exception as error:
        failure = _failure(error)
        if failure is None:
            raise
        message, exit_code = failure
        report_error(message)
        return exit_code
    return 0


def _failure(error: Exception) -> tuple[str, int] | None:
    """Message and exit code of an error that people can meet; None for a fault of the program."""
    if isinstance(error, ProblemsmithError):
        return error.message, error.exit_code
    if isinstance(error, OSError):
        # A full disk, or an output that can't be written: the machine's fault, in its own words.
        discard_output()
        return f"{error.filename or 'output'}: {error.strerror or error}", 3
    return workflow_failure(error)
