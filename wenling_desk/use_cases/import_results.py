"""An imported result list: number, result, date and licence number, each row checked first and entered by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import day_of_decision, start_successors
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading, UnitOfWork, WorkQuery
from wenling_desk.use_cases.record_writer import RecordWriter

DECIDED: Final = frozenset({"completed", "denied"})
DECIDABLE: Final = frozenset({"accepted", "accepted_deferred"})
SHOWN: Final = 40
"""Characters of a cell that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a department's list; ``number`` is one of our paper numbers or the official number."""

    number: str
    member: str
    granted: bool
    officer: str
    result_number: str = ""
    reasons: tuple[str, ...] = ()
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListedResult:
    """A row as it stands in the file: ``line`` as a person counts it, and what it says. ``row`` is ``None`` where a
    cell cannot be understood; then ``column`` and ``value`` say which."""

    line: int
    number: str
    row: ResultRow | None
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A department's list as it was read; ``sha256`` is the file's."""

    name: str
    sha256: str
    rows: tuple[ListedResult, ...]

    def command_id(self, line: int) -> str:
        """The id of a row's command: the same row of the same file is entered once, however often it is sent."""
        return f"results-{self.sha256[:32]}-{line}"


@dataclass(frozen=True, slots=True)
class CheckedResult:
    """A row and whether it can be entered: not while there is a ``refusal``. ``entered`` rows are done already;
    ``head`` is the worklist row it is about."""

    listed: ListedResult
    refusal: DeskRefusal | None = None
    entered: bool = False
    head: CaseHead | None = None

    @property
    def is_good(self) -> bool:
        """Whether it may be sent."""
        return self.refusal is None and not self.entered


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResults(Command):
    """Enter one row of a result list; the list's reader sends a command for each row, so one bad row stops no other."""

    row: ResultRow


def import_results(desk: Desk, uow: UnitOfWork, command: ImportResults) -> Changes:
    """The decision of one member; refuses with ``result_row_unmatched`` and the codes of the decision."""
    row = command.row
    writer = RecordWriter(desk, uow, command)
    if (earlier := writer.earlier()) is not None:
        return earlier
    record_id = uow.record_of_number(row.number)
    if record_id is None:
        raise DeskRefusal("result_row_unmatched", number=row.number)
    writer.open(record_id)
    members = [member.code for member in writer.case.members if member.status in DECIDABLE]
    code = row.member or (members[0] if len(members) == 1 else "")
    if code not in members:
        raise DeskRefusal("result_row_unmatched", number=row.number)
    body = {
        "way": "imported",
        "officer": row.officer,
        "result_number": row.result_number,
        "reasons": list(row.reasons),
        "decided_on": day_of_decision(writer, row.decided_on),
    }
    writer.do("grant" if row.granted else "deny", (code,), body)
    writer.issue("completion_notice", (code,))
    if row.granted:
        start_successors(writer)
    return writer.finish()


def check_results(desk: Desk, reading: Reading, file: ResultFile) -> tuple[CheckedResult, ...]:
    """Each row of a list with what speaks against it, before anything is entered."""
    found: list[CheckedResult] = []
    seen: dict[tuple[str, str], int] = {}
    for listed in file.rows:
        head: CaseHead | None = None
        try:
            head = _match(desk, reading, listed)
            first = seen.setdefault((head.record_id, head.member), listed.line)
            if reading.has_command(file.command_id(listed.line)) is not None:
                found.append(CheckedResult(listed, entered=True, head=head))
                continue
            if first != listed.line:
                raise DeskRefusal("result_row_twice", number=listed.number[:SHOWN], line=first)
            _check_row(desk, listed, head)
        except DeskRefusal as refusal:
            found.append(CheckedResult(listed, refusal, head=head))
        else:
            found.append(CheckedResult(listed, head=head))
    return tuple(found)


def _match(desk: Desk, reading: Reading, listed: ListedResult) -> CaseHead:
    """The member a row is about, whatever its state."""
    row, number = listed.row, listed.number[:SHOWN]
    if row is None:
        raise DeskRefusal("result_row_value", column=listed.column, value=listed.value[:SHOWN])
    if not row.number:
        raise DeskRefusal("result_row_number_missing")
    record_id = reading.record_of_number(row.number)
    heads = _heads(reading, record_id) if record_id is not None else ()
    if not heads:
        raise _unknown(desk, number)
    if heads[0].hall_code not in ("", desk.identity.hall_code):
        raise DeskRefusal("result_row_other_hall", number=number, hall=heads[0].hall_code)
    if record_id is None or not reading.facts_of(record_id):
        raise DeskRefusal("result_row_elsewhere", number=number)
    if row.member:
        named = next((head for head in heads if row.member in (head.member, head.item_name)), None)
        if named is None:
            raise DeskRefusal("result_row_no_item", number=number, item=row.member[:SHOWN])
        return named
    open_ones = [head for head in heads if head.status in DECIDABLE] or list(heads)
    if len(open_ones) > 1:
        raise DeskRefusal("result_row_which", number=number, count=len(open_ones))
    return open_ones[0]


def _heads(reading: Reading, record_id: str) -> Sequence[CaseHead]:
    return reading.worklist(WorkQuery(records=(record_id,), open_only=False, limit=100)).rows


def _unknown(desk: Desk, number: str) -> DeskRefusal:
    """A number of ours that another desk gave, one that is written wrong, or one nobody here knows."""
    try:
        known = parse_paper_number(number)
    except DeskRefusal:
        if number.count("-") >= 3:
            return DeskRefusal("result_row_number_wrong", number=number)
        return DeskRefusal("result_row_unknown", number=number)
    if known.desk_code != desk.identity.desk_code:
        return DeskRefusal("result_row_elsewhere", number=number)
    return DeskRefusal("result_row_unknown", number=number)


def _check_row(desk: Desk, listed: ListedResult, head: CaseHead) -> None:
    row = listed.row
    if row is None:
        return
    if head.status in DECIDED:
        raise DeskRefusal("result_row_decided", item=head.item_name)
    if head.status not in DECIDABLE:
        raise DeskRefusal("result_row_not_accepted", item=head.item_name)
    if row.granted and head.status != "accepted":
        raise DeskRefusal("result_row_deferred", item=head.item_name)
    if not row.officer:
        raise DeskRefusal("result_row_officer", item=head.item_name)
    if not row.granted and not row.reasons:
        raise DeskRefusal("result_row_reasons", item=head.item_name)
    if row.decided_on is not None and row.decided_on > desk.today():
        raise DeskRefusal("decided_in_future", day=row.decided_on.isoformat())


def entering(file: ResultFile, checked: Sequence[CheckedResult], initiator: str) -> list[tuple[int, ImportResults]]:
    """The commands that enter the good rows, each with its line."""
    return [
        (
            each.listed.line,
            ImportResults(command_id=file.command_id(each.listed.line), initiator=initiator, row=_named(each)),
        )
        for each in checked
        if each.is_good and each.listed.row is not None
    ]


def _named(checked: CheckedResult) -> ResultRow:
    """The row with the item it was matched to: what was shown is what is entered."""
    row, head = checked.listed.row, checked.head
    assert row is not None
    assert head is not None
    return ResultRow(row.number, head.member, row.granted, row.officer, row.result_number, row.reasons, row.decided_on)
