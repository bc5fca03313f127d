"""不予受理 and 不受理 on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QWidget

from wenling_desk.ui.acceptance.ending import GROUNDS, NOT_THIS_ORGAN, EndingKind, EndingPresenter
from wenling_desk.ui.acceptance.field_labels import lean_right
from wenling_desk.ui.acceptance.paper_preview import PaperPreview
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.choice_line import ChoiceLine
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel, plain
from wenling_desk.ui.widgets.panels import Panel
from wenling_desk.ui.widgets.questions import Choice, QuestionGroup
from wenling_desk.ui.widgets.tab_order import tab_through

MOST_REASONS = 2000


class EndingView(QWidget):
    """Which of the two, the ground, the reasons, the right organ, the members it is for, the paper beside."""

    closing = Signal()

    def __init__(self, kit: Kit, sheet: SheetPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        kinds = [kind for kind in EndingKind if not sheet.reason_against(kind)] or list(EndingKind)
        self._presenters = {kind: EndingPresenter(sheet, kind) for kind in EndingKind}
        self.kind = kinds[0]
        texts = kit.texts
        words = {
            EndingKind.REFUSAL: texts("acceptance.ending.refusal"),
            EndingKind.NOT_REQUIRED: texts("acceptance.ending.not_required"),
        }
        self.which = QuestionGroup(
            kit, texts("acceptance.ending.which"), [Choice(kind, words[kind]) for kind in EndingKind], go_on=True
        )
        lean_right(self.which, kit.theme.space("small"))
        self.which.choose((self.kind,))
        self.which.changed.connect(self._which)
        self._hint = PlainLabel("", "hint", wrap=True)
        self.ground = QuestionGroup(
            kit,
            texts("acceptance.ending.ground"),
            [Choice(ground, texts(f"case.ground.{ground}")) for ground in GROUNDS],
            go_on=True,
        )
        lean_right(self.ground, kit.theme.space("small"))
        self.ground.choose((GROUNDS[0],))
        self.ground.changed.connect(self._ground)
        self._organ_label = PlainLabel(texts("acceptance.ending.organ"), "label")
        self.organ = ChoiceLine(kit, self.presenter.organs())
        self.organ.setAccessibleName(texts("acceptance.ending.organ"))
        self.organ.textChanged.connect(self._organ)
        self.reasons = QPlainTextEdit()
        self.reasons.setTabChangesFocus(True)
        self.reasons.setAccessibleName(texts("acceptance.ending.reasons"))
        self.reasons.textChanged.connect(self._reasons)
        self.reasons.installEventFilter(self)
        self.members = self._member_boxes()
        self.issue = KeyButton(kit, "", "Ctrl+Enter", "primary")
        self.issue.clicked.connect(self.send)
        self.back = KeyButton(kit, texts("acceptance.act.back"), "Esc")
        self.back.clicked.connect(self.closing)
        self._reason = PlainLabel(" ", "hint")
        self.preview = PaperPreview(kit, sheet.tools, lambda show, refused: self.presenter.preview(show, refused))
        self._lay_out()
        self.which.answered.connect(self._after_which)
        self.ground.answered.connect(
            lambda: (self.organ if self.organ.isVisible() else self.reasons).setFocus(Qt.FocusReason.TabFocusReason)
        )
        self.show_sheet()

    @property
    def presenter(self) -> EndingPresenter:
        """The page's answer as it stands."""
        return self._presenters[self.kind]

    def _member_boxes(self) -> dict[str, QCheckBox]:
        boxes = {}
        for code, name in self.presenter.members_to_choose():
            box = QCheckBox(plain(name))
            box.setChecked(True)
            box.clicked.connect(self._members)
            boxes[code] = box
        return boxes

    def _lay_out(self) -> None:
        kit, texts, space = self._kit, self._kit.texts, self._kit.theme.space
        panel = Panel(kit)
        panel.body.addWidget(self.which)
        panel.body.addWidget(self._hint)
        panel.body.addWidget(self.ground)
        panel.body.addWidget(self._organ_label)
        panel.body.addWidget(self.organ)
        panel.body.addWidget(PlainLabel(texts("acceptance.ending.reasons"), "label"))
        panel.body.addWidget(self.reasons, 1)
        if len(self.members) > 1:
            panel.body.addWidget(PlainLabel(texts("acceptance.ending.members"), "label"))
            for box in self.members.values():
                panel.body.addWidget(box)
        foot = QHBoxLayout()
        foot.setSpacing(space("small"))
        foot.addWidget(self._reason, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.issue)
        panel.body.addLayout(foot)
        paper = Panel(kit)
        paper.body.addWidget(self.preview)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(space("small"))
        columns.addWidget(panel, 10)
        columns.addWidget(paper, 9)
        boxes = self.members.values() if len(self.members) > 1 else ()
        tab_through(self.which, self.ground, self.organ, self.reasons, *boxes, self.back, self.issue)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter is the act also where Enter makes a line."""
        if (
            watched is self.reasons
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # -- showing ---------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show what the chosen answer asks for."""
        texts = self._kit.texts
        refusal = self.kind is EndingKind.REFUSAL
        self._hint.setText(
            texts("acceptance.ending.refusal_hint" if refusal else "acceptance.ending.not_required_hint")
        )
        self.ground.setVisible(refusal)
        elsewhere = refusal and self.presenter.ground == NOT_THIS_ORGAN
        self._organ_label.setVisible(elsewhere)
        self.organ.setVisible(elsewhere)
        self.issue.set_verb(
            texts("acceptance.ending.issue_refusal" if refusal else "acceptance.ending.issue_not_required")
        )
        self.show_reasons()
        self.preview.refresh()

    def show_reasons(self) -> None:
        """Whether it can be issued now."""
        reason = self.presenter.reason_against()
        self.issue.set_reason(reason)
        self._reason.setText(reason or " ")

    def send(self) -> None:
        """Issue it; what is missing is told."""
        self.presenter.issue()

    # -- changing --------------------------------------------------------------------------------

    def _which(self, chosen: tuple[str, ...]) -> None:
        if chosen:
            self.kind = EndingKind(chosen[0])
            self._read()
            self.show_sheet()

    def _after_which(self) -> None:
        target = self.ground if self.kind is EndingKind.REFUSAL else self.reasons
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _read(self) -> None:
        for presenter in self._presenters.values():
            presenter.reasons = self.reasons.toPlainText()[:MOST_REASONS]
            presenter.right_organ = self.organ.text()
            possible = {code for code, _ in presenter.members_to_choose()}
            presenter.members = tuple(
                code for code, box in self.members.items() if box.isChecked() and code in possible
            )

    def _ground(self, chosen: tuple[str, ...]) -> None:
        if chosen:
            self._presenters[EndingKind.REFUSAL].ground = chosen[0]
            self.show_sheet()

    def _organ(self, _text: str) -> None:
        self._changed()

    def _reasons(self) -> None:
        self._changed()

    def _members(self) -> None:
        self._changed()

    def _changed(self) -> None:
        self._read()
        self.show_reasons()
        self.preview.refresh()

    def step_back(self) -> bool:
        """Nothing is open inside."""
        return False

    def first_stop(self) -> QWidget:
        """The first question."""
        return self.which
