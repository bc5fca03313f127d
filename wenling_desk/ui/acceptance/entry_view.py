"""The empty counter on the screen: one box to find the matter, the hits beneath it, the drafts that wait."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from wenling_desk.ui.acceptance.entry import DraftLine, EntryPresenter, Hit
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through

MOST_TYPED = 200
BOX_WIDTH = 720


class FindLine(QLineEdit):
    """The box. Up and Down move in the list beneath, Enter opens what is marked there; the keys stay in the box."""

    stepped = Signal(int)
    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Enter work the list, the rest is text."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class DraftTable(RowTable):
    """Drafts: Enter resumes, Delete asks and discards."""

    discarding = Signal(object)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in for the first time stands on the newest."""
        if self.current_row() is None and self.rows.rows:
            self.go_to(self.rows.rows[0].key)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete is a key of its own."""
        row = self.current_row()
        if event.key() == Qt.Key.Key_Delete and row is not None:
            self.discarding.emit(row)
        else:
            super().keyPressEvent(event)


class EntryView(QWidget):
    """Finds what the applicant wants; ``chosen`` carries the hit, ``consulting`` the words where nothing fits."""

    chosen = Signal(object)
    consulting = Signal(str)
    resumed = Signal(str)
    discarding = Signal(object)

    def __init__(self, kit: Kit, presenter: EntryPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._presenter = presenter
        self._hits: tuple[Hit, ...] = ()
        texts = kit.texts
        self.line = FindLine()
        self.line.setMaxLength(MOST_TYPED)
        self.line.setPlaceholderText(texts("acceptance.entry.search"))
        self.line.setAccessibleName(texts("acceptance.entry.search"))
        self.line.textChanged.connect(self._find)
        self.line.stepped.connect(self._step)
        self.line.taken.connect(self._take)
        self.same_person = PlainLabel("", "hint")
        self.same_person.hide()
        self.hits = RowTable(
            kit,
            texts("acceptance.entry.hits"),
            (Column(texts("acceptance.hit.item"), 72), Column(texts("acceptance.entry.hits")), Column("", 300)),
        )
        self.hits.horizontalHeader().hide()
        self.hits.opened.connect(lambda row: self._open(row.key))
        self.nothing = EmptyState(kit, "", "")
        self._hit_panel = Panel(kit)
        self._hit_panel.body.addWidget(self.hits, 1)
        self._hit_panel.body.addWidget(self.nothing, 1)
        self.consult = KeyButton(kit, texts("acceptance.entry.consult"), "Ctrl+Enter", "flat")
        self.consult.clicked.connect(lambda: self.consulting.emit(self.line.text().strip()))
        self._make_drafts()
        self._lay_out()
        self._find("")

    def _make_drafts(self) -> None:
        kit, texts = self._kit, self._kit.texts
        self._drafts_panel = Panel(kit, texts("acceptance.entry.drafts"), texts("acceptance.entry.drafts_hint"))
        self.drafts = DraftTable(
            kit, texts("acceptance.entry.drafts"), (Column("", 0), Column("", 380), Column("", 140))
        )
        self.drafts.horizontalHeader().hide()
        self.drafts.opened.connect(lambda row: self.resumed.emit(row.key))
        self.drafts.discarding.connect(lambda row: self.discarding.emit(row.payload))
        self._no_drafts = PlainLabel(texts("acceptance.entry.drafts_none"), "hint")
        self._drafts_panel.body.addWidget(self.drafts)
        self._drafts_panel.body.addWidget(self._no_drafts)
        self.resume = KeyButton(kit, texts("acceptance.entry.resume"), "Enter", "flat")
        self.resume.clicked.connect(self._resume)
        self.discard = KeyButton(kit, texts("acceptance.entry.discard"), "Delete", "flat")
        self.discard.clicked.connect(self._discard)
        foot = QHBoxLayout()
        foot.addWidget(self.resume)
        foot.addWidget(self.discard)
        foot.addStretch()
        self._drafts_panel.body.addLayout(foot)

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space("small"))
        column.addWidget(self.same_person)
        row = QHBoxLayout()
        self.line.setMinimumWidth(self._kit.theme.scaled(BOX_WIDTH))
        row.addWidget(self.line)
        row.addWidget(self.consult)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self._hit_panel, 1)
        column.addWidget(self._drafts_panel)
        tab_through(self.line, self.consult, self.hits, self.drafts, self.resume, self.discard)
        self.line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter in the box asks for a consultation with what is typed."""
        if (
            watched is self.line
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.consulting.emit(self.line.text().strip())
            return True
        return super().eventFilter(watched, event)

    # -- finding ---------------------------------------------------------------------------------

    def text(self) -> str:
        """What is typed."""
        return self.line.text().strip()

    def start(self, text: str = "", same_person: str = "") -> None:
        """Begin anew: nothing of what was searched before stays."""
        self.line.setText(text)
        self.line.selectAll()
        self.same_person.setText(
            self._kit.texts("acceptance.entry.same_person", name=same_person) if same_person else ""
        )
        self.same_person.setVisible(bool(same_person))
        self._find(text)

    def _find(self, text: str) -> None:
        texts, wanted = self._kit.texts, text.strip()
        self._hits = self._presenter.find(wanted) if wanted else ()
        rows = [
            Row(f"{at}", (hit.kind, hit.name, Chip(hit.detail, Tone.QUIET if hit.takes_in else Tone.SOON)))
            for at, hit in enumerate(self._hits)
        ]
        self.hits.set_rows(rows)
        self.hits.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if wanted:
            self.nothing.say(texts("acceptance.entry.no_hit", text=wanted))
        else:
            self.nothing.say(texts("acceptance.entry.nothing_title"), texts("acceptance.entry.nothing"))
        if rows:
            self.hits.go_to("0")
        self._say_marked()
        self._presenter.ask_drafts(self.show_drafts, wanted)

    def _say_marked(self) -> None:
        row = self.hits.current_row()
        words = [str(cell.word if isinstance(cell, Chip) else cell) for cell in row.cells] if row and self._hits else []
        self.line.setAccessibleDescription(" ".join(words))

    def _step(self, by: int) -> None:
        row = self.hits.current_row()
        if self._hits and row is not None:
            self.hits.go_to(str((int(row.key) + by) % len(self._hits)))
            self._say_marked()
        elif by > 0 and self.drafts.isVisible():
            self.drafts.setFocus()

    def _take(self) -> None:
        row = self.hits.current_row()
        if self._hits and row is not None:
            self._open(row.key)

    def _open(self, key: str) -> None:
        hit = self._hits[int(key)]
        self.chosen.emit(hit)

    # -- drafts ----------------------------------------------------------------------------------

    def show_drafts(self, drafts: Sequence[DraftLine]) -> None:
        """Offer these drafts."""
        self.drafts.set_rows(
            [
                Row(draft.draft_id, (draft.title, draft.told, Chip(self._mark(draft), Tone.SOON)), payload=draft)
                for draft in drafts
            ]
        )
        if not self._hits and any(draft.named for draft in drafts):
            self.nothing.say(self._kit.texts("repairs.leave.draft_found"))
        shown = bool(drafts)
        for widget in (self.drafts, self.resume, self.discard):
            widget.setVisible(shown)
        self._no_drafts.setVisible(not shown)
        height = self._kit.theme.row_height * min(len(drafts), 6) + 4
        self.drafts.setFixedHeight(max(height, 0))

    def _mark(self, draft: DraftLine) -> str:
        if draft.keeps:
            return self._kit.texts("repairs.leave.draft_keeps", count=draft.keeps)
        return self._kit.texts("acceptance.draft.outdated") if draft.outdated else ""

    def _marked_draft(self) -> Row | None:
        rows = self.drafts.rows.rows
        return self.drafts.current_row() or (rows[0] if rows else None)

    def _resume(self) -> None:
        row = self._marked_draft()
        if row is not None:
            self.resumed.emit(row.key)

    def _discard(self) -> None:
        row = self._marked_draft()
        if row is not None:
            self.discarding.emit(row.payload)
