"""API keys, for admins."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import Field

from problemsmith.api.access import Visitor
from problemsmith.api.envelopes import Ok
from problemsmith.api.errors import failures
from problemsmith.problem.wire import WireModel
from problemsmith.service import keys
from problemsmith.service.keys import NewKey
from problemsmith.store.records import ApiKey, Role

router = APIRouter(prefix="/keys", tags=["keys"])

KeyId = Annotated[UUID, Path(alias="id", description="the key's id")]


class NewKeyBody(WireModel):
    """Whose key it is, and what it may do."""

    user: str = Field(min_length=1, max_length=200, examples=["teacher"])
    role: Role = Role.USER


@router.get("")
async def list_keys(visit: Visitor) -> Ok[tuple[ApiKey, ...]]:
    """Every key without its secret, newest first. For admins."""
    return Ok(data=await keys.list_keys(visit.app.store, visit.caller))


@router.post("")
async def make_key(body: NewKeyBody, visit: Visitor) -> Ok[NewKey]:
    """Make a key; its secret is shown this once. For admins."""
    return Ok(data=await keys.make_key(visit.app.store, visit.caller, body.user, body.role))


@router.delete("/{id}", responses=failures(404))
async def revoke_key(key_id: KeyId, visit: Visitor) -> Ok[ApiKey]:
    """End a key at once. For admins."""
    return Ok(data=await keys.revoke_key(visit.app.store, visit.caller, key_id))
