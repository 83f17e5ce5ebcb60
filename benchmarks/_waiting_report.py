"""What the measurements of waiting print: the rate beside what it could be."""

from collections.abc import Callable

from benchmarks._closed_loop import Load, Measured

TARGET = 0.9


def print_fastest(measured: Measured) -> None:
    """T: nothing waits, the machine is the limit."""
    print(
        f"  T = {measured.rate:6.2f} a second, {measured.cpu:6.1f} ms of CPU each,"
        f" {measured.memory:5.0f} MiB"
    )


def print_load(load: Load, fastest: float, run: Callable[[], Measured]) -> None:
    """One load, and the share of min(T, N / S) that it reaches."""
    measured = run()
    offered = load.in_flight / load.seconds
    most = min(fastest, offered)
    print(
        f"  N = {load.in_flight:3}, S = {load.seconds:5.1f} s:"
        f" {measured.rate:6.2f} a second of min({fastest:.2f}, {offered:.2f})"
        f" = {measured.rate / most:4.0%} (wanted {TARGET:.0%}),"
        f" {measured.cpu:6.1f} ms of CPU each, {measured.memory:5.0f} MiB"
    )
