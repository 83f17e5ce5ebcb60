"""The workflow layer's errors in the words of the command line: it has jobs, not instances."""

import re

from problemsmith.store.jobs import STATUS_OF_INSTANCE
from problemsmith.workflows.errors import InstanceStateError, WorkflowError

_ADVICE = {
    "pause": "only a pending, running or waiting job can be paused",
    "resume": "only a paused job can be resumed",
    "terminate": "it has ended, and nothing is left to stop",
    "delete": "terminate it first",
    "approve": "only a job that waits for a review can be approved or sent back",
    "send_event": "it has ended, and waits for nothing",
}


_OURS = {"instance": "job", "instances": "jobs", "cannot": "can't"}
_WORDS = re.compile(rf"(?<![\w-])({'|'.join(_OURS)})(?![\w-])")


def in_our_words(error: WorkflowError) -> str:
    """The sentence for people."""
    if isinstance(error, InstanceStateError):
        status = STATUS_OF_INSTANCE.get(error.status)
        told = "pausing" if error.status == "waitingForPause" else status or error.status
        advice = _ADVICE.get(error.action, error.advice)
        verb = error.action.replace("_", " ")
        return f"can't {verb} job {error.instance_id}: it is {told.replace('_', ' ')}; {advice}"
    # Whole words alone, and none within an id: ids may hold the word, but between hyphens.
    return _WORDS.sub(lambda found: _OURS[found[0]], error.message)
