"""Reads the provincial platform's list of cases row by row, and its rules: a list of a million rows is never held."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of, whole_between
from wenling_desk.catalogue.counter_tables import LONGEST_VALUE, read_day, refuse_links
from wenling_desk.catalogue.import_sources import clean, workbook_lines
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.domain.province_list import Channel, Counted, ProvinceListRules, ProvinceRow, RateReading

SCHEMA: Final = "wenling-desk/province-list@1"
COLUMNS: Final = ("number", "item", "applied_at", "channel", "platform")
NEEDED: Final = ("number", "applied_at", "channel")
LONGEST_TITLE: Final = 120
_KEYS: Final = (
    "schema", "status", "source", "sheet", "header_rows", "columns", "number_shape", "channels", "platform", "reading",
    "readings",
)  # fmt: skip
_PIECE: Final = 1 << 18
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class _Platform(StrEnum):
    THROUGH = "through"
    BESIDE = "beside"


def read_province_rules(path: Path) -> ProvinceListRules:
    """The rules. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file, line of the first)."""
    top, findings = open_counter_file(path, SCHEMA, _KEYS)
    top.need("source", "header_rows", "columns", "number_shape", "channels", "reading", "readings")
    columns = top.mapping("columns", COLUMNS)
    readings = _readings(top)
    reading = top.text("reading")
    if readings and reading not in readings:
        known = "、".join(readings)
        top.error("reading", "word_unknown", key="reading", written=reading, known=known, like="")
    try:
        shape = re.compile(top.text("number_shape"))
    except re.error:
        top.error("number_shape", "pattern_broken", pattern="number_shape")
        shape = re.compile("")
    if columns is not None:
        columns.need(*NEEDED)
    rules = ProvinceListRules(
        sheet=top.text("sheet"),
        header_rows=whole_between(top, "header_rows", 1, 50),
        columns={name: columns.texts(name) for name in COLUMNS} if columns is not None else {},
        number_shape=shape,
        channels={word: Channel(name) for name, word in _words(top, "channels", tuple(Channel))},
        platform={word: name == "through" for name, word in _words(top, "platform", tuple(_Platform))},
        readings=readings,
        reading=reading,
        status=status_of(top),
        source=top.text("source"),
    )
    close_counter_file(findings)
    return rules


def _words(top: YamlMapping, key: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    table = top.mapping(key, known)
    for name in table.names() if table is not None else ():
        assert table is not None
        yield from ((name, word) for word in table.texts(name))


def _readings(top: YamlMapping) -> dict[str, RateReading]:
    found = {}
    table = top.mapping("readings", ())
    for name in table.names() if table is not None else ():
        entry = table.mapping(name, ("name", "says", "counts")) if table is not None else None
        if entry is not None:
            entry.need("name", "says", "counts")
            counts = entry.word("counts", Counted, Counted.ONLINE)
            found[name] = RateReading(name, entry.text("name"), entry.text("says"), counts)
    return found


@dataclass(frozen=True, slots=True)
class ProvinceListFile:
    """A list that was opened: its digest is known, its header found. ``rows`` reads it once more, row by row."""

    path: Path
    sha256: str
    encoding: str
    rules: ProvinceListRules
    header_line: int
    places: Mapping[str, int]
    headers: Mapping[str, str]

    def rows(self) -> Iterator[ProvinceRow | RefusedListRow]:
        """Each row, read or refused; a number that comes twice is for whoever counts.

        Raises the codes ``import_…`` of a file that breaks in the middle.
        """
        read = _RowReader(self)
        for number, cells in _lines(self.path, self.encoding, self.rules):
            if number > self.header_line and any(cells):
                yield read(number, cells)


def open_province_list(path: Path, rules: ProvinceListRules) -> ProvinceListFile:
    """Find the header and digest the file.

    Raises ``KnownTrouble``: ``counter_list_columns`` (file, column) where no line names the columns, ``counter_list
    _links``, ``import_format_unknown`` (file), ``import_file_unreadable`` (file, reason) and the like.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise KnownTrouble("import_format_unknown", file=path.name)
    refuse_links(path)
    digest, encoding = _look_through(path)
    missing = rules.columns["number"][0]
    for number, cells in _lines(path, encoding, rules):
        if number > rules.header_rows:
            break
        bare = {"".join(clean(cell).split()): place for place, cell in reversed(list(enumerate(cells)))}
        found = {
            name: spelling
            for name, spellings in rules.columns.items()
            if (spelling := next((each for each in spellings if each in bare), ""))
        }
        lacking = [name for name in NEEDED if name not in found]
        if not lacking:
            places = {name: bare[spelling] for name, spelling in found.items()}
            return ProvinceListFile(path, digest, encoding, rules, number, places, found)
        if len(lacking) < len(NEEDED):
            missing = rules.columns[lacking[0]][0]
    raise KnownTrouble("counter_list_columns", file=path.name, column=missing)


class _RowReader:
    """Cells of a line to a row; words that come again and again are looked up once."""

    def __init__(self, file: ProvinceListFile) -> None:
        self._places, self._headers, self._rules = file.places, file.headers, file.rules
        self._shape = file.rules.number_shape.fullmatch
        self._day = lru_cache(maxsize=4096)(read_day)

    def __call__(self, number: int, cells: list[str]) -> ProvinceRow | RefusedListRow:
        named = {name: cells[place].strip() if place < len(cells) else "" for name, place in self._places.items()}
        official = named["number"]
        if not self._shape(official):
            return self._refused(number, "number_odd" if official else "number_missing", "number", official)
        applied = self._day(named["applied_at"][:10])
        if applied is None:
            code = "day_odd" if named["applied_at"] else "day_missing"
            return self._refused(number, code, "applied_at", named["applied_at"])
        channel = self._rules.channels.get(named["channel"])
        if channel is None:
            return self._refused(number, "channel_unknown", "channel", named["channel"])
        word = named.get("platform", "")
        through = self._rules.platform.get(word) if word else False
        if through is None:
            return self._refused(number, "platform_unknown", "platform", word)
        item = clean(named.get("item", ""))[:LONGEST_TITLE]
        return ProvinceRow(number, official, item, applied, channel, through)

    def _refused(self, number: int, code: str, name: str, value: str) -> RefusedListRow:
        return RefusedListRow(number, code, self._headers[name], value[:LONGEST_VALUE])


def _look_through(path: Path) -> tuple[str, str]:
    """Digest and encoding in one reading: by byte order mark, else UTF-8 where all of it is, else GB 18030."""
    digest = sha256()
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    chosen = ""
    try:
        with path.open("rb") as stream:
            for at, piece in enumerate(iter(lambda: stream.read(_PIECE), b"")):
                digest.update(piece)
                if at == 0:
                    chosen = next((name for mark, name in _BOMS if piece.startswith(mark)), "")
                utf8 = _still_utf8(utf8, piece)
    except OSError as error:
        raise KnownTrouble("import_file_unreadable", file=path.name, reason=error.strerror or "") from error
    if utf8 is not None and _still_utf8(utf8, b"", last=True) is None:
        utf8 = None
    return digest.hexdigest(), chosen or ("utf-8" if utf8 is not None else "gb18030")


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None, piece: bytes, *, last: bool = False
) -> codecs.IncrementalDecoder | None:
    if decoder is not None:
        try:
            decoder.decode(piece, last)
        except UnicodeDecodeError:
            return None
    return decoder


def _lines(path: Path, encoding: str, rules: ProvinceListRules) -> Iterator[tuple[int, list[str]]]:
    if path.suffix.lower() == ".xlsx":
        for number, cells in workbook_lines(path, rules.sheet):
            yield number, ["" if flaw else text for text, flaw in cells]
        return
    try:
        with path.open(encoding=encoding, newline="") as stream:
            reader = csv.reader(stream)
            try:
                yield from enumerate(reader, start=1)
            except csv.Error as error:
                raise KnownTrouble("import_csv_broken", file=path.name, line=reader.line_num) from error
    except UnicodeDecodeError as error:
        raise KnownTrouble("import_encoding", file=path.name) from error
    except OSError as error:
        raise KnownTrouble("import_file_unreadable", file=path.name, reason=error.strerror or "") from error
