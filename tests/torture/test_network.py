"""A small fixed count of what ``desk.py torture network`` does at length, and the bad line itself."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.torture import network
from tests.torture.bad_line import FAULTS, Fate, Line

forked = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")


@forked
def test_a_bad_line_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    report = network.run(1, 2, tmp_path, ops=200)
    assert report.ops >= 200
    assert report.fates.total() > 30
    assert sum(report.fates[fault] for fault in FAULTS) > 5
    assert report.ends["all sent and received"] > 0
    assert [str(finding) for finding in report.findings] == []


def test_the_same_seed_draws_the_same_fates() -> None:
    drawn = [[line.fate() for _ in range(400)] for line in (Line(7), Line(7), Line(8))]
    assert drawn[0] == drawn[1] != drawn[2]
    assert set(drawn[0]) == set(Fate)
    faults = 400 - Counter(drawn[0])[Fate.PASSED]
    assert 80 < faults < 160


def test_nothing_gets_through_while_the_line_is_down() -> None:
    line = Line(1, is_down=True)
    assert {line.fate() for _ in range(50)} == {Fate.CUT_BEFORE}
    line.is_down = False
    assert Fate.PASSED in {line.fate() for _ in range(50)}
