"""The trusted code that runs inside a box, with nothing but an interpreter's standard library.

`process_one` is process 1 of the box: it takes frames from outside, forks one child for each task,
watches it, and hands its answer on unread. It never executes a line of the program. A child locks
itself down (`lockdown`) and then runs the language's driver (`python.driver`).

`protocol` is shared with the judge outside.
"""
