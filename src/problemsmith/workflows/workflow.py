"""A workflow of an application: its name, its class, its environment, and its instances."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

import sqlalchemy as sa

from . import rows
from .durable import durable_id
from .entrypoint import WorkflowEntrypoint, params_codec
from .errors import (
    InstanceAlreadyExistsError,
    InstanceStateError,
    InvalidInstanceIdError,
    InvalidParamsError,
    NonRetryableError,
    WorkflowError,
)
from .instance import WorkflowInstance
from .journal import Transaction
from .rows import InstanceRow
from .snapshot import InstanceSummary, summarize
from .status import InstanceStatus
from .storage import Storage
from .tables import instances
from .values import Codec

if TYPE_CHECKING:
    from .engine import WorkflowEngine

Env = TypeVar("Env")
Params = TypeVar("Params")

INSTANCE_ID = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_-]{0,99}")
"""What an id looks like: at most 100 characters."""

WORKFLOW_NAME = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_-]{0,99}")
"""What a workflow's name looks like."""

LARGEST_PAGE = 1000
"""Instances that one call of `list` gives at most."""


@dataclass(frozen=True)
class NewInstance(Generic[Params]):
    """One instance to create. Without an id it gets a UUID."""

    params: Params
    id: str | None = None


@dataclass(frozen=True)
class CreateError:
    """Why one of a batch was not created; `index` counts from 0 in the order given."""

    index: int
    id: str | None
    code: str
    message: str


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch."""

    created: list[WorkflowInstance]
    errors: list[CreateError]


@dataclass(frozen=True)
class InstancePage:
    """Instances, newest first; `next_cursor` is None on the last page."""

    items: list[InstanceSummary]
    next_cursor: str | None


class Workflow(Generic[Env, Params]):
    """Binds a workflow class to its name and environment. Hand it to a WorkflowEngine.

    `params` gives the params' type when the class's generic argument does not. A process that
    only controls instances may leave out `env`.
    """

    def __init__(
        self,
        name: str,
        entrypoint: type[WorkflowEntrypoint[Env, Params]],
        env: Env | None = None,
        *,
        params: type[Params] | None = None,
    ) -> None:
        if not WORKFLOW_NAME.fullmatch(name):
            raise ValueError(f"a workflow's name takes {WORKFLOW_NAME.pattern}; got {name[:50]!r}")
        self.name = name
        self.entrypoint = entrypoint
        self.env = env
        self.params = params_codec(entrypoint) if params is None else Codec(params)
        self._engine: WorkflowEngine | None = None

    def bind(self, engine: "WorkflowEngine") -> None:
        """Called by the engine it was handed to."""
        if self._engine is not None and self._engine is not engine:
            raise ValueError(f"workflow {self.name} belongs to another engine already")
        self._engine = engine

    @property
    def engine(self) -> "WorkflowEngine":
        """The engine. Raises RuntimeError before the workflow was handed to one."""
        if self._engine is None:
            raise RuntimeError(f"workflow {self.name} was not handed to a WorkflowEngine")
        return self._engine

    async def create(self, *, params: Params, id: str | None = None) -> WorkflowInstance:  # noqa: A002 - the name the design gives it
        """Create a queued instance; once this returns it survives anything.

        Raises InvalidInstanceIdError, InvalidParamsError, ValueTooLargeError,
        InstanceAlreadyExistsError.
        """
        instance_id, text = self._checked(NewInstance(params, id))
        created = await self.engine.storage.write(
            lambda transaction: self._insert(transaction, instance_id, text)
        )
        self.engine.notify()
        if not created:
            raise InstanceAlreadyExistsError(
                f"the id {instance_id} is taken; choose another or leave it out"
            )
        return WorkflowInstance(self.engine, self.name, instance_id)

    async def create_batch(self, batch: Sequence[NewInstance[Params]]) -> BatchResult:
        """Create many; each that cannot be created is reported and hinders no other."""
        result = BatchResult([], [])
        accepted: list[tuple[int, str, str]] = []
        for index, new in enumerate(batch):
            try:
                accepted.append((index, *self._checked(new)))
            except WorkflowError as error:
                result.errors.append(CreateError(index, new.id, error.code, error.message))

        def operation(transaction: Transaction) -> list[bool]:
            return [
                self._insert(transaction, instance_id, text) for _, instance_id, text in accepted
            ]

        created = await self.engine.storage.write(operation) if accepted else []
        self.engine.notify()
        for (index, instance_id, _), done in zip(accepted, created, strict=True):
            if done:
                result.created.append(WorkflowInstance(self.engine, self.name, instance_id))
            else:
                result.errors.append(
                    CreateError(
                        index,
                        instance_id,
                        InstanceAlreadyExistsError.code,
                        f"the id {instance_id} is taken; choose another or leave it out",
                    )
                )
        result.errors.sort(key=lambda error: error.index)
        return result

    async def get(self, id: str) -> WorkflowInstance:  # noqa: A002 - the name the design gives it
        """The instance with that id. Raises InstanceNotFoundError."""
        instance = WorkflowInstance(self.engine, self.name, id)
        await instance.summary()
        return instance

    async def list(
        self,
        *,
        status: InstanceStatus | Sequence[InstanceStatus] | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> InstancePage:
        """Instances, newest first, a page at a time. Raises ValueError on a bad limit or cursor."""
        if not 1 <= limit <= LARGEST_PAGE:
            raise ValueError(f"limit is {limit}; it must be 1 to {LARGEST_PAGE}")
        query = sa.select(instances).where(instances.c.name == self.name)
        if status is not None:
            wanted = [status] if isinstance(status, InstanceStatus) else list(status)
            query = query.where(instances.c.status.in_([one.value for one in wanted]))
        if created_after is not None:
            query = query.where(instances.c.created_at > created_after.timestamp())
        if created_before is not None:
            query = query.where(instances.c.created_at < created_before.timestamp())
        if cursor is not None:
            created_at, last_id = _read_cursor(cursor)
            query = query.where(
                sa.tuple_(instances.c.created_at, instances.c.id)
                < sa.tuple_(sa.literal(created_at), sa.literal(last_id))
            )
        query = query.order_by(instances.c.created_at.desc(), instances.c.id.desc())
        found = await self.engine.storage.read(
            lambda connection: [
                InstanceRow.of(row) for row in connection.execute(query.limit(limit + 1))
            ]
        )
        page = found[:limit]
        more = f"{page[-1].created_at!r}~{page[-1].id}" if len(found) > limit else None
        return InstancePage([summarize(row) for row in page], more)

    async def delete(self, id: str) -> None:  # noqa: A002 - the name the design gives it
        """Delete an ended instance with its events and records.

        Raises InstanceNotFoundError, InstanceStateError (`instance.cannot_delete`).
        """
        await delete_instance(self.engine.storage, self.name, id)

    def _checked(self, new: NewInstance[Params]) -> tuple[str, str]:
        instance_id = str(uuid.uuid4()) if new.id is None else new.id
        if not INSTANCE_ID.fullmatch(instance_id):
            raise InvalidInstanceIdError(
                "an id is 1 to 100 letters, digits, - and _, and does not start with -; "
                f"got {instance_id[:120]!r}"
            )
        try:
            text = self.params.dump(self.params.check(new.params), "params")
        except NonRetryableError as error:
            raise InvalidParamsError(error.message) from error
        return instance_id, text

    def _insert(self, transaction: Transaction, instance_id: str, params: str) -> bool:
        return rows.insert(transaction, self.name, instance_id, params, self.engine.version)


def _read_cursor(cursor: str) -> tuple[float, str]:
    created_at, _, last_id = cursor.partition("~")
    try:
        return float(created_at), last_id
    except ValueError as error:
        raise ValueError("cursor is not one that `list` gave") from error


async def delete_instance(storage: Storage, workflow: str, instance_id: str) -> None:
    """Remove an ended instance: our rows in one commit, then the records of its segments."""

    def operation(transaction: Transaction) -> InstanceRow:
        row = rows.require(transaction, workflow, instance_id)
        if not row.status.ended:
            raise InstanceStateError(
                "delete", row.id, row.status.value, "terminate it first, or wait for its end"
            )
        rows.delete(transaction, row)
        return row

    row = await storage.write(operation)
    executions = [
        durable_id(instance_id, segment) for segment in range(row.first_segment, row.segment + 1)
    ]
    await storage.call(lambda: storage.durable.delete(executions))
