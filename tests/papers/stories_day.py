"""Days of a desk and the book of a seal. Nobody in them lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wenling_desk import resources
from wenling_desk.catalogue.day_file import read_day_rules
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.day_view import view_day
from wenling_desk.use_cases.desk_day import CloseDay, HandOverShift, NameDifference, OpenDay
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.seals import HandOverSeal, IssueSealRegister, RegisterSeal, UseSeal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.papers.paper_desk import PaperDesk

FOOD = "SC017"
RULES = read_day_rules(resources.path("counter", "day.yaml"))
NEXT = {"to": "0199", "to_name": "欧阳𬱖䶮"}


def do(desk: PaperDesk, kind: Any, **values: Any) -> str:
    return desk.do(kind(command_id=desk.ids.new_id(), **values))


def print_all(desk: PaperDesk) -> None:
    """The printer takes everything that waits."""
    with desk.store.reading() as reading:
        waiting = reading.papers_to_print()
    for paper in waiting:
        do(desk, ReportPrinted, number=paper.number, printed=True)


def close(desk: PaperDesk, **values: Any) -> str:
    """日清 as the page does it; the day's record."""
    lines = tuple(str(rule.line) for rule in RULES.closing)
    return do(desk, CloseDay, lines=lines, listed=RULES.listed, unfilled=3, **values)


def name_all(desk: PaperDesk, why: str) -> None:
    """A reason for whatever does not balance."""
    with desk.store.reading() as reading:
        unnamed = view_day(desk.dispatcher.desk, reading, desk.today).balance.unnamed
    for each in unnamed:
        do(desk, NameDifference, number=each.number, why=why)


def accepted(desk: PaperDesk) -> str:
    return desk.run(target=FOOD, other_materials="complete", act="accept")


def seal_of_the_market(desk: PaperDesk) -> str:
    title = next(row.seal for row in desk.catalogue.delegations if row.department_key == "SCJG")
    session = desk.dispatcher.desk.session
    return do(
        desk, RegisterSeal, title=title, number="SJ-01", holder=session.clerk, holder_name=session.clerk_name,
        place="3 号窗口抽屉",
    )  # fmt: skip


def empty_day(desk: PaperDesk) -> str:
    """Nobody came."""
    do(desk, OpenDay, checks={"disk": "good"})
    desk.later(hours=8)
    return close(desk)


def normal_day(desk: PaperDesk) -> str:
    """Cases, a seal, a shift at noon; everything came out of the printer; one more person comes after the closing."""
    do(desk, OpenDay, checks={"disk": "good"})
    seal_of_the_market(desk)
    for _ in range(3):
        accepted(desk)
    desk.run(target="MZ004", other_materials="complete", act="take_in")
    do(desk, Consult, question="开小饭店要办什么证", call_back=True, phone="13800005678")
    sheet = desk.sheet(target=FOOD)
    do(desk, SaveDraft, draft_id="draft-1", sheet=sheet, title="食品经营许可核发 · 欧***")
    do(desk, HandOverShift, waiting=2, **NEXT)
    print_all(desk)
    desk.later(hours=7, minutes=35)
    record_id = close(desk)
    desk.later(minutes=10)
    accepted(desk)
    print_all(desk)
    close(desk)
    return record_id


def uneven_day(desk: PaperDesk) -> str:
    """A paper that did not come out, numbers that were lost."""
    do(desk, OpenDay, checks={"disk": "good"})
    accepted(desk)
    print_all(desk)
    desk.store.shelves.serials["K7QX"] += 2
    desk.run(target="MZ004", other_materials="complete", act="take_in")
    name_all(desk, "打印机故障，明天补打")
    desk.later(hours=8)
    return close(desk)


def sealed_day(desk: PaperDesk) -> str:
    """Papers stamped one by one and together, a copy stamped, the seal handed on."""
    record_id = seal_of_the_market(desk)
    papers = [paper for _ in range(3) for paper in desk.papers(accepted(desk))]
    numbers = [paper.number for paper in papers if paper.kind == "acceptance_notice"]
    do(desk, UseSeal, record_id=record_id, numbers=tuple(numbers[:1]), purpose="文书用印")
    desk.later(minutes=20)
    do(desk, UseSeal, record_id=record_id, numbers=tuple(numbers[1:]), purpose="文书用印")
    do(desk, UseSeal, record_id=record_id, purpose="复印件与原件核对无异")
    desk.later(hours=2)
    do(desk, HandOverSeal, record_id=record_id, reason="shift", **NEXT)
    do(desk, IssueSealRegister, record_id=record_id)
    return record_id


DAYS: dict[str, Callable[[PaperDesk], str]] = {
    story.__name__: story for story in (empty_day, normal_day, uneven_day, sealed_day)
}
DAYS_TOLD = {"empty_day": 1, "normal_day": 3, "uneven_day": 1, "sealed_day": 1}
