"""What the judge and process 1 of a box say to each other, and how a child writes its results.

A frame is four bytes of length, then one byte of kind, then the content. A result file is a
sequence of records: one byte of kind, the length of the body, the CPU nanoseconds that the child
says it took, the kibibytes that it says it has, then the body. Everything in a record was written
by a process that runs the program: claims, never facts.
"""

import struct

FRAME_LENGTH = struct.Struct(">I")

# Frames to the box.
PROGRAM = b"P"
"""JSON: the program and its limits, a newline, and where the program is compiled already what
compiling made. Answered by DONE of the child that compiled it, whose result is what it made."""
TEST = b"T"
"""A JSON array of arguments. Answered by DONE."""
BLOCK = b"B"
"""JSON arrays of arguments, one a line. Answered by RESULTS as they come, then DONE."""

# Frames from the box.
HELLO = b"H"
"""JSON: what the interpreter is. Comes first."""
RESULTS = b"R"
"""Records of a block, any number of bytes of them."""
DONE = b"D"
"""JSON of how the child ended (see `children.Ended`), a newline, then result, stdout and stderr."""
FAULT = b"F"
"""Text: the harness itself failed. The box is of no more use."""

RECORD = struct.Struct(">cIQI")
"""Head of a record: kind, length of the body, CPU nanoseconds, kibibytes resident."""

# Records.
LOADED = b"L"
"""The program was loaded; what follows is of the call."""
CHANGED = b"C"
"""The call changed its arguments in place."""
STDOUT = b"O"
STDERR = b"E"
"""What one call of a block printed."""
VALUE = b"V"
"""The result as JSON. The last record of a call."""
ERROR = b"X"
"""JSON `{"kind", "stage", "message"}`. The last record of a call."""

# Kinds of ERROR.
SYNTAX = "syntax"
EXCEPTION = "exception"
MEMORY = "memory"
OUTPUT = "output"
MISFIT = "misfit"
"""An argument does not fit into the program's own type, such as a long integer into 64 bits."""

MAX_FILE_BYTES = 32 * 1024 * 1024
"""Size that a child's files (result, stdout, stderr) cannot pass: RLIMIT_FSIZE."""
MAX_PRINTED_BYTES = 8 * 1024 * 1024
"""A program that prints more has exceeded the output limit."""
SHOWN_BYTES = 64 * 1024
"""How much of what a program printed is kept."""

MAX_BLOCK_CALLS = 1024
"""Arguments that one BLOCK may hold: its child may compute for as long as so many calls may."""

# Descriptors of a child.
RESULT_FD = 3
READY_FD = 4
"""Takes the CPU nanoseconds spent before the program began, and is closed before it does."""

HARNESS_FAILED = 70
"""Exit status of a child that could not finish its report (EX_SOFTWARE of sysexits.h)."""
OUT_OF_MEMORY = 71
"""Exit status of a child that had no memory left to report anything (EX_OSERR)."""
