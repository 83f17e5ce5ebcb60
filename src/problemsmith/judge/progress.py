"""Which inputs of a batch have their run."""

from collections.abc import Callable, Iterator

from problemsmith.judge.program import Run


class Progress:
    """The runs of a batch, settled in any order, each once, and told in the order of the inputs."""

    def __init__(self, count: int, on_run: Callable[[int, Run], None] | None = None) -> None:
        self.runs: list[Run | None] = [None] * count
        self._on_run = on_run
        self._open = count
        self._told = 0

    @property
    def is_complete(self) -> bool:
        """Whether every input has its run."""
        return self._open == 0

    @property
    def open_count(self) -> int:
        """How many inputs have no run yet."""
        return self._open

    def open_indices(self) -> Iterator[int]:
        """The indices without a run, in order; those settled meanwhile are passed over."""
        for index in range(len(self.runs)):
            if self.runs[index] is None:
                yield index

    def settle(self, index: int, run: Run) -> None:
        """Give an input its run."""
        if self.runs[index] is None:
            self.runs[index] = run
            self._open -= 1
            self._tell()

    def settle_rest(self, run: Run) -> None:
        """Give every open input the same run."""
        for index in self.open_indices():
            self.settle(index, run)

    def _tell(self) -> None:
        while self._told < len(self.runs) and (run := self.runs[self._told]) is not None:
            self._told += 1
            if self._on_run is not None:
                self._on_run(self._told - 1, run)
