"""The Qt binding does not eat references to None.

PySide6 6.12.0 on Python 3.11 lost one per void call and aborted the process after some thousands of calls.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_void_calls_keep_their_references(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(1_000):
        label.setText("a")
    assert sys.getrefcount(None) > before - 500
