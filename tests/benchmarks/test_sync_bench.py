"""The sync bench measures what it says: lawful ops, counted exactly, over a line that really cuts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import bench_sync, unchecked_centre
from tests.benchmarks.sync_cases import IDENTITY_NUMBER, Serials, act_out, copies, identity_number
from tests.support.fakes import EVERYTHING, Counter
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.server import centre, request_guard
from wenling_desk.server.judge import Judge

PLAIN = {
    "applicant": {"name": "林晓", "identity_number": "331081198511120410", "phone": "13900001234"},
    "other_materials": "complete",
    "act": "take_in",
}


def test_copies_have_everything_of_their_own() -> None:
    counter = Counter(session=EVERYTHING)
    target = next(iter(counter.desk.catalogue().items))
    template = act_out(counter.desk, {**PLAIN, "target": target})
    serials = Serials("331081", "K7QX", 2026)
    made = list(copies(template, 1, 3 * len(template.ops), serials, "desk-2"))
    ids = [each.fact_id for op in made for each in op]
    assert len(set(ids)) == len(ids) == 3 * template.facts
    assert len({each.record_id for op in made for each in op}) == 3
    for op in made:
        for each in op:
            fact = each.fact
            assert (fact.fact_id, fact.record_id, fact.command_id) == (each.fact_id, each.record_id, each.op_id)
            assert fact.device == "desk-2"
            if fact.kind == "PaperIssued":
                assert parse_paper_number(fact.body["number"]).desk_code == "K7QX"
    taken_in = [each.body for op in made for each in op if each.fact.kind == "TakenIn"]
    for number, body in enumerate(taken_in, 1):
        assert identity_number(number).encode("ascii") in body
        assert IDENTITY_NUMBER.encode("ascii") not in body
    assert len(taken_in) == 3


def test_storm_of_a_few_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    worst, wrong, drained = bench_sync.storm(tmp_path, 4, 20)
    assert wrong["met"] is True
    assert worst["ours"] is not None
    assert drained["ours"] is not None


def test_percentile() -> None:
    samples = [float(each) for each in range(1, 201)]
    assert bench_sync.percentile(samples, 99) == 198
    assert bench_sync.percentile([3.0], 99) == 3


def test_checks_can_only_be_taken_out_by_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    places = ((Judge, "objection"), (request_guard, "require_signature"), (centre, "verify"))
    kept = [getattr(owner, name) for owner, name in places]
    for (owner, name), value in zip(places, kept, strict=True):
        monkeypatch.setattr(owner, name, value)  # put back afterwards
    unchecked_centre.take_checks_out()
    assert all(getattr(owner, name) is not value for (owner, name), value in zip(places, kept, strict=True))
