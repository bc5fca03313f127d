"""The order of the Tab key, said once and in reading order."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


def tab_through(*widgets: QWidget) -> None:
    """Let Tab visit these widgets in this order. A field stands for the line in it: Qt would move the field alone."""
    for before, after in pairwise(map(_stop, widgets)):
        QWidget.setTabOrder(before, after)


def _stop(widget: QWidget) -> QWidget:
    proxy = widget.focusProxy()
    return proxy if isinstance(proxy, QLineEdit | QPlainTextEdit) else widget
