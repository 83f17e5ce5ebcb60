"""API keys: made, listed, revoked, and turned into the caller behind a request."""

import time
from uuid import UUID

from problemsmith.errors import AuthenticationError
from problemsmith.problem.wire import WireModel
from problemsmith.service.access import LOCAL_ADMIN, Caller, require_admin
from problemsmith.store.database import Database
from problemsmith.store.records import ApiKey, Role

MARK_SECONDS = 60.0
"""How old the note of a key's last use may be: a write for each request would cost more than it."""


class NewKey(WireModel):
    """A key that was just made. `secret` is shown this once; only its hash is kept."""

    key: ApiKey
    secret: str


async def make_key(store: Database, caller: Caller, user: str, role: Role) -> NewKey:
    """A new key; raises ForbiddenError for a caller who is no admin."""
    require_admin(caller)
    async with store.transaction() as transaction:
        key, secret = await transaction.keys.create(user, role)
    return NewKey(key=key, secret=secret)


async def list_keys(store: Database, caller: Caller) -> tuple[ApiKey, ...]:
    """Every key without its secret, newest first; raises ForbiddenError."""
    require_admin(caller)
    async with store.read() as view:
        return await view.keys.list()


async def revoke_key(store: Database, caller: Caller, key_id: UUID) -> ApiKey:
    """End a key at once; raises ForbiddenError and NotFoundError."""
    require_admin(caller)
    async with store.transaction() as transaction:
        return await transaction.keys.revoke(key_id)


async def any_key_made(store: Database) -> bool:
    """Whether a key was ever made: from then on every request needs one."""
    async with store.read() as view:
        return await view.keys.any_made()


class KeyRing:
    """Finds the caller behind a secret. Nothing is remembered, so a revoked key ends at once."""

    def __init__(self, store: Database) -> None:
        self._store = store
        self._keys_were_made = False
        self._marked: dict[UUID, float] = {}

    async def caller(self, secret: str | None) -> Caller:
        """The caller; without a secret the local admin, as long as no key was made.

        Raises:
            AuthenticationError: No key where one is needed, or an unknown or revoked one.
        """
        if secret is None:
            if await self._needs_key():
                raise AuthenticationError("no API key: send yours in the header X-API-Key")
            return LOCAL_ADMIN
        async with self._store.read() as view:
            key = await view.keys.find(secret)
        if key is None:
            raise AuthenticationError("the API key is unknown or was revoked")
        await self._mark(key)
        return Caller(key.user, key.role, key.id)

    async def _needs_key(self) -> bool:
        if not self._keys_were_made:
            self._keys_were_made = await any_key_made(self._store)
        return self._keys_were_made

    async def _mark(self, key: ApiKey) -> None:
        now = time.monotonic()
        if now - self._marked.get(key.id, -MARK_SECONDS) < MARK_SECONDS:
            return
        self._marked[key.id] = now
        async with self._store.transaction() as transaction:
            await transaction.keys.mark_used(key.id)
