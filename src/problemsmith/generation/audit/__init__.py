"""Auditing problems that others made: which references are wrong, and which tests are weak."""
