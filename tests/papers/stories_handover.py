"""Cases whose papers go to their department and partly come back. Nobody in them lives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from wenling_desk.use_cases.absence import NoteAbsence
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList
from wenling_desk.use_cases.sign_list import ReturnToCounter, SignList

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.papers.paper_desk import PaperDesk

FOOD, RESTAURANT = "SC017", "WL-QY-03"
MARKET = "SCJG"


def give(desk: PaperDesk, department_key: str, *records: str, why: str = "") -> str:
    """A list; its record."""
    rows = tuple(HandoverRow(record_id, why=why) for record_id in records)
    command = MakeHandoverList(command_id=desk.ids.new_id(), department_key=department_key, rows=rows)
    return desk.do(command)


def taken_in(desk: PaperDesk, target: str = FOOD, **more: Any) -> str:
    """A complete application."""
    return desk.run(target=target, other_materials="complete", act="take_in", **more)


def handed_over(desk: PaperDesk) -> str:
    """Three cases on one list; the reviewer is away."""
    desk.do(
        NoteAbsence(
            command_id=desk.ids.new_id(), name="王科", department_key=MARKET, first=date(2026, 11, 2),
            last=date(2026, 11, 6), stand_in_name="李科",
        )
    )  # fmt: skip
    copies = {"m_sqs": {"mark": "copy", "copies": 2}}
    records = taken_in(desk), taken_in(desk, RESTAURANT), taken_in(desk, materials=copies)
    return give(desk, MARKET, *records)


def handed_over_again(desk: PaperDesk) -> str:
    """One paper was not there, one case came back and goes again, a third is handed over late in the day."""
    lost, back = taken_in(desk), taken_in(desk)
    list_id = give(desk, MARKET, lost, back)
    desk.later(hours=1)
    desk.do(SignList(command_id=desk.ids.new_id(), list_id=list_id, by="王科", missing=(lost,)))
    desk.do(
        ReturnToCounter(
            command_id=desk.ids.new_id(), record_id=back, reason_class="pages_missing", note="缺第 2 页", by="王科"
        )
    )
    desk.later(hours=4)
    return give(desk, MARKET, lost, back, taken_in(desk))


def sixty(desk: PaperDesk) -> str:
    """A day nobody carried anything: sixty cases on one list."""
    return give(desk, MARKET, *(taken_in(desk) for _ in range(60)))


HANDOVERS: dict[str, Callable[[PaperDesk], str]] = {
    "handed_over": handed_over,
    "handed_over_again": handed_over_again,
}
HANDOVERS_TOLD = dict.fromkeys(HANDOVERS, 1)
