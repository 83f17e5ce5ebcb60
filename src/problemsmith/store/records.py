"""What the store gives back beside problems: jobs, batches, keys and the rest."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from problemsmith.problem.problem import Difficulty, ProblemStatus
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json, WireModel


class ProblemSummary(WireModel):
    """A problem as lists show it."""

    id: UUID
    status: ProblemStatus
    title: str | None
    difficulty: Difficulty | None
    model: str | None
    focus_areas: tuple[str, ...]
    created_by: str | None
    created_at: datetime
    updated_at: datetime


class ProblemFingerprint(NamedTuple):
    """What near duplicates are found by; `fingerprint` is what `save_text` was given.

    Each new statement is held against all there are, so it is no more than that.
    """

    problem_id: UUID
    fingerprint: bytes


class JobStatus(StrEnum):
    """Where a job stands, read off its workflow instance."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    TERMINATED = "terminated"


class JobFailure(WireModel):
    """Why a job failed: the step, the error's code, and a sentence a person can act on."""

    step: str | None
    code: str
    message: str


class NewJob(WireModel):
    """A job to be made. `id` is the id that its workflow instance will have."""

    id: str
    problem_id: UUID
    params: dict[str, Json]
    model: str
    batch: str | None = None
    position: int | None = None
    created_by: str | None = None


class Job(NewJob):
    """One generation of one problem.

    `completed_steps` are in the order in which they were completed; `submitted_at` is when its
    workflow instance was known to be there.
    """

    status: JobStatus
    current_step: str | None
    completed_steps: tuple[str, ...]
    failure: JobFailure | None
    submitted_at: datetime | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class JobSubject(WireModel):
    """What a job is about: its problem's title and status, and why it was not verified."""

    title: str | None
    status: ProblemStatus
    reason: str | None


class Batch(WireModel):
    """A named set of jobs at positions 0 to size - 1, made by one command however often it runs.

    `budget_usd` bounds what all its jobs together may cost (None: nothing does); `spent_usd` is
    what their calls cost so far, over all runs.
    """

    name: str
    size: int
    params: dict[str, Json]
    budget_usd: float | None
    spent_usd: float
    created_by: str | None
    created_at: datetime


class FocusArea(WireModel):
    """Something that a problem may be about."""

    id: UUID
    name: str
    slug: str
    description: str
    display_order: int


class KnownModel(WireModel):
    """A model that people may choose, by its name (`openai-chat:NAME`, `dummy`)."""

    id: UUID
    name: str


class Submission(WireModel):
    """A person's code for a problem, judged. `results` has one object a test."""

    id: UUID
    problem_id: UUID
    language: str
    code: str
    verdict: Verdict
    results: tuple[dict[str, Json], ...] = ()
    created_by: str | None
    created_at: datetime


class Role(StrEnum):
    """What the owner of a key may do."""

    USER = "user"
    ADMIN = "admin"


class ApiKey(WireModel):
    """A key, without its secret; `hint` is the secret's beginning, enough to tell keys apart."""

    id: UUID
    user: str
    role: Role
    hint: str
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class ModelCall(WireModel):
    """One call of a model, as the ledger keeps it. Costs are USD, None where no price is known."""

    id: UUID
    key: str
    job_id: str
    step: str
    attempt: int
    run: int
    prompt: str
    model: str
    status: str
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: float | None
    started_at: datetime
    duration_seconds: float
    error: str | None


class Usage(WireModel):
    """Sums over model calls. `unpriced_calls` were answered at a price that nobody knows."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    unpriced_calls: int = 0
    seconds: float = 0.0
