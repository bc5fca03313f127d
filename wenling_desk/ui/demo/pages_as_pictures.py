"""Pages of papers as picture files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wenling_desk.ui.widgets.pdf_preview import Raster


def save_first_page(pages: Sequence[tuple[int, int, bytes]], file: Path) -> None:
    """Write the first of rendered pages (width, height, RGBA) as PNG. Raises OSError."""
    if not pages or not Raster(*pages[0]).image().save(str(file)):
        raise OSError(f"no picture of {file.name}")
