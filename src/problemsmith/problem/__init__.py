"""The domain: problems, signatures and their types, values, checkers and verdicts. Pure."""
