"""What a canned answer may say of an item or a bundle, from the catalogue. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wenling_desk.domain.canned_answers import AnswerBook
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.service_item import ServiceItem, TimeUnit
from wenling_desk.texts import Texts
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.wording import limit_words

MOST_MEMBERS = 4
"""Members of a bundle whose limits are read out; more nobody remembers."""


def values_of(texts: Texts, desk: Desk, book: AnswerBook, sheet: IntakeSheet | None) -> dict[str, str]:
    """Place in a sentence -> what is put there; what is not known is empty."""
    catalogue = desk.catalogue()
    centre = catalogue.centre
    values = {
        "item": "", "materials": "", "limit": "", "organ": "", "organ_phone": "", "fee": "",
        "hall": desk.identity.hall_name, "centre": centre.name, "address": centre.address,
        "centre_phone": centre.phone, "hours": book.hours,
    }  # fmt: skip
    if sheet is None:
        return values
    plan = plan_sheet(sheet, catalogue)
    items = [catalogue.get_item(code) for code in plan.codes]
    if sheet.is_bundle:
        bundle = catalogue.get_bundle(sheet.target_code)
        name, lead = bundle.name, bundle.lead_department
    else:
        name, lead = items[0].name, items[0].department_key
    department = catalogue.departments.get(lead)
    return values | {
        "item": name,
        "materials": _materials(texts, [material.name for material in plan.plan.materials], book.most_materials),
        "limit": _limits(texts, items),
        "organ": department.name if department is not None else "",
        "organ_phone": department.phone if department is not None else "",
        "fee": texts("acceptance.dot").join(_each_once(item.fee for item in items)),
    }


def _materials(texts: Texts, names: Sequence[str], most: int) -> str:
    if not names:
        return texts("bookings.phone.no_materials")
    joined = texts("case.joined").join(names[:most])
    return texts("bookings.phone.of_many", materials=joined, count=len(names)) if len(names) > most else joined


def _limits(texts: Texts, items: Sequence[ServiceItem]) -> str:
    """One item's limit; of several each with its name."""
    if len(items) == 1:
        return _limit(texts, items[0])
    said = [texts("bookings.phone.member", name=item.name, limit=_limit(texts, item)) for item in items]
    return texts("case.joined").join(said[:MOST_MEMBERS])


def _limit(texts: Texts, item: ServiceItem) -> str:
    limit = item.committed_time_limit
    if limit.unit is TimeUnit.ON_THE_SPOT or limit.amount == 0:
        return texts("bookings.phone.on_the_spot")
    return texts("bookings.phone.within", limit=limit_words(texts, limit))


def _each_once(words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word]


def fresh_sheet(catalogue: Catalogue, code: str, *, is_bundle: bool) -> IntakeSheet:
    """The usual case of an item or a bundle."""
    form_set = catalogue.forms.get(code)
    answers = dict(form_set.default_answers or {}) if form_set is not None and is_bundle else {}
    return IntakeSheet(code, is_bundle, catalogue.release, answers=answers)
