"""A job never starts a call that could pass its budget."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from problemsmith.errors import BudgetExceededError
from problemsmith.llm import CallContext, ModelOptions, ModelPrice, Models, Prompt
from problemsmith.llm.errors import UnknownPriceError
from problemsmith.store import Database
from problemsmith.store.records import ModelCall
from scripted_model import Reply, ScriptedModel

pytestmark = pytest.mark.anyio

PRICED = ModelOptions(prices={"openai-chat:any": ModelPrice(input=0.0, output=1_000.0)})
ONE_CALL = 0.1  # 100 tokens of answer at $1,000 per million


class Word(BaseModel):
    word: str


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


async def calls(database: Database, call: CallContext) -> tuple[ModelCall, ...]:
    async with database.read() as view:
        return await view.model_calls.of_job(call.job_id)


def answered(tokens: int) -> Reply:
    return Reply(text='{"word": "yes"}', input_tokens=10, output_tokens=tokens)


def asking(models: Models, call: CallContext, user: str = "Write one.", **changes: Any) -> Any:
    asked: dict[str, Any] = {
        "model": "openai-chat:any",
        "prompt": Prompt("p", "s", user),
        "answer": Word,
        "call": call,
        "max_tokens": 100,
        "temperature": 0,
        **changes,
    }
    return models.complete(**asked)


async def ask(database: Database, options: ModelOptions, call: CallContext, **changes: Any) -> Any:
    async with Models(database.ledger, options) as models:
        return await asking(models, call, **changes)


async def test_a_call_within_the_budget_is_made_and_its_cost_kept(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(40))
    await ask(database, PRICED, call, budget_usd=ONE_CALL)
    assert (await calls(database, call))[0].cost_usd == pytest.approx(0.04)


async def test_a_call_that_could_pass_the_budget_is_not_made(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(40), repeat=True)
    await ask(database, PRICED, call, budget_usd=0.13)
    with pytest.raises(
        BudgetExceededError, match=r"\$0\.1000; \$0\.0400 of .* \$0\.1300"
    ) as caught:
        await ask(database, PRICED, call, user="Another.", budget_usd=0.13)
    assert not caught.value.retryable
    assert scripted_model.count() == 1


async def test_an_answer_from_the_ledger_costs_nothing(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(100))
    await ask(database, PRICED, call, budget_usd=ONE_CALL)
    await ask(database, PRICED, call, budget_usd=ONE_CALL)
    assert scripted_model.count() == 1


async def test_calls_side_by_side_share_the_budget(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(10), repeat=True)
    scripted_model.delay = 0.02

    async def three_at_once() -> None:
        async with Models(database.ledger, PRICED) as models:
            await asyncio.gather(
                *(asking(models, call, user=str(n), budget_usd=0.15) for n in range(3))
            )

    await three_at_once()
    assert len(await calls(database, call)) == 3, (
        "each waits for the one before, whose cost turns out small"
    )
    assert scripted_model.most_at_once == 1


async def test_a_waiting_call_is_refused_once_the_money_is_gone(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(100), repeat=True)

    async def two_at_once() -> list[object]:
        async with Models(database.ledger, PRICED) as models:
            return await asyncio.gather(
                *(asking(models, call, user=str(n), budget_usd=0.15) for n in range(2)),
                return_exceptions=True,
            )

    outcomes = await two_at_once()
    assert sorted(type(one).__name__ for one in outcomes) == ["BudgetExceededError", "Word"]
    assert scripted_model.count() == 1


async def test_usage_that_is_not_reported_is_estimated_for_the_cost(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", Reply(text='{"word": "yes"}', usage=False))
    await ask(database, PRICED, call)
    row = (await calls(database, call))[0]
    assert (row.input_tokens, row.output_tokens) == (None, None)
    assert row.cost_usd is not None
    assert row.cost_usd > 0


async def test_a_listed_model_has_its_price_without_a_setting(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(1_000_000))
    await ask(database, ModelOptions(), call, model="openai-chat:gpt-4o-mini", budget_usd=1)
    assert (await calls(database, call))[0].cost_usd == pytest.approx(0.60, abs=0.01)


async def test_a_budget_without_a_known_price_is_refused_before_any_call(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    with pytest.raises(UnknownPriceError, match="PROBLEMSMITH_MODEL_PRICES") as caught:
        await ask(database, ModelOptions(), call, budget_usd=1)
    assert not caught.value.retryable
    with pytest.raises(UnknownPriceError):
        Models(database.ledger).check("openai-chat:any", budget_usd=1)
    Models(database.ledger).check("openai-chat:any")
    Models(database.ledger, PRICED).check("openai-chat:any", budget_usd=1)
    assert scripted_model.count() == 0


async def test_calls_of_one_provider_wait_for_their_turn(
    scripted_model: ScriptedModel, database: Database, call: CallContext
) -> None:
    scripted_model.answer("*", answered(10), repeat=True)
    scripted_model.delay = 0.02
    async with Models(database.ledger, ModelOptions(concurrency=2)) as models:
        await asyncio.gather(*(asking(models, call, user=str(number)) for number in range(6)))
    assert len(await calls(database, call)) == 6
    assert scripted_model.most_at_once == 2
