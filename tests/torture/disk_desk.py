"""A desk whose disk fails at one chosen call: it does everything a desk does to a disk and says how each ended.

One JSON line for each act: its name, its number, and ``ok``, ``trouble`` with the code, or ``defect`` with the kind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tests.store.acts import accept, hand_over
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import NINE, TODAY, TestClock, draft, look
from tests.torture.power_desk import HOME, LONG_TEXT
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import backup
from wenling_desk.store.desk_store import SqlStore, open_store


def _case(store: SqlStore, number: int) -> None:
    accept(store, number, LONG_TEXT)


def _list(store: SqlStore, number: int) -> None:
    hand_over(store, number, (1, 2, 3))


def _save_draft(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        unit.save_draft(draft(f"draft-{number}"))
        unit.commit()


def _drop_draft(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        unit.drop_draft(f"draft-{number}")
        unit.commit()


def _look(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        unit.add_look(look(f"case-{number}"))
        unit.commit()


def _print(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        for paper in unit.papers_to_print():
            unit.change_paper(replace(paper, printed_at=NINE))
        unit.commit()


def _void(store: SqlStore, number: int) -> None:
    with store.unit_of_work() as unit:
        for paper in unit.papers_of(f"case-{number}"):
            unit.change_paper(replace(paper, voided_at=NINE, void_reason="打错"))
        unit.count(TODAY, "lin.ke", {"voided": 1})
        unit.commit()


def _note(store: SqlStore, number: int) -> None:
    store.keep_note("torture", f"note {number}")


def _back_up(store: SqlStore, number: int) -> None:
    backup.backup(store, store.home.parent / f"backup-{number}", NINE)


def _check(store: SqlStore, number: int) -> None:
    if not store.check().is_sound:
        raise AssertionError(number)


ACTS: tuple[tuple[str, Callable[[SqlStore, int], None]], ...] = (
    ("case", _case),
    ("save_draft", _save_draft),
    ("look", _look),
    ("print", _print),
    ("note", _note),
    ("list", _list),
    ("case", _case),
    ("drop_draft", _drop_draft),
    ("void", _void),
    ("back_up", _back_up),
    ("check", _check),
)


def main(root: Path, first: int) -> None:
    """Open, act, close; ``first`` is the number of the first act."""
    store: SqlStore | None = None

    def attempt(name: str, number: int, act: Callable[[], None]) -> None:
        outcome = {"act": name, "number": number, "end": "ok", "code": ""}
        try:
            act()
        except KnownTrouble as trouble:
            outcome |= {"end": "trouble", "code": trouble.code}
        except Exception as error:
            outcome |= {"end": "defect", "code": type(error).__name__}
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()

    def open_it() -> None:
        nonlocal store
        store = open_store(root / HOME, KEY, IDENTITY, TestClock())

    attempt("open", 0, open_it)
    if store is not None:
        opened: SqlStore = store
        for step, (name, act) in enumerate(ACTS):
            attempt(name, first + step, lambda act=act, step=step: act(opened, first + step))  # type: ignore[misc]
        attempt("close", 0, opened.close)
        with suppress(Exception):
            opened.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
