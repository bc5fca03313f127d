"""The page of papers in the real frame, over a counter in memory and a print room that remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.record.counter import CLERK, Counter
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.papers.page import PapersNeeds, PapersPage
from wenling_desk.ui.papers.presenter import PapersPresenter, PaperTools
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.pdf_preview import Raster


@dataclass
class Printed:
    """What went to the printer."""

    number: str
    pdf: bytes
    copies: int
    printer: str
    file: Path | None


@dataclass
class Room:
    """A print room: prints at once, or fails with ``trouble``; with ``waits`` it prints, and with ``holds`` it shows,
    only when ``finish`` is called."""

    printed: list[Printed] = field(default_factory=list)
    trouble: str = ""
    waits: bool = False
    holds: bool = False
    rasterise: Callable[[bytes], Sequence[Raster]] | None = None
    shown: list[bytes] = field(default_factory=list)
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def print_pdf(
        self,
        number: str,
        pdf: bytes,
        copies: int,
        printer: str,
        file: Path | None,
        done: Callable[[], None],
        failed: Callable[[Told], None],
    ) -> None:
        def work() -> None:
            if self.trouble:
                failed(Told(ToldKind.TROUBLE, "printer_stopped", self.trouble))
                return
            self.printed.append(Printed(number, pdf, copies, printer, file))
            done()

        if self.waits:
            self.waiting.append(work)
        else:
            work()

    def finish(self) -> None:
        waiting, self.waiting = self.waiting, []
        for work in waiting:
            work()

    def show_pdf(
        self, pdf: bytes, on_pages: Callable[[Sequence[Any]], None], on_failed: Callable[[Told], None]
    ) -> None:
        self.shown.append(pdf)
        white = [Raster(210, 297, bytes([255]) * 4 * 210 * 297)]
        pages = self.rasterise(pdf) if self.rasterise is not None else white
        if self.holds:
            self.waiting.append(lambda: on_pages(pages))
        else:
            on_pages(pages)


def stamp(pdf: bytes, count: int) -> bytes:
    return pdf + f" stamped {count}".encode()


@dataclass
class Desk:
    """A window with the page of papers on top."""

    counter: Counter
    room: Room
    window: MainWindow
    records: list[str]
    targets: list[Path]
    amended: list[tuple[str, str]] = field(default_factory=list)

    @property
    def page(self) -> PapersPage:
        page = self.window.current_page()
        assert isinstance(page, PapersPage)
        return page

    def open(self, number: str = "", **more: str) -> PapersPage:
        self.window.go("papers", **({"number": number} if number else {}), **more)
        return self.page

    def said(self) -> str:
        notice = self.window.notices.current()
        return notice.sentence if notice is not None else ""


class HomePage(Page):
    def title(self) -> str:
        return "home"


def make_tools(counter: Counter, room: Room) -> PaperTools:
    return PaperTools(
        bridge=counter.bridge,
        desk=counter.get_desk,
        texts=counter.texts,
        print_pdf=room.print_pdf,
        show_pdf=room.show_pdf,
        stamp_reprint=stamp,
        print_papers=counter.print_papers,
    )


@pytest.fixture
def counter() -> Counter:
    return Counter(CLERK)


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def presenter(counter: Counter, room: Room) -> PapersPresenter:
    return PapersPresenter(make_tools(counter, room))


@pytest.fixture
def desk(counter: Counter, room: Room, kit: Kit, qtbot: Any) -> Desk:
    return make_desk(counter, room, kit, qtbot)


def make_desk(counter: Counter, room: Room, kit: Kit, qtbot: Any) -> Desk:
    kit = Kit(counter.texts, kit.theme, kit.ticks)
    records: list[str] = []
    targets: list[Path] = []
    amended: list[tuple[str, str]] = []
    needs = PapersNeeds(
        tools=make_tools(counter, room),
        printers=lambda give: give([("hp", "窗口打印机"), ("pdf", "PDF 打印机")]),
        own_printer=lambda: "hp",
        open_record=records.append,
        amend=lambda record_id, number: amended.append((record_id, number)),
        ask_for_target=lambda name, give: give(targets[0].with_name(name)),
    )
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
            PageDescriptor("papers", "paper_desk.title", lambda frame: PapersPage(frame, needs), in_rail=False),
        ),
        counter.clock,
    )
    counter.bridge.changed.connect(window.on_changes)
    window.go("home")
    bring_up(qtbot, window)
    return Desk(counter, room, window, records, targets, amended)
