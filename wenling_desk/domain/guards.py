"""Guards: the named predicates a workflow file may put before an action."""

from __future__ import annotations

from wenling_desk.domain import (
    guards_assessment,
    guards_back_room,
    guards_batch,
    guards_day,
    guards_handover,
    guards_ledgers,
    guards_outreach,
    guards_projects,
    guards_reform,
    guards_repairs,
    guards_shelf,
)
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import GUARDS, Question, guard, item_name
from wenling_desk.domain.service_item import HandlingKind, ItemType

__all__ = [
    "GROUNDS",
    "GUARDS",
    "MOST_EXTENSION",
    "MOST_JOINT_EXTENSION",
    "PARTS",
    "PROCEDURES",
    "READS_GAPS",
    "WAYS",
    "Question",
]

GROUNDS = frozenset({"not_this_organ", "still_wrong_after_correction", "not_lawful"})
"""Grounds of a refusal to accept (不予受理)."""

PROCEDURES = frozenset({
    "hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert_review",
})  # fmt: skip
"""Special procedures whose time is not counted (Licensing Law art. 45); no others stop the clock."""

WAYS = frozenset({"counter", "courier", "locker", "electronic"})
"""Ways of handing a result over."""

MOST_EXTENSION, MOST_JOINT_EXTENSION = 10, 15
"""Working days a licence may be extended by (Licensing Law art. 42), alone and where organs handle it together."""


PARTS = (
    guards_assessment,
    guards_back_room,
    guards_batch,
    guards_day,
    guards_handover,
    guards_ledgers,
    guards_outreach,
    guards_projects,
    guards_reform,
    guards_repairs,
    guards_shelf,
)
"""Further guards: a part of the counter's work keeps its own in a file of its own."""

READS_GAPS = frozenset({"nothing_missing", "only_listed_deferred"})
"""Guards that look at what is missing: to know it the whole sheet is planned, so it is not done for the others."""


@guard
def organ_or_delegated(question: Question) -> None:
    """The centre accepts or refuses only as delegate of the organ (Zhejiang rules art. 5(2), 11(4))."""
    if question.role is not Role.REVIEWER and question.delegation is None:
        raise DeskRefusal("not_delegated", item=item_name(question))


@guard
def nothing_missing(question: Question) -> None:
    """Accept when complete and in the lawful form (Licensing Law art. 32(5))."""
    if question.gaps:
        raise DeskRefusal("still_missing", item=item_name(question), count=len(question.gaps))


@guard
def something_missing(question: Question) -> None:
    """A correction notice names at least one gap."""
    if not question.body.get("gaps"):
        raise DeskRefusal("nothing_to_correct", item=item_name(question))


@guard
def told_once(question: Question) -> None:
    """All gaps are told once (Licensing Law art. 32(4)); a second notice says why it was not seen before."""
    earlier = question.record.facts_of("CorrectionRequested", question.member) if question.record else ()
    if earlier and not str(question.body.get("not_seen_before_because", "")).strip():
        raise DeskRefusal("second_notice_needs_reason", item=item_name(question))


@guard
def telling_in_time(question: Question) -> None:
    """A licence whose five days of telling are over counts as accepted (Licensing Law art. 32(4)): it is too late to
    ask for corrections."""
    is_licence = question.item is not None and question.item.item_type is ItemType.LICENCE
    if is_licence and question.due is not None and question.due < question.today:
        raise DeskRefusal("telling_too_late", item=item_name(question), due=question.due.isoformat())


@guard
def deadline_in_future(question: Question) -> None:
    """Content and deadline are told together (Zhejiang rules art. 11(3)); the deadline lies ahead."""
    if not str(question.body.get("due", "")) > question.today.isoformat():
        raise DeskRefusal("deadline_not_ahead", item=item_name(question))


@guard
def deadline_passed(question: Question) -> None:
    """A correction or deferral fails only once its last day is over; a day off moves it on (Civil Code art. 203)."""
    if question.due is None or question.due >= question.today:
        due = question.due.isoformat() if question.due is not None else ""
        raise DeskRefusal("deadline_not_passed", item=item_name(question), due=due)


@guard
def deadline_passed_or_still_wrong(question: Question) -> None:
    """Deferred materials that are late, or were handed in and are still wrong, end in revocation (Zhejiang rules
    art. 11(2))."""
    handed_in = question.record is not None and question.record.last("DeferredMaterialsReceived", question.member)
    if not (question.body.get("still_wrong") and handed_in):
        deadline_passed(question)


@guard
def only_listed_deferred(question: Question) -> None:
    """Only materials the guide lists may be supplied later, and nothing else may be missing (art. 11(2))."""
    blocking = [gap for gap in question.gaps if not gap.deferrable]
    if blocking:
        raise DeskRefusal("main_materials_missing", item=item_name(question), first=blocking[0].label)
    if not question.gaps:
        raise DeskRefusal("nothing_to_defer", item=item_name(question))


@guard
def predecessors_completed(question: Question) -> None:
    """A serial member starts with its predecessor's completion (Zhejiang rules art. 5(3))."""
    if question.predecessors_open:
        raise DeskRefusal("predecessor_open", item=item_name(question))


@guard
def names_right_organ(question: Question) -> None:
    """Outside this organ's power the refusal names the organ to go to (Licensing Law art. 32(2))."""
    if question.body.get("ground") == "not_this_organ" and not str(question.body.get("right_organ", "")).strip():
        raise DeskRefusal("right_organ_needed", item=item_name(question))


@guard
def lawful_ground(question: Question) -> None:
    """Acceptance is refused on a ground of the law only; "still wrong after correction" needs a correction that was
    asked for and came back (Zhejiang rules art. 11(3))."""
    ground = question.body.get("ground")
    if ground not in GROUNDS:
        raise DeskRefusal("choice_unknown", field="ground", value=ground)
    if ground != "still_wrong_after_correction":
        return
    record = question.record
    asked = record.last("CorrectionRequested", question.member) if record is not None else None
    came = record.last("SupplementReceived", question.member) if record is not None else None
    if asked is None or came is None or came.at < asked.at:
        raise DeskRefusal("not_corrected_yet", item=item_name(question))


@guard
def immediate_item(question: Question) -> None:
    """Only an item decided on the spot may be finished in one act."""
    if question.item is None or question.item.handling_kind is not HandlingKind.IMMEDIATE:
        raise DeskRefusal("not_immediate", item=item_name(question))


@guard
def officer_named(question: Question) -> None:
    """A decision entered for the organ names the officer who signed, and says how it came to the counter."""
    if question.role is Role.REVIEWER:
        return
    is_immediate = question.item is not None and question.item.handling_kind is HandlingKind.IMMEDIATE
    if is_immediate and question.delegation is not None and question.body.get("way") == "on_the_spot":
        return
    if (
        question.body.get("way") not in {"signed_paper", "imported"}
        or not str(question.body.get("officer", "")).strip()
    ):
        raise DeskRefusal("officer_needed", item=item_name(question))


@guard
def approver_named(question: Question) -> None:
    """Special procedures and extensions need a basis and who approved (Licensing Law art. 42, 45)."""
    if not str(question.body.get("approver", "")).strip() or not str(question.body.get("reason", "")).strip():
        raise DeskRefusal("approver_needed", item=item_name(question))


@guard
def lawful_procedure(question: Question) -> None:
    """Only the procedures the law names stop the clock (Licensing Law art. 45)."""
    if question.body.get("procedure") not in PROCEDURES:
        raise DeskRefusal("choice_unknown", field="procedure", value=question.body.get("procedure"))


@guard
def expected_end_ahead(question: Question) -> None:
    """The time a special procedure needs is told in writing (Licensing Law art. 45); its end is not over yet."""
    if str(question.body.get("expected_end", "")) < question.today.isoformat():
        raise DeskRefusal("expected_end_passed", item=item_name(question))


@guard
def still_in_time(question: Question) -> None:
    """A limit is extended while it runs; once it is over, the case is late."""
    if question.due is None or question.due < question.today:
        due = question.due.isoformat() if question.due is not None else ""
        raise DeskRefusal("promise_passed", item=item_name(question), due=due)


@guard
def extension_lawful(question: Question) -> None:
    """An extension adds days; that of a licence comes once and has its limit (Licensing Law art. 42)."""
    days = question.body.get("days")
    if not isinstance(days, int) or days < 1:
        raise DeskRefusal("extension_days_wrong", item=item_name(question))
    if question.item is None or question.item.item_type is not ItemType.LICENCE:
        return
    if question.record is not None and question.record.last("Extended", question.member) is not None:
        raise DeskRefusal("already_extended", item=item_name(question))
    most = MOST_JOINT_EXTENSION if question.joint else MOST_EXTENSION
    if days > most:
        raise DeskRefusal("extension_too_long", item=item_name(question), most=most)


@guard
def known_way(question: Question) -> None:
    """A result is handed over in one of the known ways."""
    if question.body.get("way") not in WAYS:
        raise DeskRefusal("choice_unknown", field="way", value=question.body.get("way"))


@guard
def delivered_once(question: Question) -> None:
    """What was handed over is handed over again only for a reason (a parcel came back)."""
    delivered = question.record.last("ResultDelivered", question.member) if question.record is not None else None
    if delivered is not None and not str(question.body.get("again_because", "")).strip():
        raise DeskRefusal("already_delivered", item=item_name(question))


@guard
def proxy_proven(question: Question) -> None:
    """Somebody who collects for the applicant shows a proof (代领)."""
    if question.body.get("by_proxy") and not str(question.body.get("proof", "")).strip():
        raise DeskRefusal("proxy_proof_needed")


@guard
def request_signed(question: Question) -> None:
    """A withdrawal rests on the applicant's own signed request (撤回申请书)."""
    if not question.body.get("request_received"):
        raise DeskRefusal("withdrawal_request_needed")


@guard
def not_yet_rated(question: Question) -> None:
    """One rating for one case; nobody rates for the applicant."""
    if question.record is not None and question.record.last("Rated") is not None:
        raise DeskRefusal("already_rated")
