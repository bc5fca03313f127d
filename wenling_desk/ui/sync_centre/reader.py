"""Questions of the sync centre, answered on the reader's thread in words. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.form import FieldType, Sensitivity
from wenling_desk.domain.identity import mask_name, mask_number, mask_phone
from wenling_desk.domain.record import KEPT_KINDS
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.record.reader import fact_words_of
from wenling_desk.ui.sync_centre.state_words import state_word
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.queries import view_record
from wenling_desk.use_cases.sync_ports import NEEDS_ATTENTION, QUEUED, STATES, RecordSync, SyncReading, Trouble, Unsent

ClerkName = Callable[[str], str]

ADOPT, SET_ASIDE, UPHOLD, PUT_IN_FORCE = "adopt", "set_aside", "uphold", "put_in_force"
ACTS = {
    "field_conflict": (ADOPT, SET_ASIDE),
    "refused": (SET_ASIDE,),
    "disputed": (UPHOLD, PUT_IN_FORCE),
    "number_shared": (UPHOLD, PUT_IN_FORCE),
    "duplicate": (SET_ASIDE,),
}
"""Code of a trouble -> what a person can do about it; what is held waits for an upgrade of the centre."""
NEEDS_ROW = {
    ADOPT: "settle_conflict",
    SET_ASIDE: "settle_conflict",
    UPHOLD: "settle_dispute",
    PUT_IN_FORCE: "settle_dispute",
}
"""Act -> its row of the authority table."""
MASKS = {FieldType.NAME: mask_name, FieldType.PARTY: mask_name, FieldType.PHONE: mask_phone}
"""How a field is masked; all others as numbers are."""


@dataclass(frozen=True, slots=True)
class SyncLine:
    """A row: what it is and how it stands. ``applicant`` is empty for another clerk's work."""

    record_id: str
    state: str
    number: str
    title: str
    applicant: str
    clerk: str
    since: str
    remark: str
    is_others: bool = False


@dataclass(frozen=True, slots=True)
class SyncView:
    """Everything the list shows. ``counts`` by state; ``others`` are records of other clerks that wait here."""

    counts: dict[str, int]
    rows: tuple[SyncLine, ...]
    total: int
    unsent: Unsent
    others: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a trouble: what was written, who, when and where, and the number of the paper behind it."""

    what: str
    who: str
    paper: str


@dataclass(frozen=True, slots=True)
class TroubleDetail:
    """One thing a person must look at. ``against`` maps each act to the reason against it, empty when it may be done;
    ``other_record`` is the case a suspected duplicate or a shared number leads to."""

    trouble_id: str
    record_id: str
    code: str
    heading: str
    sentence: str
    mine: Side | None
    theirs: Side | None
    against: dict[str, str]
    asks_reason: bool
    other_record: str = ""


@dataclass(frozen=True, slots=True)
class SyncDetail:
    """One record of the list in full. ``reveals``: values of the clerk's own case stand in it, which is a look."""

    record_id: str
    title: str
    pairs: tuple[tuple[str, str], ...]
    troubles: tuple[TroubleDetail, ...]
    reveals: bool = False


def read_list(
    texts: Texts, desk: Desk, reading: SyncReading, text: str, state: str, limit: int, clerk_name: ClerkName
) -> SyncView:
    """The list, those that need attention first, then the oldest."""
    today = desk.today()
    page = reading.record_syncs(text, (state,) if state else STATES, limit, 0)
    unsent, mine = reading.unsent(), reading.unsent(desk.session.clerk)
    return SyncView(
        counts={each: reading.record_syncs("", (each,), 1, 0).total for each in STATES},
        rows=tuple(_line(texts, desk, reading, row, today, clerk_name) for row in page.rows),
        total=page.total,
        unsent=unsent,
        others=max(0, unsent.records - mine.records),
    )


def _line(
    texts: Texts, desk: Desk, reading: SyncReading, row: RecordSync, today: date, clerk_name: ClerkName
) -> SyncLine:
    remark = ""
    if row.state == NEEDS_ATTENTION:
        codes = dict.fromkeys(trouble.code for trouble in reading.troubles(row.record_id))
        remark = texts("sync.joined").join(texts(f"sync.trouble.{code}.name") for code in codes)
    elif row.state == QUEUED:
        remark = texts("sync.row.entries", count=row.entries)
    if row.scans_waiting:
        scans = texts("sync.row.scans", count=row.scans_waiting)
        remark = texts("sync.joined").join(part for part in (remark, scans) if part)
    return SyncLine(
        record_id=row.record_id,
        state=row.state,
        number=row.number,
        title=row.title,
        applicant=row.applicant if row.clerk in ("", desk.session.clerk) else "",
        clerk=clerk_name(row.clerk),
        since=short_moment(texts, row.oldest_at, today),
        remark=remark,
        is_others=row.clerk not in ("", desk.session.clerk),
    )


def read_detail(texts: Texts, desk: Desk, reading: SyncReading, line: SyncLine, clerk_name: ClerkName) -> SyncDetail:
    """One record of the list, with both sides of what is open on it."""
    pairs = [
        (texts("sync.detail.state"), state_word(texts, line.state)),
        (texts("sync.detail.number"), line.number),
        (texts("sync.detail.clerk"), line.clerk),
        (texts("sync.detail.since"), line.since),
        (texts("sync.detail.remark"), line.remark),
    ]
    missing = reading.scans_missing(line.record_id)
    if missing:
        pairs.append((texts("sync.detail.scans"), texts("sync.record.scans_missing", count=missing)))
    troubles = reading.troubles(line.record_id)
    book = _Sides(texts, desk, reading, line.record_id, clerk_name) if troubles else None
    return SyncDetail(
        line.record_id,
        line.title,
        tuple(pair for pair in pairs if pair[1]),
        tuple(book.detail(trouble) for trouble in troubles) if book is not None else (),
        reveals=book is not None and book.is_own and any(each.code == "field_conflict" for each in troubles),
    )


class _Sides:
    """Finds both sides of a trouble among the record's facts and puts them into words."""

    def __init__(self, texts: Texts, desk: Desk, reading: SyncReading, record_id: str, clerk_name: ClerkName) -> None:
        self._texts = texts
        self._desk = desk
        self._reading = reading
        self._clerk_name = clerk_name
        self._today = desk.today()
        self._facts = reading.facts_of(record_id)
        self._by_id = {fact.fact_id: fact for fact in self._facts}
        self.is_own = bool(self._facts) and self._facts[0].clerk == desk.session.clerk
        self._words = fact_words_of(texts, view_record(desk, reading, record_id), self._today) if self._facts else None

    def detail(self, trouble: Trouble) -> TroubleDetail:
        """One trouble in words."""
        texts = self._texts
        mine, theirs = self._sides(trouble)
        name = str(mine.body.get("field", "")) if mine is not None and mine.kind == "FormFieldEdited" else ""
        reason = f"sync.reason.{trouble.reason}"
        return TroubleDetail(
            trouble_id=trouble.trouble_id,
            record_id=trouble.record_id,
            code=trouble.code,
            heading=texts(f"sync.trouble.{trouble.code}.name"),
            sentence=texts(
                f"sync.trouble.{trouble.code}.sentence",
                since=short_moment(texts, trouble.since, self._today),
                reason=texts(reason) if trouble.reason and texts.has(reason) else texts("sync.reason.other"),
            ),
            mine=self._side(mine, name),
            theirs=self._side(theirs, name),
            against={act: self._against(act) for act in ACTS.get(trouble.code, ())},
            asks_reason=PUT_IN_FORCE in ACTS.get(trouble.code, ()),
            other_record=self._other_record(trouble),
        )

    def _sides(self, trouble: Trouble) -> tuple[Fact | None, Fact | None]:
        centre = self._by_id.get(trouble.trouble_id)
        named = [self._by_id[each] for each in trouble.facts if each in self._by_id]
        body = centre.body if centre is not None else {}
        mine = self._by_id.get(str(body.get("fact_id", ""))) or next(iter(named), None)
        theirs = self._by_id.get(str(body.get("winner", "")))
        if theirs is None and trouble.code in ("disputed", "refused") and mine is not None:
            theirs = self._standing_before(mine)
        return mine, theirs

    def _standing_before(self, mine: Fact) -> Fact | None:
        """What stood there first: the last other fact before it that concerns one of its members."""
        before = self._facts[: self._facts.index(mine)]
        wanted = set(mine.members)
        for fact in reversed(before):
            shares = not wanted or not fact.members or bool(wanted & set(fact.members))
            if fact.kind not in KEPT_KINDS and fact.command_id != mine.command_id and shares:
                return fact
        return None

    def _side(self, fact: Fact | None, name: str) -> Side | None:
        if fact is None or self._words is None:
            return None
        papers = [
            str(each.body.get("number", ""))
            for each in self._facts
            if each.kind == "PaperIssued" and each.command_id == fact.command_id
        ]
        who = self._texts(
            "sync.side.who",
            clerk=self._clerk_name(fact.clerk),
            counter=fact.counter,
            moment=short_moment(self._texts, fact.at, self._today),
        )
        return Side(self._what(fact, name), who, self._texts("sync.joined").join(papers))

    def _what(self, fact: Fact, name: str) -> str:
        """The fact in words; where one field is concerned its value, masked unless the work is this clerk's own."""
        if self._words is None:
            return ""
        value = fact.body.get("new") if fact.kind == "FormFieldEdited" else fact.body.get("form", {}).get(name)
        if not name or not isinstance(value, str | int | float):
            return self._words.sentence(fact)
        known = self._desk.catalogue().fields.get(name)
        label, shown = (known.label, str(value)) if known is not None else (name, str(value))
        if known is not None and known.sensitivity is not Sensitivity.NONE and not self.is_own:
            shown = MASKS.get(known.type, mask_number)(shown)
        return self._texts("sync.side.field", label=label, value=shown)

    def _against(self, act: str) -> str:
        try:
            self._desk.role_for(NEEDS_ROW[act])
        except DeskRefusal as refusal:
            return self._texts.sentence(refusal)
        return ""

    def _other_record(self, trouble: Trouble) -> str:
        if trouble.code not in ("duplicate", "number_shared"):
            return ""
        return next((each for each in trouble.facts if each not in self._by_id and each != trouble.record_id), "")


def first_open(details: Sequence[TroubleDetail]) -> TroubleDetail | None:
    """The oldest thing to look at."""
    return next(iter(details), None)
