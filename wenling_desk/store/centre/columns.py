"""The columns tables of the centre are made of. The region leads every primary key."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, String, Table, Text

ID_LENGTH: Final = 80
"""Characters of an id a device makes; longer ones are not read."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SEQ: Final = BigInteger().with_variant(Integer(), "sqlite")


def id_column(name: str) -> Column[Any]:
    """An id of a device's making."""
    return Column(name, String(ID_LENGTH), nullable=False)


def word_column(name: str, length: int = 60) -> Column[Any]:
    """A short text."""
    return Column(name, String(length), nullable=False)


def number_column(name: str) -> Column[Any]:
    """A whole number of 64 bits."""
    return Column(name, _SEQ, nullable=False)


def at_column(name: str, *, nullable: bool = False) -> Column[Any]:
    """A moment."""
    return Column(name, String(40), nullable=nullable)


def text_column(name: str) -> Column[Any]:
    """A text."""
    return Column(name, Text, nullable=False)


def bytes_column(name: str, *, nullable: bool = False) -> Column[Any]:
    """JSON, a body."""
    return Column(name, LargeBinary, nullable=nullable)


def table(name: str, *parts: Any, key: tuple[str, ...], small: bool = False) -> Table:
    """``small``: rows of a few bytes; such a table is its own primary index in SQLite."""
    region = Column("region", String(12), nullable=False)
    primary = PrimaryKeyConstraint("region", *key)
    return Table(name, metadata, region, *parts, primary, sqlite_with_rowid=not small)
