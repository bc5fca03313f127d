"""Cases of which a department says something before it decides. Nobody in them lives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wenling_desk.use_cases.back_room_acts import AdviseCorrection, ExplainDelay

if TYPE_CHECKING:
    from tests.papers.paper_desk import PaperDesk

FOOD = "SC017"


def advised(desk: PaperDesk) -> str:
    """The department's opinion and what the guide shows are told in one notice."""
    record_id = desk.run(
        target=FOOD, materials={"m_sqs": "original", "m_bjlct": "missing"}, other_materials="complete", act="take_in"
    )
    opinion = "经营场所平面图没有标出操作间面积；从业人员名单与健康证明对不上，缺两人。"
    desk.do(
        AdviseCorrection(
            command_id=desk.ids.new_id(), record_id=record_id, opinion=opinion, by="王科长", way="signed_paper"
        )
    )
    desk.act(record_id, act="request_correction", due="2026-11-20")
    return record_id


def delayed(desk: PaperDesk) -> str:
    """Past the promised day: the applicant is told why and until when, and again when that day passes too."""
    record_id = desk.run(target=FOOD, other_materials="complete", act="accept")
    for days, expected, public in (
        (14, date(2026, 11, 20), "核查时发现店招与登记的名称不一致，需要两名核查人员再到现场核对一次。"),
        (7, date(2026, 11, 27), "上次核查遇台风停业，已约定十一月二十五日到场。"),
    ):
        desk.later(days=days)
        desk.do(
            ExplainDelay(
                command_id=desk.ids.new_id(),
                record_id=record_id,
                public=public,
                reason="核查科人手不足",
                expected=expected,
                by="王科长",
                way="phone",
            )
        )
    return record_id
