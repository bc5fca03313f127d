"""The program on the screen, typing one name after another into an application, until somebody kills it.

It says ``left N`` when the field with name N was left, and ``kept N`` once that draft is on disk.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from tests.robustness.desk_under_test import ITEM
from tests.robustness.offscreen import begin_application, open_windows, until
from tests.robustness.stopped_clock import stop_the_clock

MOST = 10_000


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(home: Path) -> None:
    """Type until killed."""
    stop_the_clock()
    _, window = open_windows(home)
    page = begin_application(window, ITEM)
    assert page.area is not None
    assert page.presenter is not None
    block = page.area.people.block("applicant")
    assert block is not None
    keeper = page.presenter.keeper
    for number in count(1):
        block.name.line.setFocus()
        block.name.line.setText(f"示例{number}")
        block.name.line.textEdited.emit(block.name.line.text())
        block.phone.line.setFocus()  # the field is left
        say(f"left {number}")
        until(lambda: keeper.is_settled)
        assert page.presenter.sheet.applicant is not None
        assert page.presenter.sheet.applicant.name == f"示例{number}"
        say(f"kept {number}")
        if number == MOST:
            raise SystemExit("nobody killed this")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
