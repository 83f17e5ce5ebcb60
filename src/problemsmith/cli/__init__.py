"""The command line. Each noun has its file; heavy imports stand inside the commands."""


def main() -> int:
    """Run the command line and return its exit code."""
    import gc

    # What a short command makes is mostly modules, which stay: looking for garbage among them
    # takes a tenth of its time. Long ones collect all the same, a little later.
    gc.set_threshold(20_000, 20, 20)
    from problemsmith.cli.app import run

    return run()
