"""取件, what is asked: what somebody can collect and where it lies, who is owed a notice, what lies too long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.collecting import CollectingRules, count_places, days_lying
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.notice_texts import MOBILE, Message, NoticeTexts, compose
from wenling_desk.domain.party import AGENT, PartyKind
from wenling_desk.domain.shelf import (
    COLLECTED,
    CORRECTION_DUE,
    DEFERRAL_DUE,
    ELECTRONIC,
    FEE_DUE,
    MEMBER_STARTED,
    ON_SHELF,
    RESULT_READY,
    TO_NOTIFY,
    Shelf,
    message_id_of,
    shelf_of,
)
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import ErrandQuery, Reading
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.wording import circled, day_words

URGENCY: Final = {RESULT_READY: 0, CORRECTION_DUE: 1, DEFERRAL_DUE: 1, FEE_DUE: 2, MEMBER_STARTED: 3}
"""What an applicant is told of -> how soon: a result they can fetch, then what they must bring or pay, and last that
something goes on without them."""
MOST_ERRANDS: Final = 20_000
"""More results than this no hall keeps; a count beyond it would only propose a fuller slot."""
HERE, OUT, COMING, READY_ONLINE, DELIVERED, RUNNING = "here", "out", "coming", "online", "delivered", "running"
"""Where the result of a member is: on a shelf, on its way, not on a shelf yet, to be fetched online, handed over, not
there at all."""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One member of a case at the counter where results are handed over: ``standing`` says where its result is.

    ``wish`` is the way the applicant chose, ``mark`` its circled number in a bundle; ``days`` it lies on the shelf.
    """

    code: str
    mark: str
    name: str
    status: str
    wish: str
    standing: str
    shelf: Shelf
    days: int = 0
    is_amber: bool = False

    @property
    def can_collect(self) -> bool:
        """Whether it can be handed over now."""
        return self.standing in (HERE, OUT, COMING, READY_ONLINE)


@dataclass(frozen=True, slots=True)
class CaseResults:
    """The results of one case, and whose they are. ``receiver`` is the applicant's own name, ``agent`` that of the
    agent the application names; both stay out of lists."""

    record_id: str
    lines: tuple[ResultLine, ...]
    number: str = ""
    masked_name: str = ""
    receiver: str = field(default="", repr=False)
    agent: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    is_company: bool = False


def results_of(desk: Desk, reading: Reading, rules: CollectingRules, record_id: str) -> CaseResults:
    """What can be collected of a case this desk holds; refuses with ``no_such_record``."""
    book = RecordBook(desk, reading)
    book.open(record_id)
    case = book.case
    applicant, agent = case.sheet.applicant, case.sheet.party(AGENT)
    lines = tuple(_line(desk, rules, case, member, at) for at, member in enumerate(case.members, 1))
    papers = reading.papers_of(record_id)
    return CaseResults(
        record_id=record_id,
        lines=lines,
        number=papers[0].number if papers else "",
        masked_name=applicant.masked_name if applicant is not None else "",
        receiver=applicant.name if applicant is not None else "",
        agent=agent.name if agent is not None else "",
        phone=phone_of(case.sheet),
        is_company=applicant is not None and applicant.kind is PartyKind.LEGAL_PERSON,
    )


def _line(desk: Desk, rules: CollectingRules, case: CaseView, member: CaseMember, position: int) -> ResultLine:
    shelf = shelf_of(case.record, member.code)
    today = desk.today()
    is_here = shelf.is_on_shelf and shelf.since is not None
    return ResultLine(
        code=member.code,
        mark=circled(desk.words, position) if len(case.members) > 1 else "",
        name=member.name,
        status=member.status,
        wish=case.sheet.delivery.way,
        standing=standing_of(member, shelf, case.sheet.delivery.way),
        shelf=shelf,
        days=days_lying(shelf.since, today) if is_here and shelf.since is not None else 0,
        is_amber=is_here and shelf.since is not None and rules.is_amber(shelf.since, today),
    )


def standing_of(member: CaseMember, shelf: Shelf, wish: str) -> str:
    """Where the result of a member is."""
    if member.status not in COLLECTED:
        return RUNNING
    if shelf.delivered_at is not None:
        return DELIVERED
    if shelf.is_on_shelf:
        return HERE
    if shelf.is_out:
        return OUT
    return READY_ONLINE if wish == ELECTRONIC and member.status == "completed" else COMING


@dataclass(frozen=True, slots=True)
class LyingResult:
    """One result on a shelf of the hall: its errand, its masked row, how many days it has lain there."""

    errand: Errand
    head: CaseHead | None
    days: int
    is_amber: bool


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies on the shelves, the longest first; ``total`` of all, ``amber`` of those that lie too long."""

    rows: tuple[LyingResult, ...]
    total: int
    amber: int


def lying_results(desk: Desk, reading: Reading, rules: CollectingRules, limit: int = 200) -> Lying:
    """What lies on the shelves of the hall, as far as this desk knows."""
    today = desk.today()
    page = reading.errands(ErrandQuery(kinds=(ON_SHELF,), limit=limit))
    rows = tuple(
        LyingResult(row.errand, row.head, days_lying(row.errand.since, today), rules.is_amber(row.errand.since, today))
        for row in page.rows
    )
    amber = sum(row.is_amber for row in rows)
    return Lying(rows, page.total, amber)


def taken_places(reading: Reading) -> Mapping[str, int]:
    """How many results lie in each place of the hall, as far as this desk knows."""
    page = reading.errands(ErrandQuery(kinds=(ON_SHELF,), limit=MOST_ERRANDS))
    return count_places(row.errand.place for row in page.rows)


# -- notices -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwedNotice:
    """Somebody who is to be told something (待通知): ``about`` what, since when, tried how often in vain."""

    errand: Errand
    head: CaseHead | None

    @property
    def about(self) -> str:
        """What they are told of."""
        return self.errand.state


def owed_notices(desk: Desk, reading: Reading, rules: CollectingRules) -> tuple[OwedNotice, ...]:
    """Who is owed a notice now, what presses most first and the oldest first within; a reminder only once its day is
    near."""
    today = desk.today()
    page = reading.errands(ErrandQuery(kinds=(TO_NOTIFY,), limit=MOST_ERRANDS))
    owed = [row for row in page.rows if rules.is_owed(row.errand.state, row.errand.due, today)]
    owed.sort(key=lambda row: (URGENCY.get(row.errand.state, len(URGENCY)), row.errand.since))
    return tuple(OwedNotice(row.errand, row.head) for row in owed)


def completed_before(desk: Desk, reading: Reading, record_id: str, member: str) -> tuple[str, ...]:
    """The names of the items whose completion started this one."""
    book = RecordBook(desk, reading)
    book.open(record_id)
    return tuple(before.name for before in _before(book, book.case, member))


def _before(book: RecordBook, case: CaseView, member: str) -> tuple[CaseMember, ...]:
    started = book.record.last("MemberStarted", member)
    codes = started.body.get("completed", ()) if started is not None else ()
    return tuple(each for each in case.members if each.code in codes)


def phone_of(sheet: IntakeSheet) -> str:
    """The phone somebody is told by: the one for the result, the agent's, the applicant's."""
    agent, applicant = sheet.party(AGENT), sheet.applicant
    phones = (sheet.delivery.phone, agent.phone if agent else "", applicant.phone if applicant else "")
    return next((phone.strip() for phone in phones if phone.strip()), "")


def message_for(desk: Desk, reading: Reading, texts: NoticeTexts, record_id: str, member: str, about: str) -> Message:
    """The message to the applicant of a case. Refuses with ``notice_no_mobile``, and where the text may not go out."""
    book = RecordBook(desk, reading)
    book.open(record_id)
    case = book.case
    phone = phone_of(case.sheet)
    if MOBILE.fullmatch(phone) is None:
        raise DeskRefusal("notice_no_mobile")
    text = texts.find(about, case.sheet.delivery.way)
    if text is None:
        raise DeskRefusal("choice_unknown", field="about", value=about)
    filled = compose(texts, text, _values(desk, book, case, member))
    return Message(message_id_of(book.record, member, about), phone, filled, text.text_id)


def _values(desk: Desk, book: RecordBook, case: CaseView, code: str) -> dict[str, str]:
    found, applicant = case.member(code), case.sheet.applicant
    return {
        "name": applicant.masked_name if applicant is not None else "",
        "item": found.name,
        "before": desk.words("case.joined").join(before.name for before in _before(book, case, code)),
        "hall": desk.identity.hall_name,
        "due": day_words(desk.words, found.due.day) if found.due is not None else "",
        "phone": book.catalogue.centre.phone,
    }
