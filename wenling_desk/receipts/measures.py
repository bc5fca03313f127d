"""The measures of every paper, read once from ``resources/papers/page.toml``. All lengths become points."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from wenling_desk import resources
from wenling_desk.receipts.faces import Role

MM = 72 / 25.4


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sheet of paper."""

    width_mm: float
    height_mm: float
    margin_mm: float
    footer_mm: float
    running_head_mm: float
    max_pages: int


class Ink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Line width and greys (0 black, 1 white)."""

    line: float
    secondary: float
    mark: float
    fill: float


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a run of text is set."""

    role: Role
    size: float
    leading: float
    stroke: float = 0.0


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Number, barcode, QR code and title of the first page."""

    barcode_height: float
    barcode_module: float
    qr_mm: float
    title_side: float


class Cell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Table cells. ``blank_height`` is the least height of a cell that is filled in by hand."""

    pad_x: float
    pad_y: float
    label_width: float
    form_label_width: float
    blank_height: float
    split_height: float


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signatures and the place for a stamp at the end."""

    seal_width_mm: float
    seal_height_mm: float
    signature_height: float
    signature_room: float


class MemberSeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The place for a stamp in a row of the member table."""

    seal_width_mm: float
    seal_height_mm: float


class Measures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All measures together."""

    sheet: Sheet
    ink: Ink
    styles: dict[str, Style]
    head: Head
    cell: Cell
    closing: Closing
    members: MemberSeal
    columns: dict[str, float]
    gaps: dict[str, float]

    @property
    def page_width(self) -> float:
        return self.sheet.width_mm * MM

    @property
    def page_height(self) -> float:
        return self.sheet.height_mm * MM

    @property
    def left(self) -> float:
        return self.sheet.margin_mm * MM

    @property
    def right(self) -> float:
        return self.page_width - self.left

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def top(self) -> float:
        return self.page_height - self.left

    @property
    def height(self) -> float:
        """Of the type area."""
        return self.top - self.left


@lru_cache(maxsize=1)
def read_measures() -> Measures:
    """The measures in force. Raises ``msgspec.ValidationError`` with the path of the wrong value."""
    data = resources.path("papers", "page.toml").read_bytes()
    return msgspec.toml.decode(data, type=Measures)
