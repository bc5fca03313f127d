"""Loads and checks ``resources/counter/day.yaml``: the lines of a day's card and closing, hours, ready reasons."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of, whole_between
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.day_rules import CardLine, ClosingLine, ClosingRule, DayRules, DeviceCheckKind
from wenling_desk.domain.desk_day import BALANCES, Outcome

DAY_SCHEMA: Final = "wenling-desk/day@1"
_KEYS: Final = (
    "schema", "status", "source", "opens", "closes", "card", "checks", "disk_megabytes", "backup_days", "closing",
    "reasons", "purposes",
)  # fmt: skip
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NAMED: Final = tuple(outcome for outcome in Outcome if outcome not in BALANCES)

Word = TypeVar("Word", bound=StrEnum)


def read_day_rules(path: Path) -> DayRules:
    """The file. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file, line of the first)."""
    top, findings = open_counter_file(path, DAY_SCHEMA, _KEYS)
    top.need("status", "source", "opens", "closes", "card", "checks", "disk_megabytes", "backup_days", "closing")
    rules = DayRules(
        opens=_time(top, "opens"),
        closes=_time(top, "closes"),
        card=_words(top, "card", CardLine),
        checks=_words(top, "checks", DeviceCheckKind),
        closing=_closing(top),
        reasons=_reasons(top),
        purposes=top.texts("purposes"),
        disk_megabytes=whole_between(top, "disk_megabytes", 64, 1_000_000),
        backup_days=whole_between(top, "backup_days", 1, 366),
        status=status_of(top),
        source=top.text("source"),
    )
    if rules.opens >= rules.closes:
        top.error("opens", "slots_overlap", first=f"{rules.opens:%H:%M}", second=f"{rules.closes:%H:%M}")
    close_counter_file(findings)
    return rules


def _time(top: YamlMapping, key: str) -> time:
    written = top.text(key)
    if not _TIME.fullmatch(written):
        if written:
            top.error(key, "slot_spelling", written=written)
        return time.min
    return time.fromisoformat(written)


def _words(top: YamlMapping, key: str, words: type[Word]) -> tuple[Word, ...]:
    found: list[Word] = []
    for written in top.texts(key):
        word = _word(top, key, written, words)
        if word is not None and word in found:
            top.error(key, "key_twice", key=written, first=top.place(key).line)
        elif word is not None:
            found.append(word)
    return tuple(found)


def _word(entry: YamlMapping, key: str, written: str, words: type[Word]) -> Word | None:
    known = tuple(word.value for word in words)
    if written in known:
        return words(written)
    entry.error(key, "word_unknown", key=key, written=written, known="、".join(known), like=nearest(written, known))
    return None


def _closing(top: YamlMapping) -> tuple[ClosingRule, ...]:
    found: dict[ClosingLine, ClosingRule] = {}
    for entry in top.mappings("closing", ("line", "listed")):
        entry.need("line", "listed")
        written = entry.text("line")
        line = _word(entry, "line", written, ClosingLine) if written else None
        if line is not None and line in found:
            entry.error("line", "key_twice", key=written, first=top.place("closing").line)
        elif line is not None:
            found[line] = ClosingRule(line, entry.flag("listed", default=False))
    if found and ClosingLine.PAPERS not in found:
        top.error("closing", "key_missing", key=str(ClosingLine.PAPERS))
    return tuple(found.values())


def _reasons(top: YamlMapping) -> dict[Outcome, tuple[str, ...]]:
    table = top.mapping("reasons", tuple(map(str, _NAMED)))
    return {Outcome(name): table.texts(name) for name in table.names()} if table is not None else {}
