"""Screens under test: the real look, the real texts, time that only moves when a test says so."""

from __future__ import annotations

import lzma
import os
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from wenling_desk.texts import Texts
from wenling_desk.ui.theme import Theme, add_fonts, add_qt_texts
from wenling_desk.ui.widgets.kit import Kit

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
SCREEN_FONTS = ("sans", "sans_medium", "rare_han")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform has no window manager and says so each time a window is shown.
    silence = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(silence)


def _unpacked_fonts() -> list[Path]:
    """The screen's fonts, unpacked once for all runs on this machine."""
    folder = Path(tempfile.gettempdir()) / "wenling-desk-test-fonts"
    folder.mkdir(exist_ok=True)
    table = tomllib.loads((RESOURCES / "fonts" / "fonts.toml").read_text(encoding="utf-8"))
    files = []
    for font in table["font"]:
        if font["name"] in SCREEN_FONTS:
            file = folder / font["file"]
            if not file.exists() or file.stat().st_size != font["bytes"]:
                packed = RESOURCES / "fonts" / (font["file"] + ".xz")
                fresh = file.with_suffix(f".{os.getpid()}")
                fresh.write_bytes(lzma.decompress(packed.read_bytes()))
                fresh.replace(file)  # whole or not at all: another run may be reading
            files.append(file)
    return files


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts(RESOURCES / "texts" / "zh_CN")


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The look, put on the application for the whole run."""
    add_fonts(_unpacked_fonts())
    assert add_qt_texts(qapp)
    theme = Theme(RESOURCES / "styles", RESOURCES / "icons")
    theme.apply(qapp)
    return theme


@pytest.fixture
def large_type(theme: Theme, qapp: QApplication) -> Iterator[Theme]:
    """Large type for one test."""
    theme.large = True
    theme.apply(qapp)
    yield theme
    theme.large = False
    theme.apply(qapp)


class Ticks:
    """Milliseconds that pass only when told; ``step`` of them with each look."""

    def __init__(self) -> None:
        self.now = 0
        self.step = 0

    def __call__(self) -> int:
        self.now += self.step
        return self.now

    def advance(self, milliseconds: int) -> None:
        self.now += milliseconds


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def kit(texts: Texts, theme: Theme, ticks: Ticks) -> Kit:
    return Kit(texts, theme, ticks)
