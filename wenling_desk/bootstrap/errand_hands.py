"""Errands of an older program's records, made while the desk runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.bridge import log_defect
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.fill_errands import NOTE, Progress, fill_errands

if TYPE_CHECKING:
    from wenling_desk import bootstrap
    from wenling_desk.ui.bridge import Bridge


def begin_filling(opened: bootstrap.OpenDesk, bridge: Bridge) -> None:
    """Make them slice by slice on the desk thread, behind every command of the clerk; a desk whose errands are made
    asks for its note and no more."""

    def ask(done: Callable[[Progress], object]) -> None:
        bridge.behind_clerks(partial(next_slice, opened), done, _stopped)

    def go_on(progress: Progress) -> None:
        if progress.is_done:
            bridge.announce(Changes(worklists=True))
        else:
            ask(go_on)

    ask(lambda progress: None if progress.is_done else go_on(progress))


def next_slice(opened: bootstrap.OpenDesk) -> Progress:
    """One slice."""
    note = opened.store.note(NOTE)
    with opened.store.unit_of_work() as unit:
        return fill_errands(opened.current, unit, note)


def _stopped(error: BaseException) -> None:
    # On a full disk the note stays where it is, and the next opening goes on.
    if not isinstance(error, KnownTrouble):
        log_defect(error)
