"""Mutation analysis: wrong programs, and what it takes to tell them from the right one."""
