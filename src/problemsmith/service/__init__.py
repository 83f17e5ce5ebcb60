"""The use cases that the command line, the HTTP API and the pages share."""
