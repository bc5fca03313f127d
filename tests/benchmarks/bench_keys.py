"""Keys a clerk presses until a person has what they came for, counted by an event filter on the real program.

A scripted clerk works without a mouse and looks only at what has the focus. Characters of data (names, numbers, words
typed into fields, the words of the search) are not counted; every other key is, a chord as one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt

from tests.benchmarks.clerk import SHIFT, Clerk
from tests.benchmarks.counter_journeys import PAPERS, CounterClerk, Journey
from tests.benchmarks.figure import Figure, Result, alone
from tests.benchmarks.key_count import KeyCount
from tests.benchmarks.real_desk import RealDesk

PEOPLE = {"林见秋": "331081199001011235", "王禾": "331081198511120410"}
IMMEDIATE, COMPANY = "补领婚姻登记证", "企业开办"
MOST_IMMEDIATE, MOST_COMPANY = 20, 45
QUICK_PAPERS = 3


def run(rounds: int | None = None) -> Result:
    """Each journey once: the count does not vary. With ``rounds`` only the first of those that end with a case, for a
    quick look, and few papers are handed over."""
    with tempfile.TemporaryDirectory() as folder:
        desk = RealDesk(Path(folder))
        counter, clerk = KeyCount(desk.app), Clerk(desk, PEOPLE)
        other = CounterClerk(desk, PAPERS if rounds is None else QUICK_PAPERS)
        desk.settle()
        other.prepare()

        def count(journey: Journey) -> Figure:
            journey.prepare()
            other.go_home()
            counter.start()
            journey.go()
            counter.stop()
            note = f"{in_words(counter.pressed)}; {counter.characters} characters of data"
            return alone(journey.name, "keys", [counter.keys], at_most=journey.most, note=note)

        # These first: the papers of every new case wait for a department, too.
        others = [count(journey) for journey in other.journeys()]
        immediate(clerk, returning=False, with_form=False)  # so that the next visit is a return
        cases = case_journeys(clerk)
        figures = [count(journey) for journey in (cases if rounds is None else cases[:1])]
        desk.close()
    return {"name": "keys", "figures": [*figures, *others]}


def case_journeys(clerk: Clerk) -> list[Journey]:
    """From the next person to the paper of a new case."""
    again = f"returning person's 即办件 ({IMMEDIATE})"
    return [
        Journey(again, MOST_IMMEDIATE, lambda: immediate(clerk, returning=True, with_form=False)),
        Journey(f"{again}, form filled in", MOST_IMMEDIATE, lambda: immediate(clerk, returning=True, with_form=True)),
        Journey(f"{COMPANY}, default answers", MOST_COMPANY, lambda: company(clerk, with_form=False)),
        Journey(
            f"{COMPANY}, default answers, joint form filled in", MOST_COMPANY, lambda: company(clerk, with_form=True)
        ),
    ]


def in_words(pressed: Sequence[str]) -> str:
    """``F2, Return x8, F3``."""
    runs = [(key, len(list(group))) for key, group in groupby(pressed)]
    return ", ".join(key if times == 1 else f"{key} x{times}" for key, times in runs)


def immediate(clerk: Clerk, *, returning: bool, with_form: bool) -> None:
    """A 即办件 from the next person to 当场办结."""
    clerk.open(IMMEDIATE)
    clerk.fill_people(returning=returning)
    if with_form:
        clerk.fill_form()
    clerk.mark_materials()
    clerk.act(Qt.Key.Key_F8, SHIFT)


def company(clerk: Clerk, *, with_form: bool) -> None:
    """企业开办 as its questions stand, from the next person to 受理."""
    clerk.open(COMPANY)
    clerk.fill_people()
    if with_form:
        clerk.fill_form()
    clerk.mark_materials()
    clerk.act(Qt.Key.Key_F8)
