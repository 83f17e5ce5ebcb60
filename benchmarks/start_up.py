"""How long `problemsmith --help` takes, beside a bare interpreter, in one run."""

import statistics
import subprocess
import sys
import time

ROUNDS = 15
BARE = (sys.executable, "-c", "pass")
HELP = (
    sys.executable,
    "-c",
    "import sys; from problemsmith.cli import main; sys.argv[1:] = ['--help']; sys.exit(main())",
)


def seconds(command: tuple[str, ...]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print both medians and their ratio; the runs alternate, so that drift hits both."""
    pairs = [(seconds(BARE), seconds(HELP)) for _ in range(ROUNDS)]
    bare = statistics.median(pair[0] for pair in pairs)
    shown = statistics.median(pair[1] for pair in pairs)
    print(f"python -c pass        {bare * 1000:6.0f} ms")
    print(f"problemsmith --help   {shown * 1000:6.0f} ms   {shown / bare:.1f} x, at most 300 ms")


if __name__ == "__main__":
    main()
