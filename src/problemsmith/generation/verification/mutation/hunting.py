"""The hunt: inputs that tell a wrong program from the reference where no test does."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import islice

from problemsmith.generation.programs import Arguments, accepts, complaint, validate_inputs
from problemsmith.generation.verification.agreement import Disagreement, compare_solutions
from problemsmith.generation.verification.mutation.attackers import Attacker
from problemsmith.generation.verification.mutation.bundle import (
    Call,
    is_too_slow,
    run_bundle,
    was_run,
)
from problemsmith.generation.verification.mutation.killing import LEAST_SECONDS, right_answers
from problemsmith.judge.judge import Judge
from problemsmith.judge.program import Program, Run, RunMode
from problemsmith.problem.problem import InputPrograms, Limits, ProblemText, Solutions
from problemsmith.problem.shrink import shrink_candidates
from problemsmith.problem.values import canonical_json
from problemsmith.problem.verdict import Verdict
from problemsmith.problem.wire import Json

SECONDS_A_CALL = 2 * LEAST_SECONDS
CALLS_A_ROUND = 12_000
"""Programs times inputs in one box."""
SECONDS_ALTOGETHER = 3.0
"""CPU that one program may take in one process, which runs a thousand calls: one that is slow but
is never stopped for a single call would take minutes. The calls left then are not made."""
SHRINKING_ROUNDS = 6
CANDIDATES = 80
"""Smaller inputs tried in one round of shrinking."""
BRUTE_FORCE_LIMITS = Limits(time_seconds=2.0, memory_mb=512)


@dataclass(frozen=True, slots=True)
class Killer:
    """An input that fails programs which every test lets through."""

    arguments: Arguments
    expected: Json
    attackers: tuple[int, ...]
    """The programs that it fails, by their index among all attackers."""


@dataclass(frozen=True, slots=True)
class Hunt:
    """What the search came to.

    `searched` counts the inputs tried on the programs that were never caught. `disagreement` is
    there when the search came upon an input on which the reference itself fails, or parts from the
    brute force; it ends the hunt.
    """

    killers: tuple[Killer, ...]
    never_caught: tuple[int, ...]
    searched: int
    disagreement: Disagreement | None = None


class ReferenceDoubtError(Exception):
    """The reference can't be trusted on an input that the search came upon."""

    def __init__(self, disagreement: Disagreement) -> None:
        super().__init__(disagreement.input)
        self.disagreement = disagreement


@dataclass(frozen=True, slots=True)
class Hunter:
    """Searches with one problem's programs."""

    judge: Judge
    text: ProblemText
    programs: InputPrograms
    solutions: Solutions
    attackers: Sequence[Attacker]
    memory_mb: int

    async def hunt(
        self, survivors: Sequence[int], stages: AsyncIterator[Sequence[Arguments]]
    ) -> Hunt:
        """Try stage after stage of inputs until every survivor is caught or the stages end."""
        left = list(survivors)
        killers: list[Killer] = []
        searched = 0
        try:
            while left and (inputs := await anext(stages, None)) is not None:
                searched += len(inputs)
                killers += await self._stage(left, inputs)
        except ReferenceDoubtError as doubt:
            return Hunt(tuple(killers), tuple(left), searched, doubt.disagreement)
        return Hunt(tuple(killers), tuple(left), searched)

    async def _stage(self, left: list[int], inputs: Sequence[Arguments]) -> list[Killer]:
        """The killers among these inputs; takes the caught ones off `left`."""
        caught_by: dict[int, set[int]] = {}
        step = max(1, CALLS_A_ROUND // (len(left) + 1))
        for start in range(0, len(inputs), step):
            block = inputs[start : start + step]
            alive = [number for number in left if number not in caught_by]
            for number, places in (await self._caught(alive, block)).items():
                caught_by[number] = {start + place for place in places}
        killers: list[Killer] = []
        pending = dict(caught_by)
        while pending:
            killer = await self._killer(pending, inputs)
            killers.append(killer)
            for number in killer.attackers:
                pending.pop(number, None)
                left.remove(number)
        return killers

    async def _caught(
        self, attackers: Sequence[int], inputs: Sequence[Arguments]
    ) -> dict[int, set[int]]:
        """For each attacker that differs from the reference somewhere, the inputs' places."""
        reference, others = await self._runs(attackers, inputs)
        decided = [run.verdict is Verdict.ACCEPTED for run in reference]
        failing = [not good and was_run(run) for good, run in zip(decided, reference, strict=True)]
        if any(failing):
            await self._doubt(inputs[failing.index(True)])
        caught: dict[int, set[int]] = {}
        answers = [
            (arguments, expected.value, run)
            for runs in others
            for arguments, expected, run in zip(inputs, reference, runs, strict=True)
        ]
        right = iter(await right_answers(self.judge, self.text, answers))
        theirs = iter(others)
        for number in attackers:
            wrong = [not next(right) for _ in inputs]
            runs = next(theirs)
            # Being slow is no proof against a person's program: see `killing`.
            patient = self.attackers[number].kind == "wrongSolution"
            places = {
                place
                for place, known in enumerate(decided)
                if known
                and wrong[place]
                and was_run(runs[place])
                and not (patient and is_too_slow(runs[place]))
            }
            if places:
                caught[number] = places
        return caught

    async def _runs(
        self, attackers: Sequence[int], inputs: Sequence[Arguments]
    ) -> tuple[list[Run], list[list[Run]]]:
        """The reference's runs, and each attacker's, all in one box."""
        sources = [self.solutions.reference, *(self.attackers[one].code for one in attackers)]
        runs = await run_bundle(
            self.judge,
            self.text.signature,
            sources,
            [Call(place, arguments) for place in range(len(sources)) for arguments in inputs],
            seconds=SECONDS_A_CALL,
            memory_mb=self.memory_mb,
            seconds_altogether=SECONDS_ALTOGETHER,
        )
        count = len(inputs)
        by_program = [runs[start : start + count] for start in range(0, len(runs), count)]
        return by_program[0], by_program[1:]

    async def _killer(self, caught_by: dict[int, set[int]], inputs: Sequence[Arguments]) -> Killer:
        """The input that catches most, the shortest of those, made smaller while it still does."""
        catches: dict[int, list[int]] = {}
        for number, places in caught_by.items():
            for place in places:
                catches.setdefault(place, []).append(number)
        best = min(
            catches, key=lambda place: (-len(catches[place]), _size(inputs[place]), str(place))
        )
        group = catches[best]
        arguments = await self._smallest(inputs[best], group)
        return Killer(arguments, await self._expected(arguments), tuple(group))

    async def _smallest(self, arguments: Arguments, group: Sequence[int]) -> Arguments:
        """A smaller valid input that still catches the whole group, as small as it gets."""
        seen = {canonical_json(list(arguments))}
        for _ in range(SHRINKING_ROUNDS):
            smaller = islice(
                shrink_candidates(list(arguments), self.text.signature), 2 * CANDIDATES
            )
            candidates = {
                canonical_json(candidate): tuple(candidate)
                for candidate in smaller
                if canonical_json(candidate) not in seen
            }
            seen |= candidates.keys()
            chosen = sorted(candidates.values(), key=_size)[:CANDIDATES]
            verdicts = await validate_inputs(self.judge, self.programs.validator, chosen)
            valid = [one for one, run in zip(chosen, verdicts, strict=True) if accepts(run)]
            if not valid:
                break
            caught = await self._caught(group, valid)
            places = set(range(len(valid))).intersection(
                *(caught.get(number, set()) for number in group)
            )
            if not places:
                break
            arguments = valid[min(places)]
        return arguments

    async def _expected(self, arguments: Arguments) -> Json:
        """The reference's answer, once the brute force agrees or proves too slow.

        Raises ReferenceDoubtError when it does not agree.
        """
        comparison = await compare_solutions(
            self.judge,
            self.text,
            self.solutions.reference,
            self.solutions.brute_force,
            [arguments],
            BRUTE_FORCE_LIMITS,
        )
        if comparison.disagreements:
            raise ReferenceDoubtError(comparison.disagreements[0])
        [run] = await self.judge.run(
            Program(code=self.solutions.reference, signature=self.text.signature),
            [arguments],
            mode=RunMode.ISOLATED,
        )
        return run.value

    async def _doubt(self, arguments: Arguments) -> None:
        """Raise ReferenceDoubtError when the reference fails here with all the time it may have."""
        told: list[Run] = []
        for code in (self.solutions.reference, self.solutions.brute_force):
            told += await self.judge.run(
                Program(code=code, signature=self.text.signature),
                [arguments],
                limits=BRUTE_FORCE_LIMITS,
                mode=RunMode.ISOLATED,
            )
        if told[0].verdict is not Verdict.ACCEPTED:
            raise ReferenceDoubtError(
                Disagreement(arguments, complaint(told[0]), complaint(told[1]))
            )


def _size(arguments: Arguments) -> tuple[int, str]:
    text = canonical_json(list(arguments))
    return len(text), text
