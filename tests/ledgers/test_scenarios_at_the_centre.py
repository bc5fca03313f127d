"""Every ledger's scenario at a desk that has joined the centre: nothing is refused or disputed there, and another desk
that opens the entries reads the same facts, rows, errands and figures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ledgers.scenario import Player, kinds, read_scenario
from tests.ledgers.test_scenarios import catalogue, figures
from tests.simulation.centre_state import gather
from tests.simulation.errands import errands_anew
from tests.support.fakes import FakeShelf
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.domain.catalogue import Catalogue

__all__ = ["catalogue", "figures"]


def records_of(desk: SyncedDesk) -> list[str]:
    return sorted({fact.record_id for fact, _ in desk.store.shelves.facts})


@pytest.mark.parametrize("kind", kinds())
def test_the_centre_takes_the_scenario_as_it_is(
    kind: str, tmp_path: Path, catalogue: Catalogue, figures: FigureFiles
) -> None:
    site = Site(tmp_path, make_centre(catalogue=catalogue, files=tmp_path / "centre"))
    one, two = site.desk("desk-1"), site.desk("desk-2")
    for desk in (one, two):
        desk.shelf.releases[:] = [catalogue]
        desk.become(figures=figures, catalogues=FakeShelf([catalogue]))
    scenario = read_scenario(kind)
    Player(one, scenario).play()
    two.clock.moment = scenario.steps[-1].at
    done = one.sync()
    assert (done.is_done, done.reason, done.left_entries) == (True, "", 0)
    state = gather(site.centre.parts.store)
    assert {row.state for row in state.ops} <= {"applied"}
    added = [json.loads(row.body)["body"] for row in state.facts if row.op_id.startswith("centre-")]
    assert added == []
    assert not any(row.disputed for row in state.records)
    two.sync()
    for record_id in records_of(one):
        told = [replace(head, changed_at=one.clock.moment) for head in two.heads(record_id)]
        assert told == [replace(head, changed_at=one.clock.moment) for head in one.heads(record_id)]
        two.fetch(record_id)
    two.sync()
    for record_id in records_of(one):
        assert two.facts(record_id) == one.facts(record_id)
        assert two.store.shelves.errands.get(record_id, ()) == one.store.shelves.errands.get(record_id, ())
        assert two.store.shelves.figures.get(record_id, ()) == one.store.shelves.figures.get(record_id, ())
        assert two.store.shelves.marks.get(record_id) == one.store.shelves.marks.get(record_id)
    for desk in (one, two):
        assert errands_anew(desk.desk, desk.store.shelves) == []
