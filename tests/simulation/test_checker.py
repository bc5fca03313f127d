"""The history checker: silent on sound histories, and none of its mutants gets past it."""

from __future__ import annotations

import random

import pytest

from tests.simulation import history_mutants
from tests.simulation.checker import check
from tests.simulation.history import (
    OK,
    Acked,
    CentreRestored,
    CursorMoved,
    Did,
    History,
    ImageRestored,
    Printed,
    Probed,
    Saw,
    from_lines,
    to_lines,
)
from tests.simulation.sound import sound_history
from tests.simulation.tables import table

SEEDS = range(25)


def broken(history: History) -> set[str]:
    return {finding.invariant for finding in check(history, table)}


@pytest.mark.parametrize("seed", SEEDS)
def test_sound_histories_have_no_findings(seed: int) -> None:
    history = sound_history(seed)
    assert len(history.centre.facts) > 10
    assert check(history, table) == []


@pytest.mark.parametrize("mutant", history_mutants.MUTANTS, ids=lambda mutant: mutant.name)
def test_every_mutant_is_found(mutant: history_mutants.HistoryMutant) -> None:
    for seed in SEEDS:
        history = sound_history(seed)
        mutant.spoil(history, random.Random(seed))
        assert broken(history) & mutant.invariants, f"seed {seed}: {check(history, table)}"


def test_there_are_fourteen() -> None:
    assert len({mutant.name for mutant in history_mutants.MUTANTS}) == 14


def test_lines_carry_everything() -> None:
    history = sound_history(3)
    again = from_lines(to_lines(history))
    assert to_lines(again) == to_lines(history)
    assert again.events == history.events
    assert again.centre == history.centre
    assert again.clients == history.clients
    assert check(again, table) == []


def test_bytes_that_are_no_text_survive_as_lines() -> None:
    history = sound_history(3)
    op_id = next(iter(history.centre.entries))
    first, *rest = history.centre.entries[op_id]
    nasty = bytes(range(256))
    history.centre.entries[op_id] = (type(first)(first.entry_id, first.kind, first.record, nasty), *rest)
    assert from_lines(to_lines(history)).centre.entries[op_id][0].body == nasty


def _first(history: History, kind: type[object]) -> object:
    return next(event for event in history.events if isinstance(event, kind))


def test_a_lost_volume_is_no_finding_unless_the_centre_had_acknowledged() -> None:
    history = sound_history(5)
    client = history.clients[0]
    history.events.append(Did(client.machine, "op-lost", OK, ("fact-lost",), "case-lost"))
    assert broken(history) == {"I1"}
    history.events.append(ImageRestored(client.machine, ("op-lost",)))
    assert broken(history) == set()
    history.events.insert(0, Acked(client.machine, (("op-lost", "0" * 64),)))
    assert "I1" in broken(history)
    history.events.append(CentreRestored(("op-lost",)))
    assert broken(history) == set(), "the centre forgot it and its desk was set back: two disasters at once"


def test_a_number_in_two_hands_is_found() -> None:
    history = sound_history(6)
    printed = _first(history, Printed)
    assert isinstance(printed, Printed)
    history.events.append(Printed("desk-2", printed.number, "another case"))
    assert "I2" in broken(history)


def test_a_desk_code_granted_twice_is_found() -> None:
    history = sound_history(6)
    code, _, _ = history.centre.codes[0]
    history.centre.codes.append((code, "desk-9", 2))
    assert broken(history) == {"I2"}


def test_a_cursor_that_goes_back_is_found_unless_it_was_reset() -> None:
    history = sound_history(7)
    move = _first(history, CursorMoved)
    assert isinstance(move, CursorMoved)
    history.events.append(CursorMoved(move.machine, move.scope, move.ver - 1, reset=True))
    assert broken(history) == set()
    history.events.append(CursorMoved(move.machine, move.scope, move.ver - 2))
    assert broken(history) == {"I6"}


def test_an_own_act_that_is_not_shown_is_found() -> None:
    history = sound_history(8)
    saw = next(event for event in history.events if isinstance(event, Saw) and len(event.facts) > 1)
    history.events.append(Saw(saw.machine, saw.record, saw.facts[1:]))
    assert "I7" in broken(history)


def test_what_only_a_run_can_try_is_a_finding_too() -> None:
    history = sound_history(9)
    history.events += [Probed("I15"), Probed("I14", "another decision under another clock")]
    assert broken(history) == {"I14"}


def test_a_step_outside_the_table_needs_a_dispute() -> None:
    history = sound_history(10)
    facts = history.centre.facts
    record = next(row for row in history.centre.records if row.rank > 2)
    rows = sorted((row for row in facts if row.record == record.record), key=lambda row: row.rank)
    first = rows[0]
    facts.remove(first)
    facts[:] = [
        type(row)(row.record, row.rank - 1, row.fact_id, row.kind, row.op_id, row.body)
        if row.record == record.record
        else row
        for row in facts
    ]
    assert "I9" in broken(history)
