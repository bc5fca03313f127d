"""Works that share a flush: none takes another with it, and none is told of a success that is not on the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wenling_desk.store.centre import devices, opening
from wenling_desk.store.centre.group_commit import MOST_TOGETHER, GroupCommitStore
from wenling_desk.store.centre.session import Session

KEY = bytes(range(48))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GroupCommitStore]:
    made = opening.open_embedded(tmp_path, KEY, "331081")
    yield made
    made.close()


def together(store: GroupCommitStore, works: list[Any]) -> list[object]:
    """All at once, behind one that holds the turn until they wait; what each got."""
    free, waiting = threading.Event(), threading.Event()
    outcomes: list[object] = [None] * len(works)

    def first(_: Session) -> None:
        waiting.set()
        assert free.wait(20)

    def run(place: int) -> None:
        try:
            outcomes[place] = store.write(works[place])
        except BaseException as error:
            outcomes[place] = error

    holder = threading.Thread(target=store.write, args=(first,))
    holder.start()
    assert waiting.wait(20)
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    while len(store._turns) < len(works):
        threading.Event().wait(0.001)
    free.set()
    for thread in (holder, *threads):
        thread.join(20)
    return outcomes


def setting(name: str, error: Exception | None = None) -> Any:
    def work(session: Session) -> str:
        devices.set_state(session, name, "x")
        if error is not None:
            raise error
        return name

    return work


def test_all_are_written_and_a_refusal_takes_nobody_with_it(store: GroupCommitStore) -> None:
    refused = ValueError("no")
    works = [setting(f"n{place}", refused if place == 5 else None) for place in range(2 * MOST_TOGETHER + 3)]
    outcomes = together(store, works)
    assert outcomes[5] is refused
    assert [each for place, each in enumerate(outcomes) if place != 5] == [
        f"n{place}" for place in range(len(works)) if place != 5
    ]
    assert set(store.read(devices.state)) == {f"n{place}" for place in range(len(works)) if place != 5}


def test_where_the_commit_fails_nobody_is_told_it_succeeded(
    store: GroupCommitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = store._writer

    class Failing:
        in_transaction = property(lambda self: real.in_transaction)

        def execute(self, sql: str) -> Any:
            if sql == "COMMIT":
                raise OSError(28, "full")
            return real.execute(sql)

        def cursor(self) -> Any:
            return real.cursor()

    monkeypatch.setattr(store, "_writer", Failing())
    outcomes: list[object] = []
    for name in ("a", "b"):
        with pytest.raises(OSError, match="full") as caught:
            store.write(setting(name))
        outcomes.append(caught.value)
    monkeypatch.undo()
    assert len(outcomes) == 2
    assert store.read(devices.state) == {}
    assert store.write(setting("c")) == "c"
    assert set(store.read(devices.state)) == {"c"}


def test_a_work_that_gives_the_whole_transaction_up(store: GroupCommitStore) -> None:
    def give_up(session: Session) -> None:
        devices.set_state(session, "lost", "x")
        store._writer.execute("ROLLBACK")  # as SQLite does by itself on a full disk
        raise OSError(28, "full")

    outcomes = together(store, [setting("before"), give_up, setting("after")])
    assert all(isinstance(each, OSError) for each in outcomes)
    assert store.read(devices.state) == {}
