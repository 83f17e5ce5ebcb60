"""`problemsmith models`: the models that people may choose."""

from typing import Annotated

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stdout

app = typer.Typer(help="The models that people may choose.", no_args_is_help=True)


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List the models that people may choose over the HTTP API."""
    from problemsmith.cli.session import opened_store

    async def work() -> None:
        async with opened_store() as store, store.read() as view:
            models = await view.models.list()
        if as_json:
            print_json({"models": [model.to_wire() for model in models]})
            return
        for model in models:
            stdout().print(model.name)

    run_async(work())


@app.command("add")
def add_model(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="e.g. openai-chat:NAME or anthropic:NAME")
    ],
    as_json: AsJson = False,
) -> None:
    """Let people choose a model by name over the HTTP API. (`generate --model` takes any.)"""
    from contextlib import suppress

    from problemsmith.cli.session import opened_store
    from problemsmith.llm.errors import MissingExtraError, MissingKeyError, ProviderSettingError
    from problemsmith.llm.providers import open_model

    # What it needs may be set where the server runs; what it is called may not be wrong.
    with suppress(MissingKeyError, MissingExtraError, ProviderSettingError):
        if name.strip() != "dummy":
            open_model(name.strip())

    async def work() -> None:
        async with opened_store() as store, store.transaction() as transaction:
            model = await transaction.models.add(name)
        if as_json:
            print_json(model.to_wire())
        else:
            stdout().print(f"added {model.name}")

    run_async(work())
