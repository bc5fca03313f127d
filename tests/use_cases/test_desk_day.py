"""班前卡, 交接班, 日清: what the day knows of itself, and that only a difference without a reason keeps it open."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.acts_collecting import shelved
from tests.support.acts_day import registered, sealed_paper
from tests.support.fakes import CLERK, EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE, law_catalogue, sheet_for
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.domain.desk_day import Outcome, day_record_id
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.absence import NoteAbsence
from wenling_desk.use_cases.bookings import Book
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.day_view import DayView, view_day
from wenling_desk.use_cases.desk_day import CloseDay, CountersignDay, HandOverShift, NameDifference, OpenDay
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, ReportPrinted, VoidPaper
from wenling_desk.use_cases.opening_card import OpeningCard, Unclosed, view_opening
from wenling_desk.use_cases.save_draft import DiscardDraft, SaveDraft
from wenling_desk.use_cases.seals import UseSeal
from wenling_desk.use_cases.take_in import TakeIn

ALARMS = read_alarm_rules(
    resources.path("counter", "alarms.yaml"), read_handover_rules(resources.path("counter", "handover.yaml")).hours
)
OTHER = Session("0199", "林岚", (Role.CLERK,))


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def view(counter: Counter, on: date | None = None, unfilled: int | None = 0) -> DayView:
    with counter.store.reading() as reading:
        return view_day(counter.desk, reading, on or counter.today, unfilled)


def card(counter: Counter) -> OpeningCard:
    with counter.store.reading() as reading:
        return view_opening(counter.desk, reading, ALARMS)


def day_id(counter: Counter, on: date | None = None) -> str:
    return day_record_id(counter.desk.identity.device, on or counter.today)


def take_in(counter: Counter, *, printed: bool = True) -> str:
    record_id = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    if printed:
        print_all(counter)
    return record_id


def print_all(counter: Counter) -> None:
    with counter.store.reading() as reading:
        waiting = reading.papers_to_print()
    for paper in waiting:
        counter.do(ReportPrinted, number=paper.number, printed=True)


def lose_a_number(counter: Counter, count: int = 1) -> None:
    """Serials that were taken and never became a paper."""
    counter.store.shelves.serials[counter.store.shelves.desk_code] += count


def closed(counter: Counter, **values: Any) -> dict[str, Any]:
    """The body of the closing."""
    counter.do(CloseDay, **values)
    return dict(
        next(f for f in reversed(counter.facts(day_id(counter, values.get("on")))) if f.kind == "DayClosed").body
    )


def refused(counter: Counter, code: str, kind: Any, **values: Any) -> DeskRefusal:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert caught.value.code == code
    assert counter.everything_written() == before
    return caught.value


# -- opening ---------------------------------------------------------------------------------------


def test_a_day_is_one_record_however_often_it_is_opened(counter: Counter) -> None:
    first = counter.do(OpenDay, checks={"disk": "good"}, read=("2026.11",))
    again = counter.do(OpenDay, checks={"disk": "bad"})
    assert (first.record_id, first.repeated) == (day_id(counter), False)
    assert (again.record_id, again.repeated) == (day_id(counter), True)
    (opened,) = counter.facts(day_id(counter))
    assert opened.body["checks"] == {"disk": "good"}
    assert opened.body["read"] == ["2026.11"]
    assert counter.heads(day_id(counter))[0].status == "day_running"


def test_the_next_day_is_another_record(counter: Counter) -> None:
    first = counter.do(OpenDay).record_id
    counter.later(days=1)
    assert counter.do(OpenDay).record_id != first


def test_taking_in_needs_no_opening_and_the_closing_opens_by_itself(counter: Counter) -> None:
    take_in(counter)
    counter.do(CloseDay)
    assert counter.kinds(day_id(counter))[:2] == ["DayOpened", "DayClosed"]
    assert "opened_at" not in {k for k, v in counter.said(day_id(counter), "day_closing").values["day"].items() if v}  # type: ignore[attr-defined]


def test_the_card_of_an_empty_desk_knows_of_nothing(counter: Counter) -> None:
    found = card(counter)
    assert (found.booked, found.due_today, found.alarms, found.absent, found.unclosed) == ((), (), (), (), ())
    assert (found.before, found.changes, found.taken_over, found.day.opened_at) == ("", (), None, None)


def test_the_card_lists_what_is_booked_due_and_who_is_away(counter: Counter) -> None:
    person = {"name": "林小满", "phone": "13800005678", "title": "食品经营许可"}
    counter.do(Book, day=counter.today, slot="10:00", **person)
    counter.do(Book, day=counter.today + timedelta(days=1), slot="10:00", **person)
    counter.do(
        NoteAbsence, name="王科", department_key="FOOD", first=counter.today, last=counter.today, stand_in_name="李科"
    )
    record_id = take_in(counter)
    due = counter.heads(record_id)[0].due
    assert due is not None
    counter.clock.go_to(due)
    counter.do(Book, day=due, slot="09:00", **person)
    found = card(counter)
    assert [head.due for head in found.booked] == [due]
    assert found.booked[0].applicant == "林**"
    assert [head.record_id for head in found.due_today] == [record_id]
    assert found.absent == ()
    assert found.late >= 1, "the bookings of the days before are over"
    counter.clock.go_to(date(2026, 11, 3))
    assert [(each.name, each.stand_in_name) for each in card(counter).absent] == [("王科", "李科")]


def test_alarms_ring_on_the_card_with_the_red_ones_counted(counter: Counter) -> None:
    record_id = take_in(counter)
    due = counter.heads(record_id)[0].due
    assert due is not None
    counter.clock.go_to(due)
    found = card(counter)
    assert record_id in [row.alarm.record_id for row in found.alarms]
    assert found.red == sum(row.alarm.level == "red" for row in found.alarms)
    with counter.store.reading() as reading:
        assert view_opening(counter.desk, reading, None).alarms == (), "without the rules there are none"


def test_a_changed_catalogue_is_to_be_read_once(counter: Counter) -> None:
    counter.do(OpenDay)
    counter.later(days=1)
    old = counter.desk.catalogue()
    item = old.items[LICENCE]
    items = {**old.items, LICENCE: replace(item, name="食品经营许可（新）")}
    counter.publish(replace(old, release="2026.12", items=items, effective_from=counter.today))
    found = card(counter)
    assert (found.before, found.release) == (old.release, "2026.12")
    assert LICENCE in [change.code for change in found.changes]
    counter.do(OpenDay, read=("2026.12",))
    counter.later(days=1)
    assert card(counter).changes == ()


def test_days_that_were_worked_and_not_closed_are_named(counter: Counter) -> None:
    monday = counter.today
    take_in(counter)
    counter.later(days=1)
    counter.do(OpenDay)
    counter.later(days=1)
    take_in(counter)
    counter.do(CloseDay)
    counter.later(minutes=5)
    take_in(counter)
    counter.later(days=1)
    assert card(counter).unclosed == (
        Unclosed(monday + timedelta(days=2), later=1), Unclosed(monday + timedelta(days=1)), Unclosed(monday),
    )  # fmt: skip


def test_an_unclosed_day_is_closed_later_with_its_own_papers(counter: Counter) -> None:
    monday = counter.today
    take_in(counter)
    counter.later(days=1)
    take_in(counter)
    take_in(counter)
    body = closed(counter, on=monday)
    assert body["on"] == monday.isoformat()
    assert body["figures"]["papers"]["issued"] == 1
    assert card(counter).unclosed == ()
    assert view(counter).balance.issued == 3, "two cases and the closing of the day before"


def test_the_closing_says_a_place_on_a_shelf_in_words(counter: Counter) -> None:
    shelved(counter)
    print_all(counter)
    counter.do(CloseDay)
    left: Any = counter.said(day_id(counter), "day_closing").values["left"]
    assert any(row["what"].endswith("1 号柜 1 格") for row in left)
    assert not any("1-1" in row["what"] for row in left)


def test_a_day_that_has_not_come_is_not_closed(counter: Counter) -> None:
    refused(counter, "day_in_future", CloseDay, on=counter.today + timedelta(days=1))


# -- the shift -------------------------------------------------------------------------------------


def test_the_shift_hands_over_drafts_originals_people_and_seals(counter: Counter) -> None:
    take_in(counter)
    seal = registered(counter)
    counter.do(SaveDraft, draft_id="d1", sheet=sheet_for(LICENCE), title="食品经营许可 · 林**")
    commits = counter.store.shelves.commits
    changes = counter.do(HandOverShift, to="0199", to_name="林岚", waiting=2)
    assert counter.store.shelves.commits == commits + 1
    assert changes.records == {day_id(counter), seal}
    given = counter.facts(day_id(counter))[1].body
    assert (given["to"], given["to_name"], given["waiting"]) == ("0199", "林岚", 2)
    assert given["drafts"] == ["食品经营许可 · 林**"]
    assert given["originals"] == view(counter).originals > 0
    assert given["seals"] == [f"{counter.desk.catalogue().delegations[0].seal}（SJ-01）"]
    moved = counter.facts(seal)[-1]
    assert (moved.kind, moved.body["to"], moved.body["with"]) == ("SealHandedOver", "0199", "shift")
    said = counter.said(day_id(counter), "shift_handover").values
    assert said["shift"]["to_name"] == "林岚"  # type: ignore[index]
    assert [row["what"] for row in said["seals"]] == given["seals"]  # type: ignore[attr-defined]


def test_the_next_clerk_sees_what_was_taken_over_and_nobody_else_does(counter: Counter) -> None:
    counter.do(HandOverShift, to="0199", to_name="林岚", waiting=2)
    assert card(counter).taken_over is None
    counter.sign_in(OTHER)
    given = card(counter).taken_over
    assert given is not None
    assert (given.by, given.waiting) == (EVERYTHING.clerk, 2)


def test_only_the_seals_in_the_clerks_own_hands_go_along(counter: Counter) -> None:
    registered(counter)
    registered(counter, number="SJ-02", holder="0777")
    counter.do(HandOverShift, to="0199", to_name="林岚")
    assert len(counter.facts(day_id(counter))[1].body["seals"]) == 1


def test_nobody_takes_over_from_himself(counter: Counter) -> None:
    refused(counter, "same_person_takes_over", HandOverShift, to=EVERYTHING.clerk, to_name="周全")
    assert refused(counter, "value_needed", HandOverShift, to="0199", to_name=" ").values["field"] == "to_name"


# -- the balance -----------------------------------------------------------------------------------


def test_a_day_without_papers_is_even_and_can_be_closed(counter: Counter) -> None:
    found = view(counter)
    assert found.balance.is_even
    assert {line.count for line in found.lines.values()} == {0}
    body = closed(counter)
    assert (body["differences"], body["left"]) == ([], [])
    assert body["figures"]["papers"]["issued"] == 0
    said = counter.said(day_id(counter), "day_closing").values
    assert said["day"]["issued"] == ""  # type: ignore[index]


def test_every_number_is_accounted_for(counter: Counter) -> None:
    take_in(counter)
    void = counter.do(TakeIn, sheet=sheet_for(LICENCE)).number
    print_all(counter)
    counter.do(VoidPaper, number=void, reason="打错", collected=True)
    print_all(counter)
    counter.do(SaveDraft, draft_id="d1", sheet=sheet_for(LICENCE), title="x")
    counter.do(MakeApplicantPaper, sheet=sheet_for(LICENCE), draft_id="d1", paper_kind="application_form")
    print_all(counter)
    lose_a_number(counter, 2)
    take_in(counter, printed=False)
    found = view(counter).balance
    assert found.counts == {
        Outcome.RECEIVED: 2, Outcome.VOIDED: 1, Outcome.ON_DRAFT: 1, Outcome.NOT_PRINTED: 1, Outcome.NO_CASE: 0,
        Outcome.GAP: 2,
    }  # fmt: skip
    assert [each.outcome for each in found.differences] == [Outcome.GAP, Outcome.NOT_PRINTED]


def test_an_applicants_paper_of_a_draft_that_is_gone_has_to_be_named(counter: Counter) -> None:
    counter.do(SaveDraft, draft_id="d1", sheet=sheet_for(LICENCE), title="x")
    counter.do(MakeApplicantPaper, sheet=sheet_for(LICENCE), draft_id="d1", paper_kind="application_form")
    print_all(counter)
    assert view(counter).balance.is_even
    counter.do(DiscardDraft, draft_id="d1")
    (difference,) = view(counter).balance.differences
    assert (difference.outcome, difference.kind) == (Outcome.NO_CASE, "application_form")


def test_a_difference_without_a_reason_keeps_the_day_open_and_nothing_else_does(counter: Counter) -> None:
    take_in(counter, printed=False)
    (difference,) = view(counter).balance.differences
    assert refused(counter, "difference_unnamed", CloseDay).values == {"count": 1, "first": difference.number}
    counter.do(NameDifference, number=difference.number, why="打印机故障")
    assert view(counter).balance.unnamed == ()
    body = closed(counter)
    assert body["differences"] == [difference.number]
    assert body["named"][0]["why"] == "打印机故障"
    said = counter.said(day_id(counter), "day_closing").values
    assert said["differences"] == [
        {"number": difference.number, "outcome": "收件凭证，没有打出来", "why": "打印机故障"}
    ]


def test_what_is_printed_after_it_was_named_is_no_difference_any_more(counter: Counter) -> None:
    take_in(counter, printed=False)
    (difference,) = view(counter).balance.differences
    counter.do(NameDifference, number=difference.number, why="打印机故障")
    print_all(counter)
    assert closed(counter)["differences"] == []


def test_a_reason_is_kept_before_the_day_is_closed(counter: Counter) -> None:
    assert refused(counter, "value_needed", NameDifference, number="n1", why="  ").values["field"] == "why"
    counter.do(NameDifference, number="n1", why="卡纸")
    counter.do(NameDifference, number="n1", why="打印机故障")
    assert view(counter).day.named == {"n1": "打印机故障"}


def test_a_number_lost_over_night_is_missed_the_next_day(counter: Counter) -> None:
    take_in(counter)
    counter.do(CloseDay)
    print_all(counter)
    counter.later(minutes=5)
    take_in(counter)
    lose_a_number(counter)
    counter.later(days=1)
    take_in(counter)
    assert [(each.outcome, each.count) for each in view(counter).balance.differences] == [(Outcome.GAP, 1)]


def test_a_hall_full_of_other_desks_days_hides_none_of_ours(counter: Counter) -> None:
    take_in(counter)
    counter.do(CloseDay)
    counter.later(days=20)
    (own,) = counter.heads(day_id(counter, counter.today - timedelta(days=20)))
    with counter.store.unit_of_work() as unit:
        for number in range(250):
            other = f"day-other-{number}"
            unit.save_heads(other, [replace(own, record_id=other, received_at=counter.clock.now())])
        unit.commit()
    lose_a_number(counter)
    take_in(counter)
    assert [each.outcome for each in view(counter).balance.differences] == [Outcome.GAP]


def test_papers_of_other_desks_are_not_ours_to_balance(counter: Counter) -> None:
    take_in(counter)
    counter.become(identity=replace(counter.desk.identity, desk_code="ZZZZ"))
    assert view(counter).balance.issued == 0


# -- the lines -------------------------------------------------------------------------------------


def test_the_lines_count_what_waits(counter: Counter) -> None:
    take_in(counter)
    number, seal = sealed_paper(counter), registered(counter)
    print_all(counter)
    counter.do(Consult, question="开店要什么", call_back=True, phone="13800005678")
    counter.do(SaveDraft, draft_id="d1", sheet=sheet_for(LICENCE), title="食品经营许可 · 林**")
    found = view(counter, unfilled=3)
    counts = {line: each.count for line, each in found.lines.items() if each.count}
    assert counts == {
        ClosingLine.PAPERS: found.balance.issued,
        ClosingLine.TO_HAND_OVER: 2,
        ClosingLine.ORIGINALS: found.originals,
        ClosingLine.SEALS: 1,
        ClosingLine.TO_SEAL: 1,
        ClosingLine.CALLS: 1,
        ClosingLine.UNFILLED: 3,
        ClosingLine.DRAFTS: 1,
        ClosingLine.DUE_NEXT: 1,
    }
    assert found.lines[ClosingLine.TO_SEAL].rows[0].number == number
    assert found.lines[ClosingLine.SEALS].rows[0].record_id == seal
    assert found.lines[ClosingLine.DRAFTS].rows[0].name == "食品经营许可 · 林**"
    assert found.originals > 0
    counter.do(UseSeal, record_id=seal, numbers=(number,), purpose="文书用印")
    after = view(counter)
    assert (after.lines[ClosingLine.TO_SEAL].count, after.stamped) == (0, 1)


def test_what_is_left_stands_in_the_fact_without_a_person_in_it(counter: Counter) -> None:
    take_in(counter)
    registered(counter)
    counter.do(Consult, question="开店要什么", call_back=True, phone="13800005678")
    body = closed(counter, lines=("seals", "calls"), listed=frozenset({"seals", "calls"}))
    assert [row["line"] for row in body["left"]] == ["seals", "calls"]
    assert body["lines"] == ["seals", "calls"]
    assert "13800005678" not in repr(body)
    assert "小满" not in repr(body)
    assert closed(counter, lines=("seals",), listed=frozenset())["left"] == []


def test_uncounted_numbers_to_fill_are_said_to_be_uncounted(counter: Counter) -> None:
    closed(counter, unfilled=None)
    rows = counter.said(day_id(counter), "day_closing").values["figures"]
    told = {row["name"]: row["count"] for row in rows} | {row["other"]: row["other_count"] for row in rows}  # type: ignore[attr-defined]
    assert told["未回填编号"] == "没有点"
    assert told["草稿"] == "0"


# -- after the closing -----------------------------------------------------------------------------


def test_taking_in_goes_on_after_the_closing_and_a_second_one_is_a_new_version(counter: Counter) -> None:
    take_in(counter)
    closed(counter)
    print_all(counter)
    assert view(counter).after_closing == 0, "the closing's own paper does not count"
    counter.later(minutes=10)
    take_in(counter)
    take_in(counter)
    assert view(counter).after_closing == 2
    body = closed(counter)
    assert body["figures"]["after_closing"] == 2
    day = view(counter).day
    assert [each.version for each in day.closings] == [1, 2]
    said = counter.said(day_id(counter), "day_closing").values["day"]
    assert (said["version"], said["after"]) == ("2", "2")  # type: ignore[index]
    assert view(counter).after_closing == 0


def test_the_second_signature_is_another_clerks_and_belongs_to_its_version(counter: Counter) -> None:
    refused(counter, "day_not_closed", CountersignDay, by="0199", name="林岚")
    closed(counter)
    refused(counter, "second_person_needed", CountersignDay, by=EVERYTHING.clerk, name="周全")
    assert refused(counter, "value_needed", CountersignDay, by="0199", name=" ").values["field"] == "name"
    counter.do(CountersignDay, by="0199", name="林岚")
    closing = view(counter).day.closing
    assert closing is not None
    assert (closing.countersigned_by, closing.countersigned_name) == ("0199", "林岚")
    closed(counter)
    again = view(counter).day.closing
    assert again is not None
    assert again.countersigned_by == ""


def test_a_clerk_may_do_all_of_it(counter: Counter) -> None:
    counter.sign_in(CLERK)
    for kind, values in (
        (OpenDay, {}), (HandOverShift, {"to": "0199", "to_name": "林岚"}), (CloseDay, {}),
        (CountersignDay, {"by": "0199", "name": "林岚"}),
    ):  # fmt: skip
        counter.do(kind, **values)
        print_all(counter)


# -- a long day ------------------------------------------------------------------------------------


class CountingReading:
    """A reading that counts the questions put to it."""

    def __init__(self, reading: Any, asked: Tally[str]) -> None:
        self._reading = reading
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        self._asked[name] += 1
        return getattr(self._reading, name)


@contextmanager
def counted(counter: Counter) -> Iterator[tuple[Any, Tally[str]]]:
    asked: Tally[str] = Tally()
    with counter.store.reading() as reading:
        yield CountingReading(reading, asked), asked


def test_three_hundred_cases_are_closed_with_a_handful_of_questions(counter: Counter) -> None:
    few, many = 3, 300
    for _ in range(few):
        take_in(counter)
    with counted(counter) as (reading, small):
        view_day(counter.desk, reading, counter.today)
    for _ in range(many - few):
        counter.do(TakeIn, sheet=sheet_for(LICENCE))
    print_all(counter)
    with counted(counter) as (reading, large):
        found = view_day(counter.desk, reading, counter.today)
    assert found.balance.issued == many
    assert found.balance.is_even
    assert sum(large.values()) <= sum(small.values()) + 1, (small, large)
    assert sum(large.values()) <= 15
