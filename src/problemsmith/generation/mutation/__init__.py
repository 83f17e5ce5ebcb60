"""Mutants: small wrong changes to a program, by operators over its syntax tree."""
