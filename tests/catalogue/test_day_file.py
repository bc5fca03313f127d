"""``resources/counter/day.yaml``: what it says, and that each mistake is told with its line."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.day_file import read_day_rules
from wenling_desk.catalogue.findings import CatalogueBroken, describe
from wenling_desk.domain.day_rules import CardLine, ClosingLine, DeviceCheckKind
from wenling_desk.domain.desk_day import BALANCES, Outcome
from wenling_desk.texts import Texts

FILE = resources.path("counter", "day.yaml")
TEXTS = Texts(resources.path("texts", "zh_CN"))


def test_the_bundled_file_names_every_line_and_is_marked_as_inferred() -> None:
    rules = read_day_rules(FILE)
    assert (rules.opens, rules.closes) == (time(8, 20), time(17, 0))
    assert set(rules.card) == set(CardLine)
    assert set(rules.checks) == set(DeviceCheckKind)
    assert {rule.line for rule in rules.closing} == set(ClosingLine)
    assert rules.closing[0].line is ClosingLine.PAPERS
    assert rules.status == "inferred"
    assert rules.source
    assert set(rules.reasons) == set(Outcome) - BALANCES
    assert all(0 < len(ready) <= 9 for ready in rules.reasons.values()), "a figure takes a ready reason"
    assert {"unsigned", "seals"} <= rules.listed
    assert "to_hand_over" not in rules.listed, "a normal day stays on one sheet"


def broken(tmp_path: Path, before: str, after: str) -> CatalogueBroken:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "day.yaml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as caught:
        read_day_rules(file)
    return caught.value


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("schema: wenling-desk/day@1", "schema: wenling-desk/day@9", "schema_wrong"),
        ("status: inferred", "status: guessed", "word_unknown"),
        ("opens: '08:20'", "opens: '8:20'", "slot_spelling"),
        ("opens: '08:20'", "opens: '18:20'", "slots_overlap"),
        ("backup_days: 7", "backup_days: 0", "whole_out_of_range"),
        ("disk_megabytes: 500", "disk_megabytes: much", "number_spelling"),
        ("card: [booked,", "card: [booked, booked,", "key_twice"),
        ("card: [booked,", "card: [boocked,", "word_unknown"),
        ("checks: [printer,", "checks: [fax,", "word_unknown"),
        ("{line: unsigned, listed: true}", "{line: unsined, listed: true}", "word_unknown"),
        ("{line: unsigned, listed: true}", "{line: papers, listed: true}", "key_twice"),
        ("{line: unsigned, listed: true}", "{line: unsigned}", "key_missing"),
        ("{line: unsigned, listed: true}", "{line: unsigned, listed: yes}", "boolean_spelling"),
        ("  - {line: papers, listed: true}\n", "", "key_missing"),
        ("  gap: [", "  received: [", "key_unknown"),
        ("closes: '17:00'\n", "", "key_missing"),
    ],
)
def test_each_mistake_is_told_with_its_line_and_a_way_out(tmp_path: Path, before: str, after: str, code: str) -> None:
    error = broken(tmp_path, before, after)
    assert error.code == "counter_file_broken"
    assert code in [finding.code for finding in error.findings]
    assert error.values["file"] == "day.yaml"
    assert int(str(error.values["line"])) >= 1
    for finding in error.findings:
        assert describe(finding, TEXTS)
    assert TEXTS.sentence(error)


def test_a_file_that_is_no_yaml_and_one_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "day.yaml"
    for text in ("closing: [", "", "- a"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(CatalogueBroken):
            read_day_rules(file)
    with pytest.raises(CatalogueBroken):
        read_day_rules(tmp_path / "none.yaml")
