"""Guards of what happens to a result between its decision and its applicant."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard, item_name
from wenling_desk.domain.shelf import ABOUT, COURIER, LOCKER, OUTCOMES, SENT_WAYS, Shelf, shelf_of

SHOWN, LOST = "shown", "lost"
SLIPS = frozenset({"", SHOWN, LOST})
"""What somebody who collects showed: the slip, or nothing since it is lost; empty where nobody came (a parcel)."""


def _shelf(question: Question) -> Shelf:
    return shelf_of(question.record, question.member) if question.record is not None else Shelf(question.member)


@guard
def still_with_us(question: Question) -> None:
    """What the applicant has, or what is on its way, does not lie in the hall."""
    shelf = _shelf(question)
    if shelf.delivered_at is not None:
        raise DeskRefusal("result_handed_over", item=item_name(question))
    if shelf.is_out:
        raise DeskRefusal("result_on_its_way", item=item_name(question))


@guard
def lies_on_shelf(question: Question) -> None:
    """Only what lies on a shelf is moved to another one."""
    if not _shelf(question).is_on_shelf:
        raise DeskRefusal("result_not_on_shelf", item=item_name(question))


@guard
def sending_named(question: Question) -> None:
    """A parcel has its carrier and number, a locker its box: otherwise nobody finds it again."""
    way = question.body.get("way")
    if way not in SENT_WAYS:
        raise DeskRefusal("choice_unknown", field="way", value=way)
    wanted = {COURIER: ("carrier", "tracking"), LOCKER: ("box",)}[way]
    missing = next((name for name in wanted if not str(question.body.get(name, "")).strip()), "")
    if missing:
        raise DeskRefusal("sending_unnamed", item=item_name(question), field=missing)


@guard
def was_sent(question: Question) -> None:
    """Only what was sent comes back: a parcel nobody took, a box nobody opened."""
    shelf = _shelf(question)
    if not shelf.is_out and shelf.delivered_way not in SENT_WAYS:
        raise DeskRefusal("result_not_sent", item=item_name(question))


@guard
def notice_known(question: Question) -> None:
    """A try to tell somebody says what about, by which way, and how it ended."""
    for name, known in (
        ("about", ABOUT),
        ("way", tuple(OUTCOMES)),
        ("outcome", OUTCOMES.get(str(question.body.get("way")), ())),
    ):
        if question.body.get(name) not in known:
            raise DeskRefusal("choice_unknown", field=name, value=question.body.get(name))


@guard
def slip_or_identity(question: Question) -> None:
    """Who lost the slip shows who he is and signs for it (凭证遗失)."""
    slip = question.body.get("slip", "")
    if slip not in SLIPS:
        raise DeskRefusal("choice_unknown", field="slip", value=slip)
    if slip == LOST and not (question.body.get("identity_checked") and question.body.get("signed")):
        raise DeskRefusal("slip_lost_needs_identity", item=item_name(question))
