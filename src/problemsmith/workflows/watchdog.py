"""Notices that a worker's event loop hangs: that some code blocks it, so that nothing goes on.

A hung worker can't tell of itself, and its peers can only take its work away. So a thread beside
the loop asks it again and again to answer.
"""

import asyncio
import logging
import os
import sys
import threading
import time
import traceback

BLOCKED_EXIT = 70
"""The exit code of a process that ended itself because its loop hung: EX_SOFTWARE of sysexits."""

LOOKS = 10
"""How often the loop is asked in the time after which its silence is told."""

LAST_WORDS_SECONDS = 5.0
"""How long a process that ends itself waits for its last message to be written."""

_log = logging.getLogger(__name__)


class LoopWatchdog:
    """Watches the loop it was started on, until it is stopped."""

    def __init__(self, warn_after: float, exit_after: float | None) -> None:
        """After so many seconds without an answer, log where the loop's thread stands; and, where
        wanted, end the process after so many."""
        self._warn_after = warn_after
        self._exit_after = exit_after
        self._look = warn_after / LOOKS
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin; must be called on the loop."""
        threading.Thread(
            target=self._watch,
            args=(asyncio.get_running_loop(), threading.get_ident()),
            name="workflow-watchdog",
            daemon=True,
        ).start()

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()

    def _watch(self, loop: asyncio.AbstractEventLoop, thread: int) -> None:
        while not self._stopped.wait(self._look):
            answered = threading.Event()
            try:
                loop.call_soon_threadsafe(answered.set)
            except RuntimeError:  # the loop is closed
                return
            self._await(answered, thread)

    def _await(self, answered: threading.Event, thread: int) -> None:
        silent, warned = 0.0, False
        while True:
            began = time.monotonic()
            if answered.wait(self._look) or self._stopped.is_set():
                break
            # A process that was stopped, or a machine that slept, is not the loop's fault.
            silent += min(time.monotonic() - began, 2 * self._look)
            if not warned and silent >= self._warn_after:
                warned = True
                _tell(self._account(silent, thread))
            if self._exit_after is not None and silent >= self._exit_after:
                _tell(
                    f"this worker's event loop has not answered for {silent:.0f} s: the process"
                    " ends itself, so that its jobs go on with the next worker"
                ).join(LAST_WORDS_SECONDS)
                os._exit(BLOCKED_EXIT)
        if warned:
            _log.warning("the event loop answers again, after some %.0f s", silent)

    def _account(self, silent: float, thread: int) -> str:
        frame = sys._current_frames().get(thread)  # pyright: ignore[reportPrivateUsage] - the only way to see another thread's stack
        stack = "".join(traceback.format_stack(frame)) if frame else ""
        end = (
            f"; after {self._exit_after:.0f} s the process ends itself" if self._exit_after else ""
        )
        return (
            f"this worker's event loop has not answered for {silent:.0f} s: some code blocks it,"
            " and none of its jobs goes on. Such code belongs in a thread (asyncio.to_thread) or a"
            f" process of its own{end}. It stands here:\n{stack}"
        )


def _tell(message: str) -> threading.Thread:
    """Log from a thread of its own: the loop may hang because nobody reads what is logged."""
    teller = threading.Thread(target=_log.error, args=("%s", message), daemon=True)
    teller.start()
    return teller
