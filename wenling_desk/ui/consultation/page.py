"""The consultation page: the question, what it is about, the answer; beside it the list to take home."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.acceptance.paper_preview import PaperPreview
from wenling_desk.ui.acceptance.sections import FollowArea
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.consultation.presenter import ConsultationPresenter
from wenling_desk.ui.consultation.target_panel import TargetPanel
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.notice_bar import NoticeKind as Kind
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.ui.widgets.tab_order import tab_through
from wenling_desk.use_cases.changes import Changes

ACCEPTANCE = "acceptance"


class ConsultationPage(Page):
    """咨询. ``Frame.go("consultation", question=…, sheet=…, draft_id=…)`` begins one with what was entered elsewhere;
    the draft of that id is forgotten once the consultation is recorded.
    """

    page_id = "consultation"

    def __init__(self, frame: Frame, tools: CounterTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self.presenter = ConsultationPresenter(tools, self)
        self._make_parts()
        self._lay_out()
        self.refresh()

    # -- building --------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.head = PageHead(kit, texts("consultation.title"))
        self.head.say(texts("consultation.title"), texts("consultation.remark"))
        self.question = self._box(texts("consultation.question"), self._question_typed)
        self.answer = self._box(texts("consultation.answer"), self._answer_typed)
        self.about = TargetPanel(kit, self.presenter)
        self.about.changed.connect(self._target_changed)
        self.about.left.connect(self._to_answer)
        self.call_back = QCheckBox(texts("consultation.call_back"))
        self.call_back.clicked.connect(self._call_back_clicked)
        self.phone = LineField(kit, texts("consultation.phone"), "phone", check=lambda _: self._phone_warning())
        self.phone.setFixedWidth(kit.theme.scaled(230))
        self.phone.edited.connect(self._phone_typed)
        self.phone.left.connect(self._phone_typed)
        self.record = self._act("consultation.record", "Ctrl+Enter", "consultation-record", primary=True)
        self.notice = self._act("consultation.notice", "F6", "consultation-notice")
        self.case = self._act("consultation.case", "F8", "consultation-case")
        self._reason = PlainLabel(" ", "hint")
        self.preview = PaperPreview(kit, self.presenter.tools, self.presenter.preview)
        self.list = RowTable(
            kit,
            texts("consultation.bring"),
            (Column(texts("consultation.bring")), Column(texts("consultation.from"), 300)),
        )
        self._empty = EmptyState(kit, texts("consultation.empty"), texts("consultation.empty_detail"))

    def _box(self, name: str, typed: Callable[[], None]) -> QPlainTextEdit:
        box = QPlainTextEdit()
        box.setTabChangesFocus(True)
        box.setAccessibleName(name)
        box.textChanged.connect(typed)
        box.installEventFilter(self)
        return box

    def _act(self, text_key: str, hint: str, action_id: str, *, primary: bool = False) -> KeyButton:
        button = KeyButton(self._kit, self._texts(text_key), hint, "primary" if primary else "normal")
        button.clicked.connect(lambda: self._frame.registry.trigger(action_id))
        return button

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        right = Panel(self._kit)
        right.body.addWidget(self._empty, 1)
        right.body.addWidget(self.list, 2)
        right.body.addWidget(self.preview, 3)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(self._left_side(), 10)
        columns.addWidget(right, 11)
        column = QVBoxLayout(self)
        column.setContentsMargins(space("medium"), space("small"), space("medium"), space("small"))
        column.setSpacing(space("small"))
        column.addWidget(self.head)
        column.addLayout(columns, 1)

    def _left_side(self) -> Panel:
        """Question and matter scroll; the answer and what can be done with it stay in sight."""
        kit, texts, space = self._kit, self._texts, self._kit.theme.space
        for box, lines in ((self.question, 2), (self.answer, 3)):
            box.setFixedHeight(int(kit.theme.type_size("base") * 1.6 * lines) + space("large"))
        inside = QWidget()
        asked = QVBoxLayout(inside)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(space("small"))
        asked.addWidget(PlainLabel(texts("consultation.question"), "label"))
        asked.addWidget(self.question)
        asked.addWidget(self.about)
        asked.addStretch()
        area = FollowArea()
        area.setWidget(inside)
        back, foot = QHBoxLayout(), QHBoxLayout()
        back.setSpacing(space("medium"))
        back.addWidget(self.call_back)
        back.addWidget(self.phone)
        back.addStretch()
        foot.setSpacing(space("small"))
        foot.addWidget(self.case)
        foot.addStretch()
        foot.addWidget(self.notice)
        foot.addWidget(self.record)
        left = Panel(kit)
        left.body.addWidget(area, 1)
        left.body.addWidget(PlainLabel(texts("consultation.answer"), "label"))
        left.body.addWidget(self.answer)
        left.body.addLayout(back)
        left.body.addLayout(foot)
        left.body.addWidget(self._reason)
        return left

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """咨询."""
        return self._texts("consultation.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("consultation.help")

    def on_enter(self, arguments: dict[str, object]) -> None:
        """Begin with what was entered elsewhere; without arguments go on where it was left."""
        if not arguments:
            return
        sheet = arguments.get("sheet")
        self.presenter.begin(
            str(arguments.get("question") or ""),
            sheet if isinstance(sheet, IntakeSheet) else None,
            str(arguments.get("draft_id") or ""),
        )
        self._fill()

    def open_case(self) -> str:
        """Something was asked and not kept."""
        return "" if self.presenter.is_empty else self._texts("consultation.open")

    def on_back(self) -> bool:
        """Esc: out of the list of hits; further back it stays as it is."""
        return self.about.step_back()

    def first_focus(self) -> QWidget | None:
        """The answer where the question is there already."""
        return self.answer if self.presenter.question else self.question

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        presenter = self.presenter
        return (
            DeskAction(
                "consultation-record", "consultation.record", presenter.record, ("Ctrl+Enter",),
                presenter.reason_against_recording,
            ),
            DeskAction(
                "consultation-notice", "consultation.notice", lambda: presenter.record(notice=True), ("F6",),
                presenter.reason_against_notice,
            ),
            DeskAction("consultation-case", "consultation.case", self._to_case, ("F8",), presenter.reason_against_case),
            DeskAction("consultation-clear", "consultation.clear", self._clear, ()),
        )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps the consultation also from a box in which Enter makes a line."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(watched, QPlainTextEdit)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    # -- ConsultationScreen ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Show target, list and acts as they stand."""
        presenter = self.presenter
        self.about.show_target()
        lines = [*presenter.to_handle(), *presenter.to_bring()]
        self.list.set_rows([Row(str(at), (line.name, line.detail)) for at, line in enumerate(lines)])
        self.list.setVisible(bool(lines))
        self.preview.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        if lines:
            self.preview.refresh()
        self.phone.setVisible(presenter.call_back)
        self._show_reasons()

    def tell(self, sentence: str) -> None:
        """Something to read."""
        self._frame.tell(Notice(sentence, Kind.REFUSAL))

    def tell_told(self, told: Told) -> None:
        """A refusal or trouble."""
        self._frame.tell_told(told)

    def recorded(self, changes: Changes) -> None:
        """Kept: the page is empty for the next person."""
        self._fill()
        key = "consultation.recorded_notice" if changes.number else "consultation.recorded"
        self._frame.tell(Notice(self._texts(key, number=changes.number)))
        self.question.setFocus()

    # -- what is typed ---------------------------------------------------------------------------

    def _fill(self) -> None:
        """Show the presenter's state in every widget; nothing of the last person stays."""
        presenter = self.presenter
        for box, text in ((self.question, presenter.question), (self.answer, presenter.answer)):
            box.blockSignals(True)
            box.setPlainText(text)
            box.blockSignals(False)
        self.about.clear()
        self.call_back.setChecked(presenter.call_back)
        self.phone.set_value(presenter.phone)
        self.preview.sheet.show_pages(())
        self.refresh()

    def _question_typed(self) -> None:
        self.presenter.question = self.question.toPlainText()
        self._show_reasons()

    def _answer_typed(self) -> None:
        self.presenter.answer = self.answer.toPlainText()

    def _phone_typed(self) -> None:
        self.presenter.phone = self.phone.line.text()
        self._show_reasons()

    def _phone_warning(self) -> str:
        return self.presenter.phone_warning()

    def _call_back_clicked(self, wanted: bool) -> None:
        self.presenter.call_back = wanted
        self.refresh()
        if wanted:
            self.phone.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_reasons(self) -> None:
        presenter = self.presenter
        self.record.set_reason(presenter.reason_against_recording())
        self.notice.set_reason(presenter.reason_against_notice())
        self.case.set_reason(presenter.reason_against_case())
        self._reason.setText(self.record.reason or " ")
        self._frame.refresh_actions()

    # -- what it is about ------------------------------------------------------------------------

    def _target_changed(self) -> None:
        tab_through(
            self.question, *self.about.stops(), self.answer, self.call_back, self.phone, self.case, self.notice,
            self.record, self.list, self.preview.sheet,
        )  # fmt: skip

    def _to_answer(self) -> None:
        self.answer.setFocus(Qt.FocusReason.TabFocusReason)

    # -- what follows ----------------------------------------------------------------------------

    def _to_case(self) -> None:
        """转受理: the same sheet, with its draft."""
        sheet, draft_id = self.presenter.for_case(), self.presenter.draft_id
        if sheet is None:
            return
        self.presenter.begin()
        self._fill()
        self._frame.go(ACCEPTANCE, sheet=sheet, draft_id=draft_id)

    def _clear(self) -> None:
        self.presenter.begin()
        self._fill()
        self.question.setFocus()


def consultation_descriptor(tools: CounterTools) -> PageDescriptor:
    """The page for the rail."""
    return PageDescriptor(
        "consultation", "consultation.title", lambda frame: ConsultationPage(frame, tools), words=("zixun", "zx")
    )
