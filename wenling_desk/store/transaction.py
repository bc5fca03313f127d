"""One database transaction on the writing connection, of statements that were compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy import Connection, column, text
from sqlalchemy.sql.expression import ClauseElement

Row = Mapping[str, Any]

IDS: Final = text("SELECT value FROM json_each(:ids)").columns(column("value"))
"""One question for any number of values: they come as a JSON list named ``ids``."""


class Transaction:
    """BEGIN IMMEDIATE on entering; COMMIT on leaving, ROLLBACK when leaving by an error.

    SQLAlchemy compiles each statement once per process; after that a durable act costs what the driver costs.
    """

    def __init__(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        self._driver = driver
        self._cursor: Any = driver.cursor()
        self._dialect = connection.dialect

    def __enter__(self) -> Self:
        self._cursor.execute("BEGIN IMMEDIATE")
        return self

    def run(self, statement: ClauseElement, rows: Sequence[Row]) -> None:
        """Execute for every row of values; nothing for no rows."""
        if not rows:
            return
        sql, names, constants = self._compiled(statement)
        values = [[row[name] if name in row else constants[name] for name in names] for row in rows]
        if len(values) == 1:
            self._cursor.execute(sql, values[0])
        else:
            self._cursor.executemany(sql, values)

    def change_one(self, statement: ClauseElement, row: Row) -> bool:
        """Execute for one row of values; whether exactly one row of the table was changed."""
        self.run(statement, [row])
        return bool(self._cursor.rowcount == 1)

    def first(self, statement: ClauseElement, row: Row) -> tuple[Any, ...] | None:
        """The first row a query gives, ``None`` where it gives none."""
        found = self.all(statement, row)
        return found[0] if found else None

    def all(self, statement: ClauseElement, row: Row) -> list[tuple[Any, ...]]:
        """All rows a query gives."""
        sql, names, constants = self._compiled(statement)
        values = [row[name] if name in row else constants[name] for name in names]
        found: list[tuple[Any, ...]] = self._cursor.execute(sql, values).fetchall()
        return found

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._cursor.execute("COMMIT")
        finally:
            if self._driver.in_transaction:
                self._cursor.execute("ROLLBACK")
            self._cursor.close()

    def _compiled(self, statement: ClauseElement) -> tuple[str, list[str], Row]:
        # Statements are constants of their modules: the cache is as large as the program.
        known = _COMPILED.get(statement)
        if known is None:
            compiled: Any = statement.compile(dialect=self._dialect)
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            known = _COMPILED[statement] = (str(compiled), list(compiled.positiontup or ()), constants)
        return known


_COMPILED: dict[ClauseElement, tuple[str, list[str], Row]] = {}
