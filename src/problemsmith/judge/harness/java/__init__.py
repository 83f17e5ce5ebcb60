"""The Java side of the harness: compiles a program, and calls its method."""
