"""What a newer release changes for this applicant: everything that touches the plan, nothing that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.small_catalogue import COMPANY, MARRIAGE, RESTAURANT, small_catalogue
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.form import FieldType, FieldUse
from wenling_desk.domain.release_diff import ChangeKind, PlanChange, diff_for_plan
from wenling_desk.domain.service_bundle import BundleStatus, ServiceBundle, plan_bundle
from wenling_desk.domain.service_item import Material, TimeLimit, TimeUnit
from wenling_desk.domain.situation import Answers, Option, Situation

OLD = small_catalogue()


def _answers(code: str) -> Answers:
    answers = OLD.forms[code].default_answers
    assert answers is not None
    return answers


def _members(code: str) -> list[str]:
    return [member.item_code for member in plan_bundle(OLD.bundles[code], _answers(code)).members]


def _with_bundle(code: str, **changes: Any) -> Catalogue:
    bundle = replace(OLD.bundles[code], **changes)
    return replace(OLD, release="2026.12", bundles={**OLD.bundles, code: bundle})


def _with_item(code: str, **changes: Any) -> Catalogue:
    return replace(OLD, release="2026.12", items={**OLD.items, code: replace(OLD.items[code], **changes)})


def _diff(new: Catalogue, code: str = RESTAURANT, **kwargs: Any) -> list[PlanChange]:
    answers = kwargs.pop("answers", _answers(code) if code in OLD.bundles else {})
    return diff_for_plan(OLD, new, code, answers, **kwargs)


def _brief(changes: list[PlanChange]) -> list[tuple[str, str, str]]:
    return [(change.kind.value, change.subject, change.aspect) for change in changes]


def test_the_same_content_under_a_new_number_changes_nothing() -> None:
    for code in (RESTAURANT, COMPANY, MARRIAGE):
        assert _diff(replace(OLD, release="2026.12"), code) == []


def test_a_limit_is_shown_before_and_after() -> None:
    code = _members(RESTAURANT)[-1]
    shorter = TimeLimit(1, TimeUnit.WORKING_DAYS)
    (change,) = _diff(_with_item(code, committed_time_limit=shorter))
    assert change.kind is ChangeKind.COMMITTED_TIME_LIMIT
    assert (change.subject, change.before, change.after) == (code, OLD.items[code].committed_time_limit, shorter)


def test_an_item_that_is_not_handled_does_not_matter() -> None:
    members = _members(RESTAURANT)
    other = next(code for code in OLD.items if code not in members)
    assert _diff(_with_item(other, committed_time_limit=TimeLimit(9, TimeUnit.MONTHS), fee="1 元")) == []


def test_members_already_done_do_not_matter() -> None:
    code = _members(RESTAURANT)[0]
    new = _with_item(code, fee="100 元")
    assert _brief(_diff(new)) == [("item_changed", code, "fee")]
    assert _diff(new, already_done=frozenset({code})) == []


@pytest.mark.parametrize(
    ("aspect", "value"), [("name", "新名称"), ("result_name", "新证"), ("fee", "5 元"), ("department_key", "ZFJ")]
)
def test_what_an_item_is_called_and_costs(aspect: str, value: str) -> None:
    code = _members(RESTAURANT)[0]
    changes = _diff(_with_item(code, **{aspect: value}))
    assert ("item_changed", code, aspect.removesuffix("_key")) in _brief(changes)


def _without_member(bundle: ServiceBundle, code: str) -> dict[str, Any]:
    return {"members": tuple(member for member in bundle.members if member.item_code != code)}


def test_a_member_less_takes_its_materials_along() -> None:
    bundle = OLD.bundles[RESTAURANT]
    gone = _members(RESTAURANT)[-1]
    changes = _diff(_with_bundle(RESTAURANT, **_without_member(bundle, gone)))
    assert ("member_removed", gone, "") in _brief(changes)
    kept = set(_members(RESTAURANT)) - {gone}
    only_theirs = [
        m.material_id for m in bundle.materials if m.default and not kept & set(m.used_by) and gone in m.used_by
    ]
    for material_id in only_theirs:
        assert ("material_removed", material_id, "") in _brief(changes)


def test_a_member_more() -> None:
    bundle = OLD.bundles[RESTAURANT]
    code = next(member.item_code for member in bundle.members if member.item_code not in _members(RESTAURANT))
    members = tuple(replace(member, default=True) if member.item_code == code else member for member in bundle.members)
    assert ("member_added", code, "after") in _brief(_diff(_with_bundle(RESTAURANT, members=members)))


def test_another_order() -> None:
    bundle = OLD.bundles[COMPANY]
    serial = next(member for member in plan_bundle(bundle, _answers(COMPANY)).members if member.after)
    members = tuple(replace(m, after=()) if m.item_code == serial.item_code else m for m in bundle.members)
    (change,) = _diff(_with_bundle(COMPANY, members=members), COMPANY)
    assert (change.kind, change.subject) == (ChangeKind.MEMBER_ORDER, serial.item_code)
    assert (change.before, change.after) == (serial.after, ())


def test_materials_added_changed_and_removed() -> None:
    bundle = OLD.bundles[RESTAURANT]
    code = _members(RESTAURANT)[0]
    needed = plan_bundle(bundle, _answers(RESTAURANT)).materials
    first, *_, last = needed
    materials = (
        *(
            replace(m, copies=7, deferrable=not m.deferrable) if m == first else m
            for m in bundle.materials
            if m != last
        ),
        Material("m_new", "新材料", used_by=(code,)),
    )
    assert _brief(_diff(_with_bundle(RESTAURANT, materials=materials), answers=_answers(RESTAURANT)))[:4] == [
        ("material_changed", first.material_id, "copies"),
        ("material_changed", first.material_id, "deferrable"),
        ("material_added", "m_new", ""),
        ("material_removed", last.material_id, ""),
    ]


def test_questions_added_removed_reworded_and_answers_gone() -> None:
    bundle = OLD.bundles[RESTAURANT]
    first, second, *rest = bundle.questions
    chosen = _answers(RESTAURANT)[second.question_id][0]
    reworded = replace(first, ask="换了问法?")
    narrowed = replace(second, options=tuple(option for option in second.options if option.option_id != chosen))
    fresh = Situation("q99", "新问题?", (Option("a", "是"), Option("b", "否")))
    changes = _diff(_with_bundle(RESTAURANT, questions=(reworded, narrowed, *rest[1:], fresh)))
    brief = _brief(changes)
    assert ("question_reworded", first.question_id, "ask") in brief
    assert ("answer_gone", second.question_id, chosen) in brief
    assert ("question_added", "q99", "") in brief
    assert [each for each in brief if each[0] == "question_removed"] == [
        ("question_removed", question.question_id, "") for question in rest[:1]
    ]


def test_an_answer_that_now_means_something_else_is_gone() -> None:
    bundle = OLD.bundles[RESTAURANT]
    first, *rest = bundle.questions
    chosen = _answers(RESTAURANT)[first.question_id][0]
    options = tuple(replace(o, label="别的意思") if o.option_id == chosen else o for o in first.options)
    (change,) = _diff(_with_bundle(RESTAURANT, questions=(replace(first, options=options), *rest)))
    assert (change.kind, change.after) == (ChangeKind.ANSWER_GONE, "别的意思")


def test_delegations_gained_lost_and_changed() -> None:
    none = replace(OLD, release="2026.12", delegations=())
    lost = _diff(none, MARRIAGE)
    assert [change.kind for change in lost] == [ChangeKind.DELEGATION_LOST]
    gained = diff_for_plan(none, OLD, MARRIAGE, {})
    assert [change.kind for change in gained] == [ChangeKind.DELEGATION_GAINED]
    sealed = replace(OLD, delegations=tuple(replace(row, seal="新章") for row in OLD.delegations))
    (change,) = _diff(sealed, MARRIAGE)
    assert (change.kind, change.aspect, change.after) == (ChangeKind.DELEGATION_CHANGED, "seal", "新章")


def test_a_delegation_counts_on_the_day_it_is_asked_for() -> None:
    later = replace(OLD, delegations=tuple(replace(row, effective_from=date(2027, 1, 1)) for row in OLD.delegations))
    assert [change.kind for change in _diff(later, MARRIAGE)] == [ChangeKind.DELEGATION_LOST]
    assert [change.kind for change in _diff(later, MARRIAGE, on=date(2027, 1, 1))] == []


def _with_first_sheet(change: Any) -> Catalogue:
    form_set = OLD.forms[RESTAURANT]
    handled = _members(RESTAURANT)
    at = next(n for n, form in enumerate(form_set.items) if form.item_code in handled and form.sheets)
    form = form_set.items[at]
    sheets = (replace(form.sheets[0], fields=change(form.sheets[0].fields)), *form.sheets[1:])
    items = (*form_set.items[:at], replace(form, sheets=sheets), *form_set.items[at + 1 :])
    return replace(OLD, release="2026.12", forms={**OLD.forms, RESTAURANT: replace(form_set, items=items)})


def test_form_fields_added() -> None:
    asked_already = {
        use.field_id for form in OLD.forms[RESTAURANT].items for sheet in form.sheets for use in sheet.fields
    }
    fresh = next(field_id for field_id in OLD.fields if field_id not in asked_already)
    new = _with_first_sheet(lambda fields: (*fields, FieldUse(fresh, required=True)))
    (change,) = _diff(new)
    assert (change.kind, change.subject, change.after) == (ChangeKind.FIELD_ADDED, fresh, True)


def test_form_fields_removed_or_of_another_kind() -> None:
    everything = diff_for_plan(OLD, replace(OLD, forms={}), RESTAURANT, _answers(RESTAURANT))
    assert everything
    assert {change.kind for change in everything} == {ChangeKind.FIELD_REMOVED}
    field_id = everything[0].subject
    field = replace(OLD.fields[field_id], type=FieldType.DATE, label="改名")
    changes = _diff(replace(OLD, fields={**OLD.fields, field_id: field}))
    assert ("field_changed", field_id, "type") in _brief(changes)


def test_a_target_that_is_gone_or_suspended() -> None:
    bundles = {code: bundle for code, bundle in OLD.bundles.items() if code != RESTAURANT}
    (change,) = _diff(replace(OLD, bundles=bundles))
    assert (change.kind, change.name) == (ChangeKind.TARGET_GONE, OLD.bundles[RESTAURANT].name)
    (change,) = _diff(_with_bundle(RESTAURANT, bundle_status=BundleStatus.SUSPENDED))
    assert (change.kind, change.after) == (ChangeKind.TARGET_NOT_IN_FORCE, "suspended")
    (change,) = _diff(_with_item(MARRIAGE, effective_to=date(2026, 1, 1)), MARRIAGE)
    assert change.kind is ChangeKind.TARGET_NOT_IN_FORCE
