"""Scripts of other people's making: each wrong one is refused whole, by its place, before anything is done."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.robustness.desk_under_test import PERSON, Commands, assert_one_sentence, heads_of, intake
from wenling_desk import resources
from wenling_desk.cli import json_reading, script_shape
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.scripted_intake import ACTS, FIRST_ACTS

INSIDE = {"command_id", "initiator", "sheet", "draft_id", "record_id"}
NOT_FROM_SCRIPTS = {"parties", "decided_on", "means"}
"""Values of commands that a script cannot give; by what a grade was pressed only the applicant's screen knows."""


def person(**changes: object) -> dict[str, Any]:
    return intake(applicant={**PERSON, **changes})


def step(act: str, **values: object) -> dict[str, Any]:
    return intake(then=[{"act": act, **values}])


WRONG: dict[str, tuple[object, str]] = {
    "a number for a name": (person(name=5), "applicant.name"),
    "a list for a name": (person(name=["甲"]), "applicant.name"),
    "nothing for a name": (person(name=None), "applicant.name"),
    "an empty name": (person(name=""), "applicant.name"),
    "a name of 201 characters": (person(name="长" * 201), "applicant.name"),
    "a name of ten megabytes": (person(name="长" * 3_500_000), "applicant.name"),
    "a name of two lines": (person(name="示例\n甲"), "applicant.name"),
    "a person that is a text": (intake(applicant="示例甲"), "applicant"),
    "a phone that is a list": (person(phone=[1]), "applicant.phone"),
    "a number beyond 64 bits": (person(identity_number=2**64), "applicant.identity_number"),
    "an address of 2^63": (person(address=2**63), "applicant.address"),
    "an unknown kind of party": (person(kind="robot"), "applicant.kind"),
    "an unknown key of a person": (person(surprise=1), "applicant.surprise"),
    "an unknown key": (intake(surprise=1), "surprise"),
    "an unknown key with a name as long as a page": (intake(**{"x" * 5000: 1}), "x" * 80 + "…"),
    "a reason that is a number": (person(overrides={"phone": 1}), "applicant.overrides.phone"),
    "a note that is a number": (intake(note=2**63), "note"),
    "a form that is a list": (intake(form=[]), "form"),
    "a form field nobody knows": (intake(form={"no_such_field": "x"}), "form.no_such_field"),
    "a form value that is a number": (intake(form={"company_name": 2**63}), "form.company_name"),
    "a form value that is a tree": (intake(form={"company_name": {"a": [1]}}), "form.company_name"),
    "a material the guide does not list": (intake(materials={"mine": "original"}), "materials.mine"),
    "copies beyond counting": (intake(materials={"m": {"mark": "copy", "copies": 2**63}}), "materials.m.copies"),
    "copies that are a truth": (intake(materials={"m": {"mark": "copy", "copies": True}}), "materials.m.copies"),
    "an unknown mark": (intake(other_materials="eaten"), "other_materials"),
    "an unknown way of delivery": (intake(delivery={"way": "pigeon"}), "delivery.way"),
    "answers to an item without questions": (intake(answers={"q1": "a"}), "answers"),
    "a role nobody knows": (intake(parties=[{**PERSON, "role": "king"}]), "parties.role: king"),
    "a party without a name": (intake(parties=[{}]), "parties[0].name"),
    "a mandate without an end one can read": (
        intake(agent={**PERSON, "mandate": {"until": 5}}),
        "agent.mandate.until",
    ),
    "an act that is a list": (intake(act=["take_in"]), "act"),
    "an act that is no first one": (intake(act="grant"), "act"),
    "members as one text": (intake(act="accept", members="SC001"), "members"),
    "members in members": (intake(act="accept", members=[["SC001"]]), "members[0]"),
    "a day that is none": (intake(act="request_correction", due="2026-02-30"), "due"),
    "a day in another writing": (intake(act="request_correction", due="20261224"), "due"),
    "a truth that is a text": (step("decide", granted="yes"), "then[0].granted"),
    "days beyond counting": (step("extend", days=2**63, reason="x", approver="y"), "then[0].days"),
    "days with a fraction": (step("extend", days=1.5, reason="x", approver="y"), "then[0].days"),
    "an unknown grade": (step("rate", grade="super"), "then[0].grade"),
    "a value no script may give": (step("decide", granted=True, decided_on="2026-11-24"), "then[0].decided_on"),
    "an unknown act later": (step("grant"), "then[0].act"),
    "a value of another act": (step("rate", grade="satisfied", days=3), "then: days"),
    "a target that is a number": (intake(target=5), "target"),
    "a target nobody knows": (intake(target="NO-SUCH"), "target"),
    "a text": ("intake", "[]"),
    "a list in a list": ([[]], "[]"),
}
CHARACTERS = {
    "NUL": ("\0", "U+0000"),
    "bell": ("\x07", "U+0007"),
    "tab": ("\t", "U+0009"),
    "carriage return": ("\r", "U+000D"),
    "a lone surrogate": ("\ud800", "U+D800"),
    "right-to-left override": ("\u202e", "U+202E"),
    "isolate": ("\u2066", "U+2066"),
    "zero-width space": ("\u200b", "U+200B"),
    "byte order mark": ("\ufeff", "U+FEFF"),
    "private use": ("\ue000", "U+E000"),
}


def refused(commands: Commands, home: Any, script: object) -> str:
    """The sentence of a script that is refused before anything is done."""
    answer = commands.accept(home, script)
    assert (answer.status, answer.out) == (1, "")
    assert_one_sentence(answer.told)
    return answer.told


def test_each_wrong_value_is_named(home: Any, commands: Commands) -> None:
    for what, (script, where) in WRONG.items():
        told = refused(commands, home, script if isinstance(script, list) else [intake(), script])
        assert f"（{where}）" in told, what
    assert len(heads_of(home)) == 1  # the one it began with


def test_characters_that_no_paper_can_show_are_named(home: Any, commands: Commands) -> None:
    for character, codepoint in CHARACTERS.values():
        for script, where in (
            (person(name=f"示{character}例"), "applicant.name"),
            (intake(note=f"{character}"), "note"),
            (intake(form={"company_name": f"甲{character}"}), "form.company_name"),
            (intake(**{f"key{character}": 1}), f"key{codepoint}"),
        ):
            told = refused(commands, home, script)
            assert codepoint in told
            assert where in told
    assert len(heads_of(home)) == 1


BROKEN = {
    "nothing": "",
    "half of it": '[{"target": "SC001"',
    "no JSON": "{'target': 1}",
    "arrays without end": "[" * 100_000,
    "objects without end": '{"a":' * 100_000,
    "a number of 5000 digits": '{"note": ' + "9" * 5000 + "}",
    "not a number": '{"note": NaN}',
    "beyond all numbers": '{"note": 1e999}',
    "the same key twice": '{"target": "SC001", "target": "SC002"}',
}


def test_files_that_are_no_script(home: Any, commands: Commands) -> None:
    for text in BROKEN.values():
        refused(commands, home, text)
    deep: object = "x"
    for _ in range(400):
        deep = [deep]
    refused(commands, home, intake(form={"company_name": deep}))
    assert len(heads_of(home)) == 1


def test_a_file_that_is_too_large_or_unreadable(
    home: Any, commands: Commands, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "script.bin"
    monkeypatch.setattr(json_reading, "MOST_BYTES", 100)
    for content in (b"[" + b" " * 200 + b"]", b'"\xff\xfe"'):
        file.write_bytes(content)
        answer = commands(home, "accept", file, "--out", tmp_path / "out")
        assert answer.status == 1
        assert_one_sentence(answer.told)
    for missing in (tmp_path / "none", tmp_path):
        answer = commands(home, "accept", missing, "--out", tmp_path / "out")
        assert answer.status == 1
        assert_one_sentence(answer.told)


def test_a_folder_that_takes_no_papers_is_told_before_anything_is_done(
    home: Any, commands: Commands, tmp_path: Any
) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    told = refused(commands, home, intake())
    assert str(tmp_path / "out") in told
    assert len(heads_of(home)) == 1


# -- the shape is the shipped schema's ----------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resources.path("schemas", "intake.schema.json").read_text(encoding="utf-8"))
    return loaded


def test_the_schema_knows_every_value_of_every_act(schema: dict[str, Any]) -> None:
    steps = schema["$defs"]["step"]["properties"]
    intakes = schema["$defs"]["intake"]["properties"]
    assert set(steps["act"]["enum"]) == ACTS.keys()
    assert set(intakes["act"]["enum"]) == FIRST_ACTS
    for act, command in ACTS.items():
        values = {each.name for each in dataclasses.fields(command)} - INSIDE - NOT_FROM_SCRIPTS
        assert values <= steps.keys(), act
        if act in FIRST_ACTS:
            assert values <= intakes.keys(), act


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2000),
    st.floats(allow_nan=False).filter(lambda number: not number.is_integer()),  # JSON Schema takes 1.0 for an integer
    st.sampled_from(["", "take_in", "copy", "2026-11-24", "a\nb", "x" * 300, "x" * 3000, "complete", "counter"]),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["mark", "copies", "name", "role", "act", "way", "days", "x"]), inner, max_size=4
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_checker_says_what_a_full_implementation_says(data: st.DataObject, schema: dict[str, Any]) -> None:
    """One value of a sound script is exchanged for any other: both accept it, or both refuse it."""
    script = person(mandate={"received": True}, overrides={"phone": "x"})
    script |= {"materials": {"m": {"mark": "copy", "copies": 1}}, "form": {"f": [{"a": "b"}]}, "act": "accept"}
    script["then"] = [{"act": "extend", "days": 3, "reason": "x", "approver": "y"}]
    place: Any = script
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(values)
    full = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))
    if full.is_valid(script):
        script_shape.check_shape(script)
    else:
        with pytest.raises(DeskRefusal, match="script_wrong"):
            script_shape.check_shape(script)
