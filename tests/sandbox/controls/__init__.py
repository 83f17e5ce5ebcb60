"""Negative controls: with one layer taken off, what that layer stops gets through."""
