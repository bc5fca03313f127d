"""What becomes of a list once it is printed: signed for, deemed delivered; and papers that come back to the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.handover import (
    BY_BARCODE,
    BY_SIGNATURE,
    DEEMED,
    DEPARTMENT,
    NOT_RECEIVED,
    whereabouts,
)
from wenling_desk.domain.handover_rules import HandoverRules
from wenling_desk.domain.heads import first_number
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.department_acts import do_for_department
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.hand_over import HANDOVER_LIST, open_list
from wenling_desk.use_cases.ports import UnitOfWork
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.targets import CaseCommand

UNSIGNED: Final = "list_unsigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignList(Command):
    """A department signs for a list (签收). ``by`` is who signs; ``way`` is ``barcode`` where the list was scanned,
    else ``signature``. ``missing`` are the records whose papers were not there: they lie at the counter again."""

    list_id: str
    by: str
    way: str = BY_SIGNATURE
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeemDelivered(Command):
    """Nobody has signed for a list in the time agreed (视为送达); ``rules`` are the hall's."""

    list_id: str
    rules: HandoverRules = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToCounter(CaseCommand):
    """Papers come back from a department (退回窗口). ``by`` is the officer who sends them back. ``members`` empty: all
    that are with a department. This is an errand of the counter and nothing else: the applicant is told nothing."""

    reason_class: str
    note: str = ""
    by: str = ""


def sign_list(desk: Desk, uow: UnitOfWork, command: SignList) -> Changes:
    """``ListSigned``, ``SignedFor`` on each case of the list, and ``ReturnedToCounter`` on those whose papers were
    missing. What has come back on its own meanwhile stays as it is.

    Refuses with ``no_such_list``, ``list_already_signed``, ``value_needed`` (by), ``choice_unknown`` (way),
    ``not_your_department``.
    """
    writer = RecordWriter(desk, uow, command, HANDOVER_LIST)
    if (earlier := writer.earlier()) is not None:
        return earlier
    made = open_list(writer, command.list_id)
    if writer.record.status_of("") != UNSIGNED:
        raise DeskRefusal("list_already_signed", number=first_number(writer.facts))
    if command.way not in {BY_SIGNATURE, BY_BARCODE}:
        raise DeskRefusal("choice_unknown", field="way", value=command.way)
    by, at = command.by.strip(), writer.now.isoformat()
    signed = {"list": writer.record_id, "way": command.way, "by": by, "at": at}
    body = {"by": by, "way": command.way, "missing": [each for each in command.missing if each in _records(made)]}
    do_for_department(writer, "sign_list", (), body, str(made.body["department_key"]))
    _sign_cases(writer, made, signed, frozenset(command.missing))
    return writer.finish()


def deem_delivered(desk: Desk, uow: UnitOfWork, command: DeemDelivered) -> Changes:
    """``ListDeemedDelivered`` with the agreement it rests on, and ``SignedFor`` on each case.

    Refuses with ``deemed_rule_off`` where the hall has no such agreement, ``list_not_due_yet``, ``no_such_list``,
    ``list_already_signed``.
    """
    writer = RecordWriter(desk, uow, command, HANDOVER_LIST)
    if (earlier := writer.earlier()) is not None:
        return earlier
    rule = command.rules.deemed
    if rule is None:
        raise DeskRefusal("deemed_rule_off")
    made = open_list(writer, command.list_id)
    number = first_number(writer.facts)
    if writer.record.status_of("") != UNSIGNED:
        raise DeskRefusal("list_already_signed", number=number)
    due = command.rules.ends(made.at, rule.limit, writer.calendar)
    if writer.now <= due:
        raise DeskRefusal("list_not_due_yet", number=number, due=f"{due:%m-%d %H:%M}")
    department_key = str(made.body["department_key"])
    do_for_department(writer, "deem_list_delivered", (), {"rule": rule.source, "due": due.isoformat()}, department_key)
    signed = {
        "list": writer.record_id,
        "way": DEEMED,
        "by": desk.session.clerk_name,
        "at": writer.now.isoformat(),
        "rule": rule.source,
    }
    _sign_cases(writer, made, signed, frozenset())
    return writer.finish()


def return_to_counter(desk: Desk, uow: UnitOfWork, command: ReturnToCounter) -> Changes:
    """``ReturnedToCounter``. Never a second notice: that is an act of its own, with its own reason (Licensing Law art.
    32(4)).

    Refuses with ``papers_not_with_department``, ``choice_unknown`` (reason_class), ``return_note_needed``,
    ``not_your_department``.
    """
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    writer.open(command.record_id)
    case = writer.case
    wanted = command.members or tuple(
        member.code for member in case.members if whereabouts(writer.record, member.code).place == DEPARTMENT
    )
    codes = wanted or tuple(member.code for member in case.members)
    for code in codes:
        if code not in writer.record.lanes:
            raise DeskRefusal("no_such_member", member=code)
    note = command.note.strip()
    if not note and command.reason_class != NOT_RECEIVED:
        raise DeskRefusal("return_note_needed")
    body = {"reason_class": command.reason_class, "note": note, "by": command.by.strip() or desk.session.clerk_name}
    by_department: dict[str, list[str]] = {}
    for code in codes:
        by_department.setdefault(whereabouts(writer.record, code).department_key, []).append(code)
    for department_key, of_it in by_department.items():
        do_for_department(writer, "return_to_counter", of_it, body, department_key)
    return writer.finish()


def _records(made: Fact) -> frozenset[str]:
    return frozenset(str(row["record_id"]) for row in made.body["rows"])


def _sign_cases(writer: RecordWriter, made: Fact, signed: Mapping[str, Any], missing: frozenset[str]) -> None:
    department_key = str(made.body["department_key"])
    back = {"reason_class": NOT_RECEIVED, "note": "", "by": signed["by"], "list": signed["list"]}
    for position, row in enumerate(made.body["rows"], 1):
        record_id = str(row["record_id"])
        codes = _still_open(writer, record_id, row["members"])
        if not codes:
            continue
        case = writer.beside(f"s{position}")
        case.open(record_id)
        if record_id in missing:
            do_for_department(case, "return_to_counter", codes, back, department_key)
        else:
            do_for_department(case, "sign_for", codes, signed, department_key)


def _still_open(writer: RecordWriter, record_id: str, members: list[str]) -> list[str]:
    """The members of a row nobody has signed for; none where this desk does not hold the case."""
    book = RecordBook(writer.desk, writer.uow)
    try:
        book.open(record_id)
    except DeskRefusal:
        return []
    return [
        code
        for code in members
        if code in book.record.lanes
        and any(each.list_id == writer.record_id for each in whereabouts(book.record, code).unsigned)
    ]
