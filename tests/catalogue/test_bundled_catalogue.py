"""The catalogue that ships: complete, without errors, and honest about what is not known."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.findings import Severity
from wenling_desk.catalogue.loader import check_catalogue, load_catalogue
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import find_delegation
from wenling_desk.domain.form import joint_form
from wenling_desk.domain.service_bundle import Audience, BundleStatus, plan_bundle, plan_single
from wenling_desk.domain.service_item import HandlingKind, ItemType, MaterialForm, SourceStatus, TimeLimit, TimeUnit

ON = date(2026, 11, 24)

# What is left for an administrator's judgement, and why it is left (docs/catalogue.md tells what to do about each).
LEFT_TO_JUDGE = {
    "all_materials_deferrable": 36,  # which material is the main one is the department's to say
    "legal_basis_missing": 17,  # not found; never invented
    "remedy_missing": 9,  # organs outside the county government: their remedies are not derivable
    "remedies_inferred": 1,  # derived from the law, to be confirmed
    "bundle_without_items": 4,  # names in national lists, nothing more is known
    "immediate_takes_time": 4,  # guides elsewhere call one working day 即办
    "time_limited_on_the_spot": 1,
    "result_needed_early": 1,  # drivers may hold their certificate already, or not
    "shared_data_not_shareable": 1,
}


def test_no_errors_and_only_the_known_warnings() -> None:
    findings = check_catalogue(resources.root())
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []
    assert Counter(finding.code for finding in findings) == LEFT_TO_JUDGE


def test_everything_is_there(bundled: Catalogue) -> None:
    assert len(bundled.items) == 376
    assert Counter(bundle.audience for bundle in bundled.bundles.values()) == {
        Audience.ENTERPRISE: 46,
        Audience.PERSON: 38,
        Audience.PROJECT: 7,
    }
    assert sum(bundle.has_detail for bundle in bundled.bundles.values()) == 64
    assert len(bundled.departments) == 47
    assert Counter(division.kind for division in bundled.divisions.values()) == {"镇": 11, "街道": 5, "功能区": 1}
    assert len(bundled.fields) == 1501
    assert set(bundled.forms) >= {code for code, bundle in bundled.bundles.items() if bundle.has_detail}
    assert bundled.region == "331081"


def test_detailed_bundles_can_be_taken_in_and_names_only_cannot(bundled: Catalogue) -> None:
    for bundle in bundled.bundles.values():
        expected = BundleStatus.IN_FORCE if bundle.has_detail else BundleStatus.SORTED
        assert bundle.bundle_status is expected, bundle.code


def test_enterprises_give_no_acceptance(bundled: Catalogue) -> None:
    enterprises = {"YH", "GDGS", "GSGS", "RQGS", "TXYY", "GDWL"}
    for item in bundled.items.values():
        is_enterprise = item.department_key in enterprises
        assert (item.item_type is ItemType.ENTERPRISE_SERVICE) == is_enterprise, item.code
        assert not (is_enterprise and bundled.departments[item.department_key].is_organ)


def test_a_name_alone_is_required_with_unknown_copies_and_not_deferrable(bundled: Catalogue) -> None:
    for item in bundled.items.values():
        for material in item.materials:
            assert material.default
            assert material.copies is None
            assert material.form is MaterialForm.UNKNOWN
            assert not material.deferrable
            assert not material.pledgeable


def test_on_the_spot_has_no_amount(bundled: Catalogue) -> None:
    assert bundled.items["SC001"].committed_time_limit == TimeLimit(0, TimeUnit.ON_THE_SPOT)
    assert bundled.items["SC001"].handling_kind is HandlingKind.IMMEDIATE
    assert bundled.items["SC017"].committed_time_limit.unit is TimeUnit.WORKING_DAYS


def test_no_committed_limit_claims_to_be_published_here(bundled: Catalogue) -> None:
    """No guide of this county was found: a limit from elsewhere is at most partly supported."""
    for item in bundled.items.values():
        assert {item.status, item.committed_status, item.statutory_status} <= {
            SourceStatus.INFERRED,
            SourceStatus.PARTLY,
        }


def test_nothing_is_delegated_until_somebody_enters_it(bundled: Catalogue) -> None:
    assert bundled.delegations == ()
    practice = load_catalogue(resources.root(), samples=True)
    assert practice.delegations
    assert all(row.sample for row in practice.delegations)
    assert find_delegation(practice.delegations, "SCJG", "SC001", ON) is not None
    assert find_delegation(practice.delegations, "SWJ", "SW001", ON) is None


def test_a_refusal_of_the_market_regulator_can_name_its_remedies(bundled: Catalogue) -> None:
    department = bundled.departments["SCJG"]
    assert department.short_name == "市监局"
    assert (department.review_organ, department.court) == ("温岭市人民政府", "温岭市人民法院")
    assert bundled.departments["HG"].review_organ == ""


def test_uscc_is_unknown_and_not_invented(bundled: Catalogue) -> None:
    assert {department.uscc for department in bundled.departments.values()} == {""}


def test_the_licence_comes_first_whatever_the_kind_of_company(bundled: Catalogue) -> None:
    bundle = bundled.bundles["WL-QY-01"]
    answers = {"q1": ("c",), "q2": ("a",), "q3": ("a",), "q4": ("d",), "q5": ("a",)}
    members = {member.item_code: member.after for member in plan_bundle(bundle, answers).members}
    assert "SC001" not in members
    assert members["GA001"] == ("SC010",)


@pytest.mark.parametrize("which", ["default_answers", "typical_answers"])
def test_every_bundle_has_a_joint_form_for_its_usual_answers(bundled: Catalogue, which: str) -> None:
    for code, bundle in bundled.bundles.items():
        if not bundle.has_detail:
            continue
        form_set = bundled.forms[code]
        answers = getattr(form_set, which)
        plan = plan_bundle(bundle, answers)
        codes = [member.item_code for member in plan.members]
        materials = frozenset(material.material_id for material in plan.materials)
        asked = joint_form(form_set, bundled.fields, codes, materials, answers)
        assert len({field.field_id for field in asked}) == len(asked)
        assert asked or not codes, code


def test_a_form_for_nearly_every_item_on_its_own(bundled: Catalogue) -> None:
    alone = [code for code in bundled.items if code in bundled.forms]
    assert len(alone) == 337
    plan = plan_single(bundled.items["SC001"])
    materials = frozenset(material.material_id for material in plan.materials)
    fields = {f.field_id: f for f in joint_form(bundled.forms["SC001"], bundled.fields, ["SC001"], materials, {})}
    assert fields["entity_name"].required
    assert "m_djsqs" in fields["entity_name"].material_ids
    assert not fields["pre_approval_no"].required  # asked under one answer of the bundle: optional on its own


def test_units_stand_in_the_labels(bundled: Catalogue) -> None:
    assert bundled.fields["registered_capital"].label == "注册资本(出资额)(万元)"


def test_sources_are_spelled_out(bundled: Catalogue) -> None:
    cited = [item.sources for item in bundled.items.values()]
    cited += [bundle.sources for bundle in bundled.bundles.values()]
    assert all(cited)
    assert all(not source.isascii() or "://" in source for sources in cited for source in sources)
