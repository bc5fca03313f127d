"""Results on their way to their applicants: on a shelf, into a locker, by courier, with a lost slip. Nobody in them
lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenling_desk.domain.collecting import HallShelves, ShelfUnit
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.send_result import IssueCollectionNotice, SendResult
from wenling_desk.use_cases.shelve_results import ShelveResult

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.papers.paper_desk import PaperDesk

FOOD = "SC017"
HOUSE = "WL-GR-07"
LICENCE = "JY23310810000001"
SHELVES = HallShelves((ShelfUnit("3", 12, 6),))
APPLICANT = "欧阳𬱖䶮"


def _granted(desk: PaperDesk, way: str) -> str:
    decided = {
        "act": "decide",
        "granted": True,
        "way": "signed_paper",
        "officer": "王科长",
        "result_number": LICENCE,
    }
    return desk.run(
        target=FOOD,
        other_materials="complete",
        act="accept",
        delivery={"way": way, "address": "温岭市某某路 1 号"},
        then=[{**decided, "wait": 2}],
    )


def collected(desk: PaperDesk) -> str:
    """Put on a shelf, the notice in three parts, and handed over although the slip is lost."""
    record_id = _granted(desk, "counter")
    desk.do(ShelveResult(command_id=desk.ids.new_id(), scan=LICENCE, shelves=SHELVES, place="3-12"))
    desk.do(IssueCollectionNotice(command_id=desk.ids.new_id(), record_id=record_id, locker_days=7))
    desk.do(
        DeliverResult(
            command_id=desk.ids.new_id(), record_id=record_id, way="counter", receiver=APPLICANT, slip="lost",
            identity_checked=True, signed=True,
        )
    )  # fmt: skip
    return record_id


def posted(desk: PaperDesk) -> str:
    """Given to a courier; the proof of service names the parcel."""
    record_id = _granted(desk, "courier")
    desk.do(
        SendResult(
            command_id=desk.ids.new_id(), record_id=record_id, way="courier", carrier="邮政 EMS",
            tracking="EX123456789CN",
        )
    )  # fmt: skip
    desk.do(IssueCollectionNotice(command_id=desk.ids.new_id(), record_id=record_id))
    desk.do(DeliverResult(command_id=desk.ids.new_id(), record_id=record_id, way="courier", receiver=APPLICANT))
    return record_id


def to_be_collected(desk: PaperDesk) -> str:
    """The notice before anything is decided, for a bundle, with a locker chosen."""
    record_id = desk.run(target=HOUSE, other_materials="complete", act="take_in", delivery={"way": "locker"})
    desk.do(IssueCollectionNotice(command_id=desk.ids.new_id(), record_id=record_id, locker_days=7))
    return record_id


COLLECTED: dict[str, Callable[[PaperDesk], str]] = {
    "collected": collected,
    "posted": posted,
    "to_be_collected": to_be_collected,
}
COLLECTED_TOLD = {"collected": 4, "posted": 4, "to_be_collected": 3}
"""How many papers each story brings out."""
