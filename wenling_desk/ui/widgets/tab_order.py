"""The order of the Tab key, said once and in reading order."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QWidget


def tab_through(*widgets: QWidget) -> None:
    """Let Tab visit these widgets in this order. A widget with a focus proxy stands for its proxy."""
    for before, after in pairwise(widgets):
        QWidget.setTabOrder(before, after)
