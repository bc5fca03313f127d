"""The program is killed while it saves a draft: the last field that was left is there, and is offered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.robustness.desk_under_test import PASSWORD, Screen
from wenling_desk import bootstrap
from wenling_desk.ui.acceptance.page import AcceptancePage

REPOSITORY = Path(__file__).parents[2]
KILLS = ((5, 0.0), (9, 0.005))
"""After how many kept drafts, and how many seconds later: inside the saving of the next one."""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_killed_while_saving_drafts(home: Path, screen: Screen) -> None:
    for lives, (after, later) in enumerate(KILLS, 1):
        left, kept = _live(home, after, later)
        assert kept >= after
        desk = bootstrap.open_desk(home, PASSWORD)
        assert desk.store.check().is_sound
        with desk.store.reading() as reading:
            drafts = reading.drafts("1001")
        desk.close()
        assert len(drafts) == lives  # one for each life, each once
        (party,) = drafts[0].sheet["parties"]
        typed = int(party["name"].removeprefix("示例"))
        assert kept <= typed <= left + 1  # the field is left before it is said
    main = screen.open(home)
    main.go("acceptance")
    page = main.current_page()
    assert isinstance(page, AcceptancePage)
    screen.until(lambda: len(page.entry.drafts.rows.rows) == len(KILLS))


def _live(home: Path, after: int, later: float) -> tuple[int, int]:
    """The numbers of the last name that was left and of the last one said to be kept."""
    said = {"left": 0, "kept": 0}
    command = [sys.executable, "-m", "tests.robustness.dying_screen", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY) as life:
        assert life.stdout is not None
        assert life.stderr is not None
        for line in life.stdout:
            word, _, number = line.strip().partition(" ")
            said[word] = int(number)
            if said["kept"] == after and life.returncode is None:
                time.sleep(later)
                life.send_signal(signal.SIGKILL)
        told = life.stderr.read()
    assert life.returncode == -signal.SIGKILL, told
    return said["left"], said["kept"]
