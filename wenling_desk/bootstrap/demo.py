"""The demonstration, wired: a practice desk in a folder of its own, the real windows, nobody before them."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import yaml

from wenling_desk import resources
from wenling_desk.bootstrap import CHINA, load_calendar, today_in_china
from wenling_desk.texts import Texts

PICTURE_DPI = 100
DESK, GIVEN = "desk", "given"
AFTERNOON = clock_time(16)
"""When the practice desk is set up, the day before the one that is played."""


def play(out: Path, texts: Texts) -> int:
    """Play the day at the counter into ``out``: pictures/ and papers/, one JSON line a step on the standard output,
    a summary last. 0 when every step succeeded, else 1.

    The desk is a practice desk that is thrown away afterwards; papers go to a printer that prints into files.
    """
    # Before Qt makes its application. A platform asked for by name is taken as asked.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    pictures, papers = out / "pictures", out / "papers"
    try:
        for folder in (pictures, papers):
            _empty(folder)
    except OSError as error:
        tell({"ok": False, "reason": texts("demo.folder", folder=out, detail=error.strerror)})
        return 1
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wenling-desk-demo-", ignore_cleanup_errors=True) as home:
        lines, written = perform(Path(home), pictures, papers, texts)
    failed = [line["step"] for line in lines if not line["ok"]]
    taken = sum(len(line["pictures"]) for line in lines)
    tell(
        {
            "summary": texts("demo.done", steps=len(lines), failed=len(failed), papers=len(written), pictures=taken),
            "ok": not failed,
            "failed": failed,
            "keys": {line["step"]: line["keys"] for line in lines if "budget" in line},
            "papers": len(written),
            "pictures": taken,
            "seconds": round(time.monotonic() - begun),
            "out": str(out),
        }
    )
    return 1 if failed else 0


def perform(home: Path, pictures: Path, papers: Path, texts: Texts) -> tuple[list[Mapping[str, Any]], list[Path]]:
    """The lines of one performance on a desk in ``home``, told as they come, and the papers written."""
    from wenling_desk.bootstrap.first_window import desk_ports
    from wenling_desk.bootstrap.screens import rasterise
    from wenling_desk.ui.demo.day_clock import DayClock
    from wenling_desk.ui.demo.hands import Pace
    from wenling_desk.ui.demo.pages_as_pictures import save_first_page
    from wenling_desk.ui.demo.player import Folders, Player
    from wenling_desk.ui.demo.scenes_counter import ROSTER
    from wenling_desk.ui.demo.script import read_script

    script = read_script(yaml.safe_load(resources.path("demo", "day.yaml").read_text(encoding="utf-8")))
    given = home / GIVEN
    given.mkdir()
    write_roster(given / ROSTER, script.roster)
    clock = DayClock(Pace(), *two_days(home))
    player = Player(desk_ports(home / DESK, texts, clock), script, Folders(pictures, papers, home, given), tell, clock)
    lines = player.play()
    # Only now: PDFium belongs to one thread at a time, and the render thread has ended.
    for pdf in player.written:
        save_first_page(rasterise(pdf.read_bytes(), PICTURE_DPI), pdf.with_suffix(".png"))
    return lines, player.written


def two_days(home: Path) -> tuple[datetime, date]:
    """The afternoon of a working day, and the working day after it: the day can be played on any day, at any hour."""
    calendar = load_calendar(None, home / DESK)
    first = calendar.next_working_day(today_in_china())
    return datetime.combine(first, AFTERNOON, CHINA), calendar.next_working_day(first + timedelta(days=1))


def write_roster(file: Path, lines: Sequence[Sequence[str]]) -> None:
    """The table a company brings."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet(index=0)
    for line in lines:
        sheet.append(list(line))
    book.save(file)


def _empty(folder: Path) -> None:
    """Make a folder, and take away the pictures and papers of an earlier performance. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.png"), *folder.glob("*.pdf")):
        old.unlink()


def tell(line: Mapping[str, Any]) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
