"""疑似重复: what is said of an open case of the same person, from any hall this desk knows of."""

from __future__ import annotations

from dataclasses import replace

from tests.support.store_samples import head
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from wenling_desk.ui.acceptance.duplicates import duplicate_words


def test_number_hall_status_and_since_are_said(desk: AcceptanceDesk) -> None:
    row = replace(head("r-1", "MZ003"), item_name="补领婚姻登记证", number="N-1", status="accepted", hall_code="H1")
    away = replace(row, record_id="r-2", number="N-2", status="correction_pending", hall_code="H9")
    said = duplicate_words(desk.texts, desk.desk, (row, away))
    assert said.startswith("疑似重复：补领婚姻登记证 N-1，本大厅，已受理，")
    assert "N-2，大厅 H9，待补正，" in said
    assert "共 2 件" in said


def test_very_many_are_not_all_named(desk: AcceptanceDesk) -> None:
    rows = [replace(head(f"r-{n}", "MZ003"), number=f"N-{n}", status="accepted") for n in range(6)]
    said = duplicate_words(desk.texts, desk.desk, rows)
    assert "N-2" in said
    assert "N-3" not in said
    assert "共 6 件" in said
