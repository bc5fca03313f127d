"""The page 台账 over a counter with two ledgers of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ledgers.broad import LONG, PERSON, RARE, broad_counter
from tests.ledgers.window import LedgerDesk
from tests.support.hands import bring_up
from tests.support.ledgers import LedgerCounter
from tests.ui.conftest import kit, large_type, texts, theme, ticks  # noqa: F401 - fixtures
from wenling_desk.ui.widgets.kit import Kit


@pytest.fixture
def broad(tmp_path: Path) -> LedgerCounter:
    """A counter with a ledger of everything, and one on an axis."""
    return broad_counter(tmp_path / "ledgers")


@pytest.fixture
def desk(broad: LedgerCounter, kit: Kit, qtbot: Any) -> LedgerDesk:  # noqa: F811 - the fixture
    return make_desk(broad, kit, qtbot)


def make_desk(counter: LedgerCounter, kit: Kit, qtbot: Any) -> LedgerDesk:  # noqa: F811 - the fixture
    """A window at that counter."""
    made = LedgerDesk(kit, counter, counter.desk.words, clerk_names={"c001": "陈晓"})  # type: ignore[arg-type]
    bring_up(qtbot, made.window)
    return made


def begin(counter: LedgerCounter, **values: Any) -> str:
    """An entry; its record."""
    given = {"what": "三次都没收", "person": "林见秋", "sort": "slow", **values}
    return counter.act("begin_broad", kind="broad", **given).record_id


def full(counter: LedgerCounter) -> str:
    """An entry with a value of every sort and thirty rows."""
    catalogue = counter.desk.catalogue()
    rows = [
        {"name": f"第 {at} 份材料{LONG[: at * 2]}", "copies": at, "until": "2026-12-31", "kind": "paper"}
        for at in range(1, 31)
    ]
    earlier = begin(counter, what="以前反映过的一件")
    return begin(
        counter,
        what=LONG[:50],
        story=f"11 月 2 日上午到窗口，{LONG}。\n第二次来说还差一份，第三次又差一份。",
        person=RARE,
        phone="13800005678",
        card=PERSON,
        amount="12345.67",
        promised="2026-11-10",
        month="2026-11",
        time="09:30",
        urgent=True,
        many=["ask", "decide"],
        stage="s3",
        unit=next(iter(catalogue.departments)),
        item=next(iter(catalogue.items)),
        bundle=next(iter(catalogue.bundles), ""),
        town=next(iter(catalogue.divisions), ""),
        handler="c001",
        case="331081-26-K7QX-000123-4",
        earlier=earlier,
        lines=rows,
    )
