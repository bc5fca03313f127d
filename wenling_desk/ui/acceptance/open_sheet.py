"""The application on the counter: the sheet, what it leads to, and every way the clerk may change it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, cast

from wenling_desk.domain.form import AskedField, FormSet
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import DeliveryWish, IntakeSheet, form_set_of, plan_sheet
from wenling_desk.domain.materials import SETTLED, MaterialEntry, MaterialMark
from wenling_desk.domain.party import AGENT, APPLICANT, Mandate, Party
from wenling_desk.domain.proposals import EMPTIED, Proposal, followed, is_proposed, proposals, take_over
from wenling_desk.domain.service_item import Material
from wenling_desk.domain.situation import Situation
from wenling_desk.ui.acceptance.history import History
from wenling_desk.ui.acceptance.party_links import (
    SAME_AS,
    PartyPlan,
    blank_party,
    carry_over,
    hidden_fields,
    plan_parties,
)
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.queries import SheetView, view_sheet
from wenling_desk.use_cases.visit_day import VisitHere

# A new application has no record yet: its view is computed, nothing is read.
_NOTHING_TO_READ = cast(Reading, None)


class MemberState(StrEnum):
    """What becomes of a member of a bundle: 本次办, 已办 or 不办."""

    HANDLED_NOW = "handled_now"
    ALREADY_DONE = "already_done"
    NOT_NEEDED = "not_needed"


EVIDENCE = "evidence"
"""Key of ``IntakeSheet.already_done``: what the clerk saw."""


class OpenSheet:
    """An application while it is worked on.

    ``view`` and ``parties`` follow every change. Fields that a party's row fills in are written through at once, so
    that the sheet in a draft, in a command and on the paper is the same. ``proposed`` is what may be taken over into
    fields of the form (沿用); until then it is on the screen only.
    """

    def __init__(self, desk: Callable[[], Desk], sheet: IntakeSheet) -> None:
        self._desk = desk
        self._history = History()
        self._visit: VisitHere | None = None
        self._show(sheet)

    def _show(self, sheet: IntakeSheet) -> None:
        desk = self._desk()
        catalogue = desk.catalogue()
        asked = plan_sheet(sheet, catalogue).fields
        self.parties: PartyPlan = plan_parties(sheet, self.form_set(sheet), asked, catalogue.fields, catalogue.roles)
        sheet = carry_over(sheet, self.parties, catalogue.fields, desk.words, desk.today())
        hidden = hidden_fields(sheet, self.parties)
        found = self._proposals(sheet, asked)
        self.proposed: Mapping[str, Proposal] = {key: found[key] for key in found if key not in hidden}
        self.sheet = followed(sheet, self.proposed)
        self.view: SheetView = view_sheet(desk, _NOTHING_TO_READ, settled(self.sheet), (self._visit,))

    def be_on(self, visit: VisitHere) -> None:
        """The desk is out on a visit: what may be done there is another matter."""
        self._visit = visit
        self._show(self.sheet)

    def _proposals(self, sheet: IntakeSheet, asked: Sequence[AskedField]) -> dict[str, Proposal]:
        desk = self._desk()
        catalogue = desk.catalogue()
        return proposals(catalogue.carry_over, self.form_set(sheet), asked, catalogue.fields, sheet, desk.today())

    # -- what it is ------------------------------------------------------------------------------

    def form_set(self, sheet: IntakeSheet | None = None) -> FormSet | None:
        """The forms of the target."""
        return form_set_of(sheet or self.sheet, self._desk().catalogue())

    @property
    def name(self) -> str:
        """What is being applied for."""
        catalogue, code = self._desk().catalogue(), self.sheet.target_code
        return catalogue.get_bundle(code).name if self.sheet.is_bundle else catalogue.get_item(code).name

    @property
    def questions(self) -> tuple[Situation, ...]:
        """The situation questions; an item on its own has none."""
        if not self.sheet.is_bundle:
            return ()
        return self._desk().catalogue().get_bundle(self.sheet.target_code).questions

    @property
    def is_outdated(self) -> bool:
        """Whether it was begun under a release that is no longer in force."""
        return bool(self.sheet.catalogue_release) and (self.sheet.catalogue_release != self._desk().catalogue().release)

    def material(self, material_id: str) -> Material:
        """A material of the plan; raises ``KeyError``."""
        for row in self.view.materials:
            if row.material.material_id == material_id:
                return row.material
        raise KeyError(material_id)

    def hidden(self) -> frozenset[str]:
        """Fields the form does not ask because a party's row holds them."""
        return hidden_fields(self.sheet, self.parties)

    def proposals_open(self) -> bool:
        """Whether something is proposed that nobody has taken over yet."""
        return any(field_id not in self.sheet.form_sources for field_id in self.proposed)

    def proposals_taken(self) -> int:
        """How many fields of the form stand as they were proposed."""
        return sum(1 for source in self.sheet.form_sources.values() if is_proposed(source))

    def party(self, party_id: str) -> Party:
        """The party of a row, blank while nothing was entered; raises ``KeyError`` for no row."""
        for party in self.sheet.parties:
            if party.party_id == party_id:
                return party
        row = self.parties.row(party_id)
        if row is None:
            raise KeyError(party_id)
        return blank_party(row, self.parties)

    def member_state(self, code: str) -> MemberState:
        """Whether a member is handled now, done before, or not wanted."""
        if code in self.sheet.already_done:
            return MemberState.ALREADY_DONE
        return MemberState.NOT_NEEDED if code in self.sheet.not_needed else MemberState.HANDLED_NOW

    # -- changing it -----------------------------------------------------------------------------

    def put(self, sheet: IntakeSheet) -> bool:
        """Go on with another state of the sheet; ``False`` where nothing changes. The state before can be undone."""
        if sheet == self.sheet:
            return False
        before = self.sheet
        self._show(sheet)
        if self.sheet == before:
            return False
        self._history.keep(before)
        return True

    def undo(self) -> bool:
        """One step back; ``False`` at the beginning."""
        return self._step(self._history.undo(self.sheet))

    def redo(self) -> bool:
        """One undone step forth; ``False`` when there is none."""
        return self._step(self._history.redo(self.sheet))

    def _step(self, sheet: IntakeSheet | None) -> bool:
        if sheet is not None:
            self._show(sheet)
        return sheet is not None

    def answer(self, question_id: str, options: tuple[str, ...]) -> bool:
        """Answer a situation question; no option takes the answer back."""
        answers = {**self.sheet.answers, question_id: options}
        return self.put(replace(self.sheet, answers={key: value for key, value in answers.items() if value}))

    def set_member(self, code: str, state: MemberState, evidence: str = "") -> bool:
        """Handle a member now, take it as done before on ``evidence``, or leave it out."""
        done = {key: value for key, value in self.sheet.already_done.items() if key != code}
        left_out = tuple(key for key in self.sheet.not_needed if key != code)
        if state is MemberState.ALREADY_DONE:
            done[code] = {EVIDENCE: evidence or self._usual_evidence(code)}
        elif state is MemberState.NOT_NEEDED:
            left_out = (*left_out, code)
        return self.put(replace(self.sheet, already_done=done, not_needed=left_out))

    def _usual_evidence(self, code: str) -> str:
        form_set = self.form_set()
        form = form_set.form_of(code) if form_set is not None else None
        return form.already_done.evidence if form is not None else ""

    def set_entry(self, material_id: str, entry: MaterialEntry) -> bool:
        """How a material stands. The material by which an agent is authorised settles the mandate too."""
        sheet = replace(self.sheet, materials={**self.sheet.materials, material_id: entry})
        agent = sheet.party(AGENT)
        if agent is not None and material_id in self.parties.mandate_materials:
            received = entry.mark in SETTLED and not entry.defect
            mandate = replace(agent.mandate or Mandate(), received=received)
            sheet = _with_party(sheet, replace(agent, mandate=mandate))
        return self.put(sheet)

    def set_party(self, party: Party) -> bool:
        """Enter or change a party. Whoever is the same person as the applicant changes along."""
        sheet = _with_party(self.sheet, party)
        if party.party_id == APPLICANT:
            for other in sheet.parties:
                if other.sources.get(SAME_AS) == APPLICANT:
                    sheet = _with_party(sheet, same_person(other, party))
        return self.put(sheet)

    def add_party(self, role: str) -> str:
        """Add a party of a role and return its id; it becomes part of the sheet once something is entered."""
        taken = {row.party_id for row in self.parties.rows} | {party.party_id for party in self.sheet.parties}
        party_id = next(name for name in (role, *(f"{role}-{n}" for n in range(2, 99))) if name not in taken)
        row = replace(self.parties.rows[0], party_id=party_id, role=role, linked=frozenset(), signs=(), note="")
        self.set_party(blank_party(row, self.parties))
        return party_id

    def remove_party(self, party_id: str) -> bool:
        """Take a party away."""
        kept = tuple(party for party in self.sheet.parties if party.party_id != party_id)
        return self.put(replace(self.sheet, parties=kept))

    def set_same_as_applicant(self, party_id: str, same: bool) -> bool:
        """Say that a party is the applicant's own person, or somebody else again."""
        party = self.party(party_id)
        if same:
            return self.set_party(same_person(party, self.party(APPLICANT)))
        row = self.parties.row(party_id)
        return self.set_party(blank_party(row, self.parties)) if row is not None else False

    def set_mandate(self, **changes: Any) -> bool:
        """Change the agent's mandate; a received one settles the material of the guide that is the same paper."""
        agent = self.sheet.party(AGENT)
        if agent is None:
            return False
        mandate = replace(agent.mandate or Mandate(), **changes)
        sheet = _with_party(self.sheet, replace(agent, mandate=mandate))
        for material_id in self.parties.mandate_materials if mandate.received else ():
            if sheet.entry(material_id).mark not in SETTLED:
                entry = replace(sheet.entry(material_id), mark=MaterialMark.ORIGINAL, defect="")
                sheet = replace(sheet, materials={**sheet.materials, material_id: entry})
        return self.put(sheet)

    def take_proposals(self) -> bool:
        """Take the form over as it stands on the screen: every proposal goes into its field."""
        return self.put(take_over(self.sheet, self.proposed))

    def set_value(self, field_id: str, value: object, source: str = "typed") -> bool:
        """A value of the joint form. Where something would be proposed, an emptied field stays empty."""
        form: Mapping[str, Any] = {**self.sheet.form, field_id: value}
        sources = {**self.sheet.form_sources, field_id: source}
        if value in ("", None, []):
            form = {key: known for key, known in form.items() if key != field_id}
            sources.pop(field_id, None)
            emptied = replace(self.sheet, form=form, form_sources=sources)
            if field_id in self._proposals(emptied, self.view.fields):
                sources[field_id] = EMPTIED
        return self.put(replace(self.sheet, form=form, form_sources=sources))

    def set_delivery(self, **changes: str) -> bool:
        """How the applicant wants the result."""
        return self.put(replace(self.sheet, delivery=replace(self.sheet.delivery, **changes)))

    def set_note(self, note: str) -> bool:
        """A remark for the department."""
        return self.put(replace(self.sheet, note=note))

    def adopt_release(self) -> bool:
        """Go on under the release in force: answers it does not know any more are asked again."""
        questions = {question.question_id: question for question in self.questions}
        answers = {}
        for question_id, chosen in self.sheet.answers.items():
            question = questions.get(question_id)
            known = {option.option_id for option in question.options} if question is not None else set()
            kept = tuple(option_id for option_id in chosen if option_id in known)
            if kept and question is not None and (question.multiple or len(kept) == 1):
                answers[question_id] = kept
        return self.put(replace(self.sheet, answers=answers, catalogue_release=self._desk().catalogue().release))


def _with_party(sheet: IntakeSheet, party: Party) -> IntakeSheet:
    """The sheet with a party put in its place; one about whom nothing is known is left out unless it was added."""
    known = any(other.party_id == party.party_id for other in sheet.parties)
    if known:
        parties = tuple(party if other.party_id == party.party_id else other for other in sheet.parties)
    elif party.party_id == APPLICANT:
        parties = (party, *sheet.parties)
    else:
        parties = (*sheet.parties, party)
    return replace(sheet, parties=parties)


def same_person(party: Party, applicant: Party) -> Party:
    """A party with the applicant's person in its own role."""
    return replace(
        party,
        kind=applicant.kind,
        name=applicant.name,
        identity_kind=applicant.identity_kind,
        identity_number=applicant.identity_number,
        phone=applicant.phone,
        address=applicant.address,
        overrides=dict(applicant.overrides),
        alternative_proof=applicant.alternative_proof,
        sources={"name": "reused", "identity_number": "reused", "phone": "reused", SAME_AS: applicant.party_id},
    )


def settled(sheet: IntakeSheet) -> IntakeSheet:
    """The sheet without parties about whom nothing was entered; somebody whose number was not asked for or not shown
    has no document in hand (a gap where the applicant is concerned, never a wall)."""
    parties = []
    for party in sheet.parties:
        if not (party.name.strip() or party.identity_number):
            continue
        if not party.identity_number and not party.alternative_proof:
            party = replace(party, identity_kind=IdentityKind.NONE)
        parties.append(party)
    return replace(sheet, parties=tuple(parties))


def delivery_of(sheet: IntakeSheet) -> DeliveryWish:
    """The delivery wish, filled up with the applicant's own address and phone where nothing else was said."""
    wish, applicant = sheet.delivery, sheet.applicant
    if wish.way != "courier" or applicant is None:
        return wish
    return replace(
        wish,
        addressee=wish.addressee or applicant.name,
        address=wish.address or applicant.address,
        phone=wish.phone or applicant.phone,
    )
