"""一次性告知 and 容缺 on the screen: all gaps, the wording of each, the last day, the consequence, the paper."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wenling_desk.ui.acceptance.material_keys import Asking
from wenling_desk.ui.acceptance.material_panel import RowPrompt
from wenling_desk.ui.acceptance.notice import GapLine, NoticeKind, NoticePresenter
from wenling_desk.ui.acceptance.paper_preview import PaperPreview
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.field import Source
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable


class NoticeView(QWidget):
    """Everything that will be told. A material that turns up is marked here with its letter and leaves the list; Enter
    on a row changes the sentence; F goes to the field that can be filled in now.
    """

    closing = Signal()
    to_field = Signal(str, str)
    """Kind and id of something to be filled in on the page before."""

    def __init__(self, kit: Kit, presenter: NoticePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.presenter = presenter
        texts = kit.texts
        correction = presenter.kind is NoticeKind.CORRECTION
        self.table = RowTable(
            kit,
            texts("acceptance.notice.column_name"),
            (
                Column("", 58),
                Column(texts("acceptance.notice.column_name")),
                Column(texts("acceptance.material.serves"), 64),
                Column(texts("acceptance.notice.column_wrong"), 168),
                Column(texts("acceptance.notice.column_remedy"), 190),
            ),
            self._letter,
        )
        self.table.opened.connect(self._edit)
        self.table.moved.connect(lambda _: self._show_detail())
        self.detail = PlainLabel(" ", "hint", wrap=True)
        self.prompt = RowPrompt(kit)
        self.prompt.answered.connect(self._answered)
        self.prompt.closed.connect(lambda: self.table.setFocus())
        self._editing = ""
        self._asking: Asking | None = None
        self._empty = EmptyState(kit, texts("acceptance.notice.empty"))
        hint = "acceptance.notice.correction_hint" if correction else "acceptance.notice.deferral_hint"
        heading = "acceptance.notice.correction" if correction else "acceptance.notice.deferral"
        self._panel = Panel(kit, texts(heading))
        hint_label = PlainLabel(texts(hint), "hint", wrap=True)
        self._panel.body.addWidget(hint_label)
        self._panel.body.addWidget(self.table, 1)
        self._panel.body.addWidget(self._empty, 1)
        self._panel.body.addWidget(self.detail)
        self._panel.body.addWidget(self.prompt)
        self._make_terms(correction)
        self.preview = PaperPreview(kit, presenter.sheet.tools, presenter.preview)
        self._lay_out()
        self.show_sheet()
        self.preview.look()

    def _make_terms(self, correction: bool) -> None:
        kit, texts, presenter = self._kit, self._kit.texts, self.presenter
        self.days = LineField(kit, texts("acceptance.notice.days"), "number", most=3)
        self.days.setFixedWidth(kit.theme.scaled(110))
        self.days.left.connect(self._days_left)
        self.due = LineField(kit, texts("acceptance.notice.due"), "date")
        self.due.setFixedWidth(kit.theme.scaled(210))
        self.due.left.connect(self._due_left)
        self._due_words = PlainLabel("", "strong")
        consequence = texts(
            "acceptance.notice.correction_consequence" if correction else "acceptance.notice.deferral_consequence"
        )
        self._consequence = PlainLabel(consequence, wrap=True)
        issue = texts("acceptance.notice.issue" if correction else "acceptance.notice.issue_deferral")
        self.issue = KeyButton(kit, issue, "Ctrl+Enter", "primary")
        self.issue.clicked.connect(presenter.issue)
        self.back = KeyButton(kit, texts("acceptance.act.back"), "Esc")
        self.back.clicked.connect(self.closing)
        self._reason = PlainLabel(" ", "hint")

    def _lay_out(self) -> None:
        space, texts = self._kit.theme.space, self._kit.texts
        terms = QHBoxLayout()
        terms.setSpacing(space("small"))
        terms.addWidget(self.days)
        terms.addWidget(PlainLabel(texts("acceptance.notice.days_unit"), "label"))
        terms.addWidget(self.due)
        terms.addWidget(self._due_words)
        terms.addStretch()
        self._panel.body.addLayout(terms)
        row = QHBoxLayout()
        row.setSpacing(space("small"))
        row.addWidget(PlainLabel(texts("acceptance.notice.consequence"), "label"))
        row.addWidget(self._consequence, 1)
        self._panel.body.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(space("small"))
        foot.addWidget(self._reason, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.issue)
        self._panel.body.addLayout(foot)
        paper = Panel(self._kit)
        paper.body.addWidget(self.preview)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(space("small"))
        columns.addWidget(self._panel, 13)
        columns.addWidget(paper, 9)

    # -- showing ---------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show what is missing now."""
        texts, lines = self._kit.texts, self.presenter.lines()
        self.table.set_rows([
            Row(
                line.ref,
                (Chip(texts("acceptance.notice.told"), Tone.ACT), line.label, line.serves, line.wrong, line.remedy),
                payload=line,
            )
            for line in lines
        ])  # fmt: skip
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        if lines and self.table.current_row() is None:
            self.table.go_to(lines[0].ref)
        for field, value in ((self.days, str(self.presenter.days)), (self.due, self.presenter.due.isoformat())):
            if not field.line.hasFocus():
                field.set_value(value, Source.TYPED)
        self._due_words.setText(texts("acceptance.notice.due_words", day=self.presenter.due_words()))
        self._show_detail()
        self.show_reasons()
        self.preview.refresh()

    def _show_detail(self) -> None:
        """The row in focus in full."""
        row = self.table.current_row()
        line = row.payload if row is not None else None
        if not isinstance(line, GapLine):
            self.detail.setText(" ")
            return
        words = self._kit.texts("acceptance.notice.detail", name=line.label, wrong=line.wrong, remedy=line.remedy)
        self.detail.setText(words)

    def show_reasons(self) -> None:
        """Whether it can be issued now."""
        reason = self.presenter.reason_against()
        self.issue.set_reason(reason)
        self._reason.setText(reason or " ")

    # -- rows ------------------------------------------------------------------------------------

    def _letter(self, row: Row, letter: str) -> bool:
        line = row.payload
        kind = getattr(line, "kind", "")
        if letter == "F" or kind != "material":
            if letter == "F":
                self.to_field.emit(kind, row.key)
            return letter == "F"
        pressed = self.presenter.sheet.press(row.key, letter)
        if pressed is not None and pressed.asking is not None:
            self._asking, self._editing = pressed.asking, row.key
            name = self.presenter.sheet.opened.material(row.key).name
            self.prompt.ask(self._kit.texts(f"acceptance.prompt.{pressed.asking}", name=name))
        return pressed is not None

    def _edit(self, row: Row) -> None:
        """The sentence of a row; only a correction has sentences of its own."""
        if self.presenter.kind is NoticeKind.CORRECTION:
            self._asking, self._editing = None, row.key
            self.prompt.ask(self._kit.texts("acceptance.notice.remedy"), str(getattr(row.payload, "remedy", "")))

    def _answered(self, text: str) -> None:
        if self._asking is not None:
            fault = self.presenter.sheet.answer(self._editing, self._asking, text)
            if fault:
                self.prompt.tell(fault)
                return
        else:
            self.presenter.set_remedy(self._editing, text)
        self.prompt.close_prompt()
        self.show_sheet()

    def step_back(self) -> bool:
        """Esc: first out of the question."""
        if self.prompt.isHidden():
            return False
        self.prompt.close_prompt()
        return True

    # -- until when ------------------------------------------------------------------------------

    def _days_left(self) -> None:
        text = str(self.days.value())
        if not (text.isdigit() and self.presenter.set_days(int(text))):
            self.days.set_fault(self._kit.texts("acceptance.notice.days_wrong"))
            return
        self.show_sheet()

    def _due_left(self) -> None:
        text = str(self.due.value())
        if not text:
            return
        day = date.fromisoformat(text)
        if day != self.presenter.due and not self.presenter.set_due(day):
            self.due.set_fault(self._kit.texts("acceptance.notice.due_wrong"))
            return
        self.show_sheet()

    def first_stop(self) -> QWidget:
        """The first gap."""
        return self.table if self.presenter.lines() else self.back
