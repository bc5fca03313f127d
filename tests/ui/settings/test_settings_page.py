"""The settings: kept as they are changed, only what this person may, and no secret that stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.support.accessible_names import nameless_widgets, tab_stops
from tests.support.hands import CTRL, press, type_text
from tests.ui.settings.conftest import ALL_RIGHTS, CODE, Desk, Hands, make_desk, with_settings
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.settings.presenter import (
    BACK_UP,
    CHANGE_COUNTER,
    CHANGE_PASSWORD,
    CHANGE_PRINTING,
    NEW_RECOVERY_CODE,
    PasswordChange,
    SettingsPresenter,
)
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.kit import Kit


def test_the_desk_says_what_it_is(presenter: SettingsPresenter) -> None:
    facts = dict(presenter.desk_facts())
    assert facts["站点码"] == "K7QX"
    assert facts["用途"] == "正式使用"


def test_a_practice_desk_says_so(hands: Hands) -> None:
    hands.counter.give_authority(identity=replace(hands.counter.desk.identity, practice=True, hall_code=""))
    facts = dict(SettingsPresenter(hands.tools()).desk_facts())
    assert facts["用途"].startswith("练习")
    assert facts["大厅代码"] == "还没有"


def test_the_catalogue_says_how_well_it_is_supported(presenter: SettingsPresenter) -> None:
    facts = dict(presenter.catalogue_facts())
    assert facts["版本"] == "2026.11"
    assert facts["来源"] == "有公开依据 0，部分 10，参考目录 0"
    assert facts["一件事"] == "3 个，其中实施 2 个"


def test_what_is_changed_is_kept_and_what_is_not_is_not(presenter: SettingsPresenter, hands: Hands) -> None:
    kept: list[bool] = []
    told: list[Told] = []
    assert presenter.change(lambda: kept.append(True), told.append, idle_minutes=15)
    assert not presenter.change(lambda: kept.append(True), told.append, idle_minutes=15), "nothing differs"
    assert [settings.idle_minutes for settings in hands.saved] == [15]
    assert kept == [True]


def test_copies_of_one_are_not_written_down(presenter: SettingsPresenter, hands: Hands) -> None:
    told: list[Told] = []
    presenter.change_copies("refusal_notice", 3, lambda: None, told.append)
    presenter.change_copies("acceptance_notice", 1, lambda: None, told.append)
    assert hands.settings.paper_copies == {"refusal_notice": 3}
    assert presenter.copies()["intake_receipt"] == 1


def test_a_disk_that_takes_nothing_gives_the_old_value_back(presenter: SettingsPresenter, hands: Hands) -> None:
    hands.trouble = KnownTrouble("disk_full", folder="D:")
    told: list[Told] = []
    presenter.change(lambda: pytest.fail("kept"), told.append, idle_minutes=15)
    assert [each.code for each in told] == ["disk_full"]
    assert presenter.settings.idle_minutes == 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (PasswordChange("", "a", "a"), "请先输入现在的密码。"),
        (PasswordChange("old", "", ""), "请输入新密码。"),
        (PasswordChange("old", "new-one", "new-two"), "两次输入的新密码不一样，请重新输入。"),
        (PasswordChange("old", "short", "short"), "密码至少要有 8 个字符，没有设置成；请换一个长一些的。"),
    ],
)
def test_a_password_that_cannot_be(
    presenter: SettingsPresenter, hands: Hands, change: PasswordChange, words: str
) -> None:
    told: list[Told] = []
    presenter.change_password(change, lambda _: pytest.fail("changed"), told.append)
    assert [each.sentence for each in told] == [words]
    assert not hands.passwords
    assert "new" not in repr(change)


# -- the page ---------------------------------------------------------------------------------------


def test_everything_with_the_keyboard(desk: Desk) -> None:
    hands = desk.hands
    assert desk.page.desk.counter.hasFocus()
    press(Qt.Key.Key_A, CTRL)
    type_text("5 号综合窗口")
    press(Qt.Key.Key_Tab)
    assert hands.settings.counter_label == "5 号综合窗口"
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Tab)
    assert hands.settings.idle_minutes == 11
    press(Qt.Key.Key_Space)
    QApplication.processEvents()
    assert hands.large == [True]
    assert hands.settings.large_type


def test_a_counter_without_a_name_is_not_kept(desk: Desk) -> None:
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Tab)
    assert not desk.hands.saved


def test_the_printer_that_is_not_there_any_more_stays_chosen(hands: Hands, kit: Kit, qtbot: Any) -> None:
    desk = make_desk(with_settings(hands, printer_name="old"), kit, qtbot)
    assert desk.page.printing.printer.currentData() == "old"
    assert "没有接上" in desk.page.printing.printer.currentText()


def test_the_backup_is_one_key_and_says_where(desk: Desk) -> None:
    press(Qt.Key.Key_B, CTRL)
    assert desk.hands.backups == ["backup"]
    assert "2026-11-23" in desk.page.data._told.shown()
    assert desk.page.data.button.isEnabled()


def test_a_backup_that_failed_can_be_tried_again(desk: Desk) -> None:
    desk.hands.trouble = KnownTrouble("disk_full", folder="D:")
    press(Qt.Key.Key_B, CTRL)
    assert "磁盘空间不足" in desk.page.data._told.shown()
    assert desk.page.data.button.isEnabled()


def test_a_broken_chain_calls_the_administrator(hands: Hands, kit: Kit, qtbot: Any) -> None:
    hands.healthy = False
    desk = make_desk(hands, kit, qtbot)
    assert "联系管理员" in desk.page.data._told.shown()


def test_a_recovery_code_is_shown_once_and_never_stays(desk: Desk) -> None:
    page = desk.page
    page.password.new_code.click()
    assert page.password.code() == "", "no code without the password"
    page.password.old.setText("geheim-2026")
    page.password.new_code.click()
    assert page.password.code() == CODE
    assert page.password.old.text() == ""
    page.password._print.click()
    assert desk.hands.printed == [CODE]
    desk.window.go("home")
    assert page.password.code() == ""


def test_passwords_never_stay_on_the_page(desk: Desk) -> None:
    panel = desk.page.password
    for line, text in ((panel.old, "geheim-2026"), (panel.new, "neu-geheim-1"), (panel.again, "neu-geheim-1")):
        line.setText(text)
        assert line.echoMode() is QLineEdit.EchoMode.Password
    panel.change.click()
    assert desk.hands.passwords == [("geheim-2026", "neu-geheim-1")]
    assert (panel.old.text(), panel.new.text(), panel.again.text()) == ("", "", "")


@pytest.mark.parametrize("right", sorted(ALL_RIGHTS))
def test_only_what_this_person_may(hands: Hands, kit: Kit, qtbot: Any, right: str) -> None:
    hands.rights = frozenset({right})
    page = make_desk(hands, kit, qtbot).page
    assert page.desk.counter.isEnabled() == (right == CHANGE_COUNTER)
    assert page.printing.printer.isEnabled() == (right == CHANGE_PRINTING)
    assert page.data.isVisible() == (right == BACK_UP)
    assert page.password.change.isVisible() == (right == CHANGE_PASSWORD)
    assert page.password.new_code.isVisible() == (right == NEW_RECOVERY_CODE)
    assert page.desk.large.isEnabled(), "to see well is nobody's privilege"


def test_names_and_the_way_of_the_tab_key(desk: Desk) -> None:
    page = desk.page
    assert nameless_widgets(page) == []
    stops = tab_stops(desk.window)
    order = [page.desk.counter, page.desk.idle, page.desk.large, page.printing.printer, page.data.button]
    assert [stop for stop in stops if stop in order] == order
