"""Scripted intakes: JSON of many applications, read into the same sheets and commands the page makes.

The shape is documented by ``resources/schemas/intake.schema.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import IdentityKind, normal_number
from wenling_desk.domain.intake import DeliveryWish, IntakeSheet, handling_plan
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import AGENT, APPLICANT, Mandate, Party, PartyKind
from wenling_desk.domain.service_item import Material, MaterialSource
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import DecideCase, ReviewCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.edit_case import RecordOfficialNumber
from wenling_desk.use_cases.end_application import (
    DeemWithdrawn,
    RevokeAcceptance,
    TerminateCase,
    WithdrawApplication,
)
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.handle_papers import IssueCaseSummary
from wenling_desk.use_cases.receive_supplement import ReceiveSupplement
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, ExtendTimeLimit, StartSpecialProcedure
from wenling_desk.use_cases.take_in import TakeIn

ACTS: Mapping[str, type[Command]] = {
    "take_in": TakeIn,
    "accept": AcceptCase,
    "request_correction": RequestCorrection,
    "defer": DeferMaterials,
    "refuse_acceptance": RefuseAcceptance,
    "declare_not_required": DeclareNotRequired,
    "finish_on_the_spot": FinishOnTheSpot,
    "receive_supplement": ReceiveSupplement,
    "deem_withdrawn": DeemWithdrawn,
    "withdraw": WithdrawApplication,
    "revoke_acceptance": RevokeAcceptance,
    "terminate": TerminateCase,
    "start_special_procedure": StartSpecialProcedure,
    "end_special_procedure": EndSpecialProcedure,
    "extend": ExtendTimeLimit,
    "review": ReviewCase,
    "decide": DecideCase,
    "deliver": DeliverResult,
    "rate": RateCase,
    "record_official_number": RecordOfficialNumber,
    "case_summary": IssueCaseSummary,
}
"""Names of acts in a script."""

FIRST_ACTS = frozenset({
    "take_in", "accept", "request_correction", "defer", "refuse_acceptance", "declare_not_required",
    "finish_on_the_spot",
})  # fmt: skip
"""Acts a script may begin with."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act with its values."""

    act: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScriptedCase:
    """One application, its first act and what follows."""

    sheet: IntakeSheet = field(repr=False)
    steps: tuple[Step, ...]


def read_script(plain: object, catalogue: Catalogue) -> list[ScriptedCase]:
    """One or many intakes. Refuses with ``script_wrong`` (``position`` from 1, ``where``) before anything is done."""
    rows = plain if isinstance(plain, list) else [plain]
    return [_read_case(row, position, catalogue) for position, row in enumerate(rows, 1)]


def command_of(step: Step, command_id: str, **target: Any) -> Command:
    """The command of a step; ``target`` is ``sheet`` and ``draft_id``, or ``record_id``."""
    return ACTS[step.act](command_id=command_id, **target, **step.values)


def _read_case(row: object, position: int, catalogue: Catalogue) -> ScriptedCase:
    if not isinstance(row, Mapping):
        raise DeskRefusal("script_wrong", position=position, where="[]")
    known = {
        "target", "answers", "already_done", "not_needed", "applicant", "agent", "parties", "materials",
        "other_materials", "form", "delivery", "note", "act", "then",
    }  # fmt: skip
    place = _Place(position)
    sheet = _read_sheet(row, place, catalogue)
    first = {"act": row.get("act", "take_in"), **{key: row[key] for key in row if key not in known}}
    then = row.get("then", [])
    if not isinstance(then, list):
        raise place.wrong("then")
    steps = [_read_step(first, place, "act"), *(_read_step(step, place, "then") for step in then)]
    if steps[0].act not in FIRST_ACTS:
        raise place.wrong("act")
    return ScriptedCase(sheet, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Place:
    position: int

    def wrong(self, where: str) -> DeskRefusal:
        return DeskRefusal("script_wrong", position=self.position, where=where)


def _read_sheet(row: Mapping[str, Any], place: _Place, catalogue: Catalogue) -> IntakeSheet:
    target = row.get("target")
    if not isinstance(target, str) or (target not in catalogue.items and target not in catalogue.bundles):
        raise place.wrong("target")
    try:
        sheet = IntakeSheet(
            target_code=target,
            is_bundle=target in catalogue.bundles,
            catalogue_release=catalogue.release,
            answers=_answers(row, target, catalogue),
            already_done={str(code): dict(value) for code, value in row.get("already_done", {}).items()},
            not_needed=tuple(row.get("not_needed", ())),
            parties=tuple(_parties(row)),
            form=dict(row.get("form", {})),
            delivery=DeliveryWish(**row.get("delivery", {})),
            note=str(row.get("note", "")),
        )
        wanted = handling_plan(sheet, catalogue).materials
        entries = _materials(row, wanted)
    except DeskRefusal:
        raise
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise place.wrong(str(error)[:80]) from error
    return IntakeSheet.from_plain({**sheet.to_plain(), "materials": {k: e.to_plain() for k, e in entries.items()}})


def _answers(row: Mapping[str, Any], target: str, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Given answers over the usual ones; a single answer may be a plain text."""
    forms = catalogue.forms.get(target)
    answers = dict(forms.default_answers or {}) if forms is not None else {}
    for question, chosen in row.get("answers", {}).items():
        answers[question] = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    return answers


def _parties(row: Mapping[str, Any]) -> list[Party]:
    found = []
    if row.get("applicant"):
        found.append(_party({"role": APPLICANT, **row["applicant"]}, "p1"))
    if row.get("agent"):
        found.append(_party({"role": AGENT, **row["agent"]}, "p2"))
    found += [_party(plain, f"p{n}") for n, plain in enumerate(row.get("parties", ()), 3)]
    return found


def _party(plain: Mapping[str, Any], party_id: str) -> Party:
    kind = PartyKind(plain.get("kind", PartyKind.NATURAL_PERSON))
    usual = IdentityKind.RESIDENT_ID_CARD if kind is PartyKind.NATURAL_PERSON else IdentityKind.USCC
    mandate = plain.get("mandate")
    return Party(
        party_id=party_id,
        role=plain["role"],
        kind=kind,
        name=plain["name"],
        identity_kind=IdentityKind(plain.get("identity_kind", usual)),
        identity_number=normal_number(plain.get("identity_number", "")),
        phone=plain.get("phone", ""),
        address=plain.get("address", ""),
        is_data_subject=plain.get("is_data_subject", False),
        mandate=Mandate(**mandate) if mandate else None,
        overrides=dict(plain.get("overrides", {})),
        alternative_proof=plain.get("alternative_proof", ""),
    )


def _materials(row: Mapping[str, Any], wanted: Sequence[Material]) -> dict[str, MaterialEntry]:
    entries = {}
    rest = row.get("other_materials", "")
    for material in wanted:
        given = row.get("materials", {}).get(material.material_id)
        if given is not None:
            entries[material.material_id] = _entry(given)
        elif rest == "complete":
            entries[material.material_id] = MaterialEntry(_complete_mark(material), copies=material.copies or 1)
        elif rest:
            entries[material.material_id] = MaterialEntry(MaterialMark(rest))
    return entries


def _entry(given: object) -> MaterialEntry:
    return MaterialEntry.from_plain(given if isinstance(given, Mapping) else {"mark": given})


def _complete_mark(material: Material) -> MaterialMark:
    """The usual way a complete material lies there: signed form, shared data, or the paper itself."""
    if material.source is MaterialSource.DESK_FORM:
        return MaterialMark.ORIGINAL
    return MaterialMark.EXEMPT if material.shareable else MaterialMark.ORIGINAL


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "due": date.fromisoformat,
    "expected_end": date.fromisoformat,
    "reasons": tuple,
    "returned": tuple,
    "members": tuple,
    "remedies": lambda given: tuple(given.items()),
    "materials": lambda given: {key: _entry(entry) for key, entry in given.items()},
}


def _read_step(step: object, place: _Place, where: str) -> Step:
    if not isinstance(step, Mapping) or step.get("act") not in ACTS:
        raise place.wrong(where)
    act = str(step["act"])
    allowed = set(ACTS[act].__dataclass_fields__) - {"command_id", "initiator", "sheet", "draft_id", "record_id"}
    unknown = set(step) - allowed - {"act"}
    if unknown:
        raise place.wrong(f"{where}: {sorted(unknown)[0]}")
    try:
        values = {key: _READERS.get(key, lambda given: given)(step[key]) for key in step if key != "act"}
        command_of(Step(act, values), "")
    except (TypeError, ValueError, AttributeError) as error:
        raise place.wrong(f"{where}: {error}"[:80]) from error
    return Step(act, values)
