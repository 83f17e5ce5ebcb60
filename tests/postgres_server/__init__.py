"""A real PostgreSQL server, for the tests and for the chaos command."""

from postgres_server.server import PostgresServer

__all__ = ["PostgresServer"]
