"""What ``resources/counter`` says of bookings, answers and past cases, and the lists read by it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wenling_desk import resources
from wenling_desk.catalogue.counter_files import read_answer_book, read_booking_rules, read_past_case_mapping
from wenling_desk.domain.bookings import BookingRules
from wenling_desk.domain.canned_answers import AnswerBook
from wenling_desk.domain.past_cases import PastCaseList
from wenling_desk.use_cases.booking_list import BookingList
from wenling_desk.use_cases.desk import Desk

FOLDER = "counter"


@cache
def booking_rules() -> BookingRules:
    """The slots, read once. Raises ``counter_file_broken``."""
    return read_booking_rules(resources.path(FOLDER, "bookings.yaml"))


@cache
def answer_book() -> AnswerBook:
    """The canned answers, read once. Raises ``counter_file_broken``."""
    return read_answer_book(resources.path(FOLDER, "answers.yaml"))


def past_cases(desk: Desk, path: Path, mapping: Path | None = None) -> PastCaseList:
    """A list of past cases, by a mapping file or by the default one. Raises ``counter_file_broken`` and as
    :func:`wenling_desk.catalogue.past_case_file.read_past_cases`."""
    from wenling_desk.catalogue.past_case_file import read_past_cases

    directions = read_past_case_mapping(mapping or resources.path(FOLDER, "past_cases.yaml"))
    return read_past_cases(path, directions, desk.catalogue(), desk.today())


def bookings_listed(desk: Desk, path: Path) -> BookingList:
    """An online system's list, for this desk's hall. Raises as :func:`past_cases`."""
    from wenling_desk.catalogue.booking_list import read_booking_list

    identity = desk.identity
    return read_booking_list(path, booking_rules(), (identity.hall_code, identity.hall_name), desk.today())
