"""The timeline with the rule of the line in focus beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.record.timeline_words import TimelineLine
from wenling_desk.ui.widgets.chips import Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Rule
from wenling_desk.ui.widgets.timeline import Moment, Timeline

PaperAct = Callable[[str], None]
AT_ONCE = 16
"""Lines made in one go: a long story comes in pieces, so that no key waits for it."""


class StoryPanel(Panel):
    """What happened. Each line cites its rule; the one in focus has it read out in full beneath."""

    def __init__(self, kit: Kit, open_paper: PaperAct, reprint: PaperAct, parent: QWidget | None = None) -> None:
        super().__init__(kit, kit.texts("record.timeline.name"), parent=parent)
        self._texts = kit.texts
        self._open_paper = open_paper
        self._reprint = reprint
        self._rules: Mapping[str, str] = {}
        self._moments: list[Moment] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._show_more)
        self.timeline = Timeline(kit, kit.texts("record.timeline.name"))
        self._foot = PlainLabel("", "hint", wrap=True)
        self._line = Rule()
        self.body.addWidget(self.timeline, 1)
        self.body.addWidget(self._line)
        self.body.addWidget(self._foot)
        self._say("")

    def set_lines(self, lines: Sequence[TimelineLine]) -> None:
        """Show these lines; those that stayed the same keep their focus."""
        self._rules = {line.key: line.rule for line in lines}
        self._moments = [self._moment(line) for line in lines]
        # As many as are shown already stay; a longer story follows in pieces.
        self._show_first(max(AT_ONCE, len(self.timeline.lines())))
        # A rule stays only while its line has the focus: the record before leaves nothing at the foot.
        self._say(next((self._rule_of(shown) for shown in self.timeline.lines() if shown.hasFocus()), ""))

    def _show_more(self) -> None:
        self._show_first(len(self.timeline.lines()) + AT_ONCE)

    def _show_first(self, count: int) -> None:
        self.timeline.set_moments(self._moments[:count])
        for shown in self.timeline.lines():
            shown.removeEventFilter(self)
            shown.installEventFilter(self)
        if count < len(self._moments):
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The line in focus has its rule read out."""
        if event.type() == QEvent.Type.FocusIn:
            self._say(self._rule_of(watched))
        return super().eventFilter(watched, event)

    def _rule_of(self, shown: QObject) -> str:
        moment = getattr(shown, "moment", None)
        return self._rules.get(moment.key, "") if isinstance(moment, Moment) else ""

    def rule(self) -> str:
        """The rule read out."""
        return self._foot.shown()

    def _say(self, rule: str) -> None:
        self._foot.setText(rule)
        self._foot.setVisible(bool(rule))
        self._line.setVisible(bool(rule))

    def _moment(self, line: TimelineLine) -> Moment:
        number = line.paper_number
        acts = (
            (
                (self._texts("record.timeline.open"), lambda: self._open_paper(number)),
                (self._texts("record.timeline.reprint"), lambda: self._reprint(number)),
            )
            if number
            else ()
        )
        who = line.who or short_number(number)
        return Moment(line.key, line.when, line.sentence, who, line.citation, Tone(line.tone), acts)
