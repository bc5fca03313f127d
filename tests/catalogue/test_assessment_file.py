"""The scheme clerks are assessed by, and the rules candidates are counted by: sound as shipped, and told where not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.assessment_file import read_assessment_schemes
from wenling_desk.catalogue.candidate_file import read_candidate_rules
from wenling_desk.catalogue.findings import CatalogueBroken
from wenling_desk.domain.assessment import Shift
from wenling_desk.use_cases.deliver_result import GRADES

SCHEME = resources.path("counter", "assessment.yaml")
CANDIDATES = resources.path("counter", "bundle_candidates.yaml")


def broken(path: Path, reader: object) -> tuple[str, int]:
    with pytest.raises(CatalogueBroken) as caught:
        reader(path)  # type: ignore[operator]
    first = caught.value.findings[0]
    return first.code, first.place.line


def changed(tmp_path: Path, source: Path, old: str, new: str) -> Path:
    text = source.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / source.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_scheme_as_shipped() -> None:
    (scheme,) = read_assessment_schemes(SCHEME)
    assert set(scheme.grades) == {*GRADES, "unrated"}
    assert set(scheme.shifts) == set(Shift)
    assert scheme.acts["SupplementReceived"].number == Fraction(3, 10)
    rules = [*scheme.classes.values(), *scheme.acts.values(), *scheme.shifts.values(), *scheme.attendance.values()]
    assert all(rule.label and rule.source for rule in rules)
    assert [rule.at_least for rule in scheme.results] == sorted(
        (each.at_least for each in scheme.results), reverse=True
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("bundle: hard", "bundle: herd", "word_unknown"),
        ("      holiday:", "      holyday:", "key_missing"),
        ("factor: 1.2", "factor: 一点二", "number_spelling"),
        ("      unrated:", "      nobody:", "key_missing"),
        ("    results:", "    outcomes:", "key_missing"),
    ],
    ids=["class", "shift", "number", "unrated", "section"],
)
def test_a_broken_scheme_is_told_with_its_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    path = changed(tmp_path, SCHEME, old, new)
    found, line = broken(path, read_assessment_schemes)
    assert found == code
    assert line > 1


def test_the_oldest_scheme_comes_first(tmp_path: Path) -> None:
    text = SCHEME.read_text(encoding="utf-8")
    one = text[text.index("  - version:") :]
    later = one.replace("'2023-01'", "'2027-01'").replace("from: 2023-01-01", "from: 2027-01-01")
    path = tmp_path / "assessment.yaml"
    path.write_text(text.replace(one, later + one), encoding="utf-8")
    assert [scheme.version for scheme in read_assessment_schemes(path)] == ["2023-01", "2027-01"]


def test_the_rules_for_candidates_as_shipped() -> None:
    rules = read_candidate_rules(CANDIDATES)
    assert (rules.within_days, rules.status) == (30, "inferred")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("within_days: 30\n", "within_days: 0\n", "whole_out_of_range"),
        ("most_items: 4\n", "", "key_missing"),
        ("least_people: 10", "least_people: '10'", "number_spelling"),
    ],
    ids=["range", "missing", "spelling"],
)
def test_broken_rules_for_candidates(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert broken(changed(tmp_path, CANDIDATES, old, new), read_candidate_rules)[0] == code
