"""The proof after a run: what holds, with counts, and what does not."""

import asyncio
from dataclasses import dataclass

from chaos.artefacts import Artefacts, find_stray_rows, read_artefacts
from chaos.place import Place
from chaos.plan import Plan
from chaos.stories import Stories, read_stories


@dataclass(frozen=True)
class Proof:
    """What the database shows when all is over."""

    stories: Stories
    artefacts: Artefacts

    @property
    def wrong(self) -> list[str]:
        """What does not hold, in sentences."""
        return [*self.stories.wrong, *self.artefacts.wrong]


def prove(plan: Plan, place: Place) -> Proof:
    """Look at everything that a run has left."""
    artefacts = Artefacts()
    engine = place.engine()
    try:
        with engine.connect() as connection:
            stories = read_stories(connection, plan)
            find_stray_rows(connection, artefacts)
    finally:
        engine.dispose()
    asyncio.run(read_artefacts(plan, place, artefacts))
    return Proof(stories, artefacts)
