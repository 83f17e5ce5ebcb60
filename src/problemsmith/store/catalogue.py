"""What people choose from: focus areas and models."""

from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from problemsmith.errors import ValidationError
from problemsmith.store.failures import clear_conflicts
from problemsmith.store.records import FocusArea, KnownModel
from problemsmith.store.tables import focus_areas, models


class FocusAreaRepository:
    """The focus areas. A migration puts the usual ones in."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> tuple[FocusArea, ...]:
        """The active ones, in the order in which they are shown."""
        rows = await self._connection.execute(
            select(focus_areas)
            .where(focus_areas.c.is_active)
            .order_by(focus_areas.c.display_order, focus_areas.c.slug)
        )
        return tuple(
            FocusArea(
                id=row.id,
                name=row.name,
                slug=row.slug,
                description=row.description,
                display_order=row.display_order,
            )
            for row in rows
        )


class ModelRepository:
    """The models that people may choose by name. `dummy` is always among them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def list(self) -> tuple[KnownModel, ...]:
        """All of them, by name."""
        rows = await self._connection.execute(select(models).order_by(models.c.name))
        return tuple(KnownModel(id=row.id, name=row.name) for row in rows)

    async def add(self, name: str) -> KnownModel:
        """Add a model; raises DuplicateError for a taken name, ValidationError for an empty one."""
        name = name.strip()
        if not name:
            raise ValidationError("name is empty: give a model's name, such as openai-chat:NAME")
        model = KnownModel(id=uuid7(), name=name)
        with clear_conflicts(taken=f"the model {name!r} is there already"):
            await self._connection.execute(
                insert(models).values(id=model.id, name=name, created_at=datetime.now(UTC))
            )
        return model
