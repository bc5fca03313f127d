"""A scan as a file: the newest in the scanner's folder, or one that is chosen; what it must be. No widgets here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from wenling_desk.use_cases.attach_scan import BEGINNINGS, MOST_MEGABYTES

MEDIA_TYPES: Final = {
    ".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
}  # fmt: skip
FRESH: Final = timedelta(minutes=30)
"""A file in the scanner's folder that is older belongs to somebody before."""
UNREADABLE, SIZE, KIND = "sync.record.attach_unreadable", "sync.record.attach_size", "sync.record.attach_type"


@dataclass(frozen=True, slots=True)
class ScanRead:
    """A file read: ``fault`` is the text id of what is wrong with it (``name``), empty where it may be attached."""

    data: bytes = field(default=b"", repr=False)
    media_type: str = ""
    fault: str = ""


def read_scan(file: Path) -> ScanRead:
    """The file: PDF, PNG or JPEG by its name and its beginning."""
    media_type = MEDIA_TYPES.get(file.suffix.lower(), "")
    try:
        data = file.read_bytes() if file.stat().st_size <= MOST_MEGABYTES << 20 else b""
    except OSError:
        return ScanRead(fault=UNREADABLE)
    if not data:
        return ScanRead(fault=SIZE)
    if not media_type or not data.startswith(BEGINNINGS[media_type]):
        return ScanRead(fault=KIND)
    return ScanRead(data, media_type)


@dataclass(frozen=True, slots=True)
class ScanTray:
    """Where scans come from. ``folder`` is the scanner's folder as it was used last (empty where there is none yet),
    ``keep`` remembers it, ``ask`` asks for a file, beginning in a folder."""

    folder: Callable[[], str]
    keep: Callable[[str], None]
    ask: Callable[[str, Callable[[Path], None]], None]
    now: Callable[[], datetime]

    def newest(self) -> Path | None:
        """The newest scan of the folder, where it is fresh."""
        folder = self.folder()
        if not folder:
            return None
        try:
            files = [(each.stat().st_mtime, each) for each in Path(folder).iterdir() if _is_scan(each)]
        except OSError:
            return None
        made, file = max(files, default=(0.0, None), key=lambda each: each[0])
        if file is None or self.now() - datetime.fromtimestamp(made, self.now().tzinfo) > FRESH:
            return None
        return file

    def choose(self, give: Callable[[Path], None]) -> None:
        """Ask for a file; its folder is the one watched from then on."""

        def chosen(file: Path) -> None:
            self.keep(str(file.parent))
            give(file)

        self.ask(self.folder(), chosen)


def _is_scan(file: Path) -> bool:
    return file.suffix.lower() in MEDIA_TYPES and file.is_file()
