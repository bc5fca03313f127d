"""The three columns of the record page: what happened, where it stands, and people and materials or the act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from wenling_desk.ui.record.material_table import MaterialTable
from wenling_desk.ui.record.member_rows import MemberRows
from wenling_desk.ui.record.people_panel import PeoplePanel
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.ui.record.story_panel import PaperAct, StoryPanel
from wenling_desk.ui.widgets.fact_table import FactTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import Panel, scrolled_column


class RecordBoard(QWidget):
    """Shows a record; a panel takes the place of people and materials, the story and the state stay in view."""

    def __init__(self, kit: Kit, open_paper: PaperAct, reprint: PaperAct, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        space = kit.theme.space("small")
        self.story = StoryPanel(kit, open_paper, reprint)
        self.members = MemberRows(kit)
        self.consultation = Panel(kit, kit.texts("record.consultation.heading"))
        self.people = PeoplePanel(kit)
        self.materials = MaterialTable(kit)
        self._side = scrolled_column((self.people, self.materials), space)
        self._right = QStackedWidget()
        self._right.addWidget(self._side)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(space)
        standing = scrolled_column((self.members, self.consultation), space)
        shares = (14, 11, 13) if kit.theme.large else (10, 11, 13)
        for column, share in zip((self.story, standing, self._right), shares, strict=True):
            # The shares hold whatever stands inside: nothing jumps when a panel opens.
            column.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            columns.addWidget(column, share)

    def show_sheet(self, sheet: RecordSheet, *, own: bool) -> None:
        """Show a record; ``own`` is the clerk's own open case."""
        is_case = sheet.case is not None
        self.story.set_lines(sheet.timeline)
        self.members.setVisible(is_case)
        self.members.set_members(sheet.members, sheet.diagram)
        self.materials.setVisible(is_case)
        self.materials.set_materials(sheet.materials)
        self.people.set_people(sheet.people, own=own)
        self._right.setVisible(is_case or self._right.currentWidget() is not self._side)
        self._show_consultation(sheet.consultation)

    def open_panel(self, panel: QWidget) -> None:
        """Put a panel over people and materials."""
        self._right.addWidget(panel)
        self._right.setCurrentWidget(panel)
        self._right.show()

    def close_panel(self, panel: QWidget) -> None:
        """Take it away again."""
        self._right.setCurrentWidget(self._side)
        self._right.removeWidget(panel)
        self._right.setVisible(not self.materials.isHidden())
        panel.hide()
        panel.deleteLater()

    def _show_consultation(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.consultation.setVisible(bool(pairs))
        while (slot := self.consultation.body.takeAt(0)) is not None:
            if (old := slot.widget()) is not None:
                old.hide()
                old.deleteLater()
        if pairs:
            table = FactTable(self._kit, 56)
            for label, value in pairs:
                table.add(label, value)
            self.consultation.body.addWidget(table)
