"""Colours, spacing and type from ``styles/tokens.toml``, and the style sheet rendered with them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

FAMILIES: Final = ("Noto Sans SC", "HanaMinB")
"""The screen's families in order; the second draws the rare characters the first has not."""

NORMAL: Final = "normal"
LARGE: Final = "large"


BASE_SIZE = (1366, 768)
"""The window the screens are drawn for, in pixels; larger ones give their width to the tables."""


class ThemeError(ValueError):
    """The tokens, the style sheet or a font file of this installation is broken."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tables of ``tokens.toml``; sizes in pixels, colours ``#RRGGBB``, sets ``normal`` and ``large``."""

    colours: Mapping[str, Mapping[str, str]]
    pairs: Mapping[str, tuple[str, ...]]
    space: Mapping[str, int]
    shape: Mapping[str, Mapping[str, int]]
    type: Mapping[str, Mapping[str, int]]


def read_tokens(file: Path) -> Tokens:
    """The tokens of a file. Raises ThemeError for a missing table and for sets that do not match."""
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        tokens = Tokens(
            colours=tables["colours"],
            pairs={text: tuple(grounds) for text, grounds in tables["pairs"].items()},
            space=tables["space"],
            shape=tables["shape"],
            type=tables["type"],
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise ThemeError(f"{file}: {error}") from error
    for name, sets in (("colours", tokens.colours), ("shape", tokens.shape), ("type", tokens.type)):
        if set(sets.get(NORMAL, {})) != set(sets.get(LARGE, {})):
            raise ThemeError(f"{file}: [{name}.normal] and [{name}.large] must have the same keys")
    return tokens


def contrast(first: str, second: str) -> float:
    """The WCAG contrast of two colours ``#RRGGBB``: 1.0 (same) to 21.0 (black on white)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Theme:
    """The look of the desk: normal or large type. Painted widgets ask it when they paint, the rest is QSS."""

    def __init__(self, styles: Path, icons: Path, *, large: bool = False) -> None:
        """``styles`` holds tokens.toml and desk.qss, ``icons`` the SVG files. Raises ThemeError."""
        self._tokens = read_tokens(styles / "tokens.toml")
        try:
            self._sheet = Template((styles / "desk.qss").read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise ThemeError(str(error)) from error
        self._icons = icons
        self.large = large

    @property
    def _set(self) -> str:
        return LARGE if self.large else NORMAL

    @property
    def row_height(self) -> int:
        """The height of a row of a table, in pixels."""
        return self.shape("row")

    @property
    def button_height(self) -> int:
        """The height of a button, in pixels: a little more than a line, so that it is seen first."""
        return self.shape("row") + 6

    def scaled(self, pixels: int) -> int:
        """A width meant for normal type, in the present type."""
        return round(pixels * self.type_size("base") / self._tokens.type[NORMAL]["base"])

    @property
    def app_icon(self) -> Path:
        """The program's icon."""
        return self._icons / "desk.svg"

    def colour(self, name: str) -> QColor:
        """The colour of that token in the present set."""
        return QColor(self._tokens.colours[self._set][name])

    def space(self, name: str) -> int:
        """A distance in pixels: ``hair`` 4, ``small`` 8, ``medium`` 12, ``large`` 16, ``wide`` 24, ``broad`` 32."""
        return self._tokens.space[name]

    def shape(self, name: str) -> int:
        """``radius``, ``mark`` (boxes and buttons to tick), ``row``, ``rail``, ``top`` or ``status`` in pixels."""
        return self._tokens.shape[self._set][name]

    def type_size(self, step: str) -> int:
        """A step of the type scale in pixels: ``small``, ``base``, ``heading``, ``title``, ``number``."""
        return self._tokens.type[self._set][step]

    def font(self, step: str = "base", *, strong: bool = False) -> QFont:
        """The screen's font at a step, for widgets that paint themselves; figures are tabular."""
        font = QFont(list(FAMILIES))
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setPixelSize(self.type_size(step))
        font.setWeight(QFont.Weight.Medium if strong else QFont.Weight.Normal)
        return font

    def style_sheet(self) -> str:
        """desk.qss with the tokens put in. Raises ThemeError where it names one that does not exist."""
        values: dict[str, object] = dict(self._tokens.colours[self._set])
        values |= {f"space_{name}": size for name, size in self._tokens.space.items()}
        values |= {f"shape_{name}": size for name, size in self._tokens.shape[self._set].items()}
        values |= {f"type_{name}": size for name, size in self._tokens.type[self._set].items()}
        values |= {f"applicant_{name}": size for name, size in self._tokens.type["applicant"].items()}
        # QSS measures the inside of a box: a line with its two edges is as high as a row.
        values["line_inside"] = self.row_height - 2
        values["mark_radius"] = (self.shape("mark") + 2) // 2
        values["button_inside"] = self.button_height - 2
        values["icons"] = self._icons.as_posix()
        try:
            return self._sheet.substitute(values)
        except (KeyError, ValueError) as error:
            raise ThemeError(f"desk.qss: {error}") from error

    def palette(self) -> QPalette:
        """The palette below the style sheet, so that nothing falls back to the system's colours."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, name in (
            (roles.Window, "ground"), (roles.Base, "paper"), (roles.AlternateBase, "ground"),
            (roles.WindowText, "ink"), (roles.Text, "ink"), (roles.ButtonText, "ink"), (roles.Button, "paper"),
            (roles.BrightText, "red"), (roles.Highlight, "blue"), (roles.HighlightedText, "paper"),
            (roles.PlaceholderText, "secondary"), (roles.ToolTipBase, "paper"), (roles.ToolTipText, "ink"),
            (roles.Link, "blue"), (roles.Mid, "line"),
        ):  # fmt: skip
            palette.setColor(role, self.colour(name))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("idle"))
        return palette

    def apply(self, app: QApplication) -> None:
        """Give the whole program this look; call again after changing ``large``."""
        app.setStyle("Fusion")
        app.setPalette(self.palette())
        app.setFont(self.font())
        app.setStyleSheet(self.style_sheet())


def add_fonts(files: Iterable[Path]) -> None:
    """Make font files known to Qt; costs some milliseconds each. Raises ThemeError for one Qt cannot read."""
    for file in files:
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise ThemeError(f"{file}: not a font")


def add_qt_texts(app: QApplication) -> bool:
    """Load Qt's own Chinese texts (context menus of fields, print dialogs); ``False`` where Qt has none."""
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(translator)
