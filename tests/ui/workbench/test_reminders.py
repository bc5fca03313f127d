"""提醒 on the workbench: what, who and by when, urgent ones first."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.support.hands import press
from tests.ui.back_room.conftest import Seat, accepted, make_seat, taken_in
from tests.ui.record.counter import CLERK, LEADER, Counter
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.workbench.reminders import Reminders


@pytest.fixture
def seat(kit: Kit, qtbot: Any) -> Seat:
    return make_seat(Counter(CLERK), kit, qtbot)


def reminders(seat: Seat) -> Reminders:
    found = seat.bench.reminders
    assert found is not None
    return found


def test_nothing_to_remind_says_what_will_appear(seat: Seat) -> None:
    taken_in(seat.counter)
    seat.window.go("workbench")
    assert reminders(seat).lines() == ()
    assert not reminders(seat).table.isVisible()


def test_person_and_time_stand_beside_what_rings(seat: Seat) -> None:
    taken_in(seat.counter)  # received Monday 11-23, to be told by 11-30
    seat.counter.clock.on(days=4)  # Friday
    seat.window.go("workbench")
    (line,) = reminders(seat).lines()
    assert (line.kind, line.who_when, line.tone) == ("五日告知期快到", "陈晓 今天 16:30 前", "soon")
    assert reminders(seat)._detail.shown() == "补领婚姻登记证 林**，陈晓 今天 16:30 前"
    seat.counter.clock.on(days=3)
    seat.bench.read()
    (line,) = reminders(seat).lines()
    assert (line.who_when, line.tone) == ("班组长 今天 11:30 前", "late")


def test_a_department_is_named_and_enter_opens_the_record(seat: Seat) -> None:
    record_id = accepted(seat.counter)
    seat.counter.clock.on(days=20)
    seat.window.go("workbench")
    press(Qt.Key.Key_F6)
    assert reminders(seat).table.hasFocus()
    press(Qt.Key.Key_Return)
    assert seat.record.sheet() is not None
    assert seat.record.sheet().record_id == record_id  # type: ignore[union-attr]
    marks = seat.record.head.marks()
    assert any(mark.startswith("超过承诺日期，班组长") for mark in marks)


def test_urgent_ones_come_first_for_whoever_leads(seat: Seat) -> None:
    accepted(seat.counter)
    seat.counter.clock.on(days=10)
    taken_in(seat.counter)
    seat.counter.clock.on(days=6)
    seat.counter.sign_in(LEADER)
    seat.window.go("workbench")
    assert [line.tone for line in reminders(seat).lines()] == ["late", "soon"]
