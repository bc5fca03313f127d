"""Blocks with cells: facts in pairs, lists of materials, the groups of an application form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import msgspec

from wenling_desk.receipts.block import Block, Conditional, TextUse, embedded_texts, value_paths
from wenling_desk.receipts.context import PaperContext, Row, lookup, placeholder, words
from wenling_desk.receipts.flow import Piece, glued, with_gap
from wenling_desk.receipts.grid import CellText, row
from wenling_desk.receipts.lines import clean, text_width
from wenling_desk.receipts.measures import Style
from wenling_desk.receipts.prose import title_line


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Boxes to tick: the texts ``choice.<group>.<option>``; the value holds the option, or a list of them."""

    group: str
    options: tuple[str, ...]


class Fact(Conditional, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A label with its value. An empty value is left out unless ``blank`` keeps the cell to be filled by
    hand; ``new_row`` begins a row with it.
    """

    value: str = ""
    label: str = ""
    text: str = ""
    with_: tuple[str, ...] = msgspec.field(name="with", default=())
    choice: Choice | None = None
    wide: bool = False
    new_row: bool = False
    blank: bool = False
    least: float = 0.0

    @property
    def label_key(self) -> str:
        return self.label or f"label.{placeholder(self.value)}"

    def said(self, paper: PaperContext) -> str:
        """What stands in the value cell."""
        if self.choice is not None:
            return _boxes(paper, self.choice, lookup(paper.content.values, self.value))
        if self.text:
            return paper.say(self.text, self.with_)
        return paper.value(self.value) if self.value else ""

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield from filter(None, (self.value,))
        yield from value_paths(self.with_)

    def text_uses(self) -> Iterator[TextUse]:
        yield self.label_key, ()
        if self.text:
            yield self.text, self.with_
            yield from embedded_texts(self.with_)
        if self.choice is not None:
            for option in self.choice.options:
                yield f"choice.{self.choice.group}.{option}", ()


class Facts(Block, frozen=True, tag="facts", forbid_unknown_fields=True, kw_only=True):
    """Pairs of label and value, in two columns; ``wide`` ones, those left alone and those too long for one line of a
    column take the whole width. ``keep`` holds them on one page with what comes next.
    """

    rows: tuple[str | Fact, ...]
    title: str = ""
    columns: Literal[1, 2] = 2
    keep: bool = False

    def facts(self) -> list[Fact]:
        return [Fact(value=entry) if isinstance(entry, str) else entry for entry in self.rows]

    def lay(self, paper: PaperContext) -> list[Piece]:
        pairs = []
        for fact in self.facts():
            if not fact.holds(paper):
                continue
            said = fact.said(paper)
            if said or fact.blank:
                wide = fact.wide or self.columns == 1
                least = fact.least if said else max(fact.least, paper.measures.cell.blank_height)
                pairs.append(Pair(paper.say(fact.label_key), said, wide, least, fact.new_row))
        pieces = with_gap(pair_rows(paper, pairs), paper.measures.gaps["table"])
        if self.keep:
            pieces = [replace(piece, glue=True) for piece in pieces]
        if self.title and pieces:
            return [*title_line(paper, paper.say(self.title)), replace(pieces[0], gap=0), *pieces[1:]]
        return pieces

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        for fact in self.facts():
            yield from fact.paths()

    def text_uses(self) -> Iterator[TextUse]:
        if self.title:
            yield self.title, ()
        for fact in self.facts():
            yield from fact.text_uses()


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column: the value of each entry it shows; ``optional`` ones go when every entry leaves them empty.

    ``width`` in points stands for what page.toml says of a column of that name.
    """

    value: str
    label: str = ""
    optional: bool = False
    align: Literal["left", "centre"] = "centre"
    width: float = 0.0

    @property
    def label_key(self) -> str:
        return self.label or f"column.{self.value}"


class Table(Block, frozen=True, tag="table", forbid_unknown_fields=True, kw_only=True):
    """A list of entries. The heading row comes again on each page; the column ``no`` counts by itself if
    empty. ``style`` is the one of the entries: ``large`` for who reads it without glasses.
    """

    rows: str
    columns: tuple[str | Column, ...]
    title: str = ""
    style: Literal["cell", "large"] = "cell"

    def all_columns(self) -> list[Column]:
        return [
            Column(entry, align="left" if entry in _READ else "centre") if isinstance(entry, str) else entry
            for entry in self.columns
        ]

    def lay(self, paper: PaperContext) -> list[Piece]:
        entries = paper.rows(self.rows)
        if not entries:
            return []
        columns = [c for c in self.all_columns() if not c.optional or any(paper.value(c.value, e) for e in entries)]
        body = [
            [_entry_text(paper, entry, column, number) for column in columns] for number, entry in enumerate(entries, 1)
        ]
        head = [paper.say(column.label_key) for column in columns]
        aligns = [c.align for c in columns]
        pieces = table_rows(paper, head, body, column_widths(paper, columns), aligns, paper.style(self.style))
        if self.title:
            return [*title_line(paper, paper.say(self.title)), *pieces]
        return with_gap(pieces, paper.measures.gaps["table"])

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield self.rows
        for column in self.all_columns():
            yield f"{self.rows}[].{column.value}"

    def text_uses(self) -> Iterator[TextUse]:
        if self.title:
            yield self.title, ()
        for column in self.all_columns():
            yield column.label_key, ()


class Groups(Block, frozen=True, tag="groups", forbid_unknown_fields=True, kw_only=True):
    """An application form: groups {title, rows [{label, value, wide}], columns [label], entries [[text]]}.

    A roster of many columns is set smaller, and each column gets room by what stands in it.
    """

    rows: str

    def lay(self, paper: PaperContext) -> list[Piece]:
        return [piece for group in paper.rows(self.rows) for piece in self._group(paper, group)]

    def _group(self, paper: PaperContext, group: Row) -> list[Piece]:
        width = paper.measures.width
        title = CellText(paper.value("title", group), paper.style("heading"))
        pieces = glued(with_gap(row(paper, [title], [width], heading=True), paper.measures.gaps["table"]))
        pairs = [
            _form_pair(paper, paper.value("label", entry), paper.value("value", entry), bool(entry.values.get("wide")))
            for entry in _entries(group, "rows")
        ]
        pieces += pair_rows(paper, pairs, paper.measures.cell.form_label_width)
        columns = [paper.printable(words(text), f"{group.place}.columns") for text in _list(group.values, "columns")]
        if columns:
            body = [
                [
                    paper.printable(words(cell), f"{group.place}.entries[{number}]")
                    for cell in _cells(entry, len(columns))
                ]
                for number, entry in enumerate(_list(group.values, "entries"))
            ]
            pieces += _roster(paper, columns, body)
        return pieces

    def paths(self) -> Iterator[str]:
        yield from self.condition_paths()
        yield self.rows
        for name in ("title", "rows", "columns", "entries"):
            yield f"{self.rows}[].{name}"


class Pair(msgspec.Struct, frozen=True):
    """A label and its value, ready to print."""

    label: str
    value: str
    wide: bool = False
    least: float = 0.0
    new_row: bool = False


def _form_pair(paper: PaperContext, label: str, value: str, wide: bool) -> Pair:
    """A line of a form; an empty one leaves room to write."""
    return Pair(label, value, wide, 0.0 if value else paper.measures.cell.blank_height)


def pair_rows(paper: PaperContext, pairs: Sequence[Pair], label_width: float = 0.0) -> list[Piece]:
    """The pairs as table rows, two to a row where both are narrow and fit on one line each."""
    label_width = label_width or paper.measures.cell.label_width
    half = paper.measures.width / 2
    label, value = paper.style("label"), paper.style("cell")
    narrow = half - label_width - 2 * paper.measures.cell.pad_x
    pairs = [
        pair if pair.wide or len(paper.lines(pair.value, value, narrow)) <= 1 else _widened(pair) for pair in pairs
    ]
    pieces: list[Piece] = []
    waiting: Pair | None = None
    for pair in [*pairs, None]:
        if waiting is not None:
            both = pair is not None and not (pair.wide or pair.new_row)
            pair_now = [waiting, pair] if both and pair is not None else [waiting]
            cells = [c for p in pair_now for c in (CellText(p.label, label), CellText(p.value, value))]
            room = half - label_width if both else paper.measures.width - label_width
            pieces += row(paper, cells, [label_width, room] * len(pair_now), least=max(p.least for p in pair_now))
            waiting = None
            if both:
                continue
        if pair is None:
            break
        if pair.wide:
            cells = [CellText(pair.label, label), CellText(pair.value, value)]
            pieces += row(paper, cells, [label_width, paper.measures.width - label_width], least=pair.least)
        else:
            waiting = pair
    return pieces


def _widened(pair: Pair) -> Pair:
    return Pair(pair.label, pair.value, True, pair.least)


def table_rows(
    paper: PaperContext,
    head: Sequence[str],
    body: Sequence[Sequence[str]],
    widths: Sequence[float],
    aligns: Sequence[str],
    style: Style | None = None,
    least: float = 0.0,
) -> list[Piece]:
    """A heading row, kept with the first entry and repeated on each page, and the entries."""
    label, cell = paper.style("label"), style or paper.style("cell")
    heading = row(paper, [CellText(text, label, "centre") for text in head], widths, heading=True)
    pieces = glued(heading)
    for texts in body:
        cells = [CellText(text, cell, align) for text, align in zip(texts, aligns, strict=True)]
        pieces += row(paper, cells, widths, least=least, repeat=tuple(heading))
    return pieces


def column_widths(paper: PaperContext, columns: Sequence[Column]) -> list[float]:
    """Named columns as page.toml says; the others share what is left, at least 60 points each."""
    names = [column.value for column in columns]
    known = {**paper.measures.columns, **{column.value: column.width for column in columns if column.width}}
    free = [name for name in names if name not in known]
    rest = paper.measures.width - sum(known.get(name, 0.0) for name in names)
    if not free:
        scale = paper.measures.width / (paper.measures.width - rest)
        return [known[name] * scale for name in names]
    share = rest / len(free)
    if share < 60:
        raise ValueError(f"no room for the columns {free} beside {list(names)}")
    return [known.get(name, share) for name in names]


_READ = frozenset({"name", "gap", "remedy", "text", "item", "title", "act", "before", "after", "condition", "next"})
"""Columns with sentences are set from the left, the others centred."""


def _roster(paper: PaperContext, columns: Sequence[str], body: Sequence[Sequence[str]]) -> list[Piece]:
    numbered = [[str(number), *entry] for number, entry in enumerate(body, 1)]
    heads = [paper.say("column.no"), *columns]
    style = paper.style("cell" if len(columns) <= 5 else "small")
    widths = _by_content(paper, heads, numbered, style)
    aligns = ["centre", *["left"] * len(columns)]
    least = 0.0 if any(any(cell for cell in entry) for entry in body) else paper.measures.cell.blank_height
    return table_rows(paper, heads, numbered, widths, aligns, style, least)


def _by_content(paper: PaperContext, heads: Sequence[str], body: Sequence[Sequence[str]], style: Style) -> list[float]:
    """Each column as wide as its longest text if all fit; where they do not, the long ones give way together."""
    pad = 2 * paper.measures.cell.pad_x + 1
    advances = paper.faces.tables[style.role]
    label = paper.style("label")
    wanted = []
    for number, head in enumerate(heads):
        longest = max(
            (text_width(clean(entry[number]).replace("\n", " "), advances, style.size) for entry in body), default=0
        )
        word = text_width(head, paper.faces.tables[label.role], label.size)
        wanted.append(pad + max(longest, min(word, 4.2 * label.size)))
    room = paper.measures.width
    if sum(wanted) <= room:
        return [width + (room - sum(wanted)) / len(wanted) for width in wanted]
    most = max(wanted)
    while sum(min(width, most) for width in wanted) > room:
        most *= 0.97
    shares = [min(width, most) for width in wanted]
    return [share * room / sum(shares) for share in shares]


def _entry_text(paper: PaperContext, entry: Row, column: Column, number: int) -> str:
    text = paper.value(column.value, entry)
    return text or (str(number) if column.value == "no" else "")


def _boxes(paper: PaperContext, choice: Choice, value: object) -> str:
    chosen = {value} if isinstance(value, str) else set(value) if isinstance(value, list | tuple) else set()
    return "\u3000".join(
        paper.texts(
            "papers.common.ticked" if option in chosen else "papers.common.unticked",
            option=paper.say(f"choice.{choice.group}.{option}"),
        )
        for option in choice.options
    )


def _list(values: Mapping[str, object], name: str) -> Sequence[object]:
    found = values.get(name)
    return found if isinstance(found, Sequence) and not isinstance(found, str | bytes) else ()


def _entries(group: Row, name: str) -> list[Row]:
    return [
        Row(f"{group.place}.{name}[{number}]", entry)
        for number, entry in enumerate(_list(group.values, name))
        if isinstance(entry, Mapping)
    ]


def _cells(entry: object, count: int) -> list[object]:
    cells = list(entry) if isinstance(entry, Sequence) and not isinstance(entry, str | bytes) else [entry]
    return (cells + [""] * count)[:count]
