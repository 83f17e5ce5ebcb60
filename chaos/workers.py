"""The worker processes: real `problemsmith worker` commands, killed and started again."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from chaos.place import Place
from command_line import COMMAND

STOP_SECONDS = 60
"""How long a worker may take to stop in good order."""

GONE_SECONDS = 10
"""How long the sandboxes of a killed worker may take to go: the kernel ends them with it."""


class Worker:
    """One worker process, the leader of a group of its own."""

    def __init__(self, place: Place, concurrency: int, log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "worker", "--concurrency", str(concurrency)],
                env=place.environment,
                cwd=place.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def is_working(self) -> bool:
        """Whether it has got so far as to take jobs."""
        return "Working." in self.log.read_text(errors="replace")

    @property
    def last_line(self) -> str:
        """What it said last."""
        lines = self.log.read_text(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "nothing")


class Workers:
    """So many workers at once; each that is no more is replaced by another."""

    def __init__(self, place: Place, count: int, concurrency: int) -> None:
        self._place = place
        self._concurrency = concurrency
        self._started = 0
        self._children: list[psutil.Process] = []
        self.alive: list[Worker] = []
        for _ in range(count):
            self._start()

    def _start(self) -> None:
        self._started += 1
        log = self._place.folder / f"worker-{self._started}.log"
        self.alive.append(Worker(self._place, self._concurrency, log))

    def kill(self, worker: Worker) -> None:
        """End its whole process group at once, and start another in its place."""
        self._children += _children(worker.process.pid)
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        self._replace(worker)

    def replace_ended(self) -> list[Worker]:
        """Start others in the place of workers that ended by themselves; which these were."""
        ended = [worker for worker in self.alive if worker.process.poll() is not None]
        for worker in ended:
            self._replace(worker)
        return ended

    def _replace(self, worker: Worker) -> None:
        self.alive.remove(worker)
        self._start()

    def stop(self) -> list[str]:
        """Stop all in good order; what was wrong with that."""
        for worker in self.alive:
            worker.process.send_signal(signal.SIGTERM)
        wrong: list[str] = []
        for worker in self.alive:
            try:
                code = worker.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                wrong.append(f"a worker did not stop within {STOP_SECONDS} s ({worker.log.name})")
            else:
                # One that was still starting could not hear the signal yet.
                if code and (worker.is_working or code != -signal.SIGTERM):
                    wrong.append(f"a worker stopped with exit code {code}: {worker.last_line}")
        return wrong

    def end(self) -> None:
        """Kill what is left, however the run went."""
        for worker in self.alive:
            if worker.process.poll() is None:
                os.killpg(worker.process.pid, signal.SIGKILL)
                worker.process.wait()

    def left_behind(self) -> int:
        """How many processes outlived the killed workers that had started them."""
        give_up = time.monotonic() + GONE_SECONDS
        while (left := sum(map(_is_alive, self._children))) and time.monotonic() < give_up:
            time.sleep(0.05)
        return left


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
