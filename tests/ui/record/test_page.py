"""The record page in the frame: keyboard only, people masked, acts in the panel and in the strip."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.support.accessible_names import nameless_widgets, tab_stops, texts_below
from tests.support.hands import CTRL, SHIFT, focused, press, type_text
from tests.ui.conftest import Ticks
from tests.ui.record.conftest import Stage
from tests.ui.record.counter import (
    LEADER,
    PERSON,
    PHONE,
    Counter,
    entry,
    marriage_sheet,
    restaurant_sheet,
    take_in,
)
from wenling_desk.domain.paper_number import PaperNumber
from wenling_desk.ui.record.acts import ACT_KINDS, UNSEEN
from wenling_desk.ui.record.story_panel import AT_ONCE
from wenling_desk.ui.widgets.confirm_strip import GUARD_MS
from wenling_desk.ui.widgets.rating import RatingPage
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.handle_papers import IssueCaseSummary, MakeApplicantPaper
from wenling_desk.use_cases.import_results import ResultRow
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.special_procedure import StartSpecialProcedure

ALT = Qt.KeyboardModifier.AltModifier


def yes(ticks: Ticks) -> None:
    """Read the strip and press Enter."""
    ticks.advance(GUARD_MS + 1)
    press(Qt.Key.Key_Return)


# -- acts -----------------------------------------------------------------------------------------


def test_accepting_is_two_keys(stage: Stage, ticks: Ticks) -> None:
    page = stage.open(take_in(stage.counter))
    press(Qt.Key.Key_F8)
    assert page.panel() is None, "nothing is asked"
    assert stage.window.strip.sentence().startswith("将受理 补领婚姻登记证")
    press(Qt.Key.Key_Return)
    assert stage.window.strip.is_open(), "the bouncing key is no yes"
    yes(ticks)
    assert "已受理" in stage.said()
    assert stage.counter.printed
    assert page.members_words() == ["已受理"]


def test_telling_once_with_the_keyboard(stage: Stage, ticks: Ticks) -> None:
    page = stage.open(take_in(stage.counter, marriage_sheet({})))
    press(Qt.Key.Key_F6)
    panel = page.panel()
    assert panel is not None
    assert panel.isAncestorOf(focused())
    press(Qt.Key.Key_Return, CTRL)
    assert "一次性告知" in stage.window.strip.sentence()
    yes(ticks)
    assert page.panel() is None
    assert page.members_words() == ["待补正"]


def test_a_fault_stands_at_its_field_and_takes_the_focus(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    press(Qt.Key.Key_3, ALT)
    panel = page.panel()
    assert panel is not None
    press(Qt.Key.Key_Return, CTRL)
    assert not stage.window.strip.is_open()
    assert panel.editor("reasons").fault() == "请填写理由"
    assert isinstance(focused(), QPlainTextEdit)
    type_text("不用许可")
    press(Qt.Key.Key_Return, CTRL)
    assert stage.window.strip.is_open()


def test_esc_closes_the_panel_and_keeps_what_was_typed(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    press(Qt.Key.Key_3, ALT)
    type_text("不用许可")
    press(Qt.Key.Key_Escape)
    assert page.panel() is None
    assert stage.window.current_page() is page
    press(Qt.Key.Key_3, ALT)
    panel = page.panel()
    assert panel is not None
    assert panel.filled().lines("reasons") == ("不用许可",)


def test_what_was_typed_for_one_record_never_reaches_the_next(stage: Stage) -> None:
    first, second = take_in(stage.counter), take_in(stage.counter)
    page = stage.open(first)
    press(Qt.Key.Key_3, ALT)
    type_text("不用许可")
    stage.open(second)
    assert page.panel() is None
    press(Qt.Key.Key_3, ALT)
    panel = page.panel()
    assert panel is not None
    assert panel.filled().lines("reasons") == ()


def test_an_act_that_is_not_lawful_now_says_why(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter, marriage_sheet({})))
    assert not page.shelf.button("accept").isEnabled()
    assert page.shelf.button("accept").reason == "还缺 2 样"
    assert "受理：还缺 2 样" in page.shelf.reasons()
    press(Qt.Key.Key_F8)
    assert "还缺 2 样" in stage.said()
    assert not stage.window.strip.is_open()


def test_a_refusal_is_told_at_the_panel_and_nothing_is_lost(stage: Stage, ticks: Ticks) -> None:
    page = stage.open(take_in(stage.counter, marriage_sheet({})))
    press(Qt.Key.Key_F6)
    panel = page.panel()
    assert panel is not None
    panel.set_value("due", "2026-11-20")
    press(Qt.Key.Key_Return, CTRL)
    yes(ticks)
    assert page.panel() is panel
    assert "今天以后" in stage.said()
    assert panel.filled().text("due") == "2026-11-20"


def test_supplements_are_marked_by_letters(stage: Stage, ticks: Ticks) -> None:
    counter = stage.counter
    record_id = take_in(counter, marriage_sheet({}))
    due = counter.clock.now().date() + timedelta(days=1)
    counter.do(RequestCorrection(command_id=counter.new_id(), record_id=record_id, due=due))
    page = stage.open(record_id)
    press(Qt.Key.Key_F7)
    type_text("1")
    press(Qt.Key.Key_Space)
    type_text("2")
    panel = page.panel()
    assert panel is not None
    brought = panel.brought()
    assert brought is not None
    assert {key: entry.mark for key, entry in brought.entries().items()} == {"m_sfz": "original", "m_sms": "copy"}
    press(Qt.Key.Key_Return, CTRL)
    yes(ticks)
    assert page.members_words() == ["已收件"]


def test_a_mark_that_needs_a_reason_asks_for_it_in_place(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter, marriage_sheet({})))
    press(Qt.Key.Key_1, ALT)
    panel = page.panel()
    assert panel is not None
    brought = panel.brought()
    assert brought is not None
    brought.table.setFocus()
    type_text("x")
    assert brought.is_asking()
    press(Qt.Key.Key_Escape)
    assert not brought.is_asking()
    assert page.panel() is panel, "Esc goes back one step"
    brought.table.setFocus()
    type_text("x")
    type_text("已在户口簿上写明")
    press(Qt.Key.Key_Return)
    assert brought.entries()["m_sfz"].reason == "已在户口簿上写明"


def test_choosing_members(stage: Stage, ticks: Ticks) -> None:
    page = stage.open(take_in(stage.counter, restaurant_sheet()))
    press(Qt.Key.Key_5, ALT)
    panel = page.panel()
    assert panel is not None
    assert panel.filled().members == ("SC006", "SC017", "ZF001")


def test_a_result_list_is_the_third_way(stage: Stage) -> None:
    counter = stage.counter
    changes = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
    stage.rows += [
        ResultRow(changes.number, "", True, "李科", "婚补-1"),
        ResultRow(changes.number, "", True, "李科", "婚补-1"),
        ResultRow("331081-26-K7QX-000999-0", "", False, "李科", reasons=("场所不符",)),
    ]
    page = stage.open(changes.record_id)
    press(Qt.Key.Key_F5)
    panel = page.panel()
    assert panel is not None
    panel.set_value("way", "imported")
    assert panel.results is not None
    assert panel.results.isVisible()
    assert not panel.editor("officer").isVisible(), "what the list says is not asked again"
    panel.results.choose_button.click()
    assert panel.results.words() == "results.csv：读到 3 行，能录入 1 行，有问题 2 行"
    press(Qt.Key.Key_Return, CTRL)
    assert panel.results.words() == "录入 1 行，2 行没有录入"
    assert page.members_words() == ["办结"]
    states = [str(row.cells[2].word) for row in panel.results.table.rows.rows]  # type: ignore[union-attr]
    assert states == ["已录入", "不能录入", "不能录入"]
    panel.results.table.go_to("4")
    assert "000999" in panel.results._detail.shown()


def test_when_the_own_seat_is_chosen_no_officer_is_asked(stage: Stage) -> None:
    counter = stage.counter
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    page = stage.open(record_id)
    press(Qt.Key.Key_F5)
    panel = page.panel()
    assert panel is not None
    assert panel.editor("officer").isVisible()
    assert not panel.editor("reasons").isVisible()
    panel.set_value("outcome", "deny")
    assert panel.editor("reasons").isVisible()


# -- rating ---------------------------------------------------------------------------------------


def turned(stage: Stage) -> RatingPage:
    (surface,) = stage.window.findChildren(RatingPage)
    return surface


def test_the_applicant_rates_and_the_clerk_cannot(stage: Stage, ticks: Ticks) -> None:
    page = stage.open(take_in(stage.counter))
    press(Qt.Key.Key_R, ALT)
    surface = turned(stage)
    assert stage.window.is_covered()
    assert not page.people.is_shown(), "the screen is turned to somebody else"
    ticks.advance(3000)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_F8):
        press(key)
    assert surface.chosen() is None
    type_text("2")
    assert stage.counter.store.shelves.facts[-1][0].kind != "Rated"
    type_text("2")
    assert stage.counter.store.shelves.facts[-1][0].body["grade"] == "satisfied"
    press(Qt.Key.Key_Escape)
    assert not stage.window.is_covered()
    assert page.shelf.button("rate").reason == "已经评价过"


def test_going_back_without_a_grade_is_unrated(stage: Stage, ticks: Ticks) -> None:
    stage.open(take_in(stage.counter))
    press(Qt.Key.Key_R, ALT)
    ticks.advance(3000)
    type_text("1")
    press(Qt.Key.Key_Escape)
    assert not [fact for fact, _ in stage.counter.store.shelves.facts if fact.kind == "Rated"]


# -- timeline, places to go, refresh -----------------------------------------------------------------


def test_the_line_in_focus_reads_its_rule_and_opens_its_paper(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    lines = page.board.story.timeline.lines()
    lines[0].setFocus()
    assert page.board.story.rule().startswith("《浙江省保障“最多跑一次”改革规定》第五条：")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert stage.went.papers == [paper.number for paper in stage.counter.store.shelves.papers.values()]


def test_the_rule_of_the_record_before_does_not_stay_at_the_foot(stage: Stage) -> None:
    first, second = take_in(stage.counter), take_in(stage.counter, restaurant_sheet())
    page = stage.open(first)
    page.board.story.timeline.lines()[0].setFocus()
    assert page.board.story.rule()
    page = stage.open(second)
    assert page.board.story.rule() == ""


def test_the_line_in_focus_keeps_its_rule_when_the_record_is_read_again(stage: Stage) -> None:
    counter = stage.counter
    record_id = take_in(counter)
    page = stage.open(record_id)
    page.board.story.timeline.lines()[0].setFocus()
    said = page.board.story.rule()
    counter.bridge.submit(IssueCaseSummary(command_id=counter.new_id(), record_id=record_id))
    assert page.board.story.rule() == said != ""


def test_a_paper_is_reprinted_from_its_line(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    moment = page.board.story.timeline.lines()[1].moment  # type: ignore[attr-defined]
    assert [verb for verb, _ in moment.acts] == ["看", "补打"]
    moment.acts[1][1]()
    assert stage.went.reprints == [next(iter(stage.counter.store.shelves.papers))]


def test_another_for_this_person_and_the_last_paper(stage: Stage) -> None:
    record_id = take_in(stage.counter)
    stage.open(record_id)
    press(Qt.Key.Key_N, CTRL)
    press(Qt.Key.Key_F9)
    assert stage.went.another == [record_id]
    assert len(stage.went.papers) == 1


def test_marks_stay_on_the_screen_when_the_record_is_read_again(stage: Stage) -> None:
    counter = stage.counter
    record_id = take_in(counter, restaurant_sheet())
    page = stage.open(record_id)
    assert page.head.marks() == ("一件事", "本人经办")
    counter.bridge.submit(IssueCaseSummary(command_id=counter.new_id(), record_id=record_id))
    QApplication.processEvents()
    assert page.head.marks() == ("一件事", "本人经办")


def test_a_long_story_comes_in_pieces_and_whole(stage: Stage) -> None:
    counter = stage.counter
    record_id = take_in(counter)
    for _ in range(40):
        counter.do(IssueCaseSummary(command_id=counter.new_id(), record_id=record_id))
    page = stage.open(record_id)
    assert len(page.board.story.timeline.lines()) == AT_ONCE
    for _ in range(6):
        QApplication.processEvents()
    assert len(page.board.story.timeline.lines()) == 42
    counter.bridge.submit(IssueCaseSummary(command_id=counter.new_id(), record_id=record_id))
    assert len(page.board.story.timeline.lines()) == 42, "the eye's place stays"
    for _ in range(6):
        QApplication.processEvents()
    assert len(page.board.story.timeline.lines()) == 43


def test_a_change_from_elsewhere_is_read(stage: Stage) -> None:
    counter = stage.counter
    record_id = take_in(counter)
    page = stage.open(record_id)
    before = len(page.board.story.timeline.lines())
    counter.bridge.submit(IssueCaseSummary(command_id=counter.new_id(), record_id=record_id))
    assert len(page.board.story.timeline.lines()) == before + 1


def test_a_change_while_hidden_is_read_on_return(stage: Stage) -> None:
    counter = stage.counter
    record_id = take_in(counter)
    page = stage.open(record_id)
    before = len(page.board.story.timeline.lines())
    stage.window.go("home")
    counter.bridge.submit(IssueCaseSummary(command_id=counter.new_id(), record_id=record_id))
    assert len(page.board.story.timeline.lines()) == before
    stage.window.go_back()
    assert len(page.board.story.timeline.lines()) == before + 1


def test_a_record_that_is_not_here_is_said_in_place(stage: Stage) -> None:
    page = stage.open("nowhere")
    assert "没有找到" in texts_below(page)
    assert page.first_focus() is None


def test_the_papers_of_a_draft_are_no_case_yet(stage: Stage) -> None:
    counter = stage.counter
    made = MakeApplicantPaper(
        command_id=counter.new_id(), draft_id="d1", sheet=marriage_sheet(), paper_kind="application_form"
    )
    page = stage.open(counter.do(made).record_id)
    sheet = page.sheet()
    assert sheet is not None
    assert sheet.headline.title == "还没有收件的申请"
    assert sheet.acts == {}
    assert [line.sentence for line in sheet.timeline] == ["打印申请表，待申请人签字"]
    assert PERSON not in texts_below(page)


def test_a_consultation_is_closed_with_its_answer(stage: Stage) -> None:
    counter = stage.counter
    consult = Consult(command_id=counter.new_id(), question="要哪些证", call_back=True, phone=PHONE)
    page = stage.open(counter.do(consult).record_id)
    press(Qt.Key.Key_C, ALT)
    type_text("先办营业执照")
    press(Qt.Key.Key_Return, CTRL)
    assert "已了结" in texts_below(page)
    assert not stage.window.strip.is_open(), "nothing is printed, nothing is confirmed"


def test_a_scanned_paper_opens_its_record_and_anything_else_is_not_ours(stage: Stage) -> None:
    first, second = take_in(stage.counter), take_in(stage.counter)
    page = stage.open(first)
    numbers = [paper.number for paper in stage.counter.store.shelves.papers.values()]
    for scan in (numbers[1], f"WL0:{numbers[1]}"):
        assert page.on_scan(scan)
        sheet = page.sheet()
        assert sheet is not None
        assert sheet.record_id == second
        stage.open(first)
    assert not page.on_scan("6901234567892")
    assert page.on_scan("331081-26-K7QX-000999-" + PaperNumber("331081", 2026, "K7QX", 999).__str__()[-1])
    assert "找不到文书" in stage.said()


def test_who_is_looked_at_need_not_be_typed_again(stage: Stage) -> None:
    counter = stage.counter
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.do(
        DecideCase(command_id=counter.new_id(), record_id=record_id, granted=False, reasons=("x",), way="signed_paper",
                   officer="王科")
    )  # fmt: skip
    page = stage.open(record_id)
    assert not page.people.is_shown(), "what is ended is no open case any more"
    page.start("deliver_result")
    panel = page.panel()
    assert panel is not None
    assert panel.editor("receiver").value() == ""
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_F4)
    type_text("申请人来取结果")
    press(Qt.Key.Key_Return)
    page.start("deliver_result")
    panel = page.panel()
    assert panel is not None
    assert panel.editor("receiver").value() == PERSON


# -- the keyboard -----------------------------------------------------------------------------------


def test_every_act_has_its_key_and_its_button_shows_it(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    actions = {action.action_id: action for action in page.desk_actions()}
    for kind in ACT_KINDS:
        assert actions[f"record-{kind.act}"].keys == kind.keys
        if kind.act in UNSEEN:
            continue
        assert page.shelf.button(kind.act).hint == kind.keys[0].replace("Shift+F", "⇧F")


def test_tab_reaches_every_possible_act_and_every_widget_has_a_name(stage: Stage) -> None:
    page = stage.open(take_in(stage.counter))
    assert nameless_widgets(page) == []
    stops = tab_stops(stage.window)
    buttons = [page.shelf.button(act) for act in ("accept", "withdraw", "rate", "record_official_number")]
    assert all(button in stops for button in buttons)
    assert page.board.materials.table in stops


def in_every_state(counter: Counter) -> list[str]:
    """Records that together have every act of the page."""
    due = counter.clock.now().date() + timedelta(days=1)

    def new(command: Any, **values: Any) -> str:
        return counter.do(command(command_id=counter.new_id(), **values)).record_id

    licence = restaurant_sheet({}, answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)})
    deferrable = restaurant_sheet(
        {"m_jk": entry("missing"), "m_zd": entry("original")}, answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)}
    )
    told = new(RequestCorrection, sheet=marriage_sheet({}), due=due)
    deferred = new(DeferMaterials, sheet=deferrable, due=due)
    counter.clock.on(days=3)
    paused = new(AcceptCase, sheet=licence)
    new(
        StartSpecialProcedure,
        record_id=paused,
        procedure="hearing",
        reason="听证",
        expected_end=counter.clock.now().date() + timedelta(days=2),
        approver="李局",
    )
    done = new(AcceptCase, sheet=marriage_sheet())
    new(DecideCase, record_id=done, granted=True, way="signed_paper", officer="王科")
    return [
        take_in(counter, marriage_sheet({})),
        take_in(counter, deferrable),
        told,
        deferred,
        paused,
        new(AcceptCase, sheet=licence),
        done,
        new(Consult, question="要哪些证", call_back=True, phone=PHONE),
    ]


def test_every_panel_has_names_and_a_way_round(stage: Stage) -> None:
    stage.counter.sign_in(LEADER)
    asking = (
        {kind.act for kind in ACT_KINDS}
        - UNSEEN
        - {"accept", "rate", "issue_case_summary", "deem_withdrawn", "explain_delay"}
    )
    seen: set[str] = set()
    for record_id in in_every_state(stage.counter):
        page = stage.open(record_id)
        sheet = page.sheet()
        assert sheet is not None
        for act in sheet.acts:
            if act not in asking - seen or page.shelf.button(act).reason:
                continue
            seen.add(act)
            page.start(act)
            panel = page.panel()
            assert panel is not None, act
            assert nameless_widgets(panel) == []
            stops = [stop for stop in tab_stops(stage.window) if panel.isAncestorOf(stop)]
            assert len(stops) >= 3, f"{act}: a field and the two buttons"
    assert seen == asking


def test_shift_f6_is_the_deferral(stage: Stage) -> None:
    materials = {"m_jk": entry("missing"), "m_zd": entry("original")}
    sheet = restaurant_sheet(materials, answers={"q1": ("a",), "q2": ("b",), "q4": ("d",)})
    page = stage.open(take_in(stage.counter, sheet))
    press(Qt.Key.Key_F6, SHIFT)
    panel = page.panel()
    assert panel is not None
    assert panel.form.act.act == "defer"
    assert QApplication.focusWidget() is not None
