"""What jobs and batches may spend: a call is made only if both can bear its worst."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from problemsmith.errors import BudgetExceededError, ProviderBusyError, ValidationError
from problemsmith.store.call_plan import CallPlan
from problemsmith.store.model_calls import ModelCallRepository
from problemsmith.store.tables import batches, call_tickets, jobs

TURN_SECONDS = 1.0
"""When a call had best ask again that waits for what others in flight leave over."""


class BudgetRepository:
    """The money, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def check(self, plan: CallPlan, now: datetime) -> str | None:
        """Find room for the call's worst in what its job and its batch may spend.

        Gives the name of the job's batch. Raises BudgetExceededError when the money is not there,
        ProviderBusyError while only calls in flight stand in the way: most cost less than their
        worst. ValidationError for a batch with a budget and a model without a price.
        """
        if plan.budget_usd is not None:
            await self._check(
                plan,
                now,
                "job",
                budget=plan.budget_usd,
                spent=await ModelCallRepository(self._connection).spent(plan.job_id),
                held_by=call_tickets.c.job_id == plan.job_id,
                cure="Give the job a larger budget, or choose a cheaper model.",
            )
        batch = (
            await self._connection.execute(
                select(batches.c.name, batches.c.budget_usd, batches.c.spent_usd)
                .join(jobs, jobs.c.batch == batches.c.name)
                .where(jobs.c.id == plan.job_id)
                # Others may go on adding jobs to the batch.
                .with_for_update(of=batches, key_share=True)
            )
        ).first()
        if batch is None:
            return None
        if batch.budget_usd is not None:
            await self._check(
                plan,
                now,
                f"batch {batch.name}",
                budget=batch.budget_usd,
                spent=batch.spent_usd,
                held_by=call_tickets.c.batch == batch.name,
                cure="Run the same command again with a larger --budget-usd to go on.",
            )
        return batch.name

    async def charge(self, job_id: str, cost_usd: float | None) -> None:
        """Add what a call cost to the sum of its job's batch."""
        if cost_usd:
            batch = select(jobs.c.batch).where(jobs.c.id == job_id).scalar_subquery()
            await self._connection.execute(
                update(batches)
                .where(batches.c.name == batch)
                .values(spent_usd=batches.c.spent_usd + cost_usd)
            )

    async def _check(
        self,
        plan: CallPlan,
        now: datetime,
        whose: str,
        *,
        budget: float,
        spent: float,
        held_by: ColumnElement[bool],
        cure: str,
    ) -> None:
        worst = plan.worst_usd
        if worst is None:
            raise ValidationError(
                f"the {whose} has a budget, and the model's price is not known: name it in"
                " PROBLEMSMITH_MODEL_PRICES"
            )
        if spent + worst > budget:
            raise BudgetExceededError(
                f"The next model call could cost ${worst:.4f}; ${spent:.4f} of the {whose}'s"
                f" budget of ${budget:.4f} are spent. {cure}"
            )
        held = (
            await self._connection.execute(
                select(func.coalesce(func.sum(call_tickets.c.worst_usd), 0.0)).where(
                    held_by, call_tickets.c.ended_at.is_(None), call_tickets.c.expires_at > now
                )
            )
        ).scalar_one()
        if spent + held + worst > budget:
            raise ProviderBusyError(
                f"calls in flight may cost ${held:.4f}, and with this one pass the {whose}'s"
                f" budget of ${budget:.4f}: it waits for what they leave",
                retry_after=TURN_SECONDS,
                for_money=True,
            )
