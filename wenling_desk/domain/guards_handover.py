"""Guards of the hand-over to departments: they look at the record's own facts and the act's body, nothing else."""

from __future__ import annotations

from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard, item_name
from wenling_desk.domain.handover import (
    DEEMED,
    DEPARTMENT,
    REASON_CLASSES,
    SIGNED_WAYS,
    WRONG_DEPARTMENT,
    Whereabouts,
    whereabouts,
)


def _where(question: Question) -> Whereabouts:
    if question.record is None:
        raise DeskRefusal("no_such_record")
    try:
        return whereabouts(question.record, question.member)
    except KeyError:
        raise DeskRefusal("no_such_record") from None


@guard
def papers_at_counter(question: Question) -> None:
    """Only papers that lie at the counter are handed over: all of a member's, or what came for it since."""
    found = _where(question)
    if not found.waits_at_counter:
        raise DeskRefusal("papers_with_department", item=item_name(question), number=found.list_number)


@guard
def other_department_explained(question: Question) -> None:
    """Papers go to the organ of the item; another one is named with the reason (错派), and what came back as 错派 does
    not go where it came from."""
    found = _where(question)
    wanted = str(question.body.get("department_key", ""))
    is_wrong = found.reason_class == WRONG_DEPARTMENT
    if is_wrong and wanted == found.department_key:
        raise DeskRefusal("came_back_from_there", item=item_name(question))
    if not is_wrong and question.item is not None and wanted == question.item.department_key:
        return
    if not is_wrong and wanted == found.department_key:
        return
    if not str(question.body.get("why", "")).strip():
        raise DeskRefusal("why_other_department", item=item_name(question))


@guard
def handed_over_unsigned(question: Question) -> None:
    """What is signed for was handed over. Signing again for the same list changes nothing and is no harm."""
    found = _where(question)
    wanted = str(question.body.get("list", ""))
    known = {found.list_id, *(each.list_id for each in found.unsigned)}
    if not wanted or wanted not in known:
        raise DeskRefusal("not_on_that_list", item=item_name(question))


@guard
def known_signing(question: Question) -> None:
    """A signature, a scanned barcode, or the rule by which papers nobody collects count as delivered."""
    way = question.body.get("way")
    if way not in SIGNED_WAYS:
        raise DeskRefusal("choice_unknown", field="way", value=way)
    if way == DEEMED and not str(question.body.get("rule", "")).strip():
        raise DeskRefusal("deemed_rule_off")


@guard
def with_department(question: Question) -> None:
    """Only what a department has, or what stands on an open list, comes back."""
    if _where(question).place != DEPARTMENT:
        raise DeskRefusal("papers_not_with_department", item=item_name(question))


@guard
def known_reason_class(question: Question) -> None:
    """Papers come back for a reason of the known classes."""
    if question.body.get("reason_class") not in REASON_CLASSES:
        raise DeskRefusal("choice_unknown", field="reason_class", value=question.body.get("reason_class"))


@guard
def absence_in_order(question: Question) -> None:
    """An absence (AB 岗) has a first and a last day in order, and somebody else stands in."""
    try:
        first, last = (date.fromisoformat(str(question.body.get(key, ""))) for key in ("from", "to"))
    except ValueError:
        raise DeskRefusal("absence_dates_wrong") from None
    if last < first:
        raise DeskRefusal("absence_dates_wrong")
    if question.body.get("stand_in") == question.body.get("who"):
        raise DeskRefusal("absence_stand_in_wrong")
