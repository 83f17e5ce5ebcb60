"""A real PostgreSQL for tests: one server for a run, a database of its own for each test."""

from postgres_server.server import SharedServer, postgresql_url, shared_server

__all__ = ["SharedServer", "postgresql_url", "shared_server"]
