"""``resources/counter/alarms.yaml``: what is shipped is whole, and a flaw is named with its line."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from tests.support.fakes import texts
from wenling_desk import resources
from wenling_desk.catalogue.alarm_rules import read_alarm_rules
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.domain.alarms import KINDS, AlarmRules
from wenling_desk.domain.hall_hours import OpeningHours

HOURS = OpeningHours(((time(8, 30), time(17)),))
SHIPPED = resources.path("counter", "alarms.yaml")


@pytest.fixture(scope="module")
def rules() -> AlarmRules:
    return read_alarm_rules(SHIPPED, HOURS)


def test_every_kind_has_its_rule_and_its_words(rules: AlarmRules) -> None:
    assert {rule.kind for rule in rules.rules} == set(KINDS)
    assert [key for key in KINDS.values() if not texts().has(key)] == []


def test_every_rule_says_where_it_comes_from(rules: AlarmRules) -> None:
    assert {rule.status for rule in rules.rules} == {"inferred"}
    assert all(len(rule.source) > 8 for rule in rules.rules)


def test_steps_grow_more_urgent(rules: AlarmRules) -> None:
    for rule in rules.rules:
        levels = [step.level for step in rule.steps]
        assert levels in (["amber"], ["red"], ["amber", "red"]), rule.kind
    assert rules.days_ahead == 1


def broken(tmp_path: Path, old: str, new: str) -> CatalogueBroken:
    written = SHIPPED.read_text(encoding="utf-8")
    assert old in written
    file = tmp_path / "alarms.yaml"
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as caught:
        read_alarm_rules(file, HOURS)
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("clock: telling", "clock: telling\n    errand: unsigned", "alarm_looks_at_one", id="looks-at-two"),
        pytest.param("clock: telling", "", "alarm_looks_at_one", id="looks-at-nothing"),
        pytest.param("by: '16:30'", "by: noon", "time_spelling", id="time"),
        pytest.param("whom: clerk,", "whom: nobody,", "word_unknown", id="whom"),
        pytest.param("from: -1", "from: -100", "whole_out_of_range", id="from"),
        pytest.param("level: red", "level: blue", "word_unknown", id="level"),
        pytest.param("unit: hall_hours", "unit: hours", "word_unknown", id="unit"),
        pytest.param("telling_wall:", "wall:", "key_unknown", id="kind"),
    ],
)
def test_a_flaw_is_named_with_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    found = broken(tmp_path, old, new)
    assert found.code == "counter_file_broken"
    assert code in [finding.code for finding in found.findings]
    assert all(finding.place.line > 1 for finding in found.findings)
