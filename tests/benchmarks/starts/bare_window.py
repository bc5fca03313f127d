"""The least that PySide6 can show: one window with a label and a field, in the desk's fonts and size."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from tests.benchmarks.starts.first_input import watch


def main(fonts: list[str]) -> int:
    """Show it with these font files."""
    app = QApplication(sys.argv[:1])
    for file in fonts:
        if QFontDatabase.addApplicationFont(file) < 0:
            raise SystemExit(f"{file}: not a font")
    font = QFont(["Noto Sans SC"])
    font.setPixelSize(14)
    app.setFont(font)
    window = QWidget()
    window.resize(1366, 768)
    column = QVBoxLayout(window)
    column.addWidget(QLabel("密码"))
    field = QLineEdit()
    column.addWidget(field)
    window.show()
    field.setFocus()
    watch(app)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
