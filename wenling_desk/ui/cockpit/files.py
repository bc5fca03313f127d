"""The system's dialogs for files of an export, and the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from wenling_desk.texts import Texts


def ask_for_template(texts: Texts, give: Callable[[Path], None]) -> None:
    """The receiving office's template."""
    title, kinds = texts("cockpit.export.choose_template"), texts("cockpit.export.kinds_workbook")
    name, _ = QFileDialog.getOpenFileName(None, title, "", kinds)
    if name:
        give(Path(name))


def ask_for_target(texts: Texts, suggested: str, kinds: str, give: Callable[[Path], None]) -> None:
    """Where the file goes; the ending of the suggestion is kept where none was typed."""
    name, _ = QFileDialog.getSaveFileName(None, texts("cockpit.export.choose_target"), suggested, kinds)
    if name:
        target = Path(name)
        give(target if target.suffix else target.with_suffix(Path(suggested).suffix))


def copy_text(text: str) -> None:
    """Onto the clipboard."""
    QGuiApplication.clipboard().setText(text)
