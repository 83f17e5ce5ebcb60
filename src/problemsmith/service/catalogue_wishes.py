"""What the built-in catalogue can't do of what was asked: it has what it has."""

from problemsmith.generation.dummy.catalogue import load_catalogue
from problemsmith.generation.params import GenerationRequest


def unmet_wishes(request: GenerationRequest) -> tuple[str, ...]:
    """The parts of a wish that the catalogue passes over, in words; none for a model's jobs."""
    if not request.uses_catalogue:
        return ()
    unmet: list[str] = []
    if request.prompt is not None:
        unmet.append("the prompt")
    if request.start_from is not None:
        unmet.append("the problem to start from")
    if request.solutions:
        unmet.append("the wish for further solutions")
    problems = load_catalogue()
    if request.difficulty is not None:
        hard_enough = [each for each in problems if each.text.difficulty == request.difficulty]
        if not hard_enough:
            unmet.append(f"difficulty {request.difficulty}")
        problems = hard_enough or problems
    wished = set(request.focus_areas)
    if wished and all(wished.isdisjoint(each.focus_areas) for each in problems):
        unmet.append("focus area " + ", ".join(request.focus_areas))
    return tuple(unmet)
