"""The command line. Each noun has its file; heavy imports stand inside the commands."""


def main() -> int:
    """Run the command line and return its exit code."""
    from problemsmith.cli.app import run

    return run()
