"""Workflow instances: the lifecycle of jobs."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Header, HTTPException, Path, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field

from problemsmith.api.access import Visitor
from problemsmith.api.envelopes import Ok, Page
from problemsmith.api.errors import failures
from problemsmith.api.parameters import LARGEST_CURSOR, InstanceId, Moment, PageQuery
from problemsmith.api.routes.problems import BatchMade, NotMadeView
from problemsmith.generation.params import GenerationRequest
from problemsmith.generation.steps import GenerationStep
from problemsmith.generation.workflow import WORKFLOW_NAME
from problemsmith.problem.wire import Json, WireModel
from problemsmith.service import instances
from problemsmith.service.creation import Created
from problemsmith.service.instances import Action, InstanceStanding, InstanceView, NewInstance
from problemsmith.store.instances import ListedInstance
from problemsmith.workflows import Event, InstanceStatus

router = APIRouter(prefix=f"/workflows/{WORKFLOW_NAME}/instances", tags=["workflow instances"])


class InstanceParams(GenerationRequest):
    """What the instance is to do: on the problem `problemId`, or on a new one without it."""

    problem_id: UUID | None = None


class InstanceBody(WireModel):
    """An instance to make, with one's own id if one is given."""

    id: str | None = Field(
        default=None, pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,99}$", examples=["lesson-7"]
    )
    params: InstanceParams

    def asked(self) -> NewInstance:
        """The same, for the service."""
        request = GenerationRequest.model_validate(
            {name: getattr(self.params, name) for name in GenerationRequest.model_fields}
        )
        return NewInstance(id=self.id, problem_id=self.params.problem_id, request=request)


class InstanceFilters(PageQuery):
    """Which instances to list."""

    status: tuple[InstanceStatus, ...] = Field(default=(), description="one or more")
    problem_id: UUID | None = None
    created_after: Moment | None = None
    created_before: Moment | None = None


class FromStep(WireModel):
    """Where a restart begins; what came before is kept."""

    name: GenerationStep


class StatusChange(WireModel):
    """What is to happen to the instance."""

    status: Action
    from_: FromStep | None = Field(default=None, alias="from")


class EventView(WireModel):
    """Something that happened. `cursor` is where a stream that was cut goes on."""

    cursor: int
    instance_id: str
    run: int
    type: str
    step: str | None
    attempt: int | None
    time: datetime
    data: dict[str, Json]

    @classmethod
    def of(cls, event: Event) -> Self:
        """The form in which it is sent."""
        return cls.model_validate(
            {
                "cursor": event.cursor,
                "instance_id": event.instance_id,
                "run": event.run,
                "type": event.type,
                "step": event.step,
                "attempt": event.attempt,
                "time": datetime.fromtimestamp(event.time, UTC),
                "data": dict(event.data),
            }
        )


@router.get("")
async def list_instances(
    filters: Annotated[InstanceFilters, Query()], visit: Visitor
) -> Ok[Page[ListedInstance]]:
    """Instances of one's own problems, newest first; admins see everybody's."""
    page = await instances.list_instances(
        visit.app,
        visit.caller,
        statuses=filters.status,
        problem_id=filters.problem_id,
        created_after=filters.created_after,
        created_before=filters.created_before,
        cursor=filters.cursor,
        limit=filters.limit,
    )
    return Ok(data=Page(items=page.items, next_cursor=page.next_cursor))


@router.post("", responses=failures(404, 409))
async def create_instance(body: InstanceBody, visit: Visitor) -> Ok[Created]:
    """Make an instance."""
    return Ok(data=await instances.create_instance(visit.app, visit.caller, body.asked()))


@router.post("/batch", responses=failures(404, 409))
async def create_instances(
    body: Annotated[tuple[InstanceBody, ...], Body(min_length=1, max_length=100)], visit: Visitor
) -> Ok[BatchMade]:
    """Make up to 100 instances; one that can't be made hinders no other."""
    created, errors = await instances.create_instances(
        visit.app, visit.caller, [one.asked() for one in body]
    )
    return Ok(data=BatchMade(created=created, errors=tuple(map(NotMadeView.of, errors))))


@router.get("/{id}", responses=failures(404))
async def get_instance(instance_id: InstanceId, visit: Visitor) -> Ok[InstanceView]:
    """The instance with its steps, their attempts, and what its model calls came to."""
    return Ok(data=await instances.get_instance(visit.app, visit.caller, instance_id))


@router.patch("/{id}/status", responses=failures(404, 409))
async def change_status(
    instance_id: InstanceId, body: StatusChange, visit: Visitor
) -> Ok[InstanceStanding]:
    """Pause, resume, terminate or restart it."""
    from_step = body.from_.name if body.from_ else None
    standing = await instances.steer(visit.app, visit.caller, instance_id, body.status, from_step)
    return Ok(data=standing)


@router.post("/{id}/events/{type}", responses=failures(404, 409))
async def send_event(
    instance_id: InstanceId,
    event_type: Annotated[str, Path(alias="type", min_length=1, max_length=200)],
    visit: Visitor,
    payload: Annotated[Json, Body(examples=[{"approved": True}])] = None,
) -> Ok[None]:
    """Send an event; `approval` with `{approved, step?, remarks?}` ends a review.

    An approval is taken only while the instance waits for it; `step` and `remarks` go with
    `approved: false`. Other events are kept until the instance asks for them.
    """
    await instances.send_event(visit.app, visit.caller, instance_id, event_type, payload)
    return Ok(data=None)


@router.delete("/{id}", responses=failures(404, 409))
async def delete_instance(instance_id: InstanceId, visit: Visitor) -> Ok[None]:
    """Delete an instance that has ended; its problem stays."""
    return Ok(data=await instances.delete_instance(visit.app, visit.caller, instance_id))


_Cursor = Annotated[int | None, Query(ge=0, le=LARGEST_CURSOR, description="replay what is after")]
_LastEventId = Annotated[
    int | None,
    Header(alias="Last-Event-ID", ge=0, le=LARGEST_CURSOR, description="what `EventSource` sends"),
]


async def open_events(
    instance_id: InstanceId, visit: Visitor, cursor: _Cursor = None, last: _LastEventId = None
) -> AsyncGenerator[Event]:
    """The events after a cursor; 204 when none are left to come, so that clients stop asking."""
    after = last if last is not None else cursor
    events = await instances.follow(visit.app, visit.feed, visit.caller, instance_id, after or 0)
    if after is not None and await instances.has_nothing_after(visit.app, instance_id, after):
        raise HTTPException(204)
    return events


@router.get(
    "/{id}/subscribe",
    response_class=EventSourceResponse,
    responses={204: {"description": "It has ended, and nothing is left to send."}} | failures(404),
)
async def subscribe(
    events: Annotated[AsyncGenerator[Event], Depends(open_events)],
) -> AsyncGenerator[ServerSentEvent]:
    """Server-sent events from a cursor: those there were, then live ones until it ends."""
    async with aclosing(events):
        async for event in events:
            yield ServerSentEvent(
                id=str(event.cursor), event=event.type.value, data=EventView.of(event).to_wire()
            )
