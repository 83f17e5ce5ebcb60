"""API keys, and the keys that make a repeated POST harmless."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from problemsmith.errors import DuplicateError, NotFoundError, ValidationError
from problemsmith.problem.wire import Json
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.records import ApiKey, Role
from problemsmith.store.tables import api_keys, idempotency_keys

_PREFIX = "ps_"
"""Lets scanners for leaked secrets know a key of ours."""

_HINT_CHARACTERS = len(_PREFIX) + 6


class KeyRepository:
    """The API keys, within one transaction.

    Only the SHA-256 of a secret is kept. That is enough for a secret of 256 random bits: nobody can
    guess through it, so the slow hashes that passwords need would add nothing but time.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def create(self, user: str, role: Role = Role.USER) -> tuple[ApiKey, str]:
        """A new key for the user, and its secret, which is shown now and never again."""
        user = user.strip()
        if not user:
            raise ValidationError("user is empty: say whose key it is")
        secret = _PREFIX + secrets.token_urlsafe(32)
        key = ApiKey(
            id=uuid7(),
            user=user,
            role=role,
            hint=secret[:_HINT_CHARACTERS],
            created_at=datetime.now(UTC),
        )
        await self._connection.execute(
            insert(api_keys).values(
                id=key.id,
                user=key.user,
                role=role.value,
                hint=key.hint,
                hash=_digest(secret),
                created_at=key.created_at,
            )
        )
        return key, secret

    async def list(self) -> tuple[ApiKey, ...]:
        """Every key, the revoked ones too, newest first."""
        rows = await self._connection.execute(
            select(api_keys).order_by(api_keys.c.created_at.desc(), api_keys.c.id.desc())
        )
        return tuple(_read_key(row) for row in rows)

    async def any_made(self) -> bool:
        """Whether a key was ever made; revoked ones count."""
        return (await self._connection.execute(select(api_keys.c.id).limit(1))).first() is not None

    async def find(self, secret: str) -> ApiKey | None:
        """The key of this secret; None for an unknown or revoked one."""
        rows = await self._connection.execute(
            select(api_keys).where(
                api_keys.c.hash == _digest(secret), api_keys.c.revoked_at.is_(None)
            )
        )
        row = rows.first()
        return None if row is None else _read_key(row)

    async def mark_used(self, key_id: UUID) -> None:
        """Note that the key was used now."""
        await self._connection.execute(
            update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=datetime.now(UTC))
        )

    async def revoke(self, key_id: UUID) -> ApiKey:
        """End the key; one that had ended stays so. Raises NotFoundError."""
        await self._connection.execute(
            update(api_keys)
            .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
            .values(revoked_at=datetime.now(UTC))
        )
        row = (
            await self._connection.execute(select(api_keys).where(api_keys.c.id == key_id))
        ).first()
        if row is None:
            raise NotFoundError(f"no key {key_id}: see the list of keys")
        return _read_key(row)


class IdempotencyRepository:
    """Answers to POST requests that carried an `Idempotency-Key`, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, owner: str, key: str, *, request: bytes) -> Json:
        """The answer that the same request got before, None when it is new.

        Raises DuplicateError when the key came with a different request.
        """
        rows = await self._connection.execute(
            select(idempotency_keys).where(
                idempotency_keys.c.owner == owner, idempotency_keys.c.key == key
            )
        )
        row = rows.first()
        if row is None:
            return None
        if row.request_hash != hashlib.sha256(request).hexdigest():
            raise DuplicateError(
                f"the Idempotency-Key {key!r} came with another request before: use a new key"
            )
        return row.response

    async def keep(self, owner: str, key: str, *, request: bytes, response: Json) -> None:
        """Keep the answer, in the transaction that did what was asked.

        Raises DuplicateError when another request with this key was quicker; the caller's work is
        then undone with the transaction, and `find` has the answer.
        """
        with clear_conflicts(
            taken=f"a request with the Idempotency-Key {key!r} is being answered: ask again"
        ):
            await self._connection.execute(
                insert(idempotency_keys).values(
                    owner=owner,
                    key=key,
                    request_hash=hashlib.sha256(request).hexdigest(),
                    response=response,
                    created_at=datetime.now(UTC),
                )
            )

    async def sweep(self, *, before: datetime) -> int:
        """Forget answers from before that time; how many there were."""
        gone = await self._connection.execute(
            delete(idempotency_keys).where(idempotency_keys.c.created_at < before)
        )
        return gone.rowcount


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _read_key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        user=row.user,
        role=Role(row.role),
        hint=row.hint,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
