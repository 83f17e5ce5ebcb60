"""Runs the migrations on the connection that `problemsmith.store.schema` hands over.

Alembic loads this file by its name, when it is told to migrate and at no other time.
"""

from alembic import context

from problemsmith.store.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    # SQLite can undo a CREATE TABLE; Alembic assumes that it cannot.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
