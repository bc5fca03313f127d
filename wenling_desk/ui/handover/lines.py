"""What the page 交接 says of each thing that waits. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.counter_clocks import TO_HAND_OVER, CounterLight, Stretch, light_of
from wenling_desk.domain.handover_rules import HALL_HOURS, HandoverRules
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_day, short_day_with_weekday, short_moment
from wenling_desk.ui.record.handover_words import REASON_WORDS
from wenling_desk.use_cases.absence import StandIn
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.handover_views import OpenList, ReturnedPapers, WaitingPapers, department_name

LIGHT_KEYS: Final = {
    "on_time": "handover.light.on_time",
    "near": "handover.light.near",
    "late": "handover.light.late",
}
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WaitLine:
    """How long something waits, in words, and its light (``on_time``, ``near``, ``late``)."""

    words: str
    state: str


@dataclass(frozen=True, slots=True)
class PapersLine:
    """A case of the tick list; ``kind`` says why it came back, where it did (``is_back``)."""

    key: str
    number: str
    item: str
    applicant: str
    originals: str
    kind: str
    is_back: bool
    waited: WaitLine


@dataclass(frozen=True, slots=True)
class ListLine:
    """An unsigned list."""

    list_id: str
    number: str
    organ: str
    count: str
    waited: WaitLine


@dataclass(frozen=True, slots=True)
class BackLine:
    """A case that came back: one row, and what its panel says. ``noticed`` is the sentence about the notices there
    were, for classes that invite another one."""

    key: str
    item: str
    organ: str
    reason: str
    case: str
    origin: str
    note: str
    noticed: str


class Words:
    """Puts what waits into words, at one moment of one desk."""

    def __init__(self, texts: Texts, desk: Desk, rules: HandoverRules) -> None:
        self._texts = texts
        self._rules = rules
        self._catalogue: Catalogue = desk.catalogue()
        self._now: datetime = desk.now()

    def organ(self, key: str) -> str:
        """市监局."""
        return department_name(self._catalogue, key)

    def reason(self, code: str) -> str:
        """错派."""
        return self._texts(REASON_WORDS[code]) if code in REASON_WORDS else code

    def papers(self, papers: WaitingPapers) -> PapersLine:
        """A case of the tick list."""
        stretch = Stretch(TO_HAND_OVER, papers.since)
        light = light_of(self._rules, stretch, self._now, self._catalogue.calendar)
        return PapersLine(
            key=papers.record_id,
            number=papers.number or self._texts("handover.waiting.no_number"),
            item=papers.item,
            applicant=papers.applicant,
            originals=str(papers.originals) if papers.originals else self._texts("handover.waiting.no_originals"),
            kind=self._kind(papers),
            is_back=papers.again == "returned",
            waited=self._supplement(self.waited(light, papers.since))
            if papers.again
            else self.waited(light, papers.since),
        )

    def _supplement(self, waited: WaitLine) -> WaitLine:
        return WaitLine(self._texts("handover.waiting.supplement", waited=waited.words), waited.state)

    def _kind(self, papers: WaitingPapers) -> str:
        if papers.again != "returned":
            return ""
        return self._texts("handover.waiting.returned", reason=self.reason(papers.reason_class))

    def open_list(self, found: OpenList) -> ListLine:
        """An unsigned list."""
        waited = self.waited(found.light, found.since)
        return ListLine(found.list_id, found.number, self.organ(found.department_key), str(found.count), waited)

    def waited(self, light: CounterLight | None, since: datetime) -> WaitLine:
        """5 小时，超时; hours the hall was open, from two working days on in days."""
        if light is None:
            return WaitLine(self._used(self._rules.clock(self._catalogue.calendar).between(since, self._now), 0), "")
        used = self._used(light.used, light.days)
        return WaitLine(self._texts(LIGHT_KEYS[light.state], used=used), light.state)

    def _used(self, used: timedelta, days: int) -> str:
        if days > 1:
            return self._texts("handover.light.days", days=days)
        if used < _HOUR:
            return self._texts("handover.light.minutes", minutes=int(used.total_seconds() // 60))
        return self._texts("handover.light.hours", hours=int(used / _HOUR))

    def escalation(self, light: CounterLight | None) -> str:
        """Whom a late list is told to; empty while it is not late."""
        if light is None or light.state != "late":
            return ""
        is_hours = light.limit.unit == HALL_HOURS
        key = "handover.light.limit_hall_hours" if is_hours else "handover.light.limit_working_days"
        limit = self._texts(key, amount=light.limit.amount)
        return self._texts("handover.light.escalate", limit=limit, role=self._texts(f"case.role.{light.escalates_to}"))

    def returned(self, back: ReturnedPapers) -> BackLine:
        """A case that came back."""
        papers, texts = back.papers, self._texts
        organ, reason = self.organ(papers.department_key), self.reason(papers.reason_class)
        since = short_moment(texts, papers.since, self._now.date())
        key = "handover.returned.from_by" if back.by else "handover.returned.from"
        number = papers.number or texts("handover.waiting.no_number")
        return BackLine(
            key=papers.record_id,
            item=papers.item,
            organ=organ,
            reason=reason,
            case=texts("handover.returned.case", item=papers.item, applicant=papers.applicant, number=number),
            origin=texts(key, organ=organ, by=back.by, reason=reason, since=since),
            note=texts("handover.returned.note", note=back.note) if back.note else "",
            noticed=self._noticed(back),
        )

    def _noticed(self, back: ReturnedPapers) -> str:
        rule = self._rules.reason(back.papers.reason_class)
        if rule is None or not rule.first_notice:
            return ""
        if not back.notices:
            return self._texts("handover.returned.not_noticed")
        today = self._now.date()
        days = self._texts("case.joined").join(short_day(self._texts, day, today) for day in back.notices)
        return self._texts("handover.returned.noticed", days=days)

    def stand_in(self, away: StandIn) -> str:
        """王科 11-02 至 11-06 不在，请李科签收（B 岗）."""
        return self._texts("handover.absence.line", **self.absence_values(away))

    def absence_values(self, away: StandIn) -> dict[str, str]:
        """The names and days of an absence, as texts about it need them."""
        first, last = (short_day(self._texts, day, self._now.date()) for day in (away.first, away.last))
        days = first if away.first == away.last else self._texts("handover.absence.days", first=first, last=last)
        return {"name": away.name, "days": days, "stand_in": away.stand_in_name}

    def next_round(self) -> str:
        """When papers are carried next."""
        moment = self._rules.next_round(self._now, self._catalogue.calendar)
        is_today = moment.date() == self._now.date()
        day = short_day_with_weekday(self._texts, moment.date(), self._now.date())
        rounds = self._texts("handover.page.rounds_joined").join(f"{at:%H:%M}" for at in self._rules.rounds)
        return self._texts(
            "handover.page.next_round" if self._rules.inferred else "handover.page.next_round_set",
            day=self._texts("handover.page.today") if is_today else day,
            time=f"{moment:%H:%M}",
            rounds=rounds,
        )
