"""The same person's open cases in other halls: asked once, told at once, and dropped where they come too late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.small_catalogue import RESTAURANT, SOCIAL_CARD
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, HIS_NUMBER, AcceptanceDesk, NoScreen
from tests.ui.acceptance.asked_centre import AWAY, NOTHING, AskedCentre, found, there
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import APPLICANT, Party, PartyKind
from wenling_desk.ui.acceptance.other_halls import UNANSWERED_FOR, Question
from wenling_desk.ui.acceptance.page_head import remarks
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.elsewhere import Elsewhere, Reach, ask_nobody

NAME = "颇文娟"


@pytest.fixture
def centre() -> AskedCentre:
    return AskedCentre()


class Sheet:
    """An application of this person on the counter."""

    def __init__(self, desk: AcceptanceDesk, centre: AskedCentre, code: str = SOCIAL_CARD) -> None:
        self.desk, self.centre, self.screen = desk, centre, NoScreen()
        is_bundle = code in desk.catalogue.bundles
        sheet = IntakeSheet(code, is_bundle, desk.catalogue.release)
        self.presenter = SheetPresenter(desk.tools(ask_elsewhere=centre), self.screen, sheet, f"draft-{code}")

    def enter(self, number: str = HER_NUMBER, name: str = NAME) -> None:
        party = self.presenter.opened.party(APPLICANT)
        self.presenter.set_party(replace(party, name=name, identity_number=number))

    def pause(self) -> None:
        """The clerk pauses: what the page's timer does then."""
        self.presenter.other_halls.ask()

    def head(self) -> str:
        return " ".join(remarks(self.desk.texts, self.presenter, 0))


@pytest.fixture
def sheet(desk: AcceptanceDesk, centre: AskedCentre) -> Sheet:
    return Sheet(desk, centre)


def test_asked_once_the_number_checks_and_never_twice(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.pause()
    sheet.enter("")
    sheet.pause()
    sheet.enter(HER_NUMBER[:-1] + ("0" if HER_NUMBER[-1] != "0" else "1"))
    sheet.pause()
    assert centre.asked == []
    sheet.enter(f" {HER_NUMBER[:6]} {HER_NUMBER[6:].lower()}")
    for _ in range(3):
        sheet.pause()
    assert centre.asked == [(HER_NUMBER, (SOCIAL_CARD,))]
    centre.answer(NOTHING)
    sheet.enter(name="颇文涓")
    sheet.pause()
    assert len(centre.asked) == 1


def test_what_other_halls_have_is_told_without_anybody_s_name(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    sheet.pause()
    assert "各大厅" not in sheet.head()
    centre.answer(found(there()))
    (said,) = sheet.screen.sentences
    assert said == (
        "疑似重复：社会保障卡申领 331081-26-M8RY-000007-D，城西便民服务中心，已受理，2026年11月9日 收件。"
        "共 1 件没办完，两件不会自动合并；各大厅都问过了；可以接着收，先问清楚。"
    )
    for secret in (NAME, NAME[0], HER_NUMBER, HER_NUMBER[-4:]):
        assert secret not in said
    assert "各大厅有 1 件同样的件没办完" in sheet.head()


def test_it_never_stands_in_the_way(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    sheet.pause()
    sheet.presenter.take_in()
    (outcome,) = sheet.screen.outcomes
    assert outcome.act == "take_in"
    told = len(sheet.screen.sentences)
    sheet.presenter.leave()  # as the page does when the act is done
    centre.answer(found(there()))
    assert len(sheet.screen.sentences) == told


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NOTHING, "各大厅没有同样的件"),
        (AWAY, "别的大厅没问到，只查了本大厅"),
        (Elsewhere(Reach.ALONE), "没有加入中心，只查了本机"),
    ],
    ids=["nothing", "away", "alone"],
)
def test_how_far_was_looked_is_one_quiet_line(sheet: Sheet, centre: AskedCentre, answer: Elsewhere, words: str) -> None:
    sheet.enter()
    sheet.pause()
    drawn = sheet.screen.refreshed
    centre.answer(answer)
    assert words in sheet.head()
    assert sheet.screen.sentences == []
    assert sheet.screen.refreshed == drawn + 1


def test_who_may_not_ask_reads_nothing_of_it(sheet: Sheet, centre: AskedCentre) -> None:
    centre.at_once = Elsewhere(Reach.NOT_ASKED)
    sheet.enter()
    before = sheet.head()
    sheet.pause()
    assert len(centre.asked) == 1
    assert sheet.head() == before


def test_a_desk_that_stands_alone_says_so_at_once() -> None:
    came: list[Elsewhere] = []
    ask_nobody(HER_NUMBER, (SOCIAL_CARD,), came.append)
    assert came == [Elsewhere(Reach.ALONE)]


def test_what_this_desk_has_told_already_is_not_told_again(desk: AcceptanceDesk, centre: AskedCentre) -> None:
    first = Sheet(desk, AskedCentre(NOTHING))
    first.enter()
    first.presenter.take_in()
    number = first.screen.outcomes[0].number
    again = Sheet(desk, centre)
    again.enter()
    assert [said.partition("，")[0] for said in again.screen.sentences] == [f"疑似重复：社会保障卡申领 {number}"]
    again.pause()
    here = desk.desk.identity.hall_code
    own = there(number, hall_code=here, hall="城东街道大厅", status="taken_in")
    centre.answer(found(own))
    assert len(again.screen.sentences) == 1
    assert "各大厅有 1 件" in again.head()

    third = Sheet(desk, centre)
    third.enter()
    third.pause()
    centre.answer(found(there(), own))
    said = third.screen.sentences[-1]
    assert number not in said
    assert "M8RY-000007" in said
    assert "共 2 件没办完" in said


def test_a_case_of_this_hall_the_desk_does_not_have_yet(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    sheet.pause()
    centre.answer(found(there(hall_code=sheet.desk.desk.identity.hall_code, hall="城东街道大厅")))
    assert "，本大厅，" in sheet.screen.sentences[-1]


def test_of_very_many_three_are_named_and_all_are_counted(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    sheet.pause()
    centre.answer(found(*(there(f"N-{place}") for place in range(20)), total=41))
    said = sheet.screen.sentences[-1]
    assert "N-2" in said
    assert "N-3" not in said
    assert "等。共 41 件没办完" in said
    assert "各大厅有 41 件" in sheet.head()


def test_what_a_newer_centre_says_is_told_as_far_as_it_is_understood(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    sheet.pause()
    centre.answer(found(there(item_code="ZZ999", status="orbiting", hall_code="H9", hall="H9", received_at=None)))
    assert "ZZ999 331081-26-M8RY-000007-D，大厅 H9，没办完，日期不明 收件" in sheet.screen.sentences[-1]


def test_an_answer_about_somebody_else_is_dropped(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    sheet.pause()
    sheet.enter(HIS_NUMBER)
    centre.answer(found(there()))
    assert sheet.screen.sentences == []
    assert "各大厅" not in sheet.head()
    sheet.pause()
    assert [number for number, _ in centre.asked] == [HER_NUMBER, HIS_NUMBER]
    centre.answer(NOTHING)
    assert "各大厅没有同样的件" in sheet.head()
    sheet.enter()
    assert "各大厅" not in sheet.head(), "what was dropped is not known"
    sheet.pause()
    assert centre.asked[-1] == (HER_NUMBER, (SOCIAL_CARD,))


def test_other_items_are_another_question_and_both_answers_are_remembered(
    desk: AcceptanceDesk, centre: AskedCentre
) -> None:
    sheet = Sheet(desk, centre, RESTAURANT)
    sheet.enter()
    sheet.pause()
    centre.answer(NOTHING)
    first = centre.asked[0][1]
    for question, chosen in (("q1", "b"), ("q2", "b"), ("q4", "a")):
        sheet.presenter.change(sheet.presenter.opened.answer(question, (chosen,)))
    sheet.pause()
    second = centre.asked[-1][1]
    assert second != first
    centre.answer(AWAY)
    assert "没问到" in sheet.head()
    for _ in range(3):
        sheet.presenter.undo()
    assert "各大厅没有同样的件" in sheet.head()
    sheet.pause()
    assert [items for _, items in centre.asked] == [first, second]


def test_a_centre_that_gave_no_answer_is_left_alone_for_a_while(sheet: Sheet, centre: AskedCentre) -> None:
    centre.at_once = AWAY
    sheet.enter()
    for _ in range(3):
        sheet.pause()
    assert len(centre.asked) == 1
    sheet.desk.clock.moment += UNANSWERED_FOR
    centre.at_once = found(there())
    sheet.pause()
    assert len(centre.asked) == 2
    assert "M8RY" in sheet.screen.sentences[-1]


def test_whose_data_it_is_about_is_asked_for_not_who_applies(sheet: Sheet, centre: AskedCentre) -> None:
    sheet.enter()
    child = Party(
        "child", "child", PartyKind.NATURAL_PERSON, "颇小满", identity_number=HIS_NUMBER, is_data_subject=True
    )
    sheet.presenter.change(sheet.presenter.opened.set_party(child))
    sheet.pause()
    assert [number for number, _ in centre.asked] == [HIS_NUMBER]


def test_when_the_application_is_gone_nothing_is_remembered_and_nothing_asked(
    sheet: Sheet, centre: AskedCentre
) -> None:
    sheet.enter()
    sheet.pause()
    sheet.presenter.leave()
    centre.answer(found(there()))
    sheet.pause()
    assert sheet.screen.sentences == []
    assert sheet.presenter.other_halls.answer is None
    assert len(centre.asked) == 1


def test_the_number_is_in_no_words_of_the_question() -> None:
    assert HER_NUMBER not in repr(Question(HER_NUMBER, (SOCIAL_CARD,)))
