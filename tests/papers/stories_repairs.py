"""Papers of repairs, fees and half-way applications, brought out by real cases. Nobody in them lives."""

from __future__ import annotations

from collections.abc import Callable

from tests.papers.paper_desk import AGENT, PaperDesk, ids_of
from wenling_desk.domain.authority import Role
from wenling_desk.domain.edits import party_field
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.fees import NotifyFee
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper
from wenling_desk.use_cases.leave_half_way import LeaveHalfWay, materials_at_hand
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.void_case import VoidCase

FOOD, COMPANY = "SC017", "WL-QY-01"


def _amend(desk: PaperDesk, number: str, *changes: Mending, collected: bool = True) -> None:
    desk.do(
        AmendPaper(
            command_id=desk.ids.new_id(), number=number, changes=changes, reason="窗口录入错误。", collected=collected
        )
    )


def amended(desk: PaperDesk) -> str:
    """A mistyped phone on the receipt of an accepted case, found a day later; then words on the acceptance itself."""
    record_id = desk.run(target=FOOD, agent=AGENT, other_materials="complete", act="take_in", then=[{"act": "accept"}])
    desk.later(days=1)
    with desk.store.reading() as reading:
        sheet = reading.facts_of(record_id)[0].body["sheet"]
    agent = next(party["party_id"] for party in sheet["parties"] if party["role"] == "agent")
    _amend(desk, desk.paper(record_id, "intake_receipt").number, Mending(party_field(agent, "phone"), "13900001235"))
    words = Mending("wording", "食品经营许可核发（样例）", "食品经营许可核发")
    _amend(desk, desk.paper(record_id, "acceptance_notice").number, words, collected=False)
    return record_id


def wrong_item(desk: PaperDesk) -> str:
    """A bundle taken in for the wrong item: every paper is void, and one notice names them."""
    record_id = desk.run(target=COMPANY, agent=AGENT, other_materials="complete", act="accept")
    papers = desk.papers(record_id)
    desk.do(
        VoidCase(
            command_id=desk.ids.new_id(),
            record_id=record_id,
            reasons=("申请人要办的是食品经营许可。",),
            collected={paper.number: at != 1 for at, paper in enumerate(papers)},
            copy_to=FOOD,
            new_draft="draft-right",
        )
    )
    return record_id


def fee(desk: PaperDesk) -> str:
    """A fee told with its payment code."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="take_in")
    desk.do(
        NotifyFee(
            command_id=desk.ids.new_id(),
            record_id=record_id,
            title="检验费（样例）",
            amount_fen=8000,
            payment_code="33108126000000012345",
            basis="《样例收费管理办法》第三条",
        )
    )
    return record_id


def left_half_way(desk: PaperDesk) -> str:
    """Somebody has to go: some papers stay, one is taken home."""
    sheet = desk.sheet(target=FOOD, agent=AGENT, other_materials="complete")
    rows = materials_at_hand(sheet, desk.dispatcher.desk)
    holders = {row.material_id: "applicant" if at == 1 else "counter" for at, row in enumerate(rows)}
    return desk.do(
        LeaveHalfWay(command_id=desk.ids.new_id(), draft_id="draft-left", sheet=sheet, title="x", holders=holders)
    )


def withdrawn_after_hand_over(desk: PaperDesk) -> str:
    """The request is printed and signed; the papers are with the department already."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    with desk.store.unit_of_work() as uow:
        writer = RecordWriter(desk.dispatcher.desk, uow, Command(command_id=desk.ids.new_id()))
        writer.open(record_id)
        body = {"list": "l", "number": "L", "department_key": "SC", "papers": [], "originals": len(ids_of(desk, FOOD))}
        writer.add("HandedOver", (FOOD,), body, Role.CLERK)
        writer.finish()
    desk.do(
        MakeApplicantPaper(
            command_id=desk.ids.new_id(), record_id=record_id, paper_kind="withdrawal_request", reason="另行选址。"
        )
    )
    desk.do(WithdrawApplication(command_id=desk.ids.new_id(), record_id=record_id, request_received=True))
    return record_id


REPAIRS: dict[str, Callable[[PaperDesk], str]] = {
    story.__name__: story for story in (amended, wrong_item, fee, left_half_way, withdrawn_after_hand_over)
}
REPAIRS_TOLD = {"amended": 6, "wrong_item": 4, "fee": 2, "left_half_way": 1, "withdrawn_after_hand_over": 3}
"""How many papers each story brings out."""
