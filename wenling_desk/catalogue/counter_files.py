"""Loads and checks what ``resources/counter`` says of bookings, canned answers and lists of past cases."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of, whole_between
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.bookings import BookingListShape, BookingRules, HallSlots, Slot
from wenling_desk.domain.canned_answers import PLACES, AnswerBook, CannedAnswer, places_of
from wenling_desk.domain.past_cases import PastCaseMapping

BOOKINGS_SCHEMA: Final = "wenling-desk/bookings@1"
ANSWERS_SCHEMA: Final = "wenling-desk/answers@1"
PAST_CASES_SCHEMA: Final = "wenling-desk/past-cases@1"
BOOKING_COLUMNS: Final = ("source_id", "name", "phone", "item", "day", "slot", "hall", "state", "note")
BOOKING_NEEDS: Final = ("source_id", "name", "phone", "item", "day", "slot")
PAST_COLUMNS: Final = (
    "number", "item", "department", "applicant", "phone", "received_on", "decided_on", "outcome",
)  # fmt: skip
PAST_NEEDS: Final = ("number", "item", "applicant", "received_on")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ANSWER_KEY: Final = re.compile(r"[A-MO-XZ]")
"""N and Y say whether somebody is called back."""


def read_booking_rules(path: Path) -> BookingRules:
    """The file. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file, line of the first)."""
    keys = ("schema", "status", "source", "days_ahead", "late_minutes", "default", "halls", "cancel_reasons", "list")
    top, findings = open_counter_file(path, BOOKINGS_SCHEMA, keys)
    top.need("status", "source", "days_ahead", "late_minutes", "default", "cancel_reasons", "list")
    halls = top.mapping("halls", ())
    rules = BookingRules(
        days_ahead=whole_between(top, "days_ahead", 1, 60),
        late_minutes=whole_between(top, "late_minutes", 0, 240),
        default=_hall(top, "default"),
        halls={code: _hall(halls, code) for code in halls.names()} if halls is not None else {},
        cancel_reasons=top.texts("cancel_reasons")[:9],
        list_shape=_list_shape(top),
        status=status_of(top),
        source=top.text("source"),
    )
    close_counter_file(findings)
    return rules


def read_answer_book(path: Path) -> AnswerBook:
    """The file. Raises as :func:`read_booking_rules`."""
    keys = ("schema", "status", "source", "hours", "most_materials", "answers")
    top, findings = open_counter_file(path, ANSWERS_SCHEMA, keys)
    top.need("status", "source", "hours", "most_materials", "answers")
    answers: list[CannedAnswer] = []
    for entry in top.mappings("answers", ("key", "id", "title", "sentence", "without")):
        entry.need("key", "id", "title", "sentence")
        key = entry.text("key")
        if not _ANSWER_KEY.fullmatch(key) or key in {answer.key for answer in answers}:
            entry.error("key", "answer_key_spelling", written=key)
        without = entry.texts("without")
        _check_places(entry, "sentence", (entry.text("sentence"),))
        _check_places(entry, "without", without)
        answers.append(CannedAnswer(key, entry.text("id"), entry.text("title"), entry.text("sentence"), without))
    book = AnswerBook(
        top.text("hours"),
        whole_between(top, "most_materials", 1, 50),
        tuple(answers),
        status_of(top),
        top.text("source"),
    )
    close_counter_file(findings)
    return book


def read_past_case_mapping(path: Path) -> PastCaseMapping:
    """The file. Raises as :func:`read_booking_rules`."""
    keys = (
        "schema", "name", "status", "source", "sheet", "header_rows", "columns", "number_shape", "earliest",
        "departments", "company_shortest", "company_endings",
    )  # fmt: skip
    top, findings = open_counter_file(path, PAST_CASES_SCHEMA, keys)
    top.need("name", "status", "source", "columns", "number_shape", "earliest")
    departments = top.mapping("departments", ())
    mapping = PastCaseMapping(
        name=top.text("name"),
        sheet=top.text("sheet"),
        header_rows=whole_between(top, "header_rows", 1, 50) if top.has("header_rows") else 1,
        columns=_columns(top, PAST_COLUMNS, PAST_NEEDS),
        number_shape=_pattern(top, "number_shape"),
        earliest=top.day("earliest") or date.min,
        departments={name: departments.text(name) for name in departments.names()} if departments is not None else {},
        company_shortest=whole_between(top, "company_shortest", 1, 50) if top.has("company_shortest") else 1,
        company_endings=top.texts("company_endings"),
        status=status_of(top),
        source=top.text("source"),
    )
    close_counter_file(findings)
    return mapping


def _pattern(entry: YamlMapping, key: str, groups: frozenset[str] = frozenset()) -> str:
    written = entry.text(key)
    try:
        known = re.compile(written).groupindex
    except re.error:
        known = {}
        entry.error(key, "pattern_broken", pattern=key)
    else:
        if not groups <= set(known):
            entry.error(key, "pattern_broken", pattern=key)
    return written


def _hall(entry: YamlMapping, key: str) -> HallSlots:
    hall = entry.mapping(key, ("slots", "extra_weekdays"))
    if hall is None:
        entry.error(key, "mapping_expected", key=key)
        return HallSlots(())
    hall.need("slots")
    slots: list[Slot] = []
    for row in hall.mappings("slots", ("from", "until", "capacity")):
        row.need("from", "until", "capacity")
        slot = Slot(row.text("from"), row.text("until"), whole_between(row, "capacity", 1, 999))
        if not (_TIME.fullmatch(slot.start) and _TIME.fullmatch(slot.until) and slot.start < slot.until):
            row.error("from", "slot_spelling", written=f"{slot.start}-{slot.until}")
        elif slots and slot.start < slots[-1].until:
            row.error("from", "slots_overlap", first=slots[-1].start, second=slot.start)
        slots.append(slot)
    return HallSlots(tuple(slots), frozenset(_weekdays(hall)))


def _weekdays(hall: YamlMapping) -> list[int]:
    found = []
    for written in hall.texts("extra_weekdays"):
        if written not in tuple("1234567"):
            hall.error("extra_weekdays", "whole_out_of_range", key="extra_weekdays", least=1, most=7)
        else:
            found.append(int(written))
    return found


def _columns(entry: YamlMapping, known: tuple[str, ...], needed: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    table = entry.mapping("columns", known)
    columns = {name: table.texts(name) for name in table.names()} if table is not None else {}
    for name in needed:
        if not columns.get(name):
            entry.error("columns", "columns_missing", column=name)
    return {name: columns[name] for name in known if columns.get(name)}


def _list_shape(top: YamlMapping) -> BookingListShape:
    keys = ("header_rows", "columns", "dropped_states", "time_shape", "afternoon_words")
    shape = top.mapping("list", keys)
    if shape is None:
        return BookingListShape(1, {}, frozenset(), "", ())
    shape.need("header_rows", "columns", "time_shape")
    return BookingListShape(
        header_rows=whole_between(shape, "header_rows", 1, 50),
        columns=_columns(shape, BOOKING_COLUMNS, BOOKING_NEEDS),
        dropped_states=frozenset(shape.texts("dropped_states")),
        time_shape=_pattern(shape, "time_shape", frozenset({"hour", "minute"})),
        afternoon_words=shape.texts("afternoon_words"),
    )


def _check_places(entry: YamlMapping, key: str, sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        try:
            unknown = places_of(sentence) - PLACES
        except ValueError:
            unknown = frozenset({sentence})
        for place in sorted(unknown):
            entry.error(key, "answer_place_unknown", place=place, known="、".join(sorted(PLACES)))
