"""后台 by the keyboard: one key for each act, and nothing done without its rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.ui.back_room.conftest import MANY_HATS, SEAT, Seat, accepted, bundle, number_of, scan_file, taken_in
from tests.ui.record.counter import CLERK
from wenling_desk.use_cases.back_room_acts import AdviseCorrection
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.hand_over import HandoverRow, MakeHandoverList

ALT = Qt.KeyboardModifier.AltModifier


def enter(seat: Seat) -> None:
    press(Qt.Key.Key_H, CTRL)


def handed_over(seat: Seat) -> str:
    counter = seat.counter
    record_id = taken_in(counter)
    rows = (HandoverRow(record_id),)
    counter.do(MakeHandoverList(command_id=counter.new_id(), department_key="MZJ", rows=rows))
    return record_id


def test_an_empty_seat_says_what_will_appear(seat: Seat) -> None:
    enter(seat)
    assert not seat.page.table.isVisible()
    assert seat.page.counts[""].hasFocus()
    type_text("d")
    press(Qt.Key.Key_Escape)
    page = seat.window.current_page()
    assert page is not None
    assert page.title() == "home"


def test_a_list_is_signed_for_with_one_key_and_the_strip(seat: Seat) -> None:
    handed_over(seat)
    seat.counter.sign_in(SEAT)
    enter(seat)
    assert seat.steps() == ["待签收"]
    type_text("s")
    assert "将签收交接清单" in seat.window.strip.sentence()
    seat.agree()
    assert seat.steps() == ["待审查"]
    type_text("s")
    assert "没有等签收的清单" in seat.told()


def test_an_opinion_is_two_keys_and_words_away(seat: Seat) -> None:
    record_id = taken_in(seat.counter)
    seat.counter.sign_in(SEAT)
    enter(seat)
    type_text("b")  # the record opens at the act
    panel = seat.record.panel()
    assert panel is not None
    assert panel.form.act.act == "advise_correction"
    assert not panel.editor("by").isVisible(), "at the own seat nobody is asked who sits there"
    panel.set_value("opinion", "照片不是近期的")
    press(Qt.Key.Key_Return, CTRL)
    fact = seat.counter.store.shelves.facts[-1][0]
    assert (fact.kind, fact.body["by"], fact.body["way"], fact.role) == (
        "CorrectionAdvised",
        "王审",
        "seat",
        "reviewer",
    )
    press(Qt.Key.Key_H, CTRL)
    assert seat.steps() == ["补正意见"]
    assert "照片不是近期的" in seat.page._opinion.shown()
    assert record_id == fact.record_id


def test_the_window_tells_the_opinion_through_the_one_notice(seat: Seat) -> None:
    counter = seat.counter
    record_id = taken_in(counter)
    advice: dict[str, Any] = {"opinion": "照片不是近期的", "by": "李科", "way": "phone"}
    counter.do(AdviseCorrection(command_id=counter.new_id(), record_id=record_id, **advice))
    enter(seat)
    type_text("g")
    panel = seat.record.panel()
    assert panel is not None
    (gap,) = panel.form.gaps
    assert (gap.label, gap.what) == ("部门审查意见", "照片不是近期的")
    press(Qt.Key.Key_Return, CTRL)
    seat.agree()
    assert seat.record.members_words() == ["待补正"]
    assert "照片不是近期的" in str(counter.store.shelves.facts[-2][0].body["gaps"])


@pytest.mark.parametrize(
    ("letter", "act"),
    [("y", "review"), ("t", "start_special_procedure"), ("e", "extend"), ("d", "decide")],
)
def test_each_letter_opens_its_act(seat: Seat, letter: str, act: str) -> None:
    accepted(seat.counter)
    seat.counter.sign_in(SEAT)
    seat.counter.give_authority(session=SEAT)
    enter(seat)
    type_text(letter)
    panel = seat.record.panel()
    assert panel is not None
    assert panel.form.act.act == act


def test_a_letter_that_means_nothing_now_says_so(seat: Seat) -> None:
    taken_in(seat.counter)
    enter(seat)
    type_text("d")
    assert seat.page.isVisible()
    assert "现在没有这一步" in seat.told()
    type_text("m")
    assert "现在没有这一步" in seat.told()


def test_of_a_bundle_the_row_s_member_is_chosen(seat: Seat) -> None:
    bundle(seat.counter)
    seat.counter.sign_in(MANY_HATS)
    enter(seat)
    page = seat.page
    lines = [row for row in page.table.rows.rows if "餐饮" in str(row.cells[2]) or "食品" in str(row.cells[2])]
    target = lines[0] if lines else page.table.rows.rows[-1]
    page.table.go_to(target.key)
    type_text("b")
    panel = seat.record.panel()
    assert panel is not None
    assert panel.filled().members == (target.payload.row.member,)  # type: ignore[attr-defined]


def test_a_late_one_is_explained_not_extended(seat: Seat) -> None:
    accepted(seat.counter)
    seat.counter.clock.on(days=20)
    seat.counter.sign_in(SEAT)
    enter(seat)
    assert seat.page.acts["extend"].reason
    type_text("m")
    panel = seat.record.panel()
    assert panel is not None
    panel.set_value("public", "上周停电，系统没有开")
    press(Qt.Key.Key_Return, CTRL)
    seat.agree()
    assert seat.counter.printed != []
    facts = [fact for fact, _ in seat.counter.store.shelves.facts]
    assert [fact.kind for fact in facts[-2:]] == ["DelayExplained", "PaperIssued"]
    assert not any("超过承诺日期" in mark for mark in seat.record.head.marks()), "told until the new day"


def test_a_signed_paper_is_entered_with_its_scan_in_one_flow(seat: Seat, tmp_path: Path) -> None:
    record_id = accepted(seat.counter)
    seat.tray.folder = str(tmp_path)
    scan_file(tmp_path, seat.counter)
    enter(seat)
    type_text("d")
    panel = seat.record.panel()
    assert panel is not None
    panel.set_value("officer", "李科")
    panel.set_value("outcome", "grant")
    press(Qt.Key.Key_S, ALT)  # one key: the newest scan of the scanner's folder
    assert seat.tray.asked == []
    press(Qt.Key.Key_Return, CTRL)
    assert "签批件扫描附在办结通知上" in seat.window.strip.sentence()
    seat.agree()
    scan = seat.counter.store.shelves.facts[-1][0]
    with seat.counter.store.reading() as reading:
        notice = reading.papers_of(record_id)[-1]
    assert (scan.kind, scan.body["paper"], notice.kind) == ("ScanAttached", notice.number, "completion_notice")
    enter(seat)
    assert seat.page.table.rows.rows == []


def test_without_a_scan_it_waits_and_one_key_brings_it_later(seat: Seat, tmp_path: Path) -> None:
    counter = seat.counter
    record_id = accepted(counter)
    counter.do(
        DecideCase(command_id=counter.new_id(), record_id=record_id, granted=True, way="signed_paper", officer="李科")
    )
    enter(seat)
    assert seat.steps() == ["缺扫描"]
    seat.tray.chosen = tmp_path / "missing.pdf"
    type_text("a")
    assert "读不出来" in seat.told()
    seat.tray.chosen = scan_file(tmp_path, counter, minutes_ago=300)
    type_text("a")
    assert seat.tray.folder == str(tmp_path), "the folder is watched from now on"
    assert seat.page.table.rows.rows == []


def test_an_old_scan_is_somebody_elses(seat: Seat, tmp_path: Path) -> None:
    tray = seat.tray.make(seat.counter)
    seat.tray.folder = str(tmp_path)
    assert tray.newest() is None
    scan_file(tmp_path, seat.counter, minutes_ago=45, name="old.pdf")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    assert tray.newest() is None
    new = scan_file(tmp_path, seat.counter, minutes_ago=5, name="new.pdf")
    assert tray.newest() == new
    seat.tray.folder = str(tmp_path / "gone")
    assert tray.newest() is None


def test_counts_are_filters_and_esc_shows_all(seat: Seat) -> None:
    handed_over(seat)
    accepted(seat.counter)
    enter(seat)
    assert len(seat.steps()) == 2
    press(Qt.Key.Key_1, ALT)
    assert seat.steps() == ["待签收"]
    assert seat.page.counts["to_sign"].verb == "待签收 1"
    press(Qt.Key.Key_Escape)
    assert len(seat.steps()) == 2


def test_a_paper_scanned_opens_its_record(seat: Seat) -> None:
    record_id = accepted(seat.counter)
    enter(seat)
    assert seat.page.on_scan(f"WL0:{number_of(seat.counter, record_id)}")
    assert seat.record.sheet() is not None


def test_a_change_elsewhere_shows(seat: Seat) -> None:
    enter(seat)
    assert seat.page.table.rows.rows == []
    seat.counter.bridge.submit(_accepting(seat))
    assert len(seat.page.table.rows.rows) == 1


def _accepting(seat: Seat) -> Any:
    from tests.ui.record.counter import marriage_sheet
    from wenling_desk.use_cases.accept_case import AcceptCase

    return AcceptCase(command_id=seat.counter.new_id(), sheet=marriage_sheet())


def test_every_widget_has_a_name_and_tab_goes_on(seat: Seat) -> None:
    accepted(seat.counter)
    enter(seat)
    page = seat.page
    assert nameless_widgets(page) == []
    stops: list[Any] = [stop for stop in tab_stops(seat.window) if page.isAncestorOf(stop)]
    order = [page.lists, *page.counts.values(), page.table]
    at = stops.index(page.lists)
    assert [stop for stop in (*stops[at:], *stops[:at]) if stop in order] == order


def test_the_record_says_why_an_act_cannot_begin(seat: Seat) -> None:
    record_id = taken_in(seat.counter)
    seat.counter.sign_in(CLERK)
    seat.window.go("record", record_id=record_id, act="decide")
    assert seat.record.panel() is None
    assert "没有这一步" in seat.told()
