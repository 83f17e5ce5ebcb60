"""`problemsmith db`: the database's migrations, and copies of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout

if TYPE_CHECKING:
    from problemsmith.store import SchemaStatus

app = typer.Typer(help="The database's migrations and backups.", no_args_is_help=True)


@app.command("status")
def status(as_json: AsJson = False) -> None:
    """Show which migrations the database has, and which it waits for."""
    from problemsmith import store
    from problemsmith.cli.session import load_settings

    _report(run_async(store.status(load_settings().database_url)), as_json)


@app.command("upgrade")
def upgrade(as_json: AsJson = False) -> None:
    """Bring the database up to date. On SQLite, `generate` and `serve` do it themselves."""
    from problemsmith import store
    from problemsmith.cli.session import load_settings

    _report(run_async(store.upgrade(load_settings().database_url)), as_json)


@app.command("backup", short_help="Copy an SQLite database while it is used.")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a file that is not there yet")],
    as_json: AsJson = False,
) -> None:
    """Write an SQLite database as it is at this moment into a new file, whole or not at all.

    The program may work meanwhile. To restore it, stop everything and put the file in the place of
    the database. On PostgreSQL this only says how it is done there.
    """
    from problemsmith.cli.session import load_settings
    from problemsmith.cli.wording import megabytes
    from problemsmith.store.backup import backup as back_up

    size = run_async(back_up(load_settings().database_url, file))
    if as_json:
        print_json({"file": str(file.absolute()), "bytes": size})
    else:
        stdout().print(f"{file}: {megabytes(size // 1024)}", soft_wrap=True)


def _report(found: "SchemaStatus", as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "database": found.database,
                "current": found.current,
                "head": found.head,
                "pending": list(found.pending),
                "newer": found.newer,
            }
        )
        return
    console = stdout()
    console.print(f"database  {found.database}")
    console.print(f"current   {found.current or 'no tables yet'}")
    console.print(f"newest    {found.head}")
    if found.newer:
        console.print("This database was made by a newer problemsmith: upgrade the program.")
    elif found.pending:
        console.print(f"{len(found.pending)} to come: run `problemsmith db upgrade`")
    else:
        console.print("up to date")
