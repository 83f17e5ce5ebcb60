"""The built-in catalogue: complete authored problems that stand in for a model's answers."""
