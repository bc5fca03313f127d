"""What happened, in words, one thing under the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import COLOURS, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, what, who and where, the rule relied on, and what can be done with its paper."""

    key: str
    when: str
    sentence: str
    who: str = ""
    rule: str = ""
    tone: Tone = Tone.QUIET
    acts: tuple[tuple[str, Callable[[], object]], ...] = ()


class Timeline(QScrollArea):
    """Moments in order. Up and Down move between them, Enter does the first act of one, Tab goes through its acts."""

    def __init__(self, kit: Kit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._lines: list[_MomentLine] = []
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch()
        self.setWidget(self._holder)

    def set_moments(self, moments: Sequence[Moment]) -> int:
        """Show these moments; lines that stayed the same are kept. Returns how many lines were made anew."""
        known = {line.moment.key: line for line in self._lines}
        lines: list[_MomentLine] = []
        made = 0
        for moment in moments:
            line = known.get(moment.key)
            if line is not None and line.moment == moment:
                del known[moment.key]
            else:
                line = _MomentLine(self._kit, moment, self)
                made += 1
            lines.append(line)
        for old in known.values():
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        for at, line in enumerate(lines):
            if self._column.indexOf(line) != at:
                self._column.insertWidget(at, line)
            line.set_ends(first=at == 0, last=at == len(lines) - 1)
        self._lines = lines
        return made

    def step(self, line: QWidget, by: int) -> None:
        """Move the focus to a neighbour."""
        at = next((at for at, known in enumerate(self._lines) if known is line), 0) + by
        if 0 <= at < len(self._lines):
            self._lines[at].setFocus()
            self.ensureWidgetVisible(self._lines[at])

    def lines(self) -> Sequence[QWidget]:
        """The lines, for focus and tests."""
        return self._lines


class _MomentLine(QWidget):
    def __init__(self, kit: Kit, moment: Moment, timeline: Timeline) -> None:
        super().__init__()
        self._kit = kit
        self.moment = moment
        self._timeline = timeline
        self._first = self._last = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("panel", "moment")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(" ".join(part for part in (moment.when, moment.sentence, moment.who) if part))
        self.setAccessibleDescription(moment.rule)
        space = kit.theme.space
        row = QHBoxLayout(self)
        row.setContentsMargins(space("small"), space("small"), space("small"), space("small"))
        row.setSpacing(space("medium"))
        when = PlainLabel(moment.when, "label")
        when.setFixedWidth(kit.theme.type_size("base") * 6)
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(space("large"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(PlainLabel(moment.sentence, wrap=True))
        for text in (moment.who, moment.rule):
            if text:
                words.addWidget(PlainLabel(text, "hint", wrap=True))
        row.addLayout(words, 1)
        for verb, act in moment.acts:
            button = KeyButton(kit, verb, look="link")
            button.clicked.connect(act)
            button.setAccessibleName(f"{verb} {moment.sentence}")
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def set_ends(self, *, first: bool, last: bool) -> None:
        """The thread begins at the first moment and ends at the last."""
        self._first, self._last = first, last
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows between moments, Enter does the first act."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._timeline.step(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.moment.acts:
            self.moment.acts[0][1]()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The thread and the knot at the left of the words."""
        super().paintEvent(event)
        theme = self._kit.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = theme.space("small") + theme.type_size("base") * 6 + theme.space("medium") + theme.space("small")
        y = theme.space("small") + theme.type_size("base") * 0.75
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(x, round(y) if self._first else 0, x, round(y) if self._last else self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(COLOURS[self.moment.tone][0]))
        painter.drawEllipse(QRectF(x - 4, y - 4, 8, 8))
        painter.end()
