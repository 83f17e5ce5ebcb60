"""A terminal that goes away, in each of the ways it can."""

import signal

from command_line import CommandLine
from scripted_model import ScriptedModel

GENERATE = ("generate", "--model", "openai-chat:any", "--json")


def test_a_job_goes_on_after_a_closed_terminal_and_after_ctrl_c(
    terminal: CommandLine, model: ScriptedModel
) -> None:
    model.hold("test_cases")
    with terminal.start(*GENERATE) as running:
        model.wait_for_requests(1, "test_cases")
        running.signal(signal.SIGHUP)
        hung_up = running.finish()
    assert hung_up.exit_code == -signal.SIGHUP
    assert "Traceback" not in hung_up.stderr

    job_id = model.requests[0].job
    paused = terminal.here("jobs", "pause", job_id)
    assert paused.stdout == f"{job_id}: pausing, when its step is done\n"
    assert "Nobody works on jobs now. Start a worker: problemsmith worker" in paused.told
    assert terminal.here("jobs", "resume", job_id).exit_code == 0

    with terminal.start(*GENERATE) as running:
        model.wait_for_requests(2, "test_cases")
        running.signal(signal.SIGINT)
        interrupted = running.finish()
    assert interrupted.exit_code == 130
    assert "Stopped. What was done is kept: run the same command again" in interrupted.told
    assert interrupted.stdout == ""

    model.release("test_cases")
    with terminal.start(*GENERATE) as running:
        running.wait_for("Going on with 1 job of an earlier run")
        running.wait_for("generateTestCases: done")
    assert model.count("problem_text") == 1
    assert len({request.job for request in model.requests}) == 1


def test_a_reader_that_leaves_is_no_error(command_line: CommandLine) -> None:
    for arguments in (("focus-areas", "list"), ("focus-areas", "list", "--json")):
        with command_line.start(*arguments, stdout_is_read=False) as running:
            finished = running.finish()
        assert (finished.exit_code, finished.stderr) == (0, "")
