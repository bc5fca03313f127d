"""Loads and checks ``resources/counter/collecting.yaml`` and ``messages.yaml``: shelves, lines, texts of messages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from wenling_desk.catalogue.plain_file import STATUSES, broken_by, read_with_lines
from wenling_desk.domain.collecting import Carrier, CollectingRules, HallShelves, LockerPlace, ShelfUnit
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.notice_texts import PLACEHOLDERS, NoticeText, NoticeTexts, has_identity_number
from wenling_desk.domain.shelf import ABOUT, COUNTER, ELECTRONIC, OTHER, SENT_WAYS

COLLECTING_FILE: Final = "collecting.yaml"
MESSAGES_FILE: Final = "messages.yaml"
COLLECTING_SCHEMA: Final = "wenling-desk/collecting@1"
MESSAGES_SCHEMA: Final = "wenling-desk/messages@1"
LINES: Final = ("messages", "locker")
WISHES: Final = frozenset({"", COUNTER, ELECTRONIC, *SENT_WAYS})
MOST_DAYS: Final = 365
MOST_SLOTS: Final = 999
MOST_SECONDS: Final = 120
_SHELF: Final = re.compile(r"[0-9A-Z]{1,4}")

Steps = tuple[str | int, ...]


class _File:
    """A YAML file beside its lines, so that a flaw is named by the line it stands in."""

    def __init__(self, path: Path, schema: str) -> None:
        self._broken = broken_by("counter_data_broken", path.name)
        self.plain, self._node = read_with_lines(path, schema, self._broken)

    def flaw(self, path: Steps, what: str) -> KnownTrouble:
        """The trouble for a flaw at this path of keys and positions."""
        return self._broken(f"line {self._line(path)}: {what}")

    def _line(self, path: Steps) -> int:
        node: Any = self._node
        line = node.start_mark.line
        for step in path:
            found = None
            if isinstance(node, yaml.MappingNode):
                found = next((value for key, value in node.value if key.value == str(step)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = node.value[step]
            if found is None:
                break
            node, line = found, found.start_mark.line
        return int(line) + 1

    # -- values ----------------------------------------------------------------------------------

    def value(self, *path: str | int) -> Any:
        """What stands there, ``None`` where nothing does."""
        found: Any = self.plain
        for step in path:
            if isinstance(found, Mapping):
                found = found.get(step)
            elif isinstance(found, Sequence) and not isinstance(found, str) and isinstance(step, int):
                found = found[step] if step < len(found) else None
            else:
                return None
        return found

    def text(self, *path: str | int) -> str:
        """A text that says something."""
        found = self.value(*path)
        if not isinstance(found, str) or not found.strip():
            raise self.flaw(path, f"{path[-1]} is no text")
        return found

    def number(self, most: int, *path: str | int) -> int:
        """A whole number from 1."""
        found = self.value(*path)
        if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
            raise self.flaw(path, f"{path[-1]} is no number from 1 to {most}")
        return found

    def rows(self, *path: str | int) -> range:
        """The positions of a list of mappings."""
        found = self.value(*path)
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            raise self.flaw(path, f"{path[-1]} is no list of rows")
        return range(len(found))

    def mapping(self, *path: str | int) -> Mapping[str, Any]:
        """A mapping."""
        found = self.value(*path)
        if not isinstance(found, Mapping):
            raise self.flaw(path, f"{path[-1]} is no mapping")
        return found

    def provenance(self) -> tuple[str, str]:
        """Whether it is documented or inferred, and from what."""
        status = self.text("status")
        if status not in STATUSES:
            raise self.flaw(("status",), f"status {status}")
        return status, self.text("source")


def read_collecting(folder: Path) -> CollectingRules:
    """Shelves, carriers, lockers and days. Raises ``counter_data_broken`` (file, detail) for the first flaw found."""
    file = _File(folder / COLLECTING_FILE, COLLECTING_SCHEMA)
    status, source = file.provenance()
    remind = file.mapping("remind_days")
    for about in remind:
        if about not in ABOUT:
            raise file.flaw(("remind_days", str(about)), f"remind_days {about}")
    return CollectingRules(
        amber_days=file.number(MOST_DAYS, "amber_days"),
        locker_days=file.number(MOST_DAYS, "locker_days"),
        remind_days={about: file.number(MOST_DAYS, "remind_days", about) for about in remind},
        answer_seconds={line: float(file.number(MOST_SECONDS, "answer_seconds", line)) for line in LINES},
        halls={str(hall): _shelves(file, str(hall)) for hall in file.mapping("halls")},
        carriers=tuple(_carrier(file, at) for at in file.rows("carriers")),
        lockers=tuple(
            LockerPlace(file.text("lockers", at, "locker"), file.text("lockers", at, "name"))
            for at in file.rows("lockers")
        ),
        status=status,
        source=source,
    )


def _shelves(file: _File, hall: str) -> HallShelves:
    units: list[ShelfUnit] = []
    for at in file.rows("halls", hall):
        shelf = file.text("halls", hall, at, "shelf")
        if _SHELF.fullmatch(shelf) is None or shelf in {unit.shelf for unit in units}:
            raise file.flaw(("halls", hall, at, "shelf"), f"shelf {shelf}")
        slots = file.number(MOST_SLOTS, "halls", hall, at, "slots")
        units.append(ShelfUnit(shelf, slots, file.number(MOST_SLOTS, "halls", hall, at, "holds")))
    if not units:
        raise file.flaw(("halls", hall), f"{hall} has no shelf")
    return HallShelves(tuple(units))


def _carrier(file: _File, at: int) -> Carrier:
    try:
        shape = re.compile(file.text("carriers", at, "tracking"))
    except re.error as error:
        raise file.flaw(("carriers", at, "tracking"), f"tracking {error}") from error
    return Carrier(file.text("carriers", at, "name"), shape)


def read_messages(folder: Path) -> NoticeTexts:
    """The texts of messages. Raises ``counter_data_broken`` for the first that says what it may not, or nothing."""
    file = _File(folder / MESSAGES_FILE, MESSAGES_SCHEMA)
    status, source = file.provenance()
    longest = file.number(500, "longest")
    texts: list[NoticeText] = []
    for at in file.rows("texts"):
        wish = file.value("texts", at, "wish") or ""
        text = NoticeText(
            file.text("texts", at, "id"), file.text("texts", at, "about"), file.text("texts", at, "text"), wish
        )
        _check_text(file, at, text, longest)
        if any(text.text_id == other.text_id or (text.about, wish) == (other.about, other.wish) for other in texts):
            raise file.flaw(("texts", at, "id"), f"{text.text_id} stands twice")
        texts.append(text)
    missing = set(ABOUT) - {OTHER} - {text.about for text in texts if not text.wish}
    if missing:
        raise file.flaw(("texts",), f"no text for {', '.join(sorted(missing))}")
    return NoticeTexts(longest, tuple(texts), status, source)


def _check_text(file: _File, at: int, text: NoticeText, longest: int) -> None:
    if text.about not in ABOUT or text.about == OTHER:
        raise file.flaw(("texts", at, "about"), f"about {text.about}")
    if text.wish not in WISHES:
        raise file.flaw(("texts", at, "wish"), f"wish {text.wish}")
    try:
        unknown = sorted(text.placeholders - PLACEHOLDERS)
    except ValueError as error:
        raise file.flaw(("texts", at, "text"), str(error)) from error
    if unknown:
        raise file.flaw(("texts", at, "text"), f"may not say {', '.join(unknown)}")
    if has_identity_number(text.text) or len(text.text) > longest:
        raise file.flaw(("texts", at, "text"), "an identity number" if has_identity_number(text.text) else "too long")
