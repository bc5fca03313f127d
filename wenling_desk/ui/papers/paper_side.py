"""Beside the preview: what the paper is, how it is printed, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from wenling_desk.ui.papers.lines import AMEND, PRINT, SAVE, SCAN, SIGN, VOID, PaperLine
from wenling_desk.ui.papers.presenter import MOST_COPIES
from wenling_desk.ui.papers.void_panel import VoidPanel
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, StatusChip, Tone
from wenling_desk.ui.widgets.fact_table import FactTable
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import Panel, Section

LABELS = 44
"""Width of the labels: the number beside them must not wrap."""
KEYS = {PRINT: "Ctrl+P", SAVE: "Ctrl+S", VOID: "Alt+V", SIGN: "Alt+1", SCAN: "Alt+2", AMEND: "Alt+G"}


class PaperSide(QWidget):
    """The panel at the right. ``act`` is called with what was pressed."""

    def __init__(self, kit: Kit, act: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        texts = kit.texts
        self._about = Panel(kit, texts("paper_desk.about"))
        self.state = StatusChip(kit, Chip(""))
        self._about.heading_row.addWidget(self.state)
        self._facts: FactTable | None = None
        how = Section(kit, texts("paper_desk.how"))
        self.copies = QSpinBox()
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setAccessibleName(texts("paper_desk.copies"))
        self.printer = QComboBox()
        self.printer.setAccessibleName(texts("paper_desk.printer"))
        how_table = FactTable(kit, LABELS)
        how_table.add(texts("paper_desk.copies"), self.copies)
        how_table.add(texts("paper_desk.printer"), self.printer)
        how.body.addWidget(how_table)
        self._about.body.addWidget(how)
        self._reasons = PlainLabel("", "hint", wrap=True)
        self._buttons = {
            PRINT: KeyButton(kit, texts("paper_desk.act.print"), KEYS[PRINT], "primary"),
            SAVE: KeyButton(kit, texts("paper_desk.act.save"), KEYS[SAVE]),
            SIGN: KeyButton(kit, texts("paper_desk.act.sign"), KEYS[SIGN]),
            SCAN: KeyButton(kit, texts("paper_desk.act.scan"), KEYS[SCAN]),
            AMEND: KeyButton(kit, texts("repairs.amend_one"), KEYS[AMEND]),
            VOID: KeyButton(kit, texts("paper_desk.act.void"), KEYS[VOID]),
        }
        repairs = QHBoxLayout()
        repairs.setSpacing(kit.theme.space("small"))
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: act(name))
            if name in {AMEND, VOID}:
                repairs.addWidget(button)
            else:
                self._about.body.addWidget(button)
        self._about.body.addLayout(repairs)
        self._about.body.addWidget(self._reasons)
        self.void_panel = VoidPanel(kit)
        self.void_panel.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("small"))
        column.addWidget(self._about)
        column.addWidget(self.void_panel)
        column.addStretch(1)

    def set_printers(self, printers: Sequence[tuple[str, str]], chosen: str) -> None:
        """The printers as pairs of name and label; the desk's own is chosen."""
        self.printer.clear()
        self.printer.addItem(self._kit.texts("paper_desk.system_printer"), "")
        for name, label in printers:
            self.printer.addItem(label, name)
        self.printer.setCurrentIndex(max(0, self.printer.findData(chosen)))

    def show_line(self, line: PaperLine, reasons: dict[str, str]) -> None:
        """Show a paper; ``reasons`` are the acts that apply to it, each with the reason against it."""
        texts = self._kit.texts
        self._about.set_heading(line.name)
        self.state.set_chip(Chip(line.state[0], Tone(line.state[1])))
        if self._facts is not None:
            self._about.body.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
        self._facts = FactTable(self._kit, LABELS)
        for label, value in line.facts:
            self._facts.add(label, value)
        self._about.body.insertWidget(0, self._facts)
        printed = "paper_desk.act.reprint" if line.was_printed else "paper_desk.act.print"
        self._buttons[PRINT].set_verb(texts(printed))
        self.show_reasons(reasons)

    def show_reasons(self, reasons: dict[str, str]) -> None:
        """Show what can be done now, and why not the rest."""
        for name, button in self._buttons.items():
            button.setVisible(name in reasons)
            button.set_reason(reasons.get(name, ""))
        self._reasons.setText("\n".join(dict.fromkeys(reason for reason in reasons.values() if reason)))

    def set_copies(self, copies: int) -> None:
        """Begin with the copies the paper was issued in."""
        self.copies.setValue(copies)

    def button(self, act: str) -> KeyButton:
        """The button of an act; raises ``KeyError``."""
        return self._buttons[act]
