"""Colours can be read, the sheet renders, the fonts draw what people are called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QFontMetricsF, QTextLayout
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui.conftest import RESOURCES
from wenling_desk.ui.theme import LARGE, NORMAL, Theme, ThemeError, add_fonts, contrast, read_tokens

STYLES = RESOURCES / "styles"
TOKENS = read_tokens(STYLES / "tokens.toml")
LEAST = {NORMAL: 4.5, LARGE: 7.0}
RARE = "𬱖䶮㛃𠅤"

PAIRS = [
    (colours, text, ground)
    for colours in (NORMAL, LARGE)
    for text, grounds in TOKENS.pairs.items()
    for ground in grounds
]


@pytest.mark.parametrize(("colours", "text", "ground"), PAIRS)
def test_text_can_be_read(colours: str, text: str, ground: str) -> None:
    values = TOKENS.colours[colours]
    assert contrast(values[text], values[ground]) >= LEAST[colours]


@pytest.mark.parametrize("colours", [NORMAL, LARGE])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_edges_of_controls_can_be_seen(colours: str, ground: str) -> None:
    values = TOKENS.colours[colours]
    assert contrast(values["edge"], values[ground]) >= 3.0
    assert contrast(values["blue"], values[ground]) >= 3.0  # the focus ring


def test_contrast_of_known_colours() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#FFFFFF") == 1
    assert contrast("#777777", "#FFFFFF") == contrast("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.01)


def test_every_colour_on_text_in_the_sheet_is_a_proved_pair() -> None:
    """A rule of desk.qss that sets both text and ground uses a pair the contrast test knows."""
    sheet = (STYLES / "desk.qss").read_text(encoding="utf-8")
    checked = 0
    for body in re.findall(r"\{([^{}]*(?:\$\{\w+\}[^{}]*)*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)):
        text = re.search(r"(?<![-\w])color: \$(\w+)", body)
        ground = re.search(r"(?<![-\w])background: \$(\w+)", body)
        if text and ground:
            assert ground[1] in TOKENS.pairs[text[1]], body
            checked += 1
    assert checked >= 8


@pytest.mark.parametrize("large", [False, True])
def test_sheet_renders_whole(large: bool) -> None:
    sheet = Theme(STYLES, RESOURCES / "icons", large=large).style_sheet()
    assert "$" not in sheet
    assert TOKENS.colours[LARGE if large else NORMAL]["blue"] in sheet
    for name in re.findall(r'url\("([^"]+)"\)', sheet):
        assert Path(name).is_file()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("desk.qss", "$ink", "$inkk"),
        ("desk.qss", "$ink", "$"),
        ("tokens.toml", "[space]", "[spaces]"),
        ("tokens.toml", 'edge = "#66707C"', ""),
        ("tokens.toml", "[pairs]", "[pairs"),
    ],
)
def test_broken_styles_are_named(tmp_path: Path, file: str, old: str, new: str) -> None:
    for name in ("desk.qss", "tokens.toml"):
        text = (STYLES / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(old, new) if name == file else text, encoding="utf-8")
    with pytest.raises(ThemeError, match=re.escape(file)):
        Theme(tmp_path, RESOURCES / "icons").style_sheet()


def test_missing_styles_are_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"tokens\.toml"):
        Theme(tmp_path, RESOURCES / "icons")


def test_broken_font_is_named(theme: Theme, tmp_path: Path) -> None:
    file = tmp_path / "odd.ttf"
    file.write_bytes(b"no font")
    with pytest.raises(ThemeError, match=r"odd\.ttf"):
        add_fonts([file])


def test_icons_use_the_tokens_colours() -> None:
    known = {colour.upper() for colour in TOKENS.colours[NORMAL].values()}
    for file in (RESOURCES / "icons").glob("*.svg"):
        used = set(re.findall(r"#[0-9A-Fa-f]{6}", file.read_text(encoding="utf-8")))
        assert {colour.upper() for colour in used} <= known, file.name


@pytest.mark.parametrize("character", RARE + "温岭综窗●◐▲■①⇧㎡·…　「」")
def test_every_character_has_a_glyph(theme: Theme, character: str) -> None:
    layout = QTextLayout(character, theme.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    glyphs = [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]
    families = {run.rawFont().familyName() for run in layout.glyphRuns()}
    assert glyphs
    assert 0 not in glyphs
    assert families <= {"Noto Sans SC", "HanaMinB"}, families


@pytest.mark.parametrize("step", ["small", "base", "heading", "title", "number"])
@pytest.mark.parametrize("strong", [False, True])
def test_figures_are_tabular(theme: Theme, step: str, strong: bool) -> None:
    metrics = QFontMetricsF(theme.font(step, strong=strong))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_base_measures(theme: Theme) -> None:
    assert [theme.space(name) for name in ("hair", "small", "medium", "large", "wide", "broad")] == [
        4, 8, 12, 16, 24, 32,
    ]  # fmt: skip
    assert [theme.type_size(step) for step in ("small", "base", "heading", "title", "number")] == [12, 14, 16, 20, 28]
    assert (theme.row_height, theme.shape("radius"), theme.scaled(100)) == (32, 4, 100)
    assert (theme.shape("rail"), theme.shape("top"), theme.shape("status")) == (112, 52, 30)


def test_large_type(large_type: Theme) -> None:
    assert large_type.row_height == 40
    assert large_type.scaled(140) == 180
    assert large_type.colour("secondary") == QColor(TOKENS.colours[LARGE]["secondary"])


@pytest.mark.parametrize("large", [False, True])
def test_lines_and_buttons_have_their_height(request: pytest.FixtureRequest, theme: Theme, qtbot, large: bool) -> None:
    if large:
        request.getfixturevalue("large_type")
    holder = QWidget()
    qtbot.addWidget(holder)
    line, button = QLineEdit(holder), QPushButton("受理", holder)
    column = QVBoxLayout(holder)
    column.addWidget(line)
    column.addWidget(button)
    holder.show()
    assert line.height() == theme.row_height
    assert button.height() == theme.button_height


def test_qt_speaks_chinese(theme: Theme, qapp: QApplication) -> None:
    assert "取消" in QCoreApplication.translate("QPlatformTheme", "Cancel")


def test_text_falls_back_to_no_system_colour(theme: Theme, qapp: QApplication) -> None:
    palette = qapp.palette()
    assert palette.text().color() == theme.colour("ink")
    assert palette.placeholderText().color() == theme.colour("secondary")
    assert palette.color(palette.ColorGroup.Disabled, palette.ColorRole.Text) == theme.colour("idle")
