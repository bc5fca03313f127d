"""What lies on the counter before the first fact: one plain object, the same as draft, command and script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.form import AskedField, FormSet, joint_form
from wenling_desk.domain.materials import Gap, MaterialEntry, MaterialMark, check_entry, material_gap
from wenling_desk.domain.party import AGENT, APPLICANT, GUARDIAN, Party
from wenling_desk.domain.roster import RosterRow, check_taken
from wenling_desk.domain.service_bundle import BundleStatus, HandlingPlan, ServiceBundle, plan_bundle, plan_single
from wenling_desk.domain.service_item import Material, MaterialSource
from wenling_desk.domain.situation import check_answers

ADULT_AGE = 16
"""Full years from which a person may apply alone: at 16 and 17 who lives by work counts as an adult (Civil Code
art. 18), and the counter does not ask for the payslip."""


@dataclass(frozen=True, slots=True)
class DeliveryWish:
    """How the applicant wants the result: ``counter``, ``courier``, ``locker`` or ``electronic``."""

    way: str = "counter"
    addressee: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class IntakeSheet:
    """An application as the clerk fills it in: situation, parties, materials, form.

    ``already_done`` maps a member handled earlier (已办) to the evidence seen; ``not_needed`` are members the
    applicant does not want (不办). ``form`` holds field values (strings, booleans, rows of strings) and
    ``form_sources`` how each came (as with a party, or ``proposed:`` and its origin; see ``proposals.py``).
    ``catalogue_release`` pins the release the sheet was begun under. ``roster`` are the people of a batch.
    """

    target_code: str
    is_bundle: bool
    catalogue_release: str
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    already_done: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    not_needed: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    materials: Mapping[str, MaterialEntry] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict, repr=False)
    form_sources: Mapping[str, str] = field(default_factory=dict)
    delivery: DeliveryWish = DeliveryWish()
    note: str = ""
    queue_ticket: str = ""
    copied_from: str = ""
    roster: tuple[RosterRow, ...] = field(default=(), repr=False)

    def party(self, role: str) -> Party | None:
        """The first party with that role."""
        return next((party for party in self.parties if party.role == role), None)

    @property
    def applicant(self) -> Party | None:
        """The applicant, ``None`` while nobody is entered."""
        return self.party(APPLICANT)

    @property
    def has_agent(self) -> bool:
        """Whether somebody else acts for the applicant."""
        agent = self.party(AGENT)
        return agent is not None and bool(agent.name.strip())

    @property
    def data_subject(self) -> Party | None:
        """Whose data the case is about: search, duplicates and minors' rules go by this person."""
        return next((party for party in self.parties if party.is_data_subject), self.applicant)

    def entry(self, material_id: str) -> MaterialEntry:
        """How a material stands, unseen by default."""
        return self.materials.get(material_id, MaterialEntry())

    def to_plain(self) -> dict[str, Any]:
        """JSON shape."""
        plain = {
            "target_code": self.target_code,
            "is_bundle": self.is_bundle,
            "catalogue_release": self.catalogue_release,
            "answers": {key: list(value) for key, value in self.answers.items()},
            "already_done": {key: dict(value) for key, value in self.already_done.items()},
            "not_needed": list(self.not_needed),
            "parties": [party.to_plain() for party in self.parties],
            "materials": {key: entry.to_plain() for key, entry in self.materials.items()},
            "form": dict(self.form),
            "form_sources": dict(self.form_sources),
            "delivery": {
                "way": self.delivery.way,
                "addressee": self.delivery.addressee,
                "address": self.delivery.address,
                "phone": self.delivery.phone,
            },
            "note": self.note,
            "queue_ticket": self.queue_ticket,
            "copied_from": self.copied_from,
        }
        if self.roster:
            plain["roster"] = [row.to_plain() for row in self.roster]
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> IntakeSheet:
        """The sheet of a JSON shape; missing keys take their defaults."""
        return cls(
            target_code=plain["target_code"],
            is_bundle=plain["is_bundle"],
            catalogue_release=plain.get("catalogue_release", ""),
            answers={key: tuple(value) for key, value in plain.get("answers", {}).items()},
            already_done={key: dict(value) for key, value in plain.get("already_done", {}).items()},
            not_needed=tuple(plain.get("not_needed", ())),
            parties=tuple(Party.from_plain(party) for party in plain.get("parties", ())),
            materials={key: MaterialEntry.from_plain(entry) for key, entry in plain.get("materials", {}).items()},
            form=dict(plain.get("form", {})),
            form_sources=dict(plain.get("form_sources", {})),
            delivery=_delivery(plain.get("delivery", {})),
            note=plain.get("note", ""),
            queue_ticket=plain.get("queue_ticket", ""),
            copied_from=plain.get("copied_from", ""),
            roster=tuple(RosterRow.from_plain(row) for row in plain.get("roster", ())),
        )


def _delivery(plain: Mapping[str, Any]) -> DeliveryWish:
    """The wish of a JSON shape; keys of a newer version are left alone."""
    known = {key: plain[key] for key in ("way", "addressee", "address", "phone") if key in plain}
    return DeliveryWish(**known)


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """The plan of a sheet under a release: members, materials, form fields, and what is still missing."""

    plan: HandlingPlan
    fields: tuple[AskedField, ...]
    gaps: tuple[Gap, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The members handled now."""
        return tuple(member.item_code for member in self.plan.members)

    def gaps_of(self, member: str) -> tuple[Gap, ...]:
        """What one member still misses."""
        return tuple(gap for gap in self.gaps if not gap.members or member in gap.members)


def form_set_of(sheet: IntakeSheet, catalogue: Catalogue) -> FormSet | None:
    """The forms of the sheet's target."""
    return catalogue.forms.get(sheet.target_code)


def handling_plan(sheet: IntakeSheet, catalogue: Catalogue) -> HandlingPlan:
    """Members and materials under the sheet's answers."""
    if not sheet.is_bundle:
        return plan_single(catalogue.get_item(sheet.target_code))
    left_out = frozenset(sheet.already_done) | frozenset(sheet.not_needed)
    return plan_bundle(catalogue.get_bundle(sheet.target_code), sheet.answers, left_out)


def plan_sheet(sheet: IntakeSheet, catalogue: Catalogue, today: date | None = None) -> SheetPlan:
    """Everything the page shows while the clerk works; never refuses for what is merely missing.

    Without ``today`` nobody's age and no mandate's end is looked at.
    """
    plan = handling_plan(sheet, catalogue)
    codes = tuple(member.item_code for member in plan.members)
    form_set = form_set_of(sheet, catalogue)
    fields: tuple[AskedField, ...] = ()
    if form_set is not None:
        collected = frozenset(material.material_id for material in plan.materials)
        fields = joint_form(form_set, catalogue.fields, codes, collected, sheet.answers, sheet.already_done)
    gaps = (
        *_answer_gaps(sheet, catalogue),
        *_party_gaps(sheet, today),
        *_material_gaps(sheet, plan, codes),
        *_form_gaps(sheet, fields),
    )
    return SheetPlan(plan, fields, gaps)


def check_sheet(sheet: IntakeSheet, catalogue: Catalogue, today: date) -> SheetPlan:
    """The plan of a sheet that may become a case; refuses what no lawful act could be built on.

    Codes: ``bundle_not_in_force``, ``bundle_without_detail``, ``item_not_in_force``, ``nothing_to_handle``,
    ``applicant_missing``, ``warning_needs_reason``, ``no_such_member``, ``evidence_needed``,
    ``predecessor_left_out`` and those of ``check_answers``, ``check_taken`` and ``check_entry``.
    """
    if sheet.is_bundle:
        bundle = catalogue.get_bundle(sheet.target_code)
        if bundle.bundle_status is not BundleStatus.IN_FORCE:
            raise DeskRefusal("bundle_not_in_force", name=bundle.name)
        if not bundle.has_detail:
            raise DeskRefusal("bundle_without_detail", name=bundle.name)
        check_answers(bundle.questions, sheet.answers, complete=True)
        _check_members(sheet, bundle, catalogue)
    found = plan_sheet(sheet, catalogue, today)
    if not found.plan.members:
        raise DeskRefusal("nothing_to_handle")
    for code in found.codes:
        item = catalogue.get_item(code)
        if not item.is_in_force(today):
            raise DeskRefusal("item_not_in_force", name=item.name)
    if sheet.applicant is None or not sheet.applicant.name.strip():
        raise DeskRefusal("applicant_missing")
    for party in sheet.parties:
        for key, code in party.warnings(today).items():
            raise DeskRefusal("warning_needs_reason", party=party.masked_name, field=key, warning=code)
    if sheet.roster:
        check_taken(sheet.roster, today)
    allowed = {material.material_id: material for material in found.plan.materials}
    for material_id, entry in sheet.materials.items():
        if material_id in allowed:
            check_entry(allowed[material_id], entry, by_agent=sheet.has_agent)
    return found


def _check_members(sheet: IntakeSheet, bundle: ServiceBundle, catalogue: Catalogue) -> None:
    """Members set aside belong to the bundle; one done before was verified; and none is handled whose predecessor
    the applicant does not want: it would wait for nothing, or start without what it needs."""
    known = {member.item_code for member in bundle.members}
    for code in (*sheet.already_done, *sheet.not_needed):
        if code not in known:
            raise DeskRefusal("no_such_member", member=code)
    for code, evidence in sheet.already_done.items():
        if not any(str(value).strip() for value in evidence.values()):
            raise DeskRefusal("evidence_needed", item=catalogue.get_item(code).name)
    unwanted = set(sheet.not_needed) - set(sheet.already_done)
    for member in plan_bundle(bundle, sheet.answers, frozenset(sheet.already_done)).members:
        left_out = [code for code in member.after if code in unwanted]
        if left_out and member.item_code not in unwanted:
            item, before = catalogue.get_item(member.item_code).name, catalogue.get_item(left_out[0]).name
            raise DeskRefusal("predecessor_left_out", item=item, before=before)


def _answer_gaps(sheet: IntakeSheet, catalogue: Catalogue) -> list[Gap]:
    if not sheet.is_bundle:
        return []
    return [
        Gap("answer", "question_open", question.question_id, question.ask, ())
        for question in catalogue.get_bundle(sheet.target_code).questions
        if question.required and not sheet.answers.get(question.question_id)
    ]


def _party_gaps(sheet: IntakeSheet, today: date | None) -> list[Gap]:
    gaps = []
    applicant = sheet.applicant
    if applicant is None or not applicant.name.strip():
        gaps.append(Gap("party", "applicant_unnamed", APPLICANT, "", ()))
    for party in sheet.parties:
        if party.role == APPLICANT and party.name and not (party.identity_number or party.alternative_proof):
            gaps.append(Gap("party", "identity_unproven", party.party_id, party.masked_name, ()))
        if party.role == AGENT and party.name and not (party.mandate and party.mandate.received):
            gaps.append(Gap("mandate", "mandate_missing", party.party_id, party.masked_name, ()))
        elif party.role == AGENT and party.mandate is not None and _has_ended(party.mandate.until, today):
            gaps.append(Gap("mandate", "mandate_expired", party.party_id, party.masked_name, ()))
    if applicant is not None and today is not None and _needs_guardian(sheet, applicant, today):
        gaps.append(Gap("party", "guardian_missing", applicant.party_id, applicant.masked_name, ()))
    return gaps


def _has_ended(until: str, today: date | None) -> bool:
    """Whether a mandate's last day is over; free words such as 办结为止 never are."""
    try:
        return today is not None and date.fromisoformat(until) < today
    except ValueError:
        return False


def _needs_guardian(sheet: IntakeSheet, applicant: Party, today: date) -> bool:
    """A child under 16 applies through a guardian (Civil Code art. 18, 19, 20)."""
    age = applicant.age(today)
    if age is None or not 0 <= age < ADULT_AGE:
        return False
    return not any(party.role.startswith(GUARDIAN) and party.name.strip() for party in sheet.parties)


def _material_gaps(sheet: IntakeSheet, plan: HandlingPlan, codes: tuple[str, ...]) -> list[Gap]:
    gaps = []
    for material in plan.materials:
        gap = material_gap(material, sheet.entry(material.material_id), serving(material, codes))
        if gap is not None:
            gaps.append(gap)
    return gaps


def serving(material: Material, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The handled members a material serves; all of them where the guide does not say."""
    return tuple(code for code in codes if not material.used_by or code in material.used_by)


def _form_gaps(sheet: IntakeSheet, fields: tuple[AskedField, ...]) -> list[Gap]:
    """Empty required fields of forms the desk is filling in.

    A form the applicant brought, filled and signed, is complete on paper and need not be typed; one nobody has
    touched is missing as a material; and fields of forms the guide does not list are never demanded.
    """
    return [
        Gap("form", "field_empty", asked.field_id, asked.label, asked.item_codes)
        for asked in fields
        if asked.required
        and not asked.produced
        and not is_filled(sheet.form.get(asked.field_id))
        and any(sheet.entry(material_id).mark is MaterialMark.GENERATED for material_id in asked.material_ids)
    ]


def is_filled(value: object) -> bool:
    """Whether a form value counts as given; ``False`` is an answer, an empty text or table is not."""
    if value is None:
        return False
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple):
        return any(is_filled(row) for row in value)
    if isinstance(value, Mapping):
        return any(is_filled(cell) for cell in value.values())
    return True


def generated_materials(found: SheetPlan) -> tuple[Material, ...]:
    """The materials of the plan that the desk itself fills in and the applicant signs."""
    return tuple(material for material in found.plan.materials if material.source is MaterialSource.DESK_FORM)
