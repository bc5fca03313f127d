"""Run by Alembic: migrations on the connection that ``wenling_desk.store.centre.migrate`` passes in.

That connection already stands in a transaction; all steps become durable together when it is committed.
"""

from __future__ import annotations

from alembic import context

from wenling_desk.store.centre import figure_tables, tables

assert figure_tables.figure_row.metadata is tables.metadata  # both modules are in it by now
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=tables.metadata, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
