"""Makes the JSON lines from the readable source."""

from golden.audit import write

write()
