"""Errands and figures of an older program's records, made while the desk runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.ui.bridge import log_defect
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.fill_errands import NOTE, Progress, fill_errands
from wenling_desk.use_cases.fill_figures import NOTE as FIGURES_MADE
from wenling_desk.use_cases.fill_figures import FigureProgress, fill_figures

if TYPE_CHECKING:
    from wenling_desk import bootstrap
    from wenling_desk.ui.bridge import Bridge


def begin_filling(opened: bootstrap.OpenDesk, bridge: Bridge) -> None:
    """Make them slice by slice on the desk thread, behind every command of the clerk: the errands first, then the
    figures. A desk where they are made asks for its notes and no more."""

    def ask(done: Callable[[Progress], object]) -> None:
        bridge.behind_clerks(partial(next_slice, opened), done, _stopped)

    def go_on(progress: Progress) -> None:
        if progress.is_done:
            bridge.announce(Changes(worklists=True))
            count(None)
        else:
            ask(go_on)

    def count(progress: FigureProgress | None) -> None:
        if progress is None or not progress.is_done:
            bridge.behind_clerks(partial(next_figures, opened), count, _stopped)

    ask(lambda progress: count(None) if progress.is_done else go_on(progress))


def next_slice(opened: bootstrap.OpenDesk) -> Progress:
    """One slice."""
    note = opened.store.note(NOTE)
    with opened.store.unit_of_work() as unit:
        return fill_errands(opened.current, unit, note)


def next_figures(opened: bootstrap.OpenDesk) -> FigureProgress:
    """One slice of the figures."""
    note = opened.store.note(FIGURES_MADE)
    with opened.store.unit_of_work() as unit:
        return fill_figures(opened.current, unit, note)


def _stopped(error: BaseException) -> None:
    # On a full disk the note stays where it is, and the next opening goes on.
    if not isinstance(error, KnownTrouble):
        log_defect(error)
