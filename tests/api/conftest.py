"""What the tests of the API share."""

from api_server.fixtures import peopled

__all__ = ["peopled"]
