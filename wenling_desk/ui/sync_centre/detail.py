"""The right side of the sync centre: one record, both sides of what is open on it, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.sync_centre.presenter import LONGEST_REASON
from wenling_desk.ui.sync_centre.reader import PUT_IN_FORCE, Side, SyncDetail, TroubleDetail
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.fact_table import FactTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel, Rule

LABELS = 64
OTHER, OPEN = "other", "open"


class DetailPanel(Panel):
    """``wanted`` carries the act whose button was pressed."""

    wanted = Signal(str)

    def __init__(self, kit: Kit, keys: Mapping[str, str], parent: QWidget | None = None) -> None:
        """``keys`` maps each act to the key shown on its button."""
        super().__init__(kit, kit.texts("sync.detail.state"), parent=parent)
        self._kit = kit
        self._texts = kit.texts
        self._holder: QWidget | None = None
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setAccessibleName(kit.texts("sync.detail.reason"))
        self.reason.setPlaceholderText(kit.texts("sync.detail.reason"))
        self._fault = PlainLabel("", "fault", wrap=True)
        self.buttons: dict[str, KeyButton] = {}
        self._acts = QHBoxLayout()
        self._acts.setSpacing(kit.theme.space("small"))
        for act, key in keys.items():
            button = self.buttons[act] = KeyButton(kit, kit.texts(f"sync.act.{act}"), key)
            button.clicked.connect(self._asking(act))
            self._acts.addWidget(button)
        self._acts.addStretch()
        self._empty = EmptyState(kit, kit.texts("sync.pick"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.reason)
        self.body.addWidget(self._fault)
        self.body.addLayout(self._acts)
        self.show_nothing()

    def _asking(self, act: str) -> object:
        return lambda: self.wanted.emit(act)

    def show_nothing(self) -> None:
        """No row is chosen: nothing of the one before stays."""
        self._drop()
        self.set_heading(self._texts("sync.name"))
        for widget in (self._area, self.reason, self._fault, *self.buttons.values()):
            widget.hide()
        self.reason.clear()
        self._empty.show()

    def show_detail(self, detail: SyncDetail) -> None:
        """Show a record; of several troubles the oldest."""
        self._drop()
        self._empty.hide()
        trouble = detail.troubles[0] if detail.troubles else None
        self.set_heading(detail.title)
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._kit.theme.space("small"))
        facts = FactTable(self._kit, LABELS)
        for label, value in detail.pairs:
            facts.add(label, value)
        if trouble is not None:
            self._add_trouble(column, trouble, len(detail.troubles))
            column.addWidget(Rule())
        column.addWidget(facts)
        column.addStretch(1)
        self._area.setWidget(self._holder)
        self._area.show()
        self._show_acts(trouble)

    def tell(self, sentence: str) -> None:
        """Say what is wrong."""
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))

    def words(self) -> tuple[str, ...]:
        """Everything that stands in the panel, for the ear and for tests."""
        labels = self._holder.findChildren(PlainLabel) if self._holder is not None else []
        return tuple(label.shown() for label in labels if label.shown())

    def _add_trouble(self, column: QVBoxLayout, trouble: TroubleDetail, count: int) -> None:
        heading = PlainLabel(trouble.heading, "heading")
        column.addWidget(heading)
        if count > 1:
            column.addWidget(PlainLabel(self._texts("sync.detail.first_of", count=count), "hint"))
        column.addWidget(PlainLabel(trouble.sentence, wrap=True))
        is_dispute = trouble.asks_reason
        names = (
            ("sync.detail.disputed", "sync.detail.first") if is_dispute else ("sync.detail.mine", "sync.detail.theirs")
        )
        sides = [(name, side) for name, side in zip(names, (trouble.mine, trouble.theirs), strict=True) if side]
        if sides:
            row = QHBoxLayout()
            row.setSpacing(self._kit.theme.space("small"))
            for name, side in sides:
                row.addWidget(self._side(self._texts(name), side), 1)
            column.addLayout(row)

    def _side(self, name: str, side: Side) -> QWidget:
        frame = QFrame()
        frame.setProperty("panel", "sheet")
        frame.setAccessibleName(name)
        column = QVBoxLayout(frame)
        column.setContentsMargins(*[self._kit.theme.space("small")] * 4)
        column.setSpacing(self._kit.theme.space("hair"))
        paper = (
            self._texts("sync.detail.paper", number=short_number(side.paper))
            if side.paper
            else self._texts("sync.detail.no_paper")
        )
        column.addWidget(PlainLabel(name, "label"))
        column.addWidget(PlainLabel(side.what, "strong", wrap=True))
        column.addWidget(PlainLabel(side.who, "hint", wrap=True))
        column.addWidget(PlainLabel(paper, "hint", wrap=True))
        column.addStretch(1)
        return frame

    def _show_acts(self, trouble: TroubleDetail | None) -> None:
        self.tell("")
        self.reason.setVisible(trouble is not None and trouble.asks_reason)
        against: Mapping[str, str] = trouble.against if trouble is not None else {}
        reasons: Sequence[str] = [reason for reason in against.values() if reason]
        for act, button in self.buttons.items():
            if act == OPEN:
                button.show()
            elif act == OTHER:
                button.setVisible(trouble is not None and bool(trouble.other_record))
            else:
                button.setVisible(act in against)
                button.set_reason(against.get(act, ""))
        if PUT_IN_FORCE in against and reasons:
            self.reason.hide()
        if reasons:
            self.tell(reasons[0])

    def _drop(self) -> None:
        old = self._area.takeWidget() if self._holder is not None else None
        if old is not None:
            # Hidden at once: what a person wrote must not stay readable until Qt deletes it.
            old.hide()
            old.deleteLater()
        self._holder = None
