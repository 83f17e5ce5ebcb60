from command_line import CommandLine


def test_one_dummy_problem_is_made_and_verified(command_line: CommandLine) -> None:
    finished = command_line.run("generate", "--dummy", "--json")
    assert finished.exit_code == 0, finished.stderr
    [problem] = finished.document["problems"]
    assert problem["status"] == "completed"
    assert problem["verified"] is True
    assert problem["modelCalls"] == 0
    assert problem["costUsd"] == 0
    assert problem["error"] is None


def test_a_person_reads_the_problem_its_solution_and_its_proof(command_line: CommandLine) -> None:
    finished = command_line.run("generate", "--dummy")
    assert finished.exit_code == 0, finished.stderr
    for part in ("Constraints", "Example 1", "Tests", "Reference solution", "Proof", "verified"):
        assert part in finished.stdout


def test_a_batch_run_again_makes_no_problem_twice(command_line: CommandLine) -> None:
    batch = ("generate", "--dummy", "--count", "2", "--batch", "b")
    detached = command_line.here(*batch, "--detach", "--json").document["problems"]
    paused = detached[0]["jobId"]
    assert command_line.here("jobs", "pause", paused).exit_code == 0
    with command_line.start(*batch, "--json") as running:
        # What is done is shown, and it does not wait for the rest without a word.
        running.wait_for("The others wait for you")
        running.wait_for(f"problemsmith jobs resume {paused}")
        assert command_line.here("jobs", "resume", paused).exit_code == 0
        first = running.finish()
    again = command_line.run("generate", "--dummy", "--count", "2", "--batch", "b", "--json")
    assert first.exit_code == again.exit_code == 0, first.stderr + again.stderr
    ids = [problem["problemId"] for problem in first.document["problems"]]
    assert [problem["problemId"] for problem in again.document["problems"]] == ids
    assert len(command_line.run("problems", "list", "--json").document["problems"]) == 2


def test_a_detached_job_is_done_by_a_later_command(command_line: CommandLine) -> None:
    detached = command_line.run("generate", "--dummy", "--detach", "--json")
    [waiting] = detached.document["problems"]
    assert waiting["status"] == "pending"
    later = command_line.run("generate", "--dummy", "--json")
    assert later.document["problems"][0]["jobId"] == waiting["jobId"]
    assert later.document["problems"][0]["verified"] is True
