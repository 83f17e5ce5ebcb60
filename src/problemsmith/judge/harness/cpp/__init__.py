"""The C++ side of the harness: headers that stand around a program when it is compiled."""
