"""The archive rules of the desk are read, and every flaw is named with its file and place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.fakes import texts, workflows
from wenling_desk import resources
from wenling_desk.bootstrap.archive_files import LazyArchiving
from wenling_desk.catalogue.archive_file import read_archive_rules
from wenling_desk.domain.archive_rules import CHECKS, STEPS, ArchiveRules
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.materials import MaterialMark

OURS = resources.path("counter", "archive.yaml")
PAPERS = frozenset(file.stem for file in resources.path("papers").glob("*.yaml"))
ENDINGS = frozenset(key for key, told in workflows().workflow("acceptance").statuses.items() if told.terminal)
MARKS = frozenset(str(mark) for mark in MaterialMark)

Change = Callable[[dict[str, Any]], object]


def read(path: Path) -> ArchiveRules:
    return read_archive_rules(path, PAPERS, ENDINGS, MARKS)


def test_our_own_rules_are_whole_and_say_that_they_are_inferred() -> None:
    rules = LazyArchiving(workflows()).rules
    assert rules == read(OURS)
    assert rules.inferred
    assert rules.source
    assert rules.scheme.startswith("GB/T 42727")
    assert tuple(step.step for step in rules.steps) == STEPS
    assert set(rules.checks) == set(CHECKS)
    assert set(rules.endings) >= ENDINGS


def test_every_check_has_sentences() -> None:
    keys = texts().keys()
    known = {key.removeprefix("archive.gap.") for key in keys if key.startswith("archive.gap.")}
    said = {
        "case_open", "case_disputed", "facts_unknown", "paper_elsewhere", "paper_unreadable", "paper_unsigned",
        "material_missing", "material_unscanned", "material_uncounted", "commitment_missing", "scan_elsewhere",
        "scan_unreadable", "decision_missing", "not_delivered", "service_unproven", "service_unsigned",
    }  # fmt: skip
    assert known == said


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (lambda plain: plain.update(schema="x"), "schema is not"),
        (lambda plain: plain.pop("scheme"), "KeyError 'scheme'"),
        (lambda plain: plain.update(status="guessed"), "top: status: guessed"),
        (lambda plain: plain.update(source=" "), "top: source: nothing"),
        (lambda plain: plain["steps"].reverse(), "steps are not"),
        (lambda plain: plain["steps"].pop(2), "steps are not"),
        (lambda plain: plain["steps"][0].update(makes=["papers"]), "collect: makes no record"),
        (lambda plain: plain["steps"][0].update(makes=["papers", "scans", "record", "gold"]), "collect: makes: gold"),
        (lambda plain: plain["steps"][1].update(checks=["closed"]), "checks: papers_here、readable、undisputed"),
        (lambda plain: plain["steps"][1].update(checks=["hope"]), "check: checks: hope"),
        (lambda plain: plain["order"].pop("status"), "KeyError 'status'"),
        (lambda plain: plain["order"]["groups"][0]["papers"].append("poem"), "decision: papers: poem"),
        (lambda plain: plain["order"]["groups"][1]["papers"].append("result_slip"), "groups: result_slip twice"),
        (lambda plain: plain["order"]["groups"].pop(), "groups: no place for *"),
        (lambda plain: plain["endings"].pop("completed"), "endings: no completed"),
        (lambda plain: plain["endings"]["completed"].update(decision=[]), "completed: decision or served"),
        (lambda plain: plain["endings"]["completed"].update(served="yes"), "completed: decision or served"),
        (lambda plain: plain["endings"]["completed"].update(materials="burnt"), "completed: materials: burnt"),
        (lambda plain: plain["materials"].update(original="photo"), "materials: original: photo"),
        (lambda plain: plain["materials"].update(stone="scan"), "materials: stone"),
        (lambda plain: plain["service_proof"].update(proof="word"), "service_proof: word"),
        (lambda plain: plain["metadata"].append("retention"), "metadata: retention"),
        (lambda plain: plain["metadata"].append("title"), "metadata: title twice"),
        (lambda plain: plain.update(metadata="title"), "metadata: no list"),
    ],
)  # fmt: skip
def test_each_flaw_is_named(tmp_path: Path, change: Change, detail: str) -> None:
    plain = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    change(plain)
    file = tmp_path / "archive.yaml"
    file.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnownTrouble) as trouble:
        read(file)
    assert trouble.value.code == "archive_data_broken"
    assert trouble.value.values["file"] == "archive.yaml"
    assert detail in str(trouble.value.values["detail"])
    assert "archive.yaml" in texts().sentence(trouble.value)


@pytest.mark.parametrize(
    ("text", "detail"),
    [("steps: [a\nb: c", "line 2"), ("- x", "schema is not"), ("", "schema is not"), ("a: \x07", "")],
)
def test_a_file_that_cannot_be_read_names_its_line(tmp_path: Path, text: str, detail: str) -> None:
    file = tmp_path / "archive.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KnownTrouble, match="archive_data_broken") as trouble:
        read(file)
    assert detail in str(trouble.value.values["detail"])


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="archive_data_broken"):
        read(tmp_path / "nothing.yaml")
