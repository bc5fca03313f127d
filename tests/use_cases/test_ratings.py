"""好差评: a grade is the applicant's own, unrated stays unrated, a bad grade goes on, and may be added to once."""

from __future__ import annotations

import pytest

from tests.support.acts_ratings import asked, code_of
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import LICENCE, sheet_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import Period, figure_number
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.deliver_result import RateCase
from wenling_desk.use_cases.figures import read_figure
from wenling_desk.use_cases.ledger_list import LedgerQuery, ledger_page
from wenling_desk.use_cases.ratings import CommentRating, GiveRating, RatingCard, find_rating
from wenling_desk.use_cases.take_in import TakeIn


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def entries(counter: Counter, kind: str) -> list[str]:
    with counter.store.reading() as reading:
        return [row.record_id for row in ledger_page(counter.desk, reading, LedgerQuery(kind)).rows]


def figure(counter: Counter, name: str) -> str:
    with counter.store.reading() as reading:
        found = read_figure(reading, counter.desk.figures, name, Period(counter.today, counter.today))
    return figure_number(found.value, found.figure)


def card(counter: Counter, code: str) -> RatingCard | None:
    with counter.store.reading() as reading:
        return find_rating(reading, code)


@pytest.mark.parametrize("means", ["", "outside", "clerk"])
def test_nobody_at_the_desk_fills_a_grade_in(counter: Counter, means: str) -> None:
    rating = asked(counter)
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(GiveRating, record_id=rating, grade="very_satisfied", means=means)
    assert caught.value.code == "grade_by_applicant_only"
    values = {"grade": "very_satisfied"}
    with pytest.raises(DeskRefusal) as caught:
        counter.do(ActInLedger, kind="rating", record_id=rating, action="give_rating", values=values)
    assert caught.value.code == "grade_by_applicant_only"
    assert counter.everything_written() == before


def test_what_nobody_rated_stays_unrated(counter: Counter) -> None:
    rating = asked(counter)
    values = {"unrated_why": "gone"}
    counter.do(ActInLedger, kind="rating", record_id=rating, action="leave_unrated", values=values)
    assert (figure(counter, "rated"), figure(counter, "rating_unrated")) == ("0", "1")
    assert figure(counter, "rating_good_rate") == "—", "no rating is no good rating"


def test_a_code_says_what_is_rated_and_nothing_of_the_person(counter: Counter) -> None:
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    rating = asked(counter, case=case, window="3 号综合窗口")
    assert card(counter, f" {code_of(counter, rating).lower()} ") == RatingCard(rating, "食品经营许可", "3 号综合窗口")
    assert card(counter, "") is None
    assert card(counter, "ZZZZ9999") is None


def test_a_grade_by_code_is_the_grade_of_the_case(counter: Counter) -> None:
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    rating = asked(counter, case=case)
    counter.do(GiveRating, record_id=rating, grade="fair", means="touch")
    rated = counter.facts(case)[-1]
    assert (rated.kind, rated.body["grade"], rated.body["rating"]) == ("Rated", "fair", rating)
    assert counter.case(case).rating == "fair"
    found = card(counter, code_of(counter, rating))
    assert found is not None
    assert found.grade == "fair"
    assert found.may_comment
    assert figure(counter, "rated") == "1", "one rating, whatever way it is looked at"


def test_a_grade_on_the_page_of_a_case_stands_in_the_ledger_once(counter: Counter) -> None:
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    counter.do(RateCase, record_id=case, grade="satisfied", means="key")
    (rating,) = entries(counter, "rating")
    body = counter.facts(rating)[0].body
    expected = {"case": case, "item": LICENCE, "window": "A03", "grade": "satisfied", "means": "key"}
    assert {name: body[name] for name in expected} == expected
    assert entries(counter, "bad_rating") == []
    assert (figure(counter, "rated"), figure(counter, "rating_good_rate")) == ("1", "100.00")


def test_a_case_rated_before_keeps_its_grade(counter: Counter) -> None:
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    rating = asked(counter, case=case)
    counter.do(RateCase, record_id=case, grade="satisfied")
    counter.do(GiveRating, record_id=rating, grade="fair", means="touch")
    assert counter.case(case).rating == "satisfied"


@pytest.mark.parametrize("grade", ["dissatisfied", "very_dissatisfied"])
def test_a_bad_grade_is_called_back_within_a_day_and_mended_in_fifteen(counter: Counter, grade: str) -> None:
    case = counter.do(TakeIn, sheet=sheet_for(LICENCE)).record_id
    counter.do(RateCase, record_id=case, grade=grade, words="等了两个小时")
    (bad,) = entries(counter, "bad_rating")
    body = counter.facts(bad)[0].body
    assert (body["grade"], body["said"], body["window"], body["rating"]) == (
        grade,
        "等了两个小时",
        "A03",
        entries(counter, "rating")[0],
    )
    assert body["dues"] == {"call_back": "2026-11-04", "fix": "2026-11-18"}


def test_one_addition_and_no_second(counter: Counter) -> None:
    rating = asked(counter)
    counter.do(GiveRating, record_id=rating, grade="fair", means="touch")
    counter.do(CommentRating, record_id=rating, comment="后来又来过一次，都好")
    found = card(counter, code_of(counter, rating))
    assert found is not None
    assert not found.may_comment
    with pytest.raises(DeskRefusal) as caught:
        counter.do(CommentRating, record_id=rating, comment="还有一句")
    assert caught.value.code == "comment_given"
    with pytest.raises(DeskRefusal) as caught:
        counter.do(GiveRating, record_id=rating, grade="fair", means="touch")
    assert caught.value.code == "not_allowed_now"
