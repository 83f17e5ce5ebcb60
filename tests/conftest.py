"""What all tests share."""

from command_line.fixtures import command_line
from postgres_server.fixtures import postgresql_url, shared_server
from scripted_model.fixtures import no_real_model, scripted_model

__all__ = [
    "command_line",
    "no_real_model",
    "postgresql_url",
    "scripted_model",
    "shared_server",
]
