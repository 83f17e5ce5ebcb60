"""The catalogue as a whole: what it covers, how a problem is chosen, and that it travels."""

import asyncio
import shutil
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from problemsmith.errors import NotFoundError
from problemsmith.generation import answers
from problemsmith.generation.dummy.catalogue import (
    CatalogueProblem,
    choose,
    find_problem,
    load_catalogue,
)
from problemsmith.problem.problem import BugClass, Difficulty
from problemsmith.store import Database

REPOSITORY = Path(__file__).parents[3]
CATALOGUE = load_catalogue()


def test_it_holds_more_than_a_dozen_different_problems_in_the_order_of_their_slugs():
    assert len(CATALOGUE) >= 14
    slugs = [problem.slug for problem in CATALOGUE]
    assert slugs == sorted(set(slugs))
    assert len({problem.text.title for problem in CATALOGUE}) == len(CATALOGUE)


def test_it_covers_every_checker_every_difficulty_and_every_kind_of_type():
    checkers = {problem.text.checker.kind for problem in CATALOGUE}
    assert checkers == {"exact", "float", "any_order", "nested_any_order", "custom"}
    assert {problem.text.difficulty for problem in CATALOGUE} == set(Difficulty)
    schemas = " ".join(problem.text.signature.model_dump_json() for problem in CATALOGUE)
    for word in ("int", "float", "string", "boolean", "null", "ListNode", "TreeNode"):
        assert f'"{word}"' in schemas
    for kind in ("array", "object", "map", "tuple", "union", "reference"):
        assert f'"kind":"{kind}"' in schemas


def test_its_wrong_solutions_cover_every_class_of_bug():
    wrong = [wrong for problem in CATALOGUE for wrong in problem.solutions.wrong]
    assert {solution.bug_class for solution in wrong} == set(BugClass)
    assert len(wrong) >= 4 * len(CATALOGUE)


@pytest.mark.parametrize("problem", CATALOGUE, ids=lambda problem: problem.slug)
def test_a_problem_fits_the_schemas_of_a_models_answers(problem: CatalogueProblem):
    text = problem.text
    answers.ProblemTextAnswer.model_validate(
        text.model_dump(exclude={"signature", "checker"})
        | {"signature": problem.signature_text, "checker": text.checker.model_dump()}
    )
    cases = [
        {name: getattr(case, name) for name in ("description", "is_edge_case", "is_sample_case")}
        for case in problem.test_cases
    ]
    answers.TestCasesAnswer.model_validate({"test_cases": cases})
    answers.InputCodeAnswer.model_validate(
        {"generators": [case.input_code for case in problem.test_cases]}
        | problem.input_programs.model_dump()
    )
    answers.SolutionAnswer.model_validate({"code": problem.solutions.reference})
    answers.TesterAnswer.model_validate(
        {
            "brute_force": problem.solutions.brute_force,
            "wrong_solutions": [wrong.model_dump() for wrong in problem.solutions.wrong],
        }
    )
    assert not any(case.is_sample_case for case in problem.test_cases[len(text.examples) :])


def test_its_focus_areas_are_among_those_that_ship_with_the_store(tmp_path: Path):
    async def known_slugs() -> set[str]:
        database = await Database.open(f"sqlite:///{tmp_path / 'store.db'}")
        try:
            async with database.read() as tx:
                return {area.slug for area in await tx.focus_areas.list()}
        finally:
            await database.close()

    used = {slug for problem in CATALOGUE for slug in problem.focus_areas}
    assert used <= asyncio.run(known_slugs())


def test_consecutive_numbers_give_different_problems():
    chosen = [choose(number).slug for number in range(1000, 1000 + len(CATALOGUE))]
    assert len(set(chosen)) == len(CATALOGUE)
    assert choose(5) is choose(5 + len(CATALOGUE))


def test_a_wished_difficulty_and_focus_area_are_met_where_they_can_be():
    for number in range(10):
        assert choose(number, difficulty=Difficulty.HARD).text.difficulty is Difficulty.HARD
        assert "graphs" in choose(number, focus_areas=["tries", "graphs"]).focus_areas
        both = choose(number, difficulty=Difficulty.EASY, focus_areas=["linked-lists"])
        assert both.slug == "shunting-yard"


def test_a_wish_that_no_problem_meets_is_let_go():
    chosen = choose(3, difficulty=Difficulty.EASY, focus_areas=["tries"])
    assert chosen.text.difficulty is Difficulty.EASY


def test_problems_already_taken_come_again_only_when_none_is_left():
    taken: list[str] = []
    for number in range(len(CATALOGUE)):
        taken.append(choose(7 * number, taken=taken).slug)
    assert sorted(taken) == [problem.slug for problem in CATALOGUE]
    assert choose(0, taken=taken).slug in taken


def test_an_unknown_slug_is_answered_with_the_known_ones():
    with pytest.raises(NotFoundError, match=r"no problem 'goat-trial'.*goat-trail"):
        find_problem("goat-trial")


def test_the_whole_catalogue_is_in_the_wheel(tmp_path: Path):
    project = tmp_path / "project"
    package = Path("src/problemsmith/generation/dummy")
    shutil.copytree(REPOSITORY / package, project / package)
    for file in ("pyproject.toml", "LICENSE"):
        shutil.copy(REPOSITORY / file, project)
    (project / "README.md").write_text("Only the package's selection of files is of interest.")
    wheel = next(WheelBuilder(str(project)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(wheel) as archive:
        folder = zipfile.Path(archive, "problemsmith/generation/dummy/problems/")
        assert load_catalogue(folder) == CATALOGUE
