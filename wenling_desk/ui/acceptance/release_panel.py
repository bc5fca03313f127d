"""A draft begun under an earlier guide: what changes for this applicant, and going on under the new one."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.release_words import change_lines, changes_for
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, restyle

MOST_LINES = 8


class ReleasePanel(QFrame):
    """Hidden while the application stands under the release in force."""

    def __init__(self, kit: Kit, presenter: SheetPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._presenter = presenter
        self.setProperty("panel", "notice")
        self.setProperty("kind", "refusal")
        restyle(self)
        self._heading = PlainLabel("", "strong", wrap=True)
        self._lines = PlainLabel("", wrap=True)
        self.adopt = KeyButton(kit, kit.texts("acceptance.act.adopt"), look="primary")
        self.adopt.clicked.connect(lambda: presenter.change(presenter.opened.adopt_release()))
        side = kit.theme.space("large")
        row = QHBoxLayout(self)
        row.setContentsMargins(side, kit.theme.space("small"), side, kit.theme.space("small"))
        words = QVBoxLayout()
        words.addWidget(self._heading)
        words.addWidget(self._lines)
        row.addLayout(words, 1)
        row.addWidget(self.adopt)
        self._said_for = ""
        self.show_sheet()

    def show_sheet(self) -> None:
        """Show the changes, or nothing."""
        outdated = self._presenter.opened.is_outdated
        self.setVisible(outdated)
        if not outdated:
            return
        desk, sheet, texts = self._presenter.tools.desk(), self._presenter.sheet, self._kit.texts
        departments = {row.key: row.called for row in desk.catalogue().departments.values()}
        lines = change_lines(texts, changes_for(desk, sheet), departments)
        shown = list(lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            shown.append(texts("acceptance.release.more", count=len(lines) - MOST_LINES))
        heading = texts("acceptance.release.heading", old=sheet.catalogue_release, new=desk.catalogue().release)
        self._heading.setText(heading)
        self._lines.setText("\n".join(shown))
        self.setAccessibleName(heading)

    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops."""
        return (self.adopt,)

    def lines(self) -> str:
        """What is said."""
        return self._lines.shown()
