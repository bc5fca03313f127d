"""``forms/carry_over.yaml``: every kind of mistake is found on its line, and the rules that ship say nothing untrue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.catalogue.tree import FIELDS, FORM, write_tree
from wenling_desk.catalogue.findings import Severity
from wenling_desk.catalogue.loader import check_catalogue, load_catalogue
from wenling_desk.domain.carry_over import CarryOver, Origin, OriginKind, PartyValue
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.form import FieldType
from wenling_desk.domain.intake import IntakeSheet, form_set_of, plan_sheet
from wenling_desk.domain.party import APPLICANT, Party, PartyKind
from wenling_desk.domain.proposals import proposals

FILE = "forms/carry_over.yaml"
MORE_FIELDS = FIELDS + (
    "  - {id: person, label: 联系人, type: name, sensitivity: personal}\n"
    "  - {id: person_no, label: 号码, type: id_number, sensitivity: sensitive}\n"
    "  - {id: started, label: 开始, type: date}\n"
    "  - {id: sure, label: 是否属实, type: bool}\n"
    "  - id: people\n    label: 名册\n    type: table\n    columns:\n"
    "      - {id: xm, label: 姓名, type: name}\n"
    "      - {id: fs, label: 方式, type: choice, choices: [货币, 实物]}\n"
)
MORE_FORM = FORM.replace(
    "fields: [entity_name, capital]", "fields: [entity_name, capital, kind, person, person_no, started, sure, people]"
).replace("{field: kind, required: false, when: {q1: [b]}}", "{field: kind, required: false}")
RULES = """\
schema: wenling-desk/carry-over@1
proposals:
  - field: kind
    forms: [WL-QY-01]
    from: answer
    question: q1
    values: {a: 公司, b: 个体}
    status: documented
  - {field: capital, from: usual, value: '10', status: inferred}
  - {field: person, from: party, role: applicant, take: name, status: inferred}
  - {field: person_no, from: party, role: applicant, take: identity_number, status: inferred}
  - {field: started, from: today, years: 5, status: inferred}
  - field: people
    forms: [WL-QY-01]
    when: {q1: [a]}
    first_row:
      xm: {from: field, same_as: person}
      fs: {from: usual, value: 货币}
    status: inferred
"""
BASE = {FILE: RULES, "forms/fields.yaml": MORE_FIELDS, "forms/WL-QY-01.yaml": MORE_FORM}
"""The valid folder with more fields, a form that asks them, and rules for them."""

# (what is there, what it becomes, the code, a text on the line that must be named)
ERRORS = [
    ("carry-over@1", "carry-over@7", "schema_wrong", "carry-over@7"),
    ("field: kind", "field: kinds", "field_unknown", "field: kinds"),
    ("forms: [WL-QY-01]\n    from", "forms: [WL-QY-10]\n    from", "form_unknown", "field: kind"),
    ("{field: capital, from", "{field: capital, forms: [SC001], from", "carry_over_not_asked", "field: capital"),
    ("field: kind\n    forms: [WL-QY-01]\n", "field: kind\n", "carry_over_answer_without_form", "field: kind"),
    ("question: q1", "question: q9", "condition_on_unknown_question", "field: kind"),
    ("values: {a: 公司, b: 个体}", "values: {a: 公司, c: 个体}", "condition_on_unknown_option", "field: kind"),
    ("values: {a: 公司, b: 个体}", "values: {a: 公司, b: 合作社}", "carry_over_value_unfit", "field: kind"),
    ("    question: q1\n", "", "key_missing", "field: kind"),
    ("from: usual, value: '10'", "from: usual, value: 一万", "carry_over_value_unfit", "field: capital"),
    ("from: usual, value: '10'", "from: usual, value: '10', years: 1", "carry_over_key_misplaced", "field: capital"),
    ("from: usual, value: '10'", "from: usually, value: '10'", "word_unknown", "field: capital"),
    ("value: '10', status: inferred", "value: '10', status: sure", "word_unknown", "field: capital"),
    ("role: applicant, take: name", "role: aplicant, take: name", "role_unknown", "field: person,"),
    ("role: applicant, take: name", "role: applicant, take: phone", "carry_over_kinds_differ", "field: person,"),
    ("{field: person,", "{field: entity_name, forms: [WL-QY-01],", "carry_over_for_somebody_else", "entity_name"),
    ("{field: person,", "{field: sure,", "carry_over_of_declaration", "field: sure"),
    ("{field: person_no, from: party, role: applicant, take: identity_number,",
     "{field: person_no, from: usual, value: '331081199001011235',", "carry_over_value_unfit", "field: person_no"),
    ("from: today, years: 5", "from: today, years: 500", "carry_over_years", "field: started"),
    ("{field: started, from: today", "{field: capital, from: today", "carry_over_kinds_differ", "from: today"),
    ("{field: started, from: today, years: 5", "{field: started, from: field, same_as: person",
     "carry_over_kinds_differ", "field: started"),
    ("{field: started, from: today, years: 5", "{field: started, from: field, same_as: begun",
     "field_unknown", "field: started"),
    ("{field: started, from: today, years: 5", "{field: started, from: field, same_as: started",
     "carry_over_in_cycle", "field: started"),
    ("when: {q1: [a]}", "when: {q1: [x]}", "condition_on_unknown_option", "field: people"),
    ("      fs: {from", "      fx: {from", "carry_over_column_unknown", "field: people"),
    ("value: 货币}", "value: 现金}", "carry_over_value_unfit", "field: people"),
    ("    first_row:\n      xm: {from: field, same_as: person}\n      fs: {from: usual, value: 货币}\n",
     "    from: today\n", "carry_over_row_or_value", "field: people"),
    ("    first_row:", "    from: today\n    first_row:", "carry_over_key_misplaced", "    from: today"),
]  # fmt: skip


def _broken(old: str, new: str) -> dict[str, str | bytes | None]:
    assert old in RULES, f"{old!r} is not there"
    return {**BASE, FILE: RULES.replace(old, new, 1)}


def _line(text: str, rules: str) -> int:
    return next(number for number, line in enumerate(rules.splitlines(), start=1) if text in line)


def test_the_example_is_valid(tmp_path: Path) -> None:
    root = write_tree(tmp_path, dict(BASE))
    assert check_catalogue(root) == []
    rules = load_catalogue(root).carry_over
    assert rules["person"] == (CarryOver("person", Origin(OriginKind.PARTY, APPLICANT, PartyValue.NAME)),)
    assert rules["kind"][0].status == "documented"
    assert rules["people"][0].columns == {
        "xm": Origin(OriginKind.FIELD, "person"),
        "fs": Origin(OriginKind.USUAL, value="货币"),
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "named"), ERRORS, ids=[f"{row[2]}-{at}" for at, row in enumerate(ERRORS)]
)
def test_one_mistake_is_one_finding_on_its_line(tmp_path: Path, old: str, new: str, code: str, named: str) -> None:
    changes = _broken(old, new)
    findings = [each for each in check_catalogue(write_tree(tmp_path, changes)) if each.severity is Severity.ERROR]
    found = {(each.code, each.file, each.line) for each in findings}
    assert (code, FILE, _line(named, str(changes[FILE]))) in found
    assert {each.code for each in findings} == {code}


def test_a_catalogue_without_the_file_proposes_nothing(tmp_path: Path) -> None:
    assert load_catalogue(write_tree(tmp_path)).carry_over == {}


# -- what ships --------------------------------------------------------------------------------------

COMPANY = "WL-QY-01"
TODAY = date(2026, 11, 24)
HER = Party(
    APPLICANT, APPLICANT, PartyKind.NATURAL_PERSON, "颇文娟", identity_number="331081199001011235", phone="13800005678",
)  # fmt: skip


def _proposed(catalogue: Catalogue, **answers: str) -> dict[str, object]:
    usual = catalogue.forms[COMPANY].default_answers or {}
    chosen = {**usual, **{question: (option,) for question, option in answers.items()}}
    known = {
        "legal_rep_name": HER.name, "legal_rep_id_type": "居民身份证", "legal_rep_id_no": HER.identity_number,
        "legal_rep_phone": HER.phone, "registered_capital": "50", "post_way": "选举", "entity_name": "示例公司",
        "finance_head_name": "王禾", "liaison_name": "李苗", "liaison_phone": "13800005679",
    }  # fmt: skip
    sheet = IntakeSheet(COMPANY, True, catalogue.release, answers=chosen, parties=(HER,), form=known)
    asked = plan_sheet(sheet, catalogue).fields
    found = proposals(catalogue.carry_over, form_set_of(sheet, catalogue), asked, catalogue.fields, sheet, TODAY)
    return {field_id: proposal.value for field_id, proposal in found.items()}


def test_a_company_of_one_has_its_rosters_and_its_kind_proposed(bundled: Catalogue) -> None:
    proposed = _proposed(bundled)
    assert proposed["entity_type"] == "有限责任公司"
    assert proposed["premises_tenure"] == "自有"
    assert proposed["shareholders"] == [
        {"xm": "颇文娟", "zjlx": "居民身份证", "zjhm": HER.identity_number, "rjcze": "50", "czfs": "货币",
         "czqx": "2031-11-24", "czbl": "100"}
    ]  # fmt: skip
    assert proposed["officers"] == [
        {"xm": "颇文娟", "zw": "董事", "zjhm": HER.identity_number, "dh": HER.phone, "csfs": "选举"}
    ]
    assert proposed["contact_name"] == "李苗"
    assert proposed["tax_clerk_name"] == proposed["invoice_buyer_name"] == "王禾"
    assert proposed["bank_account_name"] == "示例公司"


def test_no_roster_is_proposed_where_the_law_wants_others(bundled: Catalogue) -> None:
    # A firm among the shareholders; a partnership has two partners at least; a sole proprietor has no shareholders.
    for option in "bcd":
        assert not {"shareholders", "partners", "officers"} & set(_proposed(bundled, q1=option))


def test_leased_or_lent_premises_are_asked(bundled: Catalogue) -> None:
    assert "premises_tenure" not in _proposed(bundled, q2="b")


def test_what_only_the_applicant_can_say_is_not_proposed(bundled: Catalogue) -> None:
    proposed = _proposed(bundled)
    assert not {"registered_address", "business_scope", "bank_account_no", "employee_count"} & set(proposed)
    assert all(bundled.fields[field_id].type is not FieldType.BOOL for field_id in bundled.carry_over)


def test_every_rule_says_how_sure_it_is_and_no_number_is_usual(bundled: Catalogue) -> None:
    rules = [rule for each in bundled.carry_over.values() for rule in each]
    assert {rule.status for rule in rules} == {"documented", "inferred"}
    numbers = (FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE)
    for rule in rules:
        if bundled.fields[rule.field_id].type in numbers:
            assert all(origin.kind in (OriginKind.PARTY, OriginKind.FIELD) for origin in rule.origins())
