"""A small fixed count of what ``desk.py torture kill`` does at length, and the history that outlives a process."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.simulation.history import FAIL, OK, UNKNOWN, Acked, Did
from tests.torture import kill, lives
from tests.torture.chronicle import Chronicle, Doing, read_events, was_doing
from tests.torture.real_world import RealWorld

forked = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")


@forked
def test_killed_processes_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    report = kill.run(7, 5, tmp_path)
    assert report.rounds == 7
    assert report.killed.total() >= 7
    assert report.outcomes["done"] > 0
    assert report.outcomes["acknowledged"] > 0
    assert [str(finding) for finding in report.findings] == []


@forked
def test_a_desk_that_forgets_what_it_said_is_found_out(tmp_path: Path) -> None:
    world = RealWorld(tmp_path / "world", "1")
    try:
        world.add_desk("a")
        desk = world.fork(lives.live, lives.Life(world.room, "a", "1", 1, defect=lives.FORGETFUL))
        end, said = time.monotonic() + 30, ""
        while "is said to be done and is nowhere" not in said and time.monotonic() < end:
            time.sleep(0.05)
            said = "".join(str(event) for event in read_events(world.room / "a.history"))
        desk.kill()
        desk.join()
        assert "is said to be done and is nowhere" in said
    finally:
        world.end()


def test_of_an_intent_and_its_outcome_the_outcome_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.history"
    first = Chronicle(path)
    first.note(Did("a", "op-1", UNKNOWN))
    first.note(Did("a", "op-1", OK, ("fact-1",), "case-1"))
    first.note(Did("a", "op-2", UNKNOWN))
    with path.open("ab") as cut_off:
        cut_off.write(b'{"is":"Did","machine":"a","op_id":"op-2","outco')
    second = Chronicle(path)
    second.note(Did("a", "op-2", UNKNOWN))
    second.note(Did("a", "op-2", FAIL))
    second.note(Did("a", "op-3", UNKNOWN))
    second.note(Acked("a", (("op-1", "00"),)))
    assert read_events(path) == [
        Did("a", "op-1", OK, ("fact-1",), "case-1"),
        Did("a", "op-2", FAIL),
        Did("a", "op-3", UNKNOWN),
        Acked("a", (("op-1", "00"),)),
    ]


def test_what_a_process_was_doing(tmp_path: Path) -> None:
    path = tmp_path / "a.doing"
    assert was_doing(path) == ""
    doing = Doing(path)
    doing.say("opening")
    assert was_doing(path) == "opening"
    doing.say("RecordPush", 1)
    assert was_doing(path) == "sync: RecordPush"
    doing.say("asking", 1)
    doing.say("TakeIn")
    assert was_doing(path) == "TakeIn"
    doing.say("")
    assert was_doing(path) == "sync: asking"
