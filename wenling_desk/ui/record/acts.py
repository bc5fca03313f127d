"""The acts of a record as the clerk knows them, made of the use cases' offers. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.offers import NO_BUTTON, Offer, offer
from wenling_desk.use_cases.record_book import RecordBook


@dataclass(frozen=True, slots=True)
class ActKind:
    """An act of the page: its verb, its key, and the workflow's actions it may carry out.

    ``forgiven`` are refusals that only mean that the clerk has not typed yet what makes the act possible.
    """

    act: str
    text_key: str
    keys: tuple[str, ...]
    offers: tuple[str, ...]
    forgiven: frozenset[str] = frozenset()


ACT_KINDS = (
    ActKind("request_correction", "record.act.request_correction", ("F6",), ("request_correction",)),
    ActKind("defer", "record.act.defer", ("Shift+F6",), ("defer",)),
    ActKind(
        "receive_supplement",
        "record.act.receive_supplement",
        ("F7",),
        ("receive_supplement", "receive_deferred"),
    ),
    ActKind("correct_on_the_spot", "record.act.correct_on_the_spot", ("Alt+1",), ("correct_on_the_spot",)),
    ActKind("refuse_acceptance", "record.act.refuse_acceptance", ("Alt+2",), ("refuse_acceptance",)),
    ActKind("declare_not_required", "record.act.declare_not_required", ("Alt+3",), ("declare_not_required",)),
    ActKind("deem_withdrawn", "record.act.deem_withdrawn", ("Alt+4",), ("deem_withdrawn",)),
    ActKind("withdraw", "record.act.withdraw", ("Alt+5",), ("withdraw",)),
    ActKind("revoke_acceptance", "record.act.revoke_acceptance", ("Alt+6",), ("revoke_acceptance",)),
    ActKind("start_special_procedure", "record.act.start_special_procedure", ("Alt+7",), ("start_special_procedure",)),
    ActKind("end_special_procedure", "record.act.end_special_procedure", ("Alt+8",), ("end_special_procedure",)),
    ActKind("extend", "record.act.extend", ("Alt+9",), ("extend",)),
    ActKind("terminate", "record.act.terminate", ("Alt+0",), ("terminate",)),
    ActKind("advise_correction", "record.act.advise_correction", ("Alt+B",), ("advise_correction",)),
    ActKind("explain_delay", "record.act.explain_delay", ("Alt+M",), ("explain_delay",)),
    ActKind("review", "record.act.review", ("Shift+F5",), ("review",)),
    ActKind("decide", "record.act.decide", ("F5",), ("grant", "deny")),
    ActKind(
        "deliver_result",
        "record.act.deliver_result",
        ("Shift+F8",),
        ("deliver_result",),
        frozenset({"already_delivered"}),
    ),
    ActKind("accept", "record.act.accept", ("F8",), ("accept",)),
    ActKind("close_consultation", "record.act.close_consultation", ("Alt+C",), ("call_back", "close_consultation")),
    ActKind("rate", "record.act.rate", ("Alt+R",), ("rate",)),
    ActKind("edit_field", "record.act.edit_field", ("Alt+E",), ("edit_field",)),
    ActKind("record_official_number", "record.act.record_official_number", ("Alt+N",), ()),
    ActKind("change_hall", "record.act.change_hall", ("Alt+H",), ("change_hall",)),
    ActKind(
        "fee",
        "repairs.act_fee",
        ("Alt+F",),
        ("notify_fee", "record_payment", "refund_fee", "cancel_fee"),
        frozenset({"fee_without_basis"}),
    ),
    ActKind("amend_paper", "repairs.act", ("Alt+V",), ()),
    ActKind("void_case", "repairs.act_void", ("Alt+Shift+V",), ("void_case",)),
    ActKind("issue_case_summary", "record.act.issue_case_summary", ("Alt+P",), ()),
)
"""Every act of the page, those of the row in the order they stand there."""

BY_ACT: Mapping[str, ActKind] = {kind.act: kind for kind in ACT_KINDS}
ASIDE = (
    "rate", "edit_field", "record_official_number", "change_hall", "advise_correction", "fee", "amend_paper",
    "issue_case_summary",
)  # fmt: skip
UNSEEN = frozenset({"void_case"})
"""Acts with a key and a line in the palette, and no button: the panel of another one offers them."""
IN_ROW = tuple(kind.act for kind in ACT_KINDS if kind.offers and kind.act not in {*ASIDE, *UNSEEN})
CONSULTATION_ACTS = ("close_consultation",)

NATURAL = ("deliver_result", "receive_supplement", "accept", "request_correction", "decide", "close_consultation")
"""Which act is the next one at the counter, first that is possible."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it stands now: the members it would concern, and the reason against it in words (empty: possible).

    ``offers`` are the ids of the workflow's actions that are possible, ``papers`` what they print.
    """

    act: str
    verb: str
    members: tuple[str, ...] = ()
    reason: str = ""
    basis: str = ""
    irreversible: bool = False
    papers: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    forgiven: bool = False

    @property
    def possible(self) -> bool:
        """Whether it may be done for at least one member."""
        return not self.reason


def read_acts(texts: Texts, desk: Desk, book: RecordBook, offers: Sequence[Offer]) -> dict[str, Act]:
    """The acts that the record's workflow has for its present statuses, possible or not, by their ids.

    An act of another role is no act of this person's page; what is not lawful now stays, with its reason.
    """
    found = {offered.act: offered for offered in offers}
    for action in NO_BUTTON - {"take_in"}:
        if action in book.workflow.actions:
            standing = _standing(book, action)
            if standing:
                found[action] = offer(book, action, standing)
    acts = {}
    for kind in ACT_KINDS:
        parts = [found[action] for action in kind.offers if action in found and _is_permitted(found[action])]
        if parts:
            acts[kind.act] = _merged(texts, kind, parts, book)
        elif not kind.offers and book.taken_in:
            plain = _plain(texts, desk, kind, tuple(member.code for member in book.case.members))
            acts |= {kind.act: plain} if plain is not None else {}
    return acts


def _is_permitted(offered: Offer) -> bool:
    return offered.refusal is None or offered.refusal.code != "not_permitted"


def _standing(book: RecordBook, action: str) -> list[str]:
    sources = book.workflow.actions[action].sources
    return [member for member in book.record.lanes if book.record.status_of(member) in sources]


def _merged(texts: Texts, kind: ActKind, parts: Sequence[Offer], book: RecordBook) -> Act:
    """One act out of one or two offers; members of a forgiven refusal count as possible."""
    members: list[str] = []
    papers: list[str] = []
    possible: list[str] = []
    forgiven = False
    refusal: DeskRefusal | None = None
    for part in parts:
        if part.refusal is not None and part.refusal.code not in kind.forgiven:
            refusal = refusal or part.refusal
            continue
        forgiven = forgiven or part.refusal is not None
        possible.append(part.act)
        members += [code for code in part.members or _standing(book, part.act) if code not in members]
        papers += [paper for paper in part.papers if paper not in papers]
    order = [member.code for member in book.case.members] if book.taken_in else list(book.record.lanes)
    return Act(
        act=kind.act,
        verb=texts(kind.text_key),
        members=tuple(sorted(members, key=order.index)),
        reason="" if possible or refusal is None else _against(texts, refusal),
        basis=parts[0].basis,
        irreversible=any(part.irreversible for part in parts),
        papers=tuple(papers),
        offers=tuple(possible),
        forgiven=forgiven,
    )


SHORT: Mapping[str, str] = {
    "nothing_to_correct": "record.act.nothing_missing",
    "nothing_to_defer": "record.act.nothing_missing",
    "not_delegated": "record.act.not_delegated",
    "still_missing": "record.act.still_missing",
    "main_materials_missing": "record.act.main_missing",
    "deadline_not_passed": "record.act.not_yet",
    "promise_not_over": "record.act.not_yet",
    "not_corrected_yet": "record.act.not_corrected_yet",
    "already_rated": "record.act.already_rated",
}
"""Refusals that stand against an act on nearly every record: said in a few words. All others in their sentence."""


def _against(texts: Texts, refusal: DeskRefusal) -> str:
    key = SHORT.get(refusal.code)
    return texts(key, **refusal.values) if key is not None else texts.sentence(refusal)


def _plain(texts: Texts, desk: Desk, kind: ActKind, members: tuple[str, ...]) -> Act | None:
    """An act outside the workflow, where the authority table gives it to this person."""
    try:
        desk.role_for(kind.act)
    except DeskRefusal:
        return None
    papers = {"issue_case_summary": ("case_summary",), "amend_paper": ("amendment_notice",)}.get(kind.act, ())
    return Act(kind.act, texts(kind.text_key), members, papers=papers, offers=(kind.act,))


def natural_act(acts: Mapping[str, Act], *, advised: bool = False) -> str:
    """The act that stands out; empty where nothing waits at the counter. Where the organ has said what is missing
    (``advised``), telling it comes before all else."""
    order = ("request_correction", *NATURAL) if advised else NATURAL
    return next((act for act in order if act in acts and acts[act].possible and not acts[act].forgiven), "")


def grouped_reasons(texts: Texts, acts: Sequence[Act]) -> tuple[str, ...]:
    """The reasons against acts, each said once for all acts it stands against."""
    verbs: dict[str, list[str]] = {}
    for act in acts:
        if act.reason:
            verbs.setdefault(act.reason, []).append(act.verb)
    return tuple(
        texts("record.act.reason", acts=texts("case.joined").join(words), reason=reason)
        for reason, words in verbs.items()
    )
