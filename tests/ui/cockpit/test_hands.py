"""The cockpit of a real practice desk: real cells in a real store, the real press for the daily report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.support.headless_bridge import HeadlessBridge
from tests.ui.back_entry.conftest import HomePage, run_now
from wenling_desk import bootstrap
from wenling_desk.bootstrap import cockpit_hands
from wenling_desk.bootstrap.cockpit_hands import CockpitHands
from wenling_desk.domain.authority import Role, Session
from wenling_desk.ui.cockpit.page import CockpitPage
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.widgets.charts.card import CardChart
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.ports import Reading


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bootstrap.OpenDesk]:
    desk = bootstrap.open_practice(tmp_path_factory.mktemp("desk"))
    yield desk
    desk.close()


@pytest.fixture
def opened(practice: bootstrap.OpenDesk) -> Iterator[bootstrap.OpenDesk]:
    """The desk; who signed in during a test leaves with it."""
    session = practice.current.session
    yield practice
    practice.dispatcher.sign_in(session)


class Stage:
    """The page in a window over the opened desk."""

    def __init__(self, opened: bootstrap.OpenDesk, kit: Kit, qtbot: Any) -> None:
        def read(question: Callable[[Reading], Any]) -> Any:
            with opened.store.reading() as reading:
                return question(reading)

        self.opened = opened
        self.printed: list[str] = []
        self.records: list[str] = []
        texts = opened.parts.texts
        self.bridge = HeadlessBridge(opened.dispatcher.dispatch, read, texts)
        hands = CockpitHands(opened, self.bridge, run_now)  # type: ignore[arg-type]
        assert hands.trouble() is None

        def opener(_: Frame) -> Callable[[str], None]:
            return self.records.append

        pages = hands.pages(None, self.printed.extend, lambda clerk: clerk, opener)  # type: ignore[arg-type]
        self.window = MainWindow(
            Kit(texts, kit.theme, kit.ticks),
            FrameWords("练习大厅", "练习大厅"),
            (PageDescriptor("home", "workbench.title", lambda frame: HomePage()), *pages),
            opened.parts.clock,
        )
        bring_up(qtbot, self.window)

    def open(self) -> CockpitPage:
        self.window.go("cockpit")
        page = self.window.current_page()
        assert isinstance(page, CockpitPage)
        return page


@pytest.fixture
def stage(opened: bootstrap.OpenDesk, kit: Kit, qtbot: Any) -> Stage:
    return Stage(opened, kit, qtbot)


def test_every_page_reads_from_a_real_store(stage: Stage) -> None:
    ids = stage.opened.current.ids
    stage.opened.dispatcher.dispatch(Consult(command_id=ids.new_id(), question="开饭店要哪些证"))
    page = stage.open()
    for at in range(8):
        page.go_page(at)
        assert set(page.board.views) == {place for place, _ in page.presenter.page.blocks()}
        assert not stage.bridge.errors
    page.go_page(1)
    table: Any = page.board.views["0.0"].chart
    row = next(row for row in table.rows if row.name.startswith("咨询"))
    assert row.cells[0] == "1"
    page.open_mark("0.0", row.key)
    assert page.presenter.behind is not None
    assert page.presenter.behind.total == 1
    page._open_line(0)
    assert len(stage.records) == 1


def test_the_daily_report_is_rendered_by_the_real_press(stage: Stage, tmp_path: Path) -> None:
    page = stage.open()
    page.make_daily()
    assert not stage.bridge.errors
    (number,) = stage.printed
    with stage.opened.store.reading() as reading:
        pdf = reading.paper_pdf(number)
    from pypdf import PdfReader

    (tmp_path / "daily.pdf").write_bytes(pdf)
    assert len(PdfReader(tmp_path / "daily.pdf").pages) == 1, "one page"
    card = page.board.views["0.0"].chart
    assert isinstance(card, CardChart)
    assert card.value == "0"


def test_without_the_right_there_is_no_page(opened: bootstrap.OpenDesk) -> None:
    opened.dispatcher.sign_in(Session("s001", "系统员", (Role.SYSTEM_ADMINISTRATOR,)))
    hands = CockpitHands(opened, None, run_now)  # type: ignore[arg-type]
    assert hands.pages(None, list, str, lambda frame: print) == []  # type: ignore[arg-type]


def test_a_broken_layout_takes_the_page_away_and_is_told(
    opened: bootstrap.OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cockpit_hands, "LAYOUT", ("cockpit", "nowhere.yaml"))
    hands = CockpitHands(opened, None, run_now)  # type: ignore[arg-type]
    assert hands.pages(None, list, str, lambda frame: print) == []  # type: ignore[arg-type]
    trouble = hands.trouble()
    assert trouble is not None
    assert opened.parts.texts.sentence(trouble)
