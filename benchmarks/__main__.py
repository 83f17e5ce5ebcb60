"""Runs every benchmark of this folder: `python -m benchmarks`, or some by name."""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import cast

import benchmarks


def main(names: list[str]) -> None:
    """Run the named benchmark modules, all without a name. Each has a `main()` that prints."""
    found = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    found = [name for name in found if not name.startswith("_")]
    unknown = set(names) - set(found)
    if unknown:
        sys.exit(f"no benchmark named {', '.join(sorted(unknown))}; there are: {', '.join(found)}")
    # Into a file as it comes, too: all of them take half an hour.
    cast("TextIOWrapper", sys.stdout).reconfigure(line_buffering=True)
    for name in names or found:
        print(f"== {name}")
        module = importlib.import_module(f"benchmarks.{name}")
        cast("Callable[[], None]", module.main)()


if __name__ == "__main__":
    main(sys.argv[1:])
