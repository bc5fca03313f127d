"""The third way a decision reaches the counter: a result list, chosen as a file, looked at and entered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.record.results import BAD, ENTERED, GOOD, ResultLine, ResultList
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

CHIPS = {ENTERED: (Tone.GOOD, Shape.DISC), GOOD: (Tone.QUIET, Shape.HALF), BAD: (Tone.LATE, Shape.TRIANGLE)}


class ResultsPanel(QWidget):
    """Choose a file, see its rows, enter them; a row that is not entered says why."""

    changed = Signal()
    """Rows were read or entered."""

    def __init__(
        self,
        kit: Kit,
        results: ResultList,
        choose_file: Callable[[Callable[[Path], None]], None],
        parent: QWidget | None = None,
        *,
        wide: bool = False,
    ) -> None:
        """``choose_file`` asks for a file and calls back with it, or not at all; ``wide``: a page of its own, where the
        item and the sentence have columns and the page has the button that chooses."""
        super().__init__(parent)
        self._texts = kit.texts
        self._large = kit.theme.large
        self._results = results
        self._choose_file = choose_file
        self._wide = wide
        self.trouble = ""
        """Why the last file could not be read."""
        texts = kit.texts
        self.choose_button = KeyButton(kit, texts("record.form.results_choose"), "Ctrl+I" if wide else "")
        self.choose_button.clicked.connect(self.choose)
        self._summary = PlainLabel(results.summary(), "hint", wrap=True)
        self.table = RowTable(kit, texts("record.form.results"), _columns(kit, wide=wide))
        self._detail = PlainLabel("", "hint", wrap=True)
        self.table.moved.connect(self._tell_row)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        if not wide:
            row.addWidget(self.choose_button)
        row.addWidget(self._summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addLayout(row)
        if not wide:
            column.addWidget(PlainLabel(texts("record.form.results_hint"), "hint", wrap=True))
        column.addWidget(self.table, 1 if wide else 0)
        column.addWidget(self._detail)
        self.setFocusProxy(self.choose_button)
        self._show()

    def choose(self) -> None:
        """Ask for a file."""
        self._choose_file(self.read)

    def read(self, path: Path) -> None:
        """Show the rows of a file, or why it cannot be read."""
        self._results.read(path, self._show_read)

    def _show_read(self, trouble: str) -> None:
        self.trouble = trouble
        self._show()
        self._summary.set_role("fault" if trouble else "hint")
        if trouble:
            self._summary.setText(trouble)
        elif self._results.lines:
            first = next((line for line in self._results.lines if line.state == BAD), self._results.lines[0])
            self.table.go_to(str(first.line))
            self.table.setFocus()

    def send_all(self) -> None:
        """Enter what is good."""
        self._results.send_all(self._show)

    def show_again(self) -> None:
        """The list was put away."""
        self.trouble = ""
        self._show()

    def words(self) -> str:
        """What is said about the list."""
        return self._summary.shown()

    def _show(self) -> None:
        self.table.set_rows([self._row(line) for line in self._results.lines])
        self.table.setVisible(bool(self._results.lines))
        if not self._wide:
            self.table.fit_height()
        self._summary.set_role("hint")
        self._summary.setText(self._results.summary())
        self._tell_row(self.table.current_row())
        self.changed.emit()

    def _row(self, line: ResultLine) -> Row:
        tone, shape = CHIPS[line.state]
        state = Chip(self._results.state_words(line), tone, shape)
        number = short_number(line.number) if self._large else line.number
        if not self._wide:
            return Row(str(line.line), (number, line.outcome, state), line)
        return Row(
            str(line.line), (str(line.line), number, line.item, line.applicant, line.outcome, state, line.told), line
        )

    def _tell_row(self, row: object) -> None:
        line = row.payload if isinstance(row, Row) else None
        words = ""
        if isinstance(line, ResultLine):
            words = self._texts("record.joined").join(part for part in (line.detail, line.told) if part)
        self._detail.setText(words)
        self._detail.setVisible(bool(words))


def _columns(kit: Kit, *, wide: bool) -> tuple[Column, ...]:
    texts, large = kit.texts, kit.theme.large
    number, outcome = texts("record.results.number"), texts("record.results.outcome")
    state = texts("record.results.state")
    if not wide:
        return (Column(number), Column(outcome, 56), Column(state, 130))
    return (
        Column(texts("record.results.line"), 40),
        Column(number, 132 if large else 198),
        Column(texts("record.results.item"), 150 if large else 210),
        Column(texts("record.results.applicant"), 76),
        Column(outcome, 48),
        Column(state, 92),
        Column(texts("record.results.why")),
    )


def ask_for_result_list(parent: QWidget, texts: Texts, give: Callable[[Path], None]) -> None:
    """Ask with the file dialog of the system; nothing is given where none is chosen."""
    name, _ = QFileDialog.getOpenFileName(
        parent, texts("record.form.results_choose"), "", texts("record.form.results_filter")
    )
    if name:
        give(Path(name))
