"""Who asks, and what they may see and change: the one place that decides it.

The owner of a problem and admins see and change all of it. Others see it once it is verified, and
of its tests only the samples. Until then it does not exist for them.
"""

from dataclasses import dataclass
from uuid import UUID

from problemsmith.errors import ForbiddenError, NotFoundError
from problemsmith.problem.problem import Problem, ProblemStatus
from problemsmith.service.application import Application
from problemsmith.store.records import Role


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. Without a `user` it is the person at this machine, before any key was made."""

    user: str | None
    role: Role
    key_id: UUID | None = None

    @property
    def is_admin(self) -> bool:
        """Whether everything is allowed."""
        return self.role is Role.ADMIN

    @property
    def owner(self) -> str:
        """A name that no other caller has."""
        return self.user or ""

    def owns(self, problem: Problem) -> bool:
        """Whether the caller may see and change all of the problem."""
        return self.is_admin or (self.user is not None and problem.created_by == self.user)

    def may_read(self, problem: Problem) -> bool:
        """Whether the problem exists for the caller."""
        return self.owns(problem) or problem.status is ProblemStatus.VERIFIED


LOCAL_ADMIN = Caller(user=None, role=Role.ADMIN)
"""The person at the machine: the command line, and the API before the first key is made."""


async def readable_problem(
    app: Application, caller: Caller, problem_id: UUID, *, with_test_cases: bool = True
) -> Problem:
    """The whole problem, on demand without its test cases, for one who may read it.

    Raises:
        NotFoundError: It is not there, or not for this caller.
    """
    async with app.store.read() as view:
        problem = await view.problems.get(problem_id, with_test_cases=with_test_cases)
    if not caller.may_read(problem):
        raise NotFoundError(f"no problem {problem_id}: see the list of problems")
    return problem


async def own_problem(
    app: Application, caller: Caller, problem_id: UUID, *, with_test_cases: bool = True
) -> Problem:
    """The same, for its owner or an admin.

    Raises:
        NotFoundError: It is not there, or not for this caller.
        ForbiddenError: It is somebody else's.
    """
    problem = await readable_problem(app, caller, problem_id, with_test_cases=with_test_cases)
    if not caller.owns(problem):
        raise ForbiddenError(f"problem {problem_id} belongs to somebody else")
    return problem


def require_admin(caller: Caller) -> None:
    """Raise ForbiddenError for anybody but an admin."""
    if not caller.is_admin:
        raise ForbiddenError("this takes a key with the role admin")
