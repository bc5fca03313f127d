"""The page of a record by keys: open it, do an act, come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.demo.fields_by_key import fill
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.record.act_panel import ActPanel
from wenling_desk.ui.record.page import RecordPage
from wenling_desk.ui.widgets.notice_bar import NoticeKind
from wenling_desk.ui.widgets.rating import RatingPage
from wenling_desk.ui.workbench.lines import WorkLine
from wenling_desk.ui.workbench.page import WorkbenchPage

APPLICANT_MS = 3000
"""The applicant reads first; the surface takes nothing in its first two seconds."""


class AtRecord:
    """Hands that know their way about the page of a record."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> RecordPage:
        """The page."""
        return self._stage.page(RecordPage)

    def open_done(self) -> None:
        """From what is shown after an act to its record: Tab to the button, Enter."""
        done = self._stage.page(AcceptancePage).done
        if done is None:
            raise StuckError("demo.wait.done")
        self._stage.tab_to(done.open)
        self._hands.press("Return")
        self._read()

    def open_record(self, name: str) -> None:
        """From the workbench: type the number, go to the band in which its row stands, Enter opens."""
        stage, hands = self._stage, self._hands
        record_id = stage.record(name)
        number = case_number(stage, record_id)
        stage.read_notice()
        stage.command(stage.texts("workbench.title"))
        page = stage.page(WorkbenchPage)
        stage.settle()
        hands.press("Ctrl+F", "Ctrl+A")
        hands.type(number)
        hands.press("Return")
        stage.settle()
        for key, table in {"F3": page.bands["mine"].table, "F4": page.bands["running"].table}.items():
            if any(_is_of(row.payload, record_id) for row in table.rows.rows):
                hands.press(key)
                break
        else:
            raise StuckError("demo.wait.found")
        stage.settle()
        while (row := table.current_row()) is None or not _is_of(row.payload, record_id):
            hands.press("Down")
        hands.press("Return")
        self._read()

    def _read(self) -> None:
        page = self.page
        self._hands.until(page.board.isVisible, "demo.wait.record")
        self._stage.settle()

    def show_people(self) -> None:
        """Wait until the applicant is shown: some acts change what is said of people, and need them in view."""
        self._hands.until(self.page.people.is_shown, "demo.wait.party")
        self._stage.settle()

    def act(
        self,
        key: str,
        values: Mapping[str, object] | None = None,
        *,
        brought: Mapping[str, str] | None = None,
        strip: bool = True,
        pictures: Sequence[str] = ("", ""),
        leaves: bool = False,
    ) -> None:
        """Open an act's panel by its key, fill it in, go on, answer the strip. ``leaves``: another page opens then."""
        self._stage.settle()
        notices = self._stage.main.notices
        said_before = notices.current()
        self._hands.press(key)
        panel = self.page.panel()
        if panel is not None:
            self._fill(panel, values or {}, brought or {})
            if pictures[0]:
                self._stage.picture(pictures[0])
            self._hands.press("Ctrl+Return")
        if strip:
            self._stage.confirm(pictures[1])
        # The desk says what was done once it is durable; any other words say why it was not.
        self._hands.until(lambda: notices.current() not in (None, said_before), "demo.wait.done")
        said = notices.current()
        if said is None or said.kind is not NoticeKind.TELL:
            raise StuckError("demo.wait.done")
        if not leaves:
            self._hands.until(lambda: self.page.panel() is None, "demo.wait.done")
        self._stage.settle()

    def _fill(self, panel: ActPanel, values: Mapping[str, object], brought: Mapping[str, str]) -> None:
        rows = panel.brought()
        if brought:
            if rows is None:
                raise StuckError("demo.wait.material")
            self._stage.tab_to(rows.table)
            for at, row in enumerate(list(rows.table.rows.rows)):
                if at:
                    self._hands.press("Space")
                self._hands.press(*brought.get(row.key, ""))
        asked = {each.field_id: dict(each.choices) for each in panel.form.fields}
        for name, value in values.items():
            editor = panel.editor(name)
            self._stage.tab_to(editor)
            # A choice may be named by its id: its words may hold what was entered.
            fill(self._hands, editor, asked[name].get(str(value), value))

    def rate(self, name: str, picture: str) -> None:
        """Turn the screen to the applicant, whose finger chooses; the clerk's keys choose nothing."""
        stage, hands = self._stage, self._hands
        stage.settle()
        hands.press("Alt+R")
        hands.until(stage.main.is_covered, "demo.wait.page")
        surface = stage.main.findChild(RatingPage)
        if surface is None:
            raise StuckError("demo.wait.page")
        hands.wait(APPLICANT_MS)
        best = surface.findChildren(QPushButton)[0]
        QTest.mouseClick(best, Qt.MouseButton.LeftButton)
        stage.picture(picture)
        hands.wait(APPLICANT_MS)
        QTest.mouseClick(best, Qt.MouseButton.LeftButton)
        hands.until(surface.is_locked, "demo.wait.done")
        hands.press("Esc")
        hands.until(lambda: not stage.main.is_covered(), "demo.wait.page")
        stage.wait_for_fact(stage.records[name], "Rated")


def case_number(stage: Stage, record_id: str) -> str:
    """The number the case is known by: that of its first paper which is not the applicant's."""
    papers = stage.ask(lambda reading: reading.papers_of(record_id))
    return next((paper.number for paper in papers if not paper.applicant_paper), "")


def _is_of(payload: object, record_id: str) -> bool:
    """Whether a row of the workbench is one of that record."""
    return isinstance(payload, WorkLine) and payload.record_id == record_id
