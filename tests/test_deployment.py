"""What is shipped for containers and systemd names commands, settings and files that exist."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from problemsmith.cli.app import app
from problemsmith.sandbox.syscalls import ALLOWED_IN_CHILD
from problemsmith.settings import ENV_PREFIX, Settings

HOME = Path(__file__).resolve().parents[1]
UNITS = sorted((HOME / "deploy/systemd").glob("*.service"))
SETTINGS = {ENV_PREFIX + name.upper() for name in Settings.model_fields}
NEEDED_BY_BUBBLEWRAP = {"clone", "unshare", "mount", "umount2", "pivot_root", "sethostname"}


def check_command(arguments: list[str]) -> None:
    """Parse a command line as the program would; nothing of it is run."""
    command: Any = typer.main.get_command(app)
    # What the environment is to fill in is a number wherever it stands.
    rest = [re.sub(r"\$\{\w+:-(\w+)\}", r"\1", one) for one in arguments]
    context = command.make_context("problemsmith", rest.copy())
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest.copy(), parent=context)


def compose() -> dict[str, Any]:
    return yaml.safe_load((HOME / "compose.yaml").read_text())


def ours() -> dict[str, dict[str, Any]]:
    """The services that run the program."""
    services: dict[str, dict[str, Any]] = compose()["services"]
    return {name: one for name, one in services.items() if one.get("image") == "problemsmith"}


def unit(file: Path) -> list[tuple[str, str]]:
    """The settings of a unit, in order: a key may come more than once."""
    lines = [line for line in file.read_text().splitlines() if re.match(r"\w+=", line)]
    return [(key, value) for key, _, value in (line.partition("=") for line in lines)]


def test_a_command_that_does_not_exist_is_found() -> None:
    for wrong in (["serves"], ["serve", "--no-workers"], ["worker", "--concurrency", "many"]):
        with pytest.raises(Exception, match=r"No such|valid integer"):
            check_command(wrong)


def test_the_services_of_compose_run_commands_that_exist() -> None:
    services = ours()
    assert set(services) == {"api", "migrate", "worker"}
    for service in services.values():
        check_command(service["command"])
        assert set(service["environment"]) <= SETTINGS


def test_what_runs_programs_has_what_the_sandbox_needs() -> None:
    for name, service in ours().items():
        options = service["security_opt"]
        assert "no-new-privileges:true" in options
        assert service["cap_drop"] == ["ALL"]
        relaxed = {"apparmor:unconfined", "systempaths=unconfined"} & set(options)
        assert len(relaxed) == (0 if name == "migrate" else 2)
        for option in options:
            if option.startswith("seccomp:"):
                assert (HOME / option.removeprefix("seccomp:")).is_file()


def test_the_seccomp_profile_refuses_nothing_that_boxes_need() -> None:
    profile = json.loads((HOME / "deploy/docker/seccomp.json").read_text())
    refused = {name for rule in profile["syscalls"] for name in rule["names"]}
    assert {"bpf", "keyctl", "kexec_load", "ptrace"} <= refused
    assert not refused & NEEDED_BY_BUBBLEWRAP
    assert not refused & set(ALLOWED_IN_CHILD)


def test_the_image_copies_files_that_exist_and_runs_a_command_that_does() -> None:
    text = (HOME / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line[:1].isalpha()]
    for copied in (rest for word, rest in lines if word == "COPY"):
        *sources, _ = copied.split()
        assert all((HOME / source).exists() for source in sources)
    check_command(json.loads(next(rest for word, rest in lines if word == "CMD")))
    assert [rest for word, rest in lines if word == "USER"] == ["problemsmith"]
    assert set(re.findall(rf"{ENV_PREFIX}\w+", text)) <= SETTINGS


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_the_units_run_commands_that_exist(file: Path) -> None:
    settings = dict(unit(file))
    program, *arguments = shlex.split(settings["ExecStart"])
    assert Path(program).name == "problemsmith"
    check_command(arguments)
    assert set(re.findall(rf"{ENV_PREFIX}\w+", file.read_text())) <= SETTINGS


def test_both_units_are_hardened_alike() -> None:
    own = {"Description", "After", "ExecStart", "StateDirectory", "WorkingDirectory", "Environment"}
    first, second = ([one for one in unit(file) if one[0] not in own] for file in UNITS)
    assert first == second


def test_systemd_knows_every_setting_of_the_units() -> None:
    command = ["systemd-analyze", "verify", *map(str, UNITS)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    except FileNotFoundError:
        pytest.skip("systemd-analyze is not installed")
    # The program is not installed where the units expect it.
    complaints = [line for line in told.splitlines() if "is not executable" not in line]
    assert not [line for line in complaints if "problemsmith" in line]
