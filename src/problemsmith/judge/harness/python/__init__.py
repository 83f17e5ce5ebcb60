"""The driver of Python programs: runs inside a child, in the same interpreter as the program."""
