"""Every check: a valid catalogue broken in one place gives one finding, on the right line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue.tree import changed, line_of, write_tree
from wenling_desk.catalogue.findings import CatalogueBroken, Severity
from wenling_desk.catalogue.loader import check_catalogue, exit_status, load_catalogue

ITEMS = "catalogue/items/SCJG.yaml"
BUNDLE = "catalogue/bundles/WL-QY-01.yaml"
FORM = "forms/WL-QY-01.yaml"
FIELDS = "forms/fields.yaml"
CALENDAR = "catalogue/calendars/2026.yaml"
DEPARTMENTS = "catalogue/departments.yaml"
DELEGATION = "catalogue/delegation.yaml"
RELEASE = "catalogue/release.yaml"

# (file, what is there, what it becomes, the code, a text on the line that must be named)
ERRORS = [
    (ITEMS, "result_name: 营业执照", "reslut_name: 营业执照", "key_unknown", "reslut_name"),
    (ITEMS, "code: SC001", "code: 331081", "text_reads_as_number", "331081"),
    (ITEMS, "name: 设立登记", "name: yes", "text_reads_as_boolean", "name: yes"),
    (ITEMS, "name: 设立登记", "name: 2026-01-01", "text_reads_as_date", "name: 2026-01-01"),
    (ITEMS, "name: 设立登记", "name: [设立]", "single_value_expected", "[设立]"),
    (ITEMS, "name: 设立登记", "code: 设立登记", "key_twice", "code: 设立登记"),
    (ITEMS, "    name: 设立登记\n", "", "key_missing", "code: SC001"),
    (ITEMS, "name: 设立登记", "on: 设立登记\n    name: 设立", "key_is_no_text", "on: 设立登记"),
    (ITEMS, "item_type: licence", "item_type: license", "word_unknown", "license"),
    (ITEMS, "amount: 3,", "amount: 03,", "number_spelling", "amount: 03"),
    (ITEMS, "amount: 3,", "amount: 0,", "limit_without_amount", "amount: 0"),
    (ITEMS, "{unit: on_the_spot,", "{amount: 2, unit: on_the_spot,", "limit_on_the_spot_with_amount", "amount: 2"),
    (ITEMS, "amount: 5,", "amount: 25,", "committed_beyond_statutory", "code: SC017"),
    (ITEMS, "amount: 5, unit: working_days", "amount: 1, unit: months", "committed_beyond_statutory", "code: SC017"),
    (ITEMS, "effective_from: 2023-01-01", "effective_from: 2023-02-30", "day_spelling", "2023-02-30"),
    (ITEMS, "status: documented\n    sources", "status: documented\n    effective_to: 2022-01-01\n    sources",
     "range_empty", "code: SC001"),
    (ITEMS, "sources: [部门公布]", "sources: [laws_unchekced]", "source_unknown", "sources:"),
    (ITEMS, "department: SCJG", "department: SCJC", "department_unknown", "code: SC001"),
    (ITEMS, "item_type: licence\n    handling_kind: immediate",
     "item_type: enterprise_service\n    handling_kind: immediate",
     "enterprise_item_of_organ", "code: SC001"),
    (ITEMS, "    materials:\n      - {id: m_lct, name: 流程图}\n", "", "materials_missing", "code: SC017"),
    (ITEMS, "    materials:\n      - {id: m_lct", "    no_materials: true\n    materials:\n      - {id: m_lct",
     "materials_despite_none", "code: SC017"),
    (ITEMS, "{id: m_lct, name: 流程图}", "{id: m_xkz, name: 食品经营许可证正副本}", "result_is_own_material", "m_xkz"),
    (ITEMS, "{id: m_lct, name: 流程图}", "{id: m_lct, name: 流程图, used_by: [SC001]}", "used_by_in_item", "used_by"),
    (ITEMS, "{id: m_lct, name: 流程图}", "{id: m_lct, name: 流程图, copies: -1}", "number_negative", "copies: -1"),
    (ITEMS, "{id: m_lct, name: 流程图}", "{id: m_lct, name: 流程图, shareable: on}",
     "boolean_spelling", "shareable: on"),
    (ITEMS, "code: SC017", "code: SC001 # again", "id_twice", "# again"),
    (ITEMS, "schema: wenling-desk/items@1", "schema: wenling-desk/items@9", "schema_wrong", "items@9"),
    (BUNDLE, "code: WL-QY-01", "code: WL-QY-02", "file_name_differs", "WL-QY-02"),
    (BUNDLE, "lead_department: SCJG", "lead_department: SCJ", "department_unknown", "code: WL-QY-01"),
    (BUNDLE, "{item: SC017, default: false, after: [SC001]}", "{item: SC016, default: false, after: [SC001]}",
     "item_unknown", "SC016"),
    (BUNDLE, "after: [SC001]", "after: [SC002]", "member_unknown", "after: [SC002]"),
    (BUNDLE, "{item: SC001, default: true}", "{item: SC001, default: true, after: [SC017]}",
     "members_in_cycle", "SC001"),
    (BUNDLE, ", add_items: [SC017]}", "}", "member_unreachable", "item: SC017"),
    (BUNDLE, "default: false, used_by: [SC017]}", "default: false, used_by: [SC001]}",
     "material_unreachable", "id: m_zz"),
    (BUNDLE, "add_materials: [m_zz]", "add_materials: [m_z]", "material_unknown", "add_materials: [m_z]"),
    (BUNDLE, "used_by: [SC001, SC017]}", "used_by: [SC001]}", "member_without_material", "item: SC017"),
    (BUNDLE, "hint: 只办许可, ", "", "nothing_to_handle_unexplained", "code: WL-QY-01"),
    (BUNDLE, "      - {id: b, label: 都不办, exclusive: true}\n", "", "question_without_choice", "id: q2"),
    (BUNDLE, "      - {id: b, label: 都不办", "      - {id: a, label: 都不办", "id_twice", "label: 都不办"),
    (BUNDLE, "members:", "item_codes: [SC001]\nmembers:", "item_codes_beside_members", "item_codes"),
    (BUNDLE, "name: 营业执照副本, default: false, used_by: [SC017]}", "name: 营业执照副本, used_by: [SC001, SC017]}",
     "result_is_own_material", "id: m_zz"),
    (BUNDLE, "bundle_status: in_force", "bundle_status: inforce", "word_unknown", "inforce"),
    (FORM, "fields: [entity_name, capital]", "fields: [entity_name, capitl]", "field_unknown", "capitl"),
    (FORM, "{field: kind, required: false, when: {q1: [b]}}", "{field: kind, when: {q1: [c]}}",
     "condition_on_unknown_option", "when: {q1: [c]}"),
    (FORM, "{field: kind, required: false, when: {q1: [b]}}", "{field: kind, when: {q7: [a]}}",
     "condition_on_unknown_question", "when: {q7: [a]}"),
    (FORM, "{field: kind, required: false, when: {q1: [b]}}", "{field: kind, when: {q2: [b]}}",
     "field_never_asked", "when: {q2: [b]}"),
    (FORM, "default_answers: {q1: [a], q2: [b]}", "default_answers: {q1: [a], q2: [a, b]}",
     "answer_beside_exclusive", "code: WL-QY-01"),
    (FORM, "default_answers: {q1: [a], q2: [b]}", "default_answers: {q1: [a]}", "answer_missing", "code: WL-QY-01"),
    (FORM, "typical_answers: {q1: [b], q2: [a]}", "typical_answers: {q1: [a, b], q2: [a]}",
     "answer_more_than_one", "code: WL-QY-01"),
    (FORM, "typical_answers: {q1: [b], q2: [a]}\n", "", "key_missing", "code: WL-QY-01"),
    (FORM, "    needed: always", "    needed: when", "party_needed_without_when", "needed: when"),
    (FORM, "role: applicant", "role: aplicant", "role_unknown", "aplicant"),
    (FORM, "- {material: m_sqs, as: 签字}", "- {material: m_sq, as: 签字}", "material_unknown", "role: applicant"),
    (FORM, "  - item: SC017\n    name: 许可申请书\n    sheets:\n      - material: m_sqs",
     "  - item: SC017\n    name: 许可申请书\n    sheets:\n      - material: m_zz",
     "sheet_of_no_desk_form", "material: m_zz"),
    (FORM, "code: WL-QY-01", "code: WL-QY-77", "file_name_differs", "WL-QY-77"),
    (FIELDS, "type: choice, choices: [公司, 个体]", "type: choice", "field_without_choices", "id: kind"),
    (FIELDS, "minimum: 0", "minimum: 9, maximum: 1", "field_bounds_reversed", "id: capital"),
    (FIELDS, "id: year, label: 年份, type: text, pattern: four", "id: year, label: 年份, type: text, pattern: for",
     "pattern_unknown", "pattern: for"),
    (FIELDS, "'^[0-9]{4}$'", "'^[0-9'", "pattern_broken", "regex"),
    (FIELDS, "id: entity_name, label: 名称, type: name", "id: entity_name, label: 名称, type: id_number",
     "id_number_not_sensitive", "id: entity_name"),
    (FIELDS, "type: name}", "type: table}", "table_without_columns", "id: entity_name"),
    (CALENDAR, "make_up: [2026-01-04]", "make_up: [2026-01-05]", "make_up_on_weekday", "2026-01-05"),
    (CALENDAR, "days_off: [2026-02-17]", "days_off: [2026-01-01]", "calendar_day_twice", "春节"),
    (CALENDAR, "days_off: [2026-02-17]", "days_off: [2025-02-17]", "calendar_day_of_other_year", "2025-02-17"),
    (CALENDAR, "  - {name: 国庆节, days_off: [2026-10-01]}\n", "", "holiday_missing", "year: 2026"),
    (CALENDAR, "year: 2026", "year: 2027", "file_name_differs", "year: 2027"),
    (DELEGATION, "items: [SC001]", "items: [SC999]", "item_unknown", "department: SCJG"),
    (DELEGATION, "department: SCJG", "department: YH", "delegation_by_no_organ", "department: YH"),
    (DELEGATION, "effective_from: 2026-01-01", "effective_from: 2026-01-01\n    effective_to: 2026-01-01",
     "range_empty", "department: SCJG"),
    (RELEASE, "'2026.11'", "'2026/11'", "release_number_spelling", "2026/11"),
    (RELEASE, "'2026.11'", "2026.11", "text_reads_as_number", "2026.11"),
    (DEPARTMENTS, "is_organ: false", "is_organ: no", "boolean_spelling", "is_organ: no"),
    (DEPARTMENTS, "key: YH", "key: SCJG", "id_twice", "开户银行"),
]  # fmt: skip

WARNINGS = [
    (ITEMS, "handling_kind: immediate", "handling_kind: time_limited", "time_limited_on_the_spot", "code: SC001"),
    (ITEMS, "handling_kind: time_limited", "handling_kind: immediate", "immediate_takes_time", "code: SC017"),
    (ITEMS, "      - {citation: 《条例》第十九条, status: documented}\n", "", "legal_basis_missing", "code: SC001"),
    (ITEMS, "{id: m_lct, name: 流程图}", "{id: m_lct, name: 流程图, deferrable: true}",
     "all_materials_deferrable", "m_lct"),
    (ITEMS, "{id: m_lct, name: 流程图}", "{id: m_lct, name: 流程图, pledgeable: true}",
     "deferrable_without_form", "m_lct"),
    (ITEMS, "status: documented\n    sources", "status: documented\n    effective_from: 2030-01-01\n    sources",
     "member_not_in_force", None),
    (BUNDLE, "after: [SC001]", "after: []", "result_needed_early", "id: m_zz"),
    (BUNDLE, "name: 申请书, form: original", "name: 申请书, deferrable: true, form: original",
     "all_materials_deferrable", "item: SC001"),
    (BUNDLE, "{id: a, label: 没有}", "{id: a, label: 没有, exclusive: true}",
     "exclusive_without_multiple", "label: 没有"),
    (BUNDLE, "m_zz, name: 营业执照副本", "m_zz, name: 营业执照副本, source: shared_data",
     "shared_data_not_shareable", "id: m_zz"),
    (FORM, "    signs:\n      - {material: m_sqs, as: 签字}\n", "", "desk_form_without_signer", "code: WL-QY-01"),
    (FIELDS, "  - {id: year,", "  - {id: spare, label: 备用, type: text}\n  - {id: year,", "field_unused", "id: spare"),
    (DEPARTMENTS, "review_organ: 市人民政府", "review_organ: ''", "remedy_missing", "key: SCJG"),
    (DEPARTMENTS, "basis: 行政复议法, status: documented", "basis: 行政复议法, status: inferred",
     "remedies_inferred", "key: SCJG"),
    (RELEASE, "effective_from: 2026-11-01", "effective_from: 2027-11-01", "calendar_behind_release", "release:"),
]  # fmt: skip


def test_the_untouched_tree_is_clean(tmp_path: Path) -> None:
    assert check_catalogue(write_tree(tmp_path)) == []
    catalogue = load_catalogue(tmp_path)
    assert catalogue.fields["capital"].label == "注册资本(万元)"
    assert catalogue.fields["year"].pattern == "^[0-9]{4}$"
    assert catalogue.items["SC017"].materials[0].used_by == ("SC017",)


@pytest.mark.parametrize(("name", "old", "new", "code", "line"), ERRORS, ids=lambda each: str(each)[:40])
def test_an_error_is_found_on_its_line(tmp_path: Path, name: str, old: str, new: str, code: str, line: str) -> None:
    changes = changed(name, old, new)
    findings = check_catalogue(write_tree(tmp_path, changes))
    assert exit_status(findings) == 1
    named = [finding for finding in findings if finding.code == code]
    assert named, [finding.code for finding in findings]
    assert (named[0].file, named[0].line) == (name, line_of(name, line, changes))
    assert named[0].severity is Severity.ERROR
    with pytest.raises(CatalogueBroken) as broken:
        load_catalogue(tmp_path)
    assert broken.value.code == "catalogue_broken"
    assert named[0].code in {finding.code for finding in broken.value.findings}


@pytest.mark.parametrize(("name", "old", "new", "code", "line"), WARNINGS, ids=lambda each: str(each)[:40])
def test_a_warning_lets_the_catalogue_be_used(
    tmp_path: Path, name: str, old: str, new: str, code: str, line: str | None
) -> None:
    changes = changed(name, old, new)
    if code == "result_needed_early":
        changes[name] = str(changes[name]).replace("name: 营业执照副本, default: false,", "name: 营业执照副本,")
    findings = check_catalogue(write_tree(tmp_path, changes))
    named = [finding for finding in findings if finding.code == code]
    assert named, [finding.code for finding in findings]
    assert named[0].severity is Severity.WARNING
    if line is not None:
        assert (named[0].file, named[0].line) == (name, line_of(name, line, changes))
    assert exit_status(findings) == 0
    load_catalogue(tmp_path)


def test_a_wrong_key_comes_with_the_right_one(tmp_path: Path) -> None:
    findings = check_catalogue(write_tree(tmp_path, changed(ITEMS, "result_name: 营业执照", "reslut_name: 营业执照")))
    assert findings[0].values["like"] == "result_name"


def test_all_findings_come_at_once(tmp_path: Path) -> None:
    changes = changed(ITEMS, "amount: 5,", "amount: 25,") | changed(
        CALENDAR, "make_up: [2026-01-04]", "make_up: [2026-01-05]"
    )
    codes = {finding.code for finding in check_catalogue(write_tree(tmp_path, changes))}
    assert codes == {"committed_beyond_statutory", "make_up_on_weekday"}


def test_a_held_licence_may_be_handed_in_for_its_own_renewal(tmp_path: Path) -> None:
    changes = changed(ITEMS, "{id: m_lct, name: 流程图}", "{id: m_xkz, name: 食品经营许可证, held_before: true}")
    assert check_catalogue(write_tree(tmp_path, changes)) == []


def test_a_member_may_need_no_material_when_it_says_so(tmp_path: Path) -> None:
    changes = changed(BUNDLE, "used_by: [SC001, SC017]}", "used_by: [SC001]}")
    text = str(changes[BUNDLE]).replace(
        "{item: SC017, default: false,", "{item: SC017, default: false, no_materials: true,"
    )
    changes[BUNDLE] = text.replace(
        "{id: m_zz, name: 营业执照副本, default: false, used_by: [SC017]}",
        "{id: m_zz, name: 租赁合同, default: false, used_by: [SC001]}",
    ).replace("{id: a, label: 没有}", "{id: a, label: 没有, add_materials: [m_zz]}")
    changes["forms/WL-QY-01.yaml"] = None
    codes = {finding.code for finding in check_catalogue(write_tree(tmp_path, changes))}
    assert codes == {"bundle_without_form", "field_unused"}


def test_two_delegations_of_one_item_at_one_time(tmp_path: Path) -> None:
    row = "  - department: SCJG\n    effective_from: 2026-06-01\n    document: 甲\n    seal: 乙\n    seal_holder: 丙\n"
    base = str(write_tree(tmp_path).joinpath(DELEGATION).read_text(encoding="utf-8"))
    findings = check_catalogue(write_tree(tmp_path, {DELEGATION: base + row}))
    assert [finding.code for finding in findings] == ["delegation_twice"]
    ended = base.replace("effective_from: 2026-01-01", "effective_from: 2026-01-01\n    effective_to: 2026-06-01")
    assert check_catalogue(write_tree(tmp_path, {DELEGATION: ended + row})) == []


def test_a_list_only_bundle_cannot_be_in_force(tmp_path: Path) -> None:
    text = (
        "schema: wenling-desk/bundle@1\ncode: WL-GR-99\nname: 名称\naudience: person\nbundle_status: in_force\n"
        "effective_from: 2023-01-01\nlead_department: SCJG\nstatus: inferred\nitem_codes: [SC001]\n"
    )
    findings = check_catalogue(write_tree(tmp_path, {"catalogue/bundles/WL-GR-99.yaml": text}))
    assert [finding.code for finding in findings] == ["in_force_without_detail"]


def test_years_must_follow_one_another(tmp_path: Path) -> None:
    text = write_tree(tmp_path).joinpath(CALENDAR).read_text(encoding="utf-8").replace("2026", "2028")
    text = text.replace("make_up: [2028-01-04]", "make_up: [2028-01-02]")
    findings = check_catalogue(write_tree(tmp_path, {"catalogue/calendars/2028.yaml": text}))
    assert [(finding.code, finding.values["year"]) for finding in findings] == [("calendar_gap", 2027)]


def test_a_catalogue_folder_may_be_named_itself(tmp_path: Path) -> None:
    write_tree(tmp_path, changed(ITEMS, "amount: 5,", "amount: 25,"))
    assert [finding.file for finding in check_catalogue(tmp_path / "catalogue")] == ["items/SCJG.yaml"]


def test_samples_are_checked_but_loaded_only_when_asked(tmp_path: Path) -> None:
    sample = write_tree(tmp_path).joinpath(DELEGATION).read_text(encoding="utf-8")
    sample = sample.replace("delegations:", "sample: true\ndelegations:", 1)
    root = write_tree(tmp_path, {"catalogue/samples/practice.yaml": sample})
    assert [row.sample for row in load_catalogue(root).delegations] == [False]
    assert [row.sample for row in load_catalogue(root, samples=True).delegations] == [False, True]
    broken = sample.replace("items: [SC001]", "items: [SC999]")
    root = write_tree(tmp_path, {"catalogue/samples/practice.yaml": broken})
    assert [finding.file for finding in check_catalogue(root)] == ["catalogue/samples/practice.yaml"]
