"""Programs that a runtime of their own runs: compiled by one command, run by another."""
