"""A form filled in from records, by keys: what is owed is picked, completed and done; the sentence above the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ledgers.conftest import make_desk
from tests.ledgers.window import LedgerDesk
from tests.support.counter_acts import taken_in
from tests.support.fakes import EVERYTHING, Counter
from tests.support.hands import CTRL, press, type_text
from tests.support.law_catalogue import LICENCE
from wenling_desk.bootstrap.filler_rules import filler_rules
from wenling_desk.ui.ledgers.act_form import ActForm
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.ledger_fillers import ledger_fillers, ledger_remarks
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)


@pytest.fixture
def seat(kit: Kit, qtbot: Any) -> LedgerDesk:
    counter = Counter(session=EVERYTHING)
    record_id = taken_in(counter, LICENCE)
    counter.do(RefuseAcceptance, record_id=record_id, ground="not_lawful", reasons=("场所在禁止区域内",))
    made = make_desk(counter, kit, qtbot)  # type: ignore[arg-type]
    rules = filler_rules()
    assert rules is not None
    tools = replace(made.needs.tools, fillers=ledger_fillers(rules), remarks=ledger_remarks(rules))
    made.needs = replace(made.needs, tools=tools)
    return made


def focused() -> QWidget:
    """The widget the keys go to."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def form_of(seat: LedgerDesk) -> ActForm:
    form = seat.page.form()
    assert form is not None
    return form


def test_a_refusal_is_reported_from_the_case_by_keys(seat: LedgerDesk, qtbot: Any) -> None:
    seat.window.go("ledgers", kind="refusal_report")
    assert "还有 1 个“不”没有报备" in seat.page.list._about.text()
    press(Qt.Key.Key_N, CTRL)
    form = form_of(seat)
    assert form.fill is not None
    press(Qt.Key.Key_Down)
    assert len(form.fill.offered()) == 1
    press(Qt.Key.Key_Return)
    assert str(form.editor("words").value()) == "场所在禁止区域内"
    assert form.editor("kind").value() == "acceptance_refused"
    qtbot.waitUntil(lambda: form.editor("basis").hasFocus() or form.editor("basis").isAncestorOf(focused()))
    type_text("不在准入清单")
    form.editor("instead").setFocus()
    type_text("告诉他换到示例街就能办")
    press(Qt.Key.Key_Return, CTRL)
    seat.no_defect()
    assert seat.last_changes is not None, form.other_words()
    body = seat.counter.facts(seat.last_changes.record_id)[0].body
    assert (body["item"], body["instead"]) == (LICENCE, "告诉他换到示例街就能办")
    assert body["refusal_fact"]
    press(Qt.Key.Key_Escape)
    seat.window.go("home")


def test_nothing_to_fill_in_leaves_the_form_as_it_is(seat: LedgerDesk) -> None:
    seat.window.go("ledgers", kind="bundle_candidate")
    press(Qt.Key.Key_N, CTRL)
    form = form_of(seat)
    press(Qt.Key.Key_Down)
    assert form.fill is not None
    assert form.fill.offered() == ()
    press(Qt.Key.Key_Escape)
    assert seat.page.form() is form
    assert form.editor("name").value() == ""


def test_an_act_that_nothing_fills_in_has_no_such_field(seat: LedgerDesk) -> None:
    seat.window.go("ledgers", kind="reform_task")
    press(Qt.Key.Key_N, CTRL)
    assert form_of(seat).fill is None


def test_the_clerks_own_points_stand_above_the_list(seat: LedgerDesk) -> None:
    seat.window.go("ledgers", kind="assessment")
    assert seat.page.list._about.text().startswith("您今天得 1.5 分（2 件事，方案 2023-01）")
