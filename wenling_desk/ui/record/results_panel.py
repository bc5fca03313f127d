"""The third way a decision reaches the counter: a result list, chosen as a file and sent row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.record.results import DOUBTFUL, FAILED, SENT, ResultLine, ResultList
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

TONES = {SENT: Tone.GOOD, DOUBTFUL: Tone.SOON, FAILED: Tone.LATE}


class ResultsPanel(QWidget):
    """Choose a file, see its rows, send them; a row that was refused says why and can be sent again."""

    def __init__(
        self,
        kit: Kit,
        results: ResultList,
        choose_file: Callable[[Callable[[Path], None]], None],
        parent: QWidget | None = None,
    ) -> None:
        """``choose_file`` asks for a file and calls back with it, or not at all."""
        super().__init__(parent)
        self._texts = kit.texts
        self._large = kit.theme.large
        self._results = results
        self._choose_file = choose_file
        texts = kit.texts
        self._choose = KeyButton(kit, texts("record.form.results_choose"))
        self._choose.clicked.connect(lambda: self._choose_file(self.read))
        self._summary = PlainLabel(results.summary(), "hint", wrap=True)
        self.table = RowTable(
            kit,
            texts("record.form.results"),
            (
                Column(texts("record.results.number")),
                Column(texts("record.results.outcome"), 56),
                Column(texts("record.results.state"), 130),
            ),
        )
        self._detail = PlainLabel("", "hint", wrap=True)
        self.table.moved.connect(self._tell_row)
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        row.addWidget(self._choose)
        row.addWidget(self._summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addLayout(row)
        column.addWidget(PlainLabel(texts("record.form.results_hint"), "hint", wrap=True))
        column.addWidget(self.table)
        column.addWidget(self._detail)
        self.setFocusProxy(self._choose)
        self._show()

    def read(self, path: Path) -> None:
        """Show the rows of a file, or why it cannot be read."""
        self._results.read(path, self._show_read)

    def _show_read(self, trouble: str) -> None:
        self._show()
        self._summary.set_role("fault" if trouble else "hint")
        if trouble:
            self._summary.setText(trouble)
        elif self._results.lines:
            self.table.setFocus()

    def send_all(self) -> None:
        """Send what waits."""
        self._results.send_all(self._show)

    def words(self) -> str:
        """What is said about the list."""
        return self._summary.shown()

    def _show(self) -> None:
        self.table.set_rows([self._row(at, line) for at, line in enumerate(self._results.lines)])
        self.table.setVisible(bool(self._results.lines))
        self.table.fit_height()
        self._summary.setText(self._results.summary())

    def _row(self, at: int, line: ResultLine) -> Row:
        outcome = self._texts("record.form.granted" if line.row.granted else "record.form.denied")
        state = Chip(self._results.state_words(line), TONES.get(line.state, Tone.QUIET))
        number = short_number(line.row.number) if self._large else line.row.number
        return Row(str(at), (number, outcome, state), line)

    def _tell_row(self, row: object) -> None:
        line = row.payload if isinstance(row, Row) else None
        words = ""
        if isinstance(line, ResultLine):
            row_words = (line.row.number, line.row.member, line.row.officer, line.row.result_number)
            parts = (*row_words, *line.row.reasons, line.told)
            words = self._texts("record.joined").join(part for part in parts if part)
        self._detail.setText(words)
        self._detail.setVisible(bool(words))


def ask_for_result_list(parent: QWidget, texts: Texts, give: Callable[[Path], None]) -> None:
    """Ask with the file dialog of the system; nothing is given where none is chosen."""
    name, _ = QFileDialog.getOpenFileName(
        parent, texts("record.form.results_choose"), "", texts("record.form.results_filter")
    )
    if name:
        give(Path(name))
