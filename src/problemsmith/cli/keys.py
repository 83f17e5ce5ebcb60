"""`problemsmith keys`: the API keys of the HTTP API."""

from typing import Annotated
from uuid import UUID

import typer

from problemsmith.cli.options import AsJson
from problemsmith.cli.output import print_json, run_async, stderr, stdout

app = typer.Typer(help="The keys of the HTTP API.", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[
        str | None, typer.Argument(metavar="[USER]", help="the same as --user", show_default=False)
    ] = None,
    user: Annotated[
        str | None, typer.Option(metavar="USER", help="whose key it is", show_default=False)
    ] = None,
    admin: Annotated[bool, typer.Option("--admin", help="a key that may do everything")] = False,
    role: Annotated[
        str | None,
        typer.Option(metavar="ROLE", help="user or admin; user if left out", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print its secret, this once."""
    from problemsmith.cli.session import opened_store
    from problemsmith.errors import ValidationError
    from problemsmith.service import keys
    from problemsmith.service.access import LOCAL_ADMIN
    from problemsmith.store.records import Role

    if role is not None and role not in list(Role):
        raise ValidationError(f"--role {role}: it is one of {', '.join(Role)}")
    if admin and role == Role.USER:
        raise ValidationError("--admin and --role user contradict each other: give one of them")
    if (name is None) == (user is None):
        raise ValidationError("name the user of the key, once: --user USER")
    owner = user or name or ""
    chosen = Role.ADMIN if admin else Role(role or Role.USER)

    async def work() -> None:
        async with opened_store() as store:
            new = await keys.make_key(store, LOCAL_ADMIN, owner, chosen)
        if as_json:
            print_json(new.to_wire())
        else:
            stdout().print(new.secret)
            stderr().print(f"The key {new.key.id} of {owner}. It is not shown again.")

    run_async(work())


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys, without their secrets."""
    from problemsmith.cli.session import opened_store
    from problemsmith.service import keys
    from problemsmith.service.access import LOCAL_ADMIN

    async def work() -> None:
        async with opened_store() as store:
            found = await keys.list_keys(store, LOCAL_ADMIN)
        if as_json:
            print_json({"keys": [key.to_wire() for key in found]})
        elif not found:
            stderr().print("No keys. Make one: problemsmith keys create --user NAME --admin")
        for key in () if as_json else found:
            state = "revoked" if key.revoked_at else key.role.value
            stdout().print(f"{key.id}  {key.hint}…  {state:8}  {key.user}")

    run_async(work())


@app.command("revoke")
def revoke(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="the key's id, as `keys list` shows it")
    ],
) -> None:
    """End a key at once."""
    from problemsmith.cli.session import opened_store
    from problemsmith.errors import NotFoundError
    from problemsmith.service import keys
    from problemsmith.service.access import LOCAL_ADMIN

    async def work() -> None:
        try:
            key_id = UUID(name)
        except ValueError:
            raise NotFoundError(f"no key {name}: see `problemsmith keys list`") from None
        async with opened_store() as store:
            await keys.revoke_key(store, LOCAL_ADMIN, key_id)
        stdout().print(f"revoked {key_id}")

    run_async(work())
