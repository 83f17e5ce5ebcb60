"""`problemsmith focus-areas`: what a problem may be about."""

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout

app = typer.Typer(help="What a problem may be about.", no_args_is_help=True)


@app.command("list")
def list_focus_areas(as_json: AsJson = False) -> None:
    """List what problems may be about: the slugs for `generate --focus-area`."""
    from problemsmith.cli.rows import Column, print_rows
    from problemsmith.cli.session import opened_store

    async def work() -> None:
        async with opened_store() as store, store.read() as view:
            areas = await view.focus_areas.list()
        if as_json:
            print_json({"focusAreas": [area.to_wire() for area in areas]})
            return
        columns = (Column("slug"), Column("description", wraps=True))
        print_rows(stdout(), columns, [(area.slug, area.description) for area in areas])

    run_async(work())
