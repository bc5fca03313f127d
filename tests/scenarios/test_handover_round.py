"""The noon round on the encrypted store: handed over, signed for, one back; the desk closed and opened in between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.scenarios.test_progress_day import StoredCounter
from tests.support.hands import CTRL, bring_up, press, type_text
from tests.ui.conftest import kit, texts, theme, ticks  # noqa: F401 - fixtures
from tests.ui.handover.conftest import Handing, take_in
from tests.ui.record.counter import CountedIds, Counter
from wenling_desk.ui.widgets.kit import Kit

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)


def test_the_noon_round(kit: Kit, qtbot: Any, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    home, ids, plain = tmp_path / "home", CountedIds(), Counter()
    counter = StoredCounter(home, ids, plain)
    records = [take_in(counter) for _ in range(20)]
    counter.clock.on(hours=2)
    noon = Handing(counter, kit)
    bring_up(qtbot, noon.window)
    press(Qt.Key.Key_T, CTRL)
    press(Qt.Key.Key_Return, CTRL)
    assert "20 件交给民政局" in noon.said()
    number = noon.page.presenter.list_lines()[0].number
    noon.window.close()
    counter.sql.close()

    counter = StoredCounter(home, ids, plain)
    counter.clock.on(hours=6)
    evening = Handing(counter, kit)
    bring_up(qtbot, evening.window)
    evening.open()
    assert evening.rows(evening.page.unsigned.table)[0][3].endswith("超时")
    evening.page.on_scan(number)
    evening.page.list.table.setFocus()
    press(Qt.Key.Key_Space)
    evening.page.list.by.setFocus()
    type_text("王科")
    press(Qt.Key.Key_Return, CTRL)
    assert evening.said() == f"清单 {number}已由王科签收，19 件；1 件没有收到，已回到窗口。"
    with counter.sql.reading() as reading:
        assert dict(reading.errand_counts()) == {"returned": 1}
        last = [reading.facts_of(record_id)[-1].kind for record_id in records]
    assert last == ["ReturnedToCounter", *["SignedFor"] * 19]
    counter.sql.close()
