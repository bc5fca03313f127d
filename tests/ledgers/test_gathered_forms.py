"""The form of a guide opens with the lines other ledgers have already; what somebody typed is never replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.ledgers.scenario import PEOPLE
from tests.ledgers.window import LedgerDesk
from tests.support import fakes
from tests.support.fakes import CHINA, Counter
from tests.support.hands import CTRL, press
from tests.ui.conftest import Ticks, theme  # noqa: F401 - the fixture
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.authority import Role, Session
from wenling_desk.ui.ledgers.act_form import ActForm
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.act_in_ledger import ActInLedger

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)

SERVICE: Mapping[str, Any] = {
    "name": "竣工测绘", "sort": "survey", "stage": "acceptance", "organ": "ZRZY", "needed": "optional",
    "qualification": "测绘资质", "days": 7, "price_note": "按面积计",
}  # fmt: skip


@pytest.fixture
def desk(theme: Theme) -> Iterator[LedgerDesk]:  # noqa: F811 - the fixture
    counter = Counter(load_catalogue(resources.root(), samples=True))
    counter.clock.moment = datetime(2026, 11, 23, 9, tzinfo=CHINA)
    counter.sign_in(Session(*PEOPLE["clerk"], (Role.CLERK,)))
    counter.do(ActInLedger, kind="agency_service", action="add_service", values=SERVICE)
    made = LedgerDesk(Kit(fakes.texts(), theme, Ticks()), counter, fakes.texts())
    made.window.show()
    made.window.activateWindow()
    yield made
    made.window.close()
    made.window.deleteLater()


def new_form(desk: LedgerDesk) -> ActForm:
    """The form of the first way into the ledger of guides."""
    desk.window.go("ledgers", kind="agency_guide")
    desk.page.begin("draft_agency_guide")
    form = desk.page.new_form
    assert isinstance(form, ActForm)
    return form


def test_the_lines_stand_in_the_form_and_are_what_is_done(desk: LedgerDesk, qtbot: Any) -> None:
    qtbot.waitUntil(desk.window.isActiveWindow)
    form = new_form(desk)
    rows = form.editor("lines").value()
    assert isinstance(rows, list)
    assert [(row["stage"], row["service"], row["days"]) for row in rows if row["service"]] == [
        ("acceptance", "竣工测绘", "7")
    ]
    form.editor("edition").show_value("第 1 版")
    press(Qt.Key.Key_Return, CTRL)
    assert desk.last_changes is not None
    view = [fact.body["lines"] for fact in desk.counter.facts(desk.last_changes.record_id)]
    assert view == [
        [{"stage": "acceptance", "service": "竣工测绘", "organ": "ZRZY", "needed": "optional", "days": 7,
          "price": "按面积计"}]
    ]  # fmt: skip


def test_a_draft_keeps_what_was_typed(desk: LedgerDesk, qtbot: Any) -> None:
    qtbot.waitUntil(desk.window.isActiveWindow)
    form = new_form(desk)
    typed = [{"stage": "filing", "service": "手写的一行", "organ": "", "needed": "", "days": "", "price": ""}]
    form.editor("lines").show_value(typed)
    form.presenter.keep(form.typed())
    rows = new_form(desk).editor("lines").value()
    assert isinstance(rows, list)
    assert [row["service"] for row in rows if row["service"]] == ["手写的一行"]
