"""What is kept: tables, migrations and repositories, on SQLite or PostgreSQL.

`Database.open(url)` gives transactions, and a transaction the repositories. They take and give back
values of `problemsmith.problem` and of `records.py`, never rows.
"""

from problemsmith.store.database import Database, Ledger, Transaction
from problemsmith.store.paging import Page
from problemsmith.store.schema import SchemaStatus, check_place, status, upgrade

__all__ = [
    "Database",
    "Ledger",
    "Page",
    "SchemaStatus",
    "Transaction",
    "check_place",
    "status",
    "upgrade",
]
