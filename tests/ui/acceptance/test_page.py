"""What the acceptance page does around an application: drafts, the next person, Esc, scans, names for the ear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.support.small_catalogue import COMPANY, LIST_ONLY, MARRIAGE, RESTAURANT, SOCIAL_CARD, small_catalogue
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, HIS_NUMBER, AcceptanceDesk
from tests.ui.acceptance.conftest import Stage, make_stage
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import AGENT, APPLICANT
from wenling_desk.ui.acceptance.notice import NoticeKind
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.row_model import RowModel
from wenling_desk.ui.widgets.row_table import RowTable

Key = Qt.Key
MARKED = "尉迟甲乙丙"
"""A name that stands nowhere else."""


def sheet_of(stage: Stage) -> SheetPresenter:
    assert stage.page.presenter is not None
    return stage.page.presenter


def enter(stage: Stage, name: str = MARKED, number: str = HER_NUMBER, phone: str = "13800005678") -> SheetPresenter:
    sheet = sheet_of(stage)
    party = sheet.opened.party(APPLICANT)
    sheet.set_party(replace(party, name=name, identity_number=number, phone=phone))
    return sheet


def settle() -> None:
    """Let go what is to be deleted, and what Qt still has to tell."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def everything_shown(root: QWidget) -> str:
    """Every text any widget of the window holds, visible or not, typed or spoken."""
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLineEdit):
            found += [widget.text(), widget.placeholderText()]
        if isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
        if isinstance(widget, QAbstractButton):
            found.append(widget.text())
        if isinstance(widget, PlainLabel):
            found.append(widget.shown())
        if isinstance(widget, RowTable):
            found += [repr(row.cells) + repr(row.payload) for row in widget.rows.rows]
    for model in root.findChildren(RowModel):
        found += [repr(row.cells) + repr(row.payload) for row in model.rows]
    return "\n".join(found)


def test_the_next_person_starts_from_nothing(stage: Stage) -> None:
    """A name, a number, a phone, an address and a marked reason leave no trace in any widget."""
    stage.open(COMPANY)
    sheet = sheet_of(stage)
    sheet.change(sheet.opened.answer("q5", ("b",)))
    enter(stage)
    agent = replace(sheet.opened.party(AGENT), name=MARKED + "代", identity_number=HIS_NUMBER)
    sheet.set_party(agent)
    sheet.change(sheet.opened.set_value("registered_address", MARKED + "路 1 号"))
    sheet.change(sheet.opened.set_value("shareholders", [{"name": MARKED, "id_no": HER_NUMBER}]))
    stage.page.open_notice(NoticeKind.CORRECTION)
    stage.page.close_sub()
    assert MARKED in everything_shown(stage.window)
    sheet.take_in()
    press(Key.Key_F2)
    settle()
    shown = everything_shown(stage.window)
    for trace in (MARKED, MARKED[0], HER_NUMBER, HER_NUMBER[-4:], HIS_NUMBER, "13800005678"):
        assert trace not in shown, trace
    assert stage.page.presenter is None
    assert stage.page._parties == ()


def test_the_clipboard_is_never_touched(stage: Stage) -> None:
    QGuiApplication.clipboard().setText("before")
    stage.open(MARRIAGE)
    enter(stage).take_in()
    press(Key.Key_F2)
    assert QGuiApplication.clipboard().text() == "before"


def test_next_person_waits_while_a_case_is_open(stage: Stage) -> None:
    stage.open(MARRIAGE)
    enter(stage)
    press(Key.Key_F2)
    assert stage.page.presenter is not None
    assert "先收件、暂存" in stage.said()
    stage.window.notices.clear()
    press(Key.Key_F5)
    assert stage.page.presenter is None
    stage.window.notices.clear()
    press(Key.Key_F2)
    assert stage.said() == ""


def test_esc_goes_back_one_step_and_throws_nothing_away(stage: Stage) -> None:
    page = stage.open(MARRIAGE)
    enter(stage)
    press(Key.Key_F6)
    assert page.sub is not None
    press(Key.Key_Return)
    press(Key.Key_Escape)
    assert page.sub is not None
    press(Key.Key_Escape)
    assert page.sub is None
    assert page.presenter is not None
    kept = sheet_of(stage).sheet
    press(Key.Key_Escape)
    assert page.presenter is None
    (draft,) = stage.desk.store.shelves.drafts.values()
    assert IntakeSheet.from_plain(draft.sheet) == kept
    stage.window.notices.clear()
    press(Key.Key_Down)
    press(Key.Key_Return)
    assert page.presenter is not None
    assert page.presenter.sheet == kept
    assert page.presenter.draft_id == draft.draft_id


def test_an_application_only_looked_at_leaves_no_draft(stage: Stage) -> None:
    stage.open(RESTAURANT)
    press(Key.Key_Escape)
    assert stage.desk.store.shelves.drafts == {}
    assert stage.said() == ""


def test_a_draft_is_offered_with_time_and_person_and_discarded_only_after_asking(stage: Stage, ticks: Any) -> None:
    stage.open(MARRIAGE)
    enter(stage)
    press(Key.Key_F5)
    table = stage.page.entry.drafts
    (row,) = table.rows.rows
    assert row.cells[0] == "补领婚姻登记证 · 尉**"
    assert "10时24分" in str(row.cells[1])
    assert "陈晓" in str(row.cells[1])
    stage.window.notices.clear()
    press(Key.Key_Down)
    press(Key.Key_Delete)
    assert stage.window.strip.is_open()
    press(Key.Key_Escape)
    assert len(stage.desk.store.shelves.drafts) == 1
    table.setFocus()
    press(Key.Key_Delete)
    ticks.advance(1000)
    press(Key.Key_Return)
    assert stage.desk.store.shelves.drafts == {}
    assert table.rows.rowCount() == 0


def test_what_cannot_be_taken_in_goes_to_consultation(stage: Stage) -> None:
    type_text("不动产")
    (row,) = stage.page.entry.hits.rows.rows
    assert "还没有梳理出明细" in getattr(row.cells[2], "word", "")
    press(Key.Key_Return)
    assert stage.window.current_page() is stage.others["consultation"]
    (arguments,) = stage.others["consultation"].arguments
    assert arguments["question"] == "不动产"
    sheet = arguments["sheet"]
    assert isinstance(sheet, IntakeSheet)
    assert sheet.target_code == LIST_ONLY


def test_words_nobody_knows_become_a_consultation(stage: Stage) -> None:
    type_text("我家的猫丢了")
    assert "没有找到" in everything_shown(stage.page.entry)
    press(Key.Key_Return)
    assert stage.page.presenter is None
    press(Key.Key_Return, CTRL)
    (arguments,) = stage.others["consultation"].arguments
    assert arguments == {"question": "我家的猫丢了", "sheet": None, "draft_id": ""}


def test_consultation_takes_the_answers_and_the_draft_along(stage: Stage) -> None:
    stage.open(RESTAURANT)
    sheet = sheet_of(stage)
    sheet.change(sheet.opened.answer("q1", ("b",)))
    stage.window.registry.trigger("acceptance-consult")
    (arguments,) = stage.others["consultation"].arguments
    assert arguments["sheet"] == sheet.sheet
    assert arguments["draft_id"] == sheet.draft_id
    assert sheet.draft_id in stage.desk.store.shelves.drafts
    assert stage.window.go("acceptance")
    assert stage.page.presenter is None


def test_another_item_for_the_same_person_keeps_people_only(stage: Stage) -> None:
    stage.open(SOCIAL_CARD)
    sheet = enter(stage)
    sheet.change(sheet.opened.set_note("要快"))
    sheet.take_in()
    press(Key.Key_N, CTRL)
    type_text("补领")
    press(Key.Key_Return)
    again = sheet_of(stage).sheet
    assert [party.name for party in again.parties] == [MARKED]
    assert again.note == ""
    assert again.materials == {}


def test_another_item_for_the_person_of_a_record(stage: Stage) -> None:
    stage.open(SOCIAL_CARD)
    enter(stage).take_in()
    (record_id,) = stage.desk.store.shelves.heads
    press(Key.Key_F2)
    stage.window.go("acceptance", same_person=record_id)
    stage.open(MARRIAGE)
    applicant = sheet_of(stage).sheet.applicant
    assert applicant is not None
    assert applicant.name == MARKED


def test_after_the_act_the_number_stands_large_and_the_printer_runs(stage: Stage) -> None:
    stage.open(SOCIAL_CARD)
    enter(stage).take_in()
    done = stage.page.done
    assert done is not None
    (number,) = stage.desk.store.shelves.papers
    assert done.strip.number() == number
    assert stage.desk.printed == [(number,)]
    assert [row.cells[0] for row in done.papers.rows.rows] == [stage.desk.texts("case.paper.intake_receipt")]
    assert done.next.hasFocus()
    done.open.click()
    assert stage.others["record"].arguments == [{"record_id": done.outcome.record_id}]


def test_the_printers_answer_is_shown_when_it_comes(stage: Stage) -> None:
    from wenling_desk.use_cases.handle_papers import ReportPrinted

    stage.open(SOCIAL_CARD)
    enter(stage).take_in()
    done = stage.page.done
    assert done is not None
    (number,) = stage.desk.store.shelves.papers
    assert "正在打印" in everything_shown(done)
    stage.desk.bridge.submit(ReportPrinted(command_id="print-1", number=number, printed=True))
    assert "正在打印" not in everything_shown(done)
    assert "都已打印" in everything_shown(done)


@pytest.mark.parametrize("where", ["name", "elsewhere"])
def test_a_scanned_card_goes_to_the_party_in_focus_else_to_the_applicant(stage: Stage, where: str) -> None:
    page = stage.open(MARRIAGE)
    assert page.area is not None
    block = page.area.people.block("spouse")
    assert block is not None
    if where == "name":
        block.name.setFocus()
    else:
        page.area.to_materials()
    stage.window.on_scan(HIS_NUMBER)
    party = sheet_of(stage).opened.party("spouse" if where == "name" else APPLICANT)
    assert party.identity_number == HIS_NUMBER
    assert party.sources["identity_number"] == "scan"


def test_a_scan_that_means_nothing_is_said(stage: Stage) -> None:
    stage.open(MARRIAGE)
    stage.window.on_scan("6901028000000")
    assert stage.said()


def test_numbers_and_sensitive_fields_are_masked_once_left(stage: Stage) -> None:
    page = stage.open(COMPANY)
    enter(stage)
    assert page.area is not None
    block = page.area.people.block(APPLICANT)
    assert block is not None
    assert block.number.line.text() == "331***********" + HER_NUMBER[-4:]
    block.number.line.setFocus()
    assert block.number.line.text() == HER_NUMBER
    page.area.to_materials()
    assert block.number.is_covered()
    page.area.to_form()
    page.area.form.to_field("bank_account_no")
    type_text("6222000000001234")
    page.area.to_materials()
    page.area.form.complete()
    field = page.area.form.fields["bank_account_no"]
    line = field.findChild(QLineEdit)
    assert line is not None
    assert line.text() == "622*********1234"
    assert sheet_of(stage).sheet.form["bank_account_no"] == "6222000000001234"


def test_a_new_guide_tells_what_changes_and_goes_on_when_asked(kit: Kit, qtbot: Any) -> None:
    old = small_catalogue("2026.10")
    bundle = old.bundles[RESTAURANT]
    newer = replace(
        old,
        release="2026.12",
        effective_from=date(2026, 11, 20),
        bundles={**old.bundles, RESTAURANT: replace(bundle, materials=bundle.materials[:-2])},
    )
    stage = make_stage(AcceptanceDesk(old, newer), kit, qtbot)
    sheet = IntakeSheet(RESTAURANT, True, "2026.10", answers={"q1": ("a",), "q2": ("a",), "q4": ("d",)})
    stage.window.go("acceptance", sheet=sheet, draft_id="draft-1")
    area = stage.page.area
    assert area is not None
    assert not area.release.isHidden()
    assert "不再要：从业人员健康证明" in area.release.lines()
    area.release.adopt.click()
    assert area.release.isHidden()
    assert sheet_of(stage).sheet.catalogue_release == "2026.12"


def test_every_widget_has_a_name_and_tab_comes_round(stage: Stage) -> None:
    page = stage.open(COMPANY)
    sheet = sheet_of(stage)
    sheet.change(sheet.opened.answer("q5", ("b",)))
    assert page.area is not None
    page.area.form.complete()
    QApplication.processEvents()
    for view in (lambda: None, page.area.to_form, lambda: page.open_notice(NoticeKind.CORRECTION), page.open_ending):
        view()
        QApplication.processEvents()
        assert nameless_widgets(page) == []
    page.close_sub()
    page.area.plan.questions[0].setFocus()
    stops = tab_stops(stage.window)
    inside = [stop for stop in stops if page.area.isAncestorOf(stop)]
    sections = [
        next(at for at, part in enumerate(parts) if part.isAncestorOf(stop))
        for parts in [(page.area.plan, page.area.materials, page.area.people, page.area.form, page.area.acts)]
        for stop in inside
    ]
    assert sections == sorted(sections)
    assert set(sections) == {0, 1, 2, 3, 4}


def test_what_a_screen_reader_hears_of_a_row(stage: Stage) -> None:
    page = stage.open(RESTAURANT)
    assert page.area is not None
    table = page.area.materials.table
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.text(QAccessible.Text.Name) == "材料"
    spoken = table.rows.data(table.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "材料 经营者身份证"


def test_printing_a_form_first_keeps_the_draft(stage: Stage) -> None:
    stage.open(MARRIAGE)
    sheet = enter(stage)
    sheet.press("m_sms", "P")
    kinds = [type(command).__name__ for command in stage.desk.bridge.sent]
    assert kinds.index("SaveDraft") < kinds.index("MakeApplicantPaper")
    assert stage.desk.printed


def test_large_type_fits_the_small_screen(large_type: Any, desk: AcceptanceDesk, kit: Kit, qtbot: Any) -> None:
    stage = make_stage(desk, kit, qtbot)
    stage.open(COMPANY)
    stage.window.resize(1366, 768)
    QApplication.processEvents()
    assert (stage.window.width(), stage.window.height()) == (1366, 768)
