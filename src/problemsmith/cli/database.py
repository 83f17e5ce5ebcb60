"""`problemsmith db`: the database's migrations."""

from typing import TYPE_CHECKING

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout

if TYPE_CHECKING:
    from problemsmith.store import SchemaStatus

app = typer.Typer(help="The database's migrations.", no_args_is_help=True)


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
