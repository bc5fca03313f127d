"""People ask how far it is, at a desk that was opened again this morning and has no line: by keyboard alone, on the
encrypted store, each look in the ledger, nobody's name on the disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.store.conftest import IDENTITY, KEY
from tests.support.hands import CTRL, press, type_text
from tests.support.store_samples import head
from tests.ui.conftest import kit, texts, theme, ticks  # noqa: F401 - fixtures
from tests.ui.progress.conftest import Asking, Reach, make_asking
from tests.ui.record.counter import (
    NUMBER,
    PERSON,
    PHONE,
    CountedIds,
    Counter,
    WatchedBridge,
    entry,
    marriage_sheet,
    person,
    restaurant_sheet,
)
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.ask_progress import ASKED
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.take_in import TakeIn

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)
OTHER, OTHER_PHONE = "江雪晴", "13900001357"
OFFICIAL = "33108120261123000417"


class StoredCounter(Counter):
    """The counter over an encrypted store, as it stands after the desk was opened."""

    def __init__(self, home: Path, ids: CountedIds, counter: Counter) -> None:
        super().__init__()
        self.clock = counter.clock
        self.sql: SqlStore = open_store(home, KEY, IDENTITY, self.clock)
        self.give_authority(store=self.sql, ids=ids, clock=self.clock)
        self.bridge = WatchedBridge(self.dispatcher, self.sql, self.texts)  # type: ignore[arg-type]


class AskedThere(Asking):
    """One person at the glass."""

    def ask(self, typed: str) -> str:
        """Ctrl+J, what they say, Enter: the first sentence, or the sentence that there is none."""
        press(Qt.Key.Key_J, CTRL)
        press(Qt.Key.Key_F3)
        type_text(typed)
        press(Qt.Key.Key_Return)
        said = self.page.answer.sentences() if self.page.answer.isVisible() else ()
        return said[0] if said else self.page.empty_words()


def yesterday(counter: StoredCounter) -> dict[str, str]:
    """Three cases of this desk, and a row of another one."""

    def do(kind: Any, **values: Any) -> str:
        counter.clock.on(minutes=5)
        return counter.do(kind(command_id=counter.new_id(), **values)).record_id

    other = person(name=OTHER, phone=OTHER_PHONE, identity_number="", alternative_proof="户口簿")
    records = {"accepted": do(AcceptCase, sheet=marriage_sheet(parties=(other,), form={}))}
    do(RecordOfficialNumber, record_id=records["accepted"], official_number=OFFICIAL)
    records["shop"] = do(TakeIn, sheet=restaurant_sheet())
    due = counter.clock.now().date().replace(day=27)
    gaps = marriage_sheet({"m_sfz": entry("missing"), "m_sms": entry("original")}, form={})
    records["gaps"] = do(RequestCorrection, sheet=gaps, due=due)
    with counter.sql.unit_of_work() as unit:
        row = head("away-1", "MZ003", record_kind="acceptance", item_name="补领婚姻登记证", applicant="苏**")
        unit.save_heads("away-1", [row])
        unit.commit()
    return records


def test_five_people_ask(kit: Kit, qtbot: Any, tmp_path: Path) -> None:  # noqa: F811 - the fixture
    home, ids, plain = tmp_path / "home", CountedIds(), Counter()
    counter = StoredCounter(home, ids, plain)
    records = yesterday(counter)
    counter.sql.close()

    plain.clock.on(days=1)
    counter = StoredCounter(home, ids, plain)
    desk: Any = make_asking(counter, kit, Reach(False), qtbot)
    desk.__class__ = AskedThere

    # By the tail of a phone: over its day, and said so.
    assert "已超期 1 个工作日，现在在民政局，第 1 天" in desk.ask(OTHER_PHONE[-4:])
    # By the shop's short name: the whole first, then its members.
    assert desk.ask("海味小馆").startswith("开办餐饮店，一共 3 项：")
    # By the number on the other system's slip, by name, by identity number: the same two cases.
    assert desk.ask(OFFICIAL[-7:]).startswith("补领婚姻登记证，本该周一 11-23 办好")
    assert desk.ask(PERSON) == "", "two cases of that name: a list, and one question first"
    press(Qt.Key.Key_Return)
    assert "还缺身份证，最迟周五 11-27 补到窗口" in desk.page.answer.sentences()[0]
    assert desk.ask(NUMBER) == ""
    assert NUMBER not in desk.page.box.text()
    # Another desk's, by a full name of which only the surname is known here; the line is down.
    assert desk.ask("苏晚照") == ""
    press(Qt.Key.Key_Return)
    assert "联网后按 Enter 向中心取" in desk.page.answer.sentences()[-1]
    # Nobody of that name.
    assert desk.ask("无此人") == "没有查到“无此人”。"

    looks = ledger_looks(counter.sql)
    assert [look["look"] for look in looks] == [ASKED] * 5
    assert [look["object_id"] for look in looks][:3] == [records["accepted"], records["shop"], records["accepted"]]
    assert [look["object_id"] for look in looks][4] == "away-1"
    counter.sql.close()
    written = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    for secret in (PERSON, OTHER, NUMBER, PHONE, OTHER_PHONE):
        assert secret.encode() not in written
        assert secret not in json.dumps(looks, ensure_ascii=False)


def ledger_looks(store: SqlStore) -> list[dict[str, Any]]:
    """The looks in the device ledger, in order."""
    with store.sync_reading() as reading:
        ops = reading.ops_after(0, 1_000, 10_000_000).ops
    return [json.loads(line.body) for op in ops for line in op.lines if line.kind == "look"]
