"""The parts of the program put together, opened once for a process."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from problemsmith.generation.env import Env, StepPolicy
from problemsmith.generation.params import GenerationParams
from problemsmith.generation.workflow import WORKFLOW_NAME, ProblemGenerationWorkflow
from problemsmith.judge.judge import Judge
from problemsmith.llm import ModelOptions, ModelPrice, Models, PromptLibrary, ProviderLimits
from problemsmith.service.activity import Activity
from problemsmith.service.retention import sweep_for_ever
from problemsmith.settings import Settings
from problemsmith.store.database import Database
from problemsmith.workflows import (
    WorkerAlreadyRunningError,
    Workflow,
    WorkflowEngine,
    WriteTurn,
    process_name,
    session_arguments,
)

APPLICATION = "problemsmith"

SWITCH_SECONDS = 0.0005
"""How long a busy thread of a worker keeps the interpreter when another wants it. Each statement to
a database is a thread that wants it back twice, while the event loop is busy: at Python's 5 ms the
threads mostly waited, with half a core idle (measured: 15.4 against 9.6 jobs a second)."""

WORKFLOW_VERSION = "1"
"""Changes only when running instances must wait for the code that started them."""


@dataclass(slots=True)
class Application:
    """What the use cases work with.

    `working` tells whether this process runs jobs itself; otherwise it only creates, watches and
    controls them, and another process does the work.
    """

    settings: Settings
    store: Database
    judge: Judge
    models: Models
    env: Env
    workflow: Workflow[Env, GenerationParams]
    engine: WorkflowEngine
    working: bool
    _process: str
    _stack: AsyncExitStack
    _write_turn: WriteTurn
    activity: Activity = field(default_factory=Activity)
    _judge_is_open: bool = False
    _sweeping: asyncio.Task[None] | None = None
    _opening_judge: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def try_to_work(self) -> int | None:
        """Run jobs in this process from now on, unless another process of this database does.

        Raises:
            EnvironmentNotReadyError: Programs can't be run on this machine; says what to install.

        Returns:
            The other process's id when there is one (0 when it is not known), else None.
        """
        if self.working:
            return None
        await self.open_judge()
        workflow, engine = _engine(
            self.settings, self.env, self._process, self._write_turn, worker=True
        )
        try:
            await engine.start()
        except WorkerAlreadyRunningError as error:
            return error.pid or 0
        await self.engine.stop()
        self.workflow, self.engine, self.working = workflow, engine, True
        sys.setswitchinterval(SWITCH_SECONDS)
        if self.store.location.file is not None:
            # The one worker there is has no call in flight; the one before is no more.
            async with self.store.transaction() as transaction:
                await transaction.admission.void_all()
        self._sweeping = asyncio.create_task(sweep_for_ever(self))
        return None

    async def stop(self) -> None:
        """Stop working, and close the workflow engine."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
        await self.engine.stop()

    async def open_judge(self) -> None:
        """Let this process run programs. A second time does nothing.

        Raises:
            EnvironmentNotReadyError: Programs can't be run on this machine; says what to install.
        """
        async with self._opening_judge:
            if not self._judge_is_open:
                await self._stack.enter_async_context(self.judge)
                self._judge_is_open = True


@asynccontextmanager
async def open_application(settings: Settings) -> AsyncGenerator[Application]:
    """Open everything, as a client; `try_to_work` makes a worker of it.

    Raises:
        StorageError: The database can't be used; the message says why.
    """
    async with AsyncExitStack() as stack:
        process = process_name()
        write_turn = WriteTurn()
        store = await stack.enter_async_context(
            await Database.open(
                settings.database_url, session=session_arguments(process), write_turn=write_turn
            )
        )
        kept = settings.data_dir / "kept"
        judge = Judge(concurrency=settings.sandbox_parallelism, kept=kept)
        models = await stack.enter_async_context(Models(store.ledger, _model_options(settings)))
        env = Env(
            store=store,
            judge=judge.strict(),
            models=models,
            prompts=PromptLibrary.from_package("problemsmith.generation", "prompts"),
            policy=StepPolicy(retries=settings.step_retries),
        )
        workflow, engine = _engine(settings, env, process, write_turn, worker=False)
        await engine.start()
        app = Application(
            settings=settings,
            store=store,
            judge=judge,
            models=models,
            env=env,
            workflow=workflow,
            engine=engine,
            working=False,
            _process=process,
            _stack=stack,
            _write_turn=write_turn,
        )
        try:
            yield app
        finally:
            await app.stop()


def _engine(
    settings: Settings, env: Env, process: str, write_turn: WriteTurn, *, worker: bool
) -> tuple[Workflow[Env, GenerationParams], WorkflowEngine]:
    workflow = Workflow(WORKFLOW_NAME, ProblemGenerationWorkflow, env)
    engine = WorkflowEngine(
        env.store.location.blocking_url.render_as_string(hide_password=False),
        workflows=[workflow],
        worker=worker,
        concurrency=settings.concurrency,
        application=APPLICATION,
        application_version=WORKFLOW_VERSION,
        process=process,
        write_turn=write_turn,
        blocked_warn_seconds=settings.blocked_warn_seconds,
        blocked_exit_seconds=settings.blocked_exit_seconds,
    )
    return workflow, engine


def _model_options(settings: Settings) -> ModelOptions:
    return ModelOptions(
        timeout_seconds=settings.model_timeout_seconds,
        concurrency=settings.provider_concurrency,
        limits={
            name: ProviderLimits(
                limit.concurrency, limit.requests_per_minute, limit.tokens_per_minute
            )
            for name, limit in settings.provider_limits.items()
        },
        prices={
            name: ModelPrice(input=price.input, output=price.output)
            for name, price in settings.model_prices.items()
        },
    )
