"""The notice by fpdf2: drawn cell by cell. A document's fonts are cut down in place, so none outlives its document."""

from __future__ import annotations

import sys
from pathlib import Path

from fpdf import FPDF  # type: ignore[import-untyped, unused-ignore]

from tests.benchmarks.peers.answering import MM, Sheet, answer, bar_places, qr_runs

LEFT, TOP, WIDTH = 20 * MM, 20 * MM, 170 * MM
_BESIDE = WIDTH - 58 * MM - 14  # beside the stamp
_FACES = {"serif": "NotoSerifSC-Regular*", "sans": "NotoSansSC-Medium*", "rare": "HanaMinB*"}


class Notice(FPDF):  # type: ignore[misc]
    """One sheet. Measures in points, y downwards."""

    def __init__(self, fonts: dict[str, Path], sheet: Sheet) -> None:
        super().__init__(unit="pt", format="A4")
        self.set_margins(LEFT, TOP, LEFT)
        self.set_auto_page_break(False)
        self.c_margin = 4
        for name in ("serif", "sans"):
            self.add_font(name, fname=fonts[name])
        if any(ord(character) not in self.fonts["serif"].cmap for character in sheet["address"]):
            self.add_font("rare", fname=fonts["rare"])
            self.set_fallback_fonts(["rare"])
        self.add_page()
        self.set_line_width(0.5)
        self.sheet = sheet

    def head(self) -> float:
        """Barcode, QR code, number, organ, title; where the text goes on."""
        for at, wide in bar_places(self.sheet["bars"]):
            self.rect(LEFT + 0.72 * at, TOP, 0.72 * wide, 22, style="F")
        side, runs = qr_runs(self.sheet["verification"])
        module, x = 25 * MM / side, LEFT + WIDTH - 25 * MM
        for column, row, wide in runs:
            self.rect(x + column * module, TOP + row * module, wide * module, module, style="F")
        self.line_of("sans", 8, self.sheet["verify"], x, TOP + 25 * MM, 25 * MM, 11, "C")
        self.line_of("sans", 10.5, self.sheet["number"], LEFT - 4, TOP + 24, WIDTH, 14)
        self.line_of("serif", 14, self.sheet["organ"], LEFT, TOP + 42, WIDTH, 20, "C")
        with self.local_context(text_mode="FILL_STROKE", line_width=0.45):
            self.line_of("serif", 22, self.sheet["title"], LEFT, TOP + 62, WIDTH, 28, "C")
        return TOP + 98

    def line_of(
        self, face: str, size: float, text: str, x: float, y: float, width: float, leading: float, align: str = "L"
    ) -> None:
        """One line of text."""
        self.set_font(face, size=size)
        self.set_xy(x, y)
        self.cell(width, leading, text, align=align)

    def lines_of(self, face: str, size: float, text: str, y: float, width: float, leading: float, align: str) -> float:
        """A paragraph; where the next one begins."""
        self.set_font(face, size=size)
        self.set_xy(LEFT - 4, y)
        self.multi_cell(width + 8, leading, text, align=align, wrapmode="CHAR", new_x="LEFT", new_y="NEXT")
        return float(self.get_y())

    def tables(self, y: float) -> float:
        """The facts and the materials; where the closing begins."""
        half = WIDTH / 2 - 70
        for row in self.sheet["facts"]:
            widths = [70, WIDTH - 70] if len(row) == 2 else [70, half, 70, half]
            self.cells(y, row, widths, ["sans", "serif"] * (len(row) // 2), ["L"] * len(row))
            y += 18.9
        self.line_of("sans", 11.5, self.sheet["table_title"], LEFT - 4, y + 10, WIDTH, 18)
        y += 28
        widths = [32, WIDTH - 212, 48, 34, 34, 64]
        self.set_fill_color(244)
        self.cells(y, self.sheet["heads"], widths, ["sans"] * 6, ["C"] * 6, fill=True)
        for row in self.sheet["rows"]:
            y += 18.9
            self.cells(y, row, widths, ["serif"] * 6, ["C", "L", "C", "C", "C", "C"])
        return y + 18.9

    def cells(
        self, y: float, texts: list[str], widths: list[float], faces: list[str], aligns: list[str], fill: bool = False
    ) -> None:
        """One row with lines around its cells."""
        self.set_xy(LEFT, y)
        for text, width, face, align in zip(texts, widths, faces, aligns, strict=True):
            self.set_font(face, size=10 if face == "sans" else 10.5)
            self.cell(width, 18.9, text, border=1, align=align, fill=fill)

    def closing(self, y: float) -> float:
        """Notes, signatures, room for the stamp; where the contacts begin."""
        sheet, bottom = self.sheet, y + 40 * MM
        for note in sheet["notes"]:
            y = self.lines_of("serif", 9.5, note, y, _BESIDE, 13.5, "L")
        for place, (who, dated) in enumerate(sheet["signatures"]):
            top = bottom - 29 * (len(sheet["signatures"]) - place) + 14
            self.line_of("serif", 10.5, who, LEFT - 4, top, _BESIDE, 14.5)
            start = LEFT + self.get_string_width(who) + 2
            self.set_font("serif", size=9.5)
            end = LEFT + _BESIDE - (self.get_string_width(dated) + 4 if dated else 0)
            self.line(start, top + 14, end, top + 14)
            if dated:
                self.line_of("serif", 9.5, dated, end, top, WIDTH, 14.5)
        x, y = LEFT + WIDTH - 58 * MM, bottom - 14.5 * (len(sheet["seal"]) + 1)
        self.line_of("sans", 8, sheet["seal_here"], x, y - 30, 58 * MM, 11, "C")
        for text in [*sheet["seal"], sheet["date"]]:
            self.line_of("serif", 10.5, text, x, y, 58 * MM, 14.5, "C")
            y += 14.5
        return bottom + 12

    def contacts(self, y: float) -> None:
        """Telephones and where to look things up, as many to a line as go on it; and the foot."""
        self.line(LEFT, y, LEFT + WIDTH, y)
        self.set_font("serif", size=9.5)
        lines: list[str] = []
        for pair in self.sheet["contacts"]:
            joined = f"{lines[-1]}\u3000\u3000{pair}" if lines else pair
            if lines and self.get_string_width(joined) <= WIDTH:
                lines[-1] = joined
            else:
                lines.append(pair)
        for place, text in enumerate(lines):
            self.line_of("serif", 9.5, text, LEFT - 4, y + 3 + 13.5 * place, WIDTH + 8, 13.5)
        foot = 297 * MM - 11 * MM - 10
        self.line_of("serif", 9.5, self.sheet["page_count"], LEFT, foot, WIDTH, 13.5, "C")
        self.line_of("serif", 9.5, self.sheet["number"], LEFT - 4, foot, WIDTH, 13.5)


def main(folder: Path) -> None:
    fonts = {name: next(folder.glob(pattern)) for name, pattern in _FACES.items()}

    def make(sheet: Sheet) -> bytes:
        notice = Notice(fonts, sheet)
        y = notice.head()
        y = notice.lines_of("sans", 11.5, sheet["address"], y, WIDTH, 18, "L") + 5
        for text in sheet["paragraphs"]:
            y = notice.lines_of("serif", 12, f"\u3000\u3000{text}", y, WIDTH, 18, "J") + 5
        y = notice.closing(notice.tables(y + 3) + 12)
        notice.contacts(y)
        return bytes(notice.output())

    answer(make)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
