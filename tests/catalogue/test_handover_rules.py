"""The hall's own file on handing over: what it says, and that every flaw in it is named."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.fakes import texts
from wenling_desk import resources
from wenling_desk.catalogue.handover_file import read_handover_rules
from wenling_desk.domain.authority import Role
from wenling_desk.domain.counter_clocks import STEPS
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.handover import REASON_CLASSES
from wenling_desk.domain.handover_rules import Span

FILE = resources.path("counter", "handover.yaml")


def plain() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def flaw(folder: Path, content: Any) -> str:
    """What the loader says is wrong with this."""
    file = folder / "handover.yaml"
    file.write_text(content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True), "utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read_handover_rules(file)
    assert caught.value.code == "handover_data_broken"
    assert caught.value.values["file"] == "handover.yaml"
    assert texts().sentence(caught.value)
    return str(caught.value.values["detail"])


def test_what_the_file_says() -> None:
    rules = read_handover_rules(FILE)
    assert rules.rounds == (time(11, 30), time(16, 30))
    assert tuple(rules.steps) == STEPS
    assert rules.steps["sign_for"].limit == Span(3, "hall_hours")
    assert rules.steps["opinion"].escalates_to is Role.REVIEWER
    assert rules.deemed is None, "nothing counts as delivered unless the hall has agreed it"
    assert {rule.code for rule in rules.reasons} == REASON_CLASSES
    assert rules.reason("content") is not None
    assert rules.reason("mood") is None


def test_what_nobody_has_seen_says_so() -> None:
    rules = read_handover_rules(FILE)
    assert rules.inferred
    assert rules.source
    assert all(step.status == "inferred" and step.source for step in rules.steps.values())


def test_a_hall_may_agree_on_deemed_delivery(tmp_path: Path) -> None:
    content = plain()
    content["deemed_delivery"]["enabled"] = True
    file = tmp_path / "handover.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    deemed = read_handover_rules(file).deemed
    assert deemed is not None
    assert deemed.limit == Span(1, "working_days")


CHANGES: dict[str, tuple[tuple[Any, ...], Any, str]] = {
    "schema": (("schema",), "x", "schema"),
    "status": (("status",), "sure", "status sure"),
    "source": (("source",), " ", "no source"),
    "opening-none": (("opening",), [], "open some time"),
    "opening-order": (("opening", 0, "until"), "07:00", "span"),
    "time-unquoted": (("rounds", 0), 690, "quotation marks"),
    "rounds-none": (("rounds",), [], "rounds"),
    "rounds-order": (("rounds",), ["16:30", "11:30"], "rounds"),
    "limit-zero": (("steps", "sign_for", "limit", "amount"), 0, "amount 0"),
    "limit-true": (("steps", "sign_for", "limit", "amount"), True, "amount True"),
    "limit-unit": (("steps", "sign_for", "limit", "unit"), "moons", "unit moons"),
    "reminder": (("steps", "sign_for", "reminder"), 9, "reminder 9"),
    "escalate": (("steps", "sign_for", "escalate"), "mayor", "escalate mayor"),
    "deemed": (("deemed_delivery", "enabled"), "maybe", "enabled maybe"),
    "reason-flag": (("reasons", 0, "by_department"), "x", "by_department"),
    "reason-code": (("reasons", 0, "code"), "mood", "reasons"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_flaw_is_named(tmp_path: Path, name: str) -> None:
    path, value, said = CHANGES[name]
    content = plain()
    at = content
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert said in flaw(tmp_path, content)


@pytest.mark.parametrize("part", ["opening", "rounds", "steps", "deemed_delivery", "reasons"])
def test_a_part_that_is_not_there_is_named(tmp_path: Path, part: str) -> None:
    content = plain()
    del content[part]
    assert part in flaw(tmp_path, content)


def test_a_step_too_few_is_named(tmp_path: Path) -> None:
    content = plain()
    del content["steps"]["opinion"]
    assert "opinion" in flaw(tmp_path, content)


def test_a_line_that_is_no_yaml_is_named_by_its_number(tmp_path: Path) -> None:
    assert "line 3" in flaw(tmp_path, "schema: wenling-desk/handover@1\nrounds: [\n")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="handover_data_broken"):
        read_handover_rules(tmp_path / "handover.yaml")
