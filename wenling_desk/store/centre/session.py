"""One database transaction of the centre, of statements compiled once; the same calls for SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import BindParameter, Dialect, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import ClauseElement
from sqlalchemy.types import Boolean, Text

Row: TypeAlias = Mapping[str, Any]
Found: TypeAlias = tuple[Any, ...]

SQLITE: Final[Dialect] = sqlite.dialect()
POSTGRESQL: Final[Dialect] = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]

_COPY_FROM: Final = 8
"""Rows from which COPY is faster than one statement each."""


class Among(ColumnElement[bool]):
    """``column IN (the values of one parameter)``: one statement for any number of values."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name)


class GroupValue(ColumnElement[str]):
    """The value of one key of a column of JSON text; ``name`` is the parameter with the key."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.wanted: BindParameter[Any] = bindparam(name)


@compiles(GroupValue, "sqlite")
def _group_value_sqlite(element: GroupValue, compiler: Any, **options: Any) -> str:
    key = compiler.process(element.wanted, **options)
    return f"json_extract({compiler.process(element.column, **options)}, '$.' || json_quote({key}))"


@compiles(GroupValue, "postgresql")
def _group_value_postgresql(element: GroupValue, compiler: Any, **options: Any) -> str:
    key = compiler.process(element.wanted, **options)
    return f"({compiler.process(element.column, **options)}::json ->> ({key})::text)"


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: Any, **options: Any) -> str:
    values = compiler.process(element.values, **options)
    return f"{compiler.process(element.column, **options)} IN (SELECT value FROM json_each({values}))"


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: Any, **options: Any) -> str:
    values = compiler.process(element.values, **options)
    return f"{compiler.process(element.column, **options)} = ANY({values}::text[])"


class Session:
    """Reads and writes of one database transaction; whoever opened it commits it."""

    def __init__(self, driver: Any, dialect: Dialect, region: str) -> None:
        self.region = region
        self.is_sqlite = dialect is SQLITE
        self._dialect = dialect
        self._compiled = _COMPILED[dialect.name]
        self._cursor = driver.cursor()

    def rows(self, statement: ClauseElement, **values: Any) -> list[Found]:
        """All rows; lists are values of :class:`Among`."""
        sql, names, constants = self._compile(statement)
        found: list[Found] = self._cursor.execute(sql, self._bind(names, constants, values)).fetchall()
        return found

    def first(self, statement: ClauseElement, **values: Any) -> Found | None:
        """The first row, ``None`` where there is none."""
        found = self.rows(statement, **values)
        return found[0] if found else None

    def run(self, statement: ClauseElement, rows: Sequence[Row]) -> None:
        """Execute once for each row of values."""
        if not rows:
            return
        sql, names, constants = self._compile(statement)
        bound = [self._bind(names, constants, row) for row in rows]
        if len(bound) == 1:
            self._cursor.execute(sql, bound[0])
        else:
            self._cursor.executemany(sql, bound)

    def change(self, statement: ClauseElement, **values: Any) -> int:
        """Execute once; how many rows were changed."""
        self.run(statement, [values])
        return int(self._cursor.rowcount)

    def insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows that must be new, their values in the table's order of columns without the region."""
        if not rows:
            return
        head = _INSERTS.get((table.name, self.is_sqlite))
        if head is None:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            mark = "?" if self.is_sqlite else "%s"
            marks = ", ".join(mark for _ in table.columns)
            head = (
                f"INSERT INTO {table.name} ({columns}) VALUES ({marks})",
                f"COPY {table.name} ({columns}) FROM STDIN",
            )
            _INSERTS[table.name, self.is_sqlite] = head
        region = (self.region,)
        if self.is_sqlite or len(rows) < _COPY_FROM:
            self._cursor.executemany(head[0], [region + row for row in rows])
            return
        with self._cursor.copy(head[1]) as copy:
            for row in rows:
                copy.write_row(region + row)

    def close(self) -> None:
        """Give the cursor back."""
        self._cursor.close()

    def _bind(self, names: list[str] | None, constants: Row, values: Row) -> Any:
        if names is None:
            return {"region": self.region, **constants, **values}
        bound = []
        for name in names:
            if name in values:
                value = values[name]
                bound.append(json.dumps(value) if type(value) is list else value)
            elif name == "region":
                bound.append(self.region)
            else:
                bound.append(constants[name])
        return bound

    def _compile(self, statement: ClauseElement) -> tuple[str, list[str] | None, Row]:
        # Statements are constants of their modules: the cache is as large as the program.
        known = self._compiled.get(statement)
        if known is None:
            compiled: Any = statement.compile(dialect=self._dialect)
            constants = {name: value for name, value in compiled.params.items() if value is not None}
            names = list(compiled.positiontup) if compiled.positiontup is not None else None
            known = self._compiled[statement] = (str(compiled), names, constants)
        return known


_COMPILED: Final[dict[str, dict[ClauseElement, tuple[str, list[str] | None, Row]]]] = {"sqlite": {}, "postgresql": {}}
_INSERTS: Final[dict[tuple[str, bool], tuple[str, str]]] = {}
