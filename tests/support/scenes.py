"""Pictures of widgets for people to look at: named scenes, grabbed offscreen."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

SCENES_FOLDER = "WENLING_DESK_SCENES"


def scenes_folder() -> Path:
    """Where pictures go: the folder named by WENLING_DESK_SCENES, else one in the temporary folder."""
    chosen = os.environ.get(SCENES_FOLDER)
    folder = Path(chosen) if chosen else Path(tempfile.gettempdir()) / "wenling-desk-scenes"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def grab(widget: QWidget, name: str, size: tuple[int, int] | None = None) -> Path:
    """Show ``widget`` in ``size``, let it lay itself out, and write ``<name>.png``; the file written."""
    if size is not None:
        widget.resize(*size)
    widget.show()
    for _ in range(3):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    file = scenes_folder() / f"{name}.png"
    picture = widget.grab()
    if picture.isNull() or not picture.save(str(file)):
        raise OSError(f"no picture of {name}")
    return file
