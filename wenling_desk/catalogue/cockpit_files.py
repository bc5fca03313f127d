"""Reads and checks ``resources/cockpit/pages.yaml``: what stands on the pages of the cockpit."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of, whole_between
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.cockpit import (
    Block,
    BlockKind,
    ClosingRule,
    CockpitLayout,
    CockpitPage,
    DailyLine,
    Note,
    TableLine,
)

COCKPIT_SCHEMA: Final = "wenling-desk/cockpit@1"
_BLOCK_KEYS: Final = (
    "block", "figure", "name", "remark", "by", "most", "weight", "notes", "falls_well", "near", "lines",
)  # fmt: skip
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_WITH_FIGURE: Final = frozenset({BlockKind.CARD, BlockKind.TREND, BlockKind.RANKING, BlockKind.HEAT})
DAILY_WORDS: Final = frozenset({"hall", "day", "weekday", "data_time", "edition", "alarms", "red"})
"""What a line of the daily report may say besides figures."""


def read_cockpit_layout(path: Path, known: Collection[str]) -> CockpitLayout:
    """The file; ``known`` are the figures there are. Raises ``CatalogueBroken`` with code ``counter_file_broken``
    (count, file, line of the first)."""
    top, findings = open_counter_file(path, COCKPIT_SCHEMA, ("schema", "pages", "closing", "daily"))
    top.need("pages", "closing", "daily")
    pages = top.mapping("pages", ())
    found = []
    for page_id in pages.names() if pages is not None else ():
        assert pages is not None
        entry = pages.mapping(page_id, ("name", "rows"))
        if entry is not None:
            found.append(_page(page_id, entry, known))
    if not found:
        top.error("pages", "key_missing", key="pages")
        found.append(CockpitPage("", "", ()))
    layout = CockpitLayout(tuple(found), _closing(top, known), _daily(top, known))
    close_counter_file(findings)
    return layout


def _page(page_id: str, entry: YamlMapping, known: Collection[str]) -> CockpitPage:
    entry.need("name", "rows")
    rows = []
    for row in entry.mappings("rows", ("blocks",)):
        row.need("blocks")
        rows.append(tuple(_block(each, known) for each in row.mappings("blocks", _BLOCK_KEYS)))
    return CockpitPage(page_id, entry.text("name"), tuple(rows))


def _block(entry: YamlMapping, known: Collection[str]) -> Block:
    entry.need("block")
    kind = entry.word("block", BlockKind, BlockKind.CARD)
    if kind in _WITH_FIGURE:
        entry.need("figure")
    if kind is BlockKind.RANKING:
        entry.need("by")
    if kind is BlockKind.TABLE:
        entry.need("lines")
    figure = entry.text("figure")
    _check_figure(entry, "figure", figure, known)
    return Block(
        kind=kind,
        figure=figure,
        name=entry.text("name"),
        remark=entry.text("remark"),
        by=entry.text("by"),
        most=whole_between(entry, "most", 1, 40) if entry.has("most") else 8,
        weight=whole_between(entry, "weight", 1, 100) if entry.has("weight") else 1,
        notes=_notes(entry),
        falls_well=entry.flag("falls_well", default=False) if entry.has("falls_well") else None,
        near=entry.flag("near", default=False),
        lines=_lines(entry, known),
    )


def _notes(entry: YamlMapping) -> tuple[Note, ...]:
    known = tuple(map(str, Note))
    found = []
    for written in entry.texts("notes"):
        if written in known:
            found.append(Note(written))
        else:
            like = nearest(written, known)
            entry.error("notes", "word_unknown", key="notes", written=written, known="、".join(known), like=like)
    return tuple(found)


def _lines(entry: YamlMapping, known: Collection[str]) -> tuple[TableLine, ...]:
    found = []
    for _, each in entry.texts_or_mappings("lines", ("heading",)):
        if isinstance(each, str):
            _check_figure(entry, "lines", each, known)
            found.append(TableLine(figure=each))
        else:
            each.need("heading")
            found.append(TableLine(heading=each.text("heading")))
    return tuple(found)


def _closing(top: YamlMapping, known: Collection[str]) -> ClosingRule:
    entry = top.mapping("closing", ("working_day", "source", "status", "kept"))
    if entry is None:
        return ClosingRule(3, "", "")
    entry.need("working_day", "source", "status")
    kept = entry.texts("kept")
    for figure in kept:
        _check_figure(entry, "kept", figure, known)
    return ClosingRule(whole_between(entry, "working_day", 1, 20), entry.text("source"), status_of(entry), kept)


def _daily(top: YamlMapping, known: Collection[str]) -> tuple[DailyLine, ...]:
    found = []
    for text in top.texts("daily"):
        names = tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))
        figures = tuple(name for name in names if name not in DAILY_WORDS)
        for figure in figures:
            _check_figure(top, "daily", figure, known)
        found.append(DailyLine(text, figures))
    return tuple(found)


def _check_figure(entry: YamlMapping, key: str, figure: str, known: Collection[str]) -> None:
    if figure and figure not in known:
        like = nearest(figure, sorted(known))
        entry.error(key, "word_unknown", key=key, written=figure, known="resources/figures", like=like)
