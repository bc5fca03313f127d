"""Seeds of the simulation: sound, the same again, whatever the clocks say; and the defects planted in it are found."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import desk
from tests.simulation import defects
from tests.simulation.__main__ import main
from tests.simulation.faults import DAY, Fault, draw_plan
from tests.simulation.runs import LEAST_FAULTS, LEAST_KINDS, Total, compare_clocks
from tests.simulation.world import COMMANDS, run_seed

SEEDS = range(160)
WITHIN = 60
"""Seeds within which a planted defect must show."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_is_sound(seed: int) -> None:
    report = run_seed(seed)
    assert report.findings == [], "\n".join([*map(str, report.findings), *report.tail])
    assert report.desks >= 3
    assert report.commands >= COMMANDS
    assert report.faults.total() >= LEAST_FAULTS
    assert len(report.faults) >= LEAST_KINDS


def test_a_seed_is_the_same_in_every_process() -> None:
    here = [run_seed(seed) for seed in (3, 3)]
    code = "import json; from tests.simulation.world import run_seed as run; r = run(3);"
    code += "print(json.dumps([r.trace, r.decisions]))"
    there = subprocess.run([sys.executable, "-c", code], cwd=desk.HERE, capture_output=True, text=True, check=True)
    traces = {(report.trace, report.decisions) for report in here} | {tuple(json.loads(there.stdout))}
    assert len(traces) == 1
    assert run_seed(4).trace != here[0].trace


@pytest.mark.parametrize("seed", [1, 2])
def test_clocks_decide_nothing(seed: int) -> None:
    assert compare_clocks(seed) == ""


@pytest.mark.parametrize("defect", defects.DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_found(defect: defects.Defect) -> None:
    with defect.plant():
        for seed in defects.seeds_for(defect, WITHIN):
            if {finding.invariant for finding in run_seed(seed).findings} & defect.invariants:
                return
    pytest.fail(f"not found within {WITHIN} seeds")


def test_plans_hold_every_fault() -> None:
    planned = {row.fault for seed in range(200) for row in draw_plan(seed, DAY)}
    assert planned == set(Fault)


def test_the_command_line_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seeds", "2", "--seed", "10", "--clocks", "1000000"]) == 0
    told = capsys.readouterr().out
    assert "seed 10 sound; trace " in told
    assert "every seed sound" in told
    assert "2 seeds in" in told


def test_an_unsound_seed_is_told_with_its_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    defect = next(each for each in defects.DEFECTS if each.name == "last write wins")
    seed = next(seed for seed in range(WITHIN) if _broken_by(defect, seed))
    with defect.plant():
        assert main(["--seeds", "1", "--seed", str(seed), "--clocks", "1000000"]) == 1
    told = capsys.readouterr().out
    assert f"python3 desk.py simulate --seeds 1 --seed {seed}" in told
    assert f"UNSOUND: [{seed}]" in told
    assert told.count("\n    ") >= 40


def _broken_by(defect: defects.Defect, seed: int) -> bool:
    with defect.plant():
        return bool(run_seed(seed).findings)


def test_an_empty_run_adds_up_to_nothing() -> None:
    assert "0 seeds" in Total().text(0, 0)
