"""Every refusal of the kernel is one Chinese sentence: what happened, what is safe, what to do; and no code in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.support.fakes import texts, workflows
from wenling_desk import resources
from wenling_desk.catalogue.workflow_files import read_authority
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.guards import GROUNDS, PROCEDURES, WAYS
from wenling_desk.domain.paper import GlyphMissing, PaperIncomplete
from wenling_desk.texts import Texts
from wenling_desk.use_cases.deliver_result import GRADES
from wenling_desk.use_cases.dispatch import ENTRIES

PACKAGE = Path(__file__).parents[2] / "wenling_desk"
AUTHORITY = read_authority(resources.path("authority.yaml"), workflows())


@dataclass(frozen=True)
class Raised:
    """A refusal as it stands in the code."""

    code: str
    values: frozenset[str]
    place: str


OF_A_FIELD = "refuse"
"""Refuses one value of a ledger (``ledger_values.refuse``): its first argument is the field, its second the code."""


def called(node: ast.Call) -> str:
    """The name of what is called, without what it is an attribute of."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else str(getattr(node.func, "id", ""))


def code_of(node: ast.Call) -> str:
    """The code a call gives, empty where it gives none in words."""
    given = node.args[1 if called(node) == OF_A_FIELD else 0 :][:1]
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else ""


def refusals() -> Iterator[Raised]:
    for file in sorted([*PACKAGE.glob("domain/*.py"), *PACKAGE.glob("use_cases/*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            code, name = code_of(node), called(node)
            if code and (name in {"DeskRefusal", OF_A_FIELD} or (name == "__init__" and file.name == "paper.py")):
                named = {keyword.arg or "**" for keyword in node.keywords}
                values = frozenset(named | {"field", "label"} if name == OF_A_FIELD else named)
                yield Raised(code, values, f"{file.name}:{node.lineno}")


RAISED = list(refusals())
CODES = sorted({raised.code for raised in RAISED})
SAMPLES: dict[str, object] = {
    "act": "accept",
    "status": "taken_in",
    "field": "reasons",
    "kind": "acceptance_notice",
    "warning": "id_check_digit",
    "due": "2026-11-17",
    "day": "2026-11-17",
    "first": "2026-11-17",
    "last": "2026-11-16",
    "start": "2026-11-17",
    "item": "食品经营许可",
    "material": "平面图",
    "value": "别的",
    "codepoints": "U+2B156",
    "number": "331081-26-K7QX-000001-J",
}


def test_the_walk_finds_refusals_in_both_layers() -> None:
    assert len(CODES) > 70
    assert {"not_permitted", "still_missing", "paper_field_missing", "glyph_missing", "no_such_record"} <= set(CODES)


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: f"{raised.code}@{raised.place}")
def test_a_text_exists_and_asks_only_for_what_the_code_gives(raised: Raised) -> None:
    assert texts().has(f"refusal.{raised.code}")
    assert texts().placeholders(f"refusal.{raised.code}") <= raised.values


@pytest.mark.parametrize("code", CODES)
def test_it_reads_as_one_sentence_without_codes(code: str) -> None:
    given = {name for raised in RAISED if raised.code == code for name in raised.values}
    said = texts().sentence(DeskRefusal(code, **{name: SAMPLES.get(name, "样例") for name in given}))
    assert said.endswith("。")
    assert said.count("。") == 1
    assert "；" in said, "what happened and what is safe; what to do"
    assert not re.search(r"[a-z]{2,}(_[a-z]+)*", said), said
    assert "{" not in said
    assert 12 <= len(said) <= 120


def test_no_kernel_refusal_is_left_in_the_file_that_nothing_raises() -> None:
    raised_anywhere = {
        code_of(node)
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    kept = {key.removeprefix("refusal.") for key in texts().keys() if key.startswith("refusal.")}  # noqa: SIM118
    assert kept - raised_anywhere == set()


# -- codes in words -----------------------------------------------------------------------------------------


def test_acts_have_verbs() -> None:
    ids = set(AUTHORITY) | {need for entry in ENTRIES.values() for need in entry.needs}
    for kind in workflows().kinds():
        ids |= set(workflows().workflow(kind).actions)
    assert sorted(act for act in ids if not texts().has(f"acts.{act}")) == []


def test_values_an_act_requires_have_names() -> None:
    required = {
        key
        for kind in workflows().kinds()
        for action in workflows().workflow(kind).actions.values()
        for key in action.requires
    }
    assert sorted(key for key in required if not texts().has(f"fields.{key}")) == []


@pytest.mark.parametrize(
    ("family", "values"),
    [("ground", GROUNDS), ("procedure", PROCEDURES), ("way", WAYS), ("grade", GRADES)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_choices_have_words(family: str, values: frozenset[str]) -> None:
    assert sorted(value for value in values if not texts().has(f"case.{family}.{value}")) == []


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (DeskRefusal("not_permitted", act="terminate"), "不能终止办理"),
        (
            DeskRefusal("not_allowed_now", act="grant", status="accepted_deferred", member="x"),
            "现在是“先予受理”，不能准予",
        ),
        (DeskRefusal("value_needed", act="deny", field="reasons"), "还要填“理由”"),
        (DeskRefusal("warning_needs_reason", party="林**", field="phone", warning="phone_form"), "林**的电话有提示（"),
        (DeskRefusal("deadline_not_passed", item="许可", due="2026-11-17"), "（2026年11月17日）"),
        (PaperIncomplete("refusal_notice", "organ.review_organ"), "不予受理通知书缺“行政复议机关”"),
        (GlyphMissing(["\U0002b156"], "materials[2].name"), "“材料名称”里的“\U0002b156”（U+2B156）"),
        (GlyphMissing(["\ue000"], "applicant.name"), "“申请人姓名（名称）”里的"),
    ],
)
def test_codes_are_said_in_words(refusal: DeskRefusal, expected: str) -> None:
    assert expected in texts().sentence(refusal)


def paths_of_papers() -> Iterator[str]:
    for file in sorted(resources.path("papers").glob("*.yaml")):
        for row in yaml.safe_load(file.read_text(encoding="utf-8")).get("requires", ()):
            yield row if isinstance(row, str) else row["value"]


@pytest.mark.parametrize("path", sorted(set(paths_of_papers())))
def test_a_value_a_paper_cannot_do_without_has_a_name(path: str) -> None:
    said = texts().sentence(PaperIncomplete("acceptance_notice", path))
    assert not re.search(r"[a-z]", said), said


def test_a_code_without_words_stands_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "refusal.toml").write_text('late = "{act} {status} {field} {kind} {day}"', encoding="utf-8")
    (tmp_path / "trouble.toml").write_text('late = "{act}!"', encoding="utf-8")
    said = Texts(tmp_path)
    values = {"act": "a", "status": "s", "field": "x[3].y", "kind": "k", "day": "2026-11-17"}
    assert said.sentence(DeskRefusal("late", **values)) == "a s x[3].y k 2026-11-17"
    assert said.sentence(KnownTrouble("late", act="a")) == "a!"
