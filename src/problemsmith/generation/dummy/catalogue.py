"""The catalogue: `problems/` holds a folder a problem. See docs/catalogue.md."""

from collections.abc import Callable, Collection
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from problemsmith.errors import NotFoundError
from problemsmith.generation.dummy.manifest import CatalogueError
from problemsmith.generation.dummy.problem_folder import (
    CatalogueProblem,
    CatalogueTestCase,
    load_problem,
)
from problemsmith.problem.problem import Difficulty

__all__ = [
    "CatalogueError",
    "CatalogueProblem",
    "CatalogueTestCase",
    "choose",
    "find_problem",
    "load_catalogue",
]


def load_catalogue(folder: Traversable | None = None) -> tuple[CatalogueProblem, ...]:
    """All problems in the order of their slugs: the built-in ones, or those of another folder.

    Raises CatalogueError, which names the file and the field, for a malformed folder.
    """
    return _built_in() if folder is None else _load(folder)


def find_problem(slug: str) -> CatalogueProblem:
    """The built-in problem of that slug. Raises NotFoundError, which lists those there are."""
    for problem in load_catalogue():
        if problem.slug == slug:
            return problem
    known = ", ".join(problem.slug for problem in load_catalogue())
    raise NotFoundError(f"The catalogue has no problem {slug!r}. It has: {known}.")


def choose(
    number: int,
    *,
    difficulty: Difficulty | None = None,
    focus_areas: Collection[str] = (),
    taken: Collection[str] = (),
) -> CatalogueProblem:
    """The built-in problem for a number: consecutive numbers go round the catalogue, easy first.

    Problems of the wished difficulty come first, among them those that touch one of the wished
    focus areas, and among these the ones whose slug is not `taken`. A wish that none of the
    problems left meets is let go, since a catalogue has what it has.
    """
    wishes: tuple[Callable[[CatalogueProblem], bool], ...] = (
        lambda problem: difficulty in (None, problem.text.difficulty),
        lambda problem: not focus_areas or not set(focus_areas).isdisjoint(problem.focus_areas),
        lambda problem: problem.slug not in taken,
    )
    order = list(Difficulty)
    candidates = tuple(
        sorted(load_catalogue(), key=lambda problem: order.index(problem.text.difficulty))
    )
    for wish in wishes:
        candidates = tuple(filter(wish, candidates)) or candidates
    return candidates[number % len(candidates)]


@cache
def _built_in() -> tuple[CatalogueProblem, ...]:
    return _load(files("problemsmith.generation.dummy") / "problems")


def _load(folder: Traversable) -> tuple[CatalogueProblem, ...]:
    found = sorted(
        (entry for entry in folder.iterdir() if entry.is_dir() and entry.name[0] not in "._"),
        key=lambda entry: entry.name,
    )
    if not found:
        raise CatalogueError(f"No problem folders in {folder}; is the installation complete?")
    return tuple(load_problem(entry) for entry in found)
