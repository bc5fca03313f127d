"""Search in a very large catalogue: names, codes, departments, pinyin and initials, in one SQLite table and its index.

Rows stand in the order they are shown (bundles first, short names first), so that a search may stop at its limit and
never sorts. A fragment of three or more characters is found by FTS5's trigrams; one or two by LIKE on the base table
(a trigram index never matches them); letters by range in the B-trees of pinyin and initials. The table is a copy of the
catalogue in use: rebuild it when the release changes. FTS5 is SQLite's; the centre's PostgreSQL has no such table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    text,
)

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.guidance_model import BUNDLE, ITEM, SearchHit
from wenling_desk.domain.guidance_pinyin import Sounds

LONGEST_TEXT: Final = 60
MOST_TERMS: Final = 4
_LAST: Final = "\U0010ffff"
_TRIGRAM: Final = 3
_BATCH: Final = 2000

metadata = MetaData()

search_rows = Table(
    "search_rows",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("code", String(80), nullable=False),
    Column("code_key", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("folded", String(300), nullable=False),
    Column("pinyin", String(600), nullable=False),
    Column("initials", String(200), nullable=False),
    Index("ix_search_rows_code_key", "code_key"),
    Index("ix_search_rows_pinyin", "pinyin"),
    Index("ix_search_rows_initials", "initials"),
)

_CREATE_FTS: Final = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5("
    "folded, content='search_rows', content_rowid='position', tokenize='trigram', columnsize=0)"
)
_FILL_FTS: Final = text("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
_COLUMNS: Final = "code, kind, name"
_BY_PREFIX: Final[Mapping[str, str]] = {
    column: f"SELECT {_COLUMNS} FROM search_rows WHERE {column} >= ? AND {column} < ? ORDER BY {column} LIMIT ?"
    for column in ("code_key", "pinyin", "initials")
}


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """A row of the search table. ``pinyin`` is without tones and blanks, ``initials`` the first letter of each
    character's reading; both in lower case. ``department`` is what people call it."""

    code: str
    kind: str
    name: str
    department: str = ""
    pinyin: str = ""
    initials: str = ""


def search_entries(catalogue: Catalogue, sounds: Sounds) -> Iterator[SearchEntry]:
    """Every bundle and item of a catalogue as the table wants it."""
    for kind, entries in ((BUNDLE, catalogue.bundles), (ITEM, catalogue.items)):
        for code, entry in entries.items():
            key = getattr(entry, "department_key", "") or getattr(entry, "lead_department", "")
            department = catalogue.departments.get(key)
            readings = sounds.read(fold(entry.name))
            yield SearchEntry(
                code=code,
                kind=kind,
                name=entry.name,
                department=department.short_name if department is not None else "",
                pinyin="".join(reading for reading in readings if reading.isalnum()),
                initials="".join(reading[0] for reading in readings if reading.isalnum()),
            )


def create_search_tables(connection: Connection) -> None:
    """Create the table and its index where they are missing. The caller owns the transaction."""
    metadata.create_all(connection)
    connection.execute(_CREATE_FTS)


def rebuild(connection: Connection, entries: Iterable[SearchEntry]) -> int:
    """Replace all rows by ``entries`` and return how many there are. The caller owns the transaction."""
    ordered = sorted(entries, key=lambda entry: (entry.kind != BUNDLE, len(entry.name), entry.code))
    connection.execute(delete(search_rows))
    statement = insert(search_rows)
    for start in range(0, len(ordered), _BATCH):
        rows = [_row(start + at, entry) for at, entry in enumerate(ordered[start : start + _BATCH])]
        connection.execute(statement, rows)
    connection.execute(_FILL_FTS)
    return len(ordered)


def find(connection: Connection, wanted: str, limit: int = 20) -> list[SearchHit]:
    """At most ``limit`` entries, best first; empty for a text without a letter, digit or character.

    Letters are a code, pinyin or initials, or stand in a name (KTV); blanks separate terms that must all be there.
    """
    terms = fold(wanted[:LONGEST_TEXT]).split()[:MOST_TERMS]
    if not terms or limit < 1:
        return []
    hits: dict[str, SearchHit] = {}
    if all(term.isascii() for term in terms):
        for reason, column, low in (
            ("code", "code_key", "-".join(terms)),
            ("pinyin", "initials", "".join(terms)),
            ("pinyin", "pinyin", "".join(terms)),
        ):
            rows = connection.exec_driver_sql(_BY_PREFIX[column], (low, low + _LAST, limit))
            _collect(hits, rows.all(), reason, limit)
    if len(hits) < limit:
        _collect(hits, connection.exec_driver_sql(*_holding(terms, limit)).all(), "name", limit)
    return list(hits.values())


def _holding(terms: Sequence[str], limit: int) -> tuple[str, tuple[str | int, ...]]:
    """The statement for rows that hold every term, and its values."""
    short = [like_pattern(term) for term in terms if len(term) < _TRIGRAM]
    phrases = [fts_phrase(term) for term in terms if len(term) >= _TRIGRAM]
    matched = (" AND ".join(phrases),) if phrases else ()
    return _containing(bool(phrases), len(short)), (*matched, *short, limit)


def fold(written: str) -> str:
    """One width and lower case, for what is stored and what is typed alike; anything but letters, digits and
    characters becomes a blank."""
    plain = unicodedata.normalize("NFKC", written).lower()
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())


def _joined(written: str) -> str:
    """:func:`fold` without blanks: brackets in a name do not part what people type in one go."""
    return fold(written).replace(" ", "")


def like_pattern(term: str) -> str:
    """A LIKE pattern (``ESCAPE '\\'``) that finds ``term`` anywhere, whatever characters it has."""
    escaped = term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def fts_phrase(term: str) -> str:
    """An FTS5 string that finds ``term`` as it is: no operator, column filter or prefix sign has a meaning in it."""
    return '"' + term.replace('"', '""') + '"'


def _row(position: int, entry: SearchEntry) -> dict[str, Any]:
    return {
        "position": position,
        "code": entry.code,
        "code_key": "-".join(fold(entry.code).split()),
        "kind": entry.kind,
        "name": entry.name,
        "folded": f"{_joined(entry.name)} {_joined(entry.department)}".strip(),
        "pinyin": entry.pinyin,
        "initials": entry.initials,
    }


def _collect(hits: dict[str, SearchHit], rows: Iterable[Any], reason: str, limit: int) -> None:
    """Add rows that are not there yet, up to ``limit`` hits; the score falls with the place in the list."""
    for code, kind, name in rows:
        if len(hits) == limit:
            return
        if code not in hits:
            hits[code] = SearchHit(code, kind, name, round(1 / (1 + len(hits)), 4), reason)


@cache
def _containing(by_trigrams: bool, short_terms: int) -> str:
    """The statement for rows that hold every term; both indexes deliver rows in the order of ``position``."""
    conditions = ["search_rows.folded LIKE ? ESCAPE '\\'"] * short_terms
    source, order = "search_rows", "position"
    if by_trigrams:
        source, order = "search_fts CROSS JOIN search_rows ON position = search_fts.rowid", "search_fts.rowid"
        conditions.insert(0, "search_fts MATCH ?")
    return f"SELECT {_COLUMNS} FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT ?"
