"""Who must be entered, and what is thereby filled in."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.support.small_catalogue import COMPANY, MARRIAGE, RESTAURANT
from tests.ui.acceptance.acceptance_desk import HER_NUMBER, AcceptanceDesk
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.form import FieldType
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import AGENT, APPLICANT, PartyKind
from wenling_desk.ui.acceptance.entry import EntryPresenter
from wenling_desk.ui.acceptance.open_sheet import OpenSheet


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


def opened(desk: AcceptanceDesk, code: str, **answers: tuple[str, ...]) -> OpenSheet:
    sheet = IntakeSheet(code, code in desk.catalogue.bundles, desk.catalogue.release, answers)
    return OpenSheet(lambda: desk.dispatcher.desk, sheet)


def test_the_founder_applies_and_the_company_has_no_number_yet(desk: AcceptanceDesk) -> None:
    sheet = opened(desk, COMPANY)
    assert [(row.party_id, row.label) for row in sheet.parties.rows] == [
        (APPLICANT, "申请人"),
        ("entity", "拟设企业"),
        ("finance_head", "财务负责人"),
    ]
    assert sheet.parties.rows[0].note == "法定代表人"
    entity = sheet.party("entity")
    assert (entity.kind, entity.identity_kind) == (PartyKind.LEGAL_PERSON, IdentityKind.NONE)


def test_an_agent_is_asked_for_where_the_situation_says_so(desk: AcceptanceDesk) -> None:
    assert opened(desk, COMPANY, q5=("a",)).parties.row(AGENT) is None
    sheet = opened(desk, COMPANY, q5=("b",))
    row = sheet.parties.row(AGENT)
    assert row is not None
    assert row.signs == (("m_wt", "受托人签字"),)
    assert sheet.parties.mandate_materials == {"m_wt"}
    assert sheet.party(AGENT).represented == APPLICANT


def test_nothing_about_an_agent_is_asked_while_there_is_none(desk: AcceptanceDesk) -> None:
    sheet = opened(desk, RESTAURANT, q1=("b",))
    assert {"agent_name", "agent_id_no"} <= sheet.hidden()
    sheet.add_party(AGENT)
    assert sheet.parties.row(AGENT) is not None
    assert {"agent_name", "agent_id_no"} <= sheet.hidden()


def test_a_kind_of_document_the_form_does_not_know_is_asked_in_the_form(desk: AcceptanceDesk) -> None:
    sheet = opened(desk, COMPANY)
    party = replace(sheet.party(APPLICANT), name="颇文娟", identity_number=HER_NUMBER)
    sheet.set_party(party)
    assert sheet.sheet.form["legal_rep_id_type"] == "居民身份证"
    assert "legal_rep_id_type" in sheet.hidden()
    sheet.set_party(replace(party, identity_kind=IdentityKind.FOREIGN_PERMANENT_ID, identity_number="X1"))
    assert "legal_rep_id_type" not in sheet.sheet.form
    assert "legal_rep_id_type" not in sheet.hidden()


def test_roles_to_add_begin_with_those_of_the_form(desk: AcceptanceDesk) -> None:
    roles = [role for role, _ in opened(desk, COMPANY).parties.roles]
    assert roles[:4] == ["entity", "legal_rep", "shareholder", "finance_head"]
    assert APPLICANT not in roles


def test_two_of_one_role(desk: AcceptanceDesk) -> None:
    sheet = opened(desk, MARRIAGE)
    assert [sheet.add_party("spouse"), sheet.add_party("spouse")] == ["spouse-2", "spouse-3"]
    assert [row.party_id for row in sheet.parties.rows if row.role == "spouse"] == ["spouse", "spouse-2", "spouse-3"]


def test_every_bundle_and_item_of_the_catalogue_knows_who_applies(real: Catalogue) -> None:
    """Usual answers and typical ones: nobody is asked for the same thing twice, and everybody can be entered."""
    desk = AcceptanceDesk(real)
    entry = EntryPresenter(desk.tools(), lambda told: pytest.fail(told.sentence))
    codes = [(code, True) for code, bundle in real.bundles.items() if bundle.has_detail]
    codes += [(code, False) for code in real.items]
    for code, is_bundle in codes:
        begun = entry.begin(code, is_bundle=is_bundle)
        form_set = real.forms.get(code)
        typical = dict(form_set.typical_answers or {}) if form_set is not None and is_bundle else begun.answers
        for answers in (begun.answers, typical):
            sheet = OpenSheet(lambda: desk.dispatcher.desk, IntakeSheet(code, is_bundle, real.release, answers=answers))
            plan = sheet.parties
            assert plan.rows[0].party_id == APPLICANT, code
            twice = [field for field, count in Counter(link.field_id for link in plan.links).items() if count > 1]
            assert not twice, (code, twice)
            assert len({row.party_id for row in plan.rows}) == len(plan.rows), code
            for row in plan.rows:
                assert sheet.party(row.party_id).role == row.role, code


def test_names_and_numbers_of_a_row_are_not_asked_again_in_the_form(real: Catalogue) -> None:
    desk = AcceptanceDesk(real)
    sheet = opened(desk, COMPANY, **dict(real.forms[COMPANY].typical_answers or {}))
    shown = [field.field_id for field in sheet.view.fields if field.field_id not in sheet.hidden()]
    linked = {link.field_id for link in sheet.parties.links if link.attribute in ("name", "identity_number", "phone")}
    assert linked.isdisjoint(shown)
    kinds = {real.fields[field_id].type for field_id in linked}
    assert kinds <= {FieldType.NAME, FieldType.ID_NUMBER, FieldType.USCC, FieldType.PHONE, FieldType.PARTY}
