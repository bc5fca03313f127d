"""Each fact as a sentence, without any person's plain data. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.identity import mask_name, mask_phone
from wenling_desk.domain.record import PUT_IN_FORCE
from wenling_desk.texts import Texts
from wenling_desk.ui.record.archive_words import WRITERS as ARCHIVE_WRITERS
from wenling_desk.ui.record.back_room_words import WRITERS as BACK_ROOM_WRITERS
from wenling_desk.ui.record.batch_words import WRITERS as BATCH_WRITERS
from wenling_desk.ui.record.booking_words import WRITERS as BOOKING_WRITERS
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.record.day_words import WRITERS as DAY_WRITERS
from wenling_desk.ui.record.handover_words import WRITERS as HANDOVER_WRITERS
from wenling_desk.ui.record.paper_names import trouble_words
from wenling_desk.ui.record.repairs_words import WRITERS as REPAIRS_WRITERS
from wenling_desk.ui.record.shelf_words import WRITERS as SHELF_WRITERS

Names = Callable[[Sequence[str]], str]
"""Item codes -> how the page calls them: their circled numbers, or nothing where there is only one."""


class FactWords:
    """Puts facts into words. ``names`` calls members, ``paper_name`` a paper by kind and number, ``label`` a form field
    and ``material`` a material of the guide."""

    def __init__(
        self,
        texts: Texts,
        today: date,
        names: Names,
        paper_name: Callable[[str, str], str],
        label: Callable[[str], str],
        material: Callable[[str], str],
    ) -> None:
        self._texts = texts
        self._today = today
        self._names = names
        self._paper_name = paper_name
        self._label = label
        self._material = material

    def sentence(self, fact: Fact) -> str:
        """What happened; a fact of a ledger is told by its act's label alone, and a kind of a newer version is said to
        be one, not hidden."""
        writer = WRITERS.get(fact.kind)
        if writer is not None:
            return writer(self, fact)
        label = f"case.fact.{fact.kind}"
        if self._texts.has(label):
            return self._texts(label, paper="")
        return self._texts("record.fact.unknown", kind=fact.kind)

    # -- parts -----------------------------------------------------------------------------------

    def _day(self, plain: object) -> str:
        return short_day_with_weekday(self._texts, date.fromisoformat(str(plain)), self._today)

    def named_day(self, plain: object) -> str:
        """11-30 周一."""
        return self._day(plain)

    def _joined(self, parts: Sequence[str]) -> str:
        return self._texts("case.joined").join(part for part in parts if part)

    def _of(self, fact: Fact) -> str:
        """The members a fact concerns, with a space before, or nothing."""
        called = self._names(fact.members)
        return f" {called}" if called else ""

    def _with(self, key: str, value: object) -> str:
        """A further part of a sentence, or nothing where there is no value."""
        return self._texts(key, value=value) if value else ""

    def _reasons(self, body: Mapping[str, Any]) -> str:
        reasons = self._texts("record.fact.reasons_joined").join(body.get("reasons", ()))
        return self._with("record.fact.because", reasons)

    # -- sentences -------------------------------------------------------------------------------

    def plain(self, key: str) -> str:
        """A sentence without values."""
        return self._texts(key)

    def of_members(self, key: str, fact: Fact, **values: object) -> str:
        """A sentence about members."""
        return self._texts(key, of=self._of(fact), **values)

    def taken_in(self, fact: Fact) -> str:
        """收件."""
        members = fact.body.get("members", ())
        if len(members) == 1:
            return self._texts("record.fact.taken_in_one", name=members[0]["name"])
        return self._texts("record.fact.taken_in", count=len(members))

    def corrected_on_the_spot(self, fact: Fact) -> str:
        """当场更正."""
        return self._texts("record.fact.corrected_on_the_spot", of=self._of(fact), what=fact.body.get("what", ""))

    def correction_requested(self, fact: Fact) -> str:
        """一次性告知; a second one says why."""
        body = fact.body
        key = "record.fact.correction_again" if body.get("ordinal", 1) > 1 else "record.fact.correction_requested"
        return self._texts(
            key,
            of=self._of(fact),
            count=len(body.get("gaps", ())),
            due=self._day(body["due"]),
            ordinal=body.get("ordinal", 1),
            reason=body.get("not_seen_before_because", ""),
        )

    def supplement_received(self, fact: Fact) -> str:
        """补交."""
        brought = self._joined([self._material(key) for key in fact.body.get("materials", {})])
        return self._texts("record.fact.supplement_received", of=self._of(fact)) + self._with(
            "record.fact.namely", brought
        )

    def accepted(self, fact: Fact) -> str:
        """受理, with the seal used."""
        return self._texts("record.fact.accepted", of=self._of(fact)) + self._with(
            "record.fact.sealed", fact.body.get("seal", "")
        )

    def accepted_with_deferral(self, fact: Fact) -> str:
        """先予受理."""
        count, due = len(fact.body.get("gaps", ())), self._day(fact.body["due"])
        return self._texts("record.fact.deferred", of=self._of(fact), count=count, due=due)

    def acceptance_refused(self, fact: Fact) -> str:
        """不予受理, with ground, organ to go to and reasons."""
        ground = fact.body.get("ground", "")
        return (
            self._texts("record.fact.acceptance_refused", of=self._of(fact))
            + self._with("record.fact.ground", self._texts(f"case.ground.{ground}") if ground else "")
            + self._reasons(fact.body)
            + self._with("record.fact.right_organ", fact.body.get("right_organ", ""))
        )

    def ended(self, key: str, fact: Fact) -> str:
        """An ending with its reasons."""
        return self._texts(key, of=self._of(fact)) + self._reasons(fact.body)

    def withdrawn(self, fact: Fact) -> str:
        """主动撤回, with what was handed back."""
        returned = [self._material(str(key)) for key in fact.body.get("returned", ())]
        return (
            self._texts("record.fact.withdrawn", of=self._of(fact))
            + self._with("record.fact.because", fact.body.get("reason", ""))
            + self._with("record.fact.returned", self._joined(returned))
        )

    def procedure_started(self, fact: Fact) -> str:
        """特别程序 begins."""
        body = fact.body
        return self._texts(
            "record.fact.procedure_started",
            of=self._of(fact),
            procedure=self._texts(f"case.procedure.{body['procedure']}"),
            end=self._day(body["expected_end"]),
            reason=body["reason"],
            approver=body["approver"],
        )

    def procedure_ended(self, fact: Fact) -> str:
        """特别程序 ends."""
        return self._texts("record.fact.procedure_ended", of=self._of(fact)) + self._with(
            "record.fact.namely", fact.body.get("result", "")
        )

    def extended(self, fact: Fact) -> str:
        """延期."""
        body, of = fact.body, self._of(fact)
        return self._texts(
            "record.fact.extended", of=of, days=body["days"], reason=body["reason"], approver=body["approver"]
        )

    def reviewed(self, fact: Fact) -> str:
        """审查."""
        return self._texts("record.fact.reviewed", of=self._of(fact), opinion=fact.body.get("opinion", "")) + self._way(
            fact.body
        )

    def decided(self, key: str, fact: Fact) -> str:
        """准予 or 不予, how it came, and the number of the result."""
        return (
            self._texts(key, of=self._of(fact))
            + self._with("record.fact.result_number", fact.body.get("result_number", ""))
            + self._reasons(fact.body)
            + self._way(fact.body)
        )

    def _way(self, body: Mapping[str, Any]) -> str:
        way, officer = str(body.get("way", "")), body.get("officer", "")
        known = {
            "signed_paper": "record.fact.way_signed_paper",
            "imported": "record.fact.way_imported",
            "on_the_spot": "record.fact.way_on_the_spot",
        }
        if way not in known:
            return ""
        return self._texts(known[way], officer=officer)

    def delivered(self, fact: Fact) -> str:
        """交付 or 送达, the receiver masked."""
        body = fact.body
        return self._texts(
            "record.fact.delivered",
            of=self._of(fact),
            way=self._texts(f"case.way.{body['way']}"),
            receiver=mask_name(str(body.get("receiver", ""))),
        ) + (self._texts("record.fact.by_proxy", proof=body.get("proof", "")) if body.get("by_proxy") else "")

    def rated(self, fact: Fact) -> str:
        """好差评: the grade by its name, and the applicant's own words."""
        return self._texts("record.fact.rated", grade=self._texts(f"case.grade.{fact.body['grade']}")) + self._with(
            "record.fact.rated_words", fact.body.get("words", "")
        )

    def field_edited(self, fact: Fact) -> str:
        """A form field: its label only, the values stay on the form."""
        return self._texts("record.fact.field_edited", label=self._label(str(fact.body.get("field", ""))))

    def dispute_settled(self, fact: Fact) -> str:
        """已核处, which way and why."""
        in_force = fact.body.get("outcome") == PUT_IN_FORCE
        key = "record.fact.dispute_put_in_force" if in_force else "record.fact.dispute_upheld"
        return self._texts(key) + self._with("record.fact.because", fact.body.get("reason", ""))

    def hall_changed(self, fact: Fact) -> str:
        """转到另一个大厅, with the reason."""
        moved = self._texts("record.fact.hall_changed", hall=fact.body.get("to_hall", ""))
        return moved + self._with("record.fact.because", fact.body.get("reason", ""))

    def back_entry_noted(self, fact: Fact) -> str:
        """How many fields were entered over there, and how many left out."""
        states = list(fact.body.get("fields", {}).values())
        entered = states.count("entered")
        return self._texts(
            "record.fact.back_entry_noted", of=self._of(fact), entered=entered, left_out=len(states) - entered
        )

    def back_entry_waived(self, fact: Fact) -> str:
        """无需补录, with the reason."""
        return self._texts("record.fact.back_entry_waived", of=self._of(fact), reason=fact.body.get("reason", ""))

    def platform_status(self, fact: Fact) -> str:
        """What the other system's list said; it is not our status."""
        body = fact.body
        as_of = str(body.get("as_of", ""))[:16].replace("T", " ")
        return self._texts("record.fact.platform_status", of=self._of(fact), status=body.get("status", ""), as_of=as_of)

    def official_number(self, fact: Fact) -> str:
        """办件编号."""
        return self._texts("record.fact.official_number", of=self._of(fact), number=fact.body.get("number", ""))

    def paper(self, key: str, fact: Fact) -> str:
        """Something about a paper: its kind, its number."""
        body = fact.body
        return self._texts(
            key,
            kind=self._paper_name(str(body.get("paper_kind", "")), str(body.get("number", ""))),
            number=body.get("number", ""),
            count=body.get("count", 0),
            copies=body.get("copies", 1),
            trouble=trouble_words(self._texts, str(body.get("trouble", ""))),
            printer=body.get("printer", ""),
        )

    def paper_voided(self, fact: Fact) -> str:
        """作废, with 收回 yes or no."""
        kept = "record.fact.collected" if fact.body.get("collected") else "record.fact.not_collected"
        return (
            self.paper("record.fact.paper_voided", fact)
            + self._with("record.fact.because", fact.body.get("reason", ""))
            + self._texts(kept)
        )

    def consulted(self, fact: Fact) -> str:
        """咨询: question and answer."""
        key = "record.fact.consulted_by_phone" if fact.body.get("channel") == "phone" else "record.fact.consulted"
        return self._texts(key, question=fact.body.get("question", "")) + self._with(
            "record.fact.answered", fact.body.get("answer", "")
        )

    def call_back_promised(self, fact: Fact) -> str:
        """答应回电, the phone masked."""
        return self._texts(
            "record.fact.call_back_promised",
            phone=mask_phone(str(fact.body.get("phone", ""))),
            due=self._day(fact.body["due"]),
        )

    def answered(self, key: str, fact: Fact) -> str:
        """回电 or 了结."""
        return self._texts(key) + self._with("record.fact.answered", fact.body.get("answer", ""))


Writer = Callable[[FactWords, Fact], str]

WRITERS: Mapping[str, Writer] = {
    **ARCHIVE_WRITERS,
    **BOOKING_WRITERS,
    **DAY_WRITERS,
    **HANDOVER_WRITERS,
    **BATCH_WRITERS,
    **SHELF_WRITERS,
    "TakenIn": FactWords.taken_in,
    "HeldForPredecessor": lambda words, fact: words.of_members("record.fact.held", fact),
    "MemberStarted": lambda words, fact: words.of_members("record.fact.started", fact),
    "CorrectedOnTheSpot": FactWords.corrected_on_the_spot,
    "CorrectionRequested": FactWords.correction_requested,
    "SupplementReceived": FactWords.supplement_received,
    "Accepted": FactWords.accepted,
    "AcceptedWithDeferral": FactWords.accepted_with_deferral,
    "DeferredMaterialsReceived": FactWords.supplement_received,
    "DeferralClosed": lambda words, fact: words.of_members("record.fact.deferral_closed", fact),
    "DeemedAccepted": lambda words, fact: words.of_members("record.fact.deemed_accepted", fact),
    "AcceptanceRefused": FactWords.acceptance_refused,
    "NotRequiredTold": lambda words, fact: words.ended("record.fact.not_required", fact),
    "DeemedWithdrawn": lambda words, fact: words.of_members("record.fact.deemed_withdrawn", fact),
    "AcceptanceRevoked": lambda words, fact: words.ended("record.fact.revoked", fact),
    "Withdrawn": FactWords.withdrawn,
    "Terminated": lambda words, fact: words.ended("record.fact.terminated", fact),
    "SpecialProcedureStarted": FactWords.procedure_started,
    "SpecialProcedureEnded": FactWords.procedure_ended,
    "Extended": FactWords.extended,
    "Reviewed": FactWords.reviewed,
    "Granted": lambda words, fact: words.decided("record.fact.granted", fact),
    "Denied": lambda words, fact: words.decided("record.fact.denied", fact),
    "ResultDelivered": FactWords.delivered,
    "Rated": FactWords.rated,
    "FormFieldEdited": FactWords.field_edited,
    "OfficialNumberRecorded": FactWords.official_number,
    "BackEntryNoted": FactWords.back_entry_noted,
    "BackEntryWaived": FactWords.back_entry_waived,
    "PlatformStatusSeen": FactWords.platform_status,
    "OutageBegun": lambda words, _fact: words.plain("record.fact.outage_begun"),
    "OutageEnded": lambda words, _fact: words.plain("record.fact.outage_ended"),
    "PaperIssued": lambda words, fact: words.paper("record.fact.paper_issued", fact),
    "PaperReprinted": lambda words, fact: words.paper("record.fact.paper_reprinted", fact),
    "PaperPrinted": lambda words, fact: words.paper("record.fact.paper_printed", fact),
    "PaperPrintFailed": lambda words, fact: words.paper("record.fact.paper_print_failed", fact),
    "PaperVoided": FactWords.paper_voided,
    **REPAIRS_WRITERS,
    "ApplicantPaperMade": lambda words, fact: words.paper("record.fact.applicant_paper_made", fact),
    "ApplicantPaperSigned": lambda words, fact: words.paper("record.fact.applicant_paper_signed", fact),
    "ApplicantPaperScanned": lambda words, fact: words.paper("record.fact.applicant_paper_scanned", fact),
    "FactRefused": lambda words, _fact: words.plain("record.fact.fact_refused"),
    "Disputed": lambda words, _fact: words.plain("record.fact.disputed"),
    "DisputeSettled": FactWords.dispute_settled,
    "ScanAttached": lambda words, fact: words.of_members("record.fact.scan_attached", fact),
    "HallChanged": FactWords.hall_changed,
    **BACK_ROOM_WRITERS,
    "Consulted": FactWords.consulted,
    "ConsultationNoticeIssued": lambda words, _fact: words.plain("record.fact.consultation_notice"),
    "CallBackPromised": FactWords.call_back_promised,
    "CalledBack": lambda words, fact: words.answered("record.fact.called_back", fact),
    "ConsultationClosed": lambda words, fact: words.answered("record.fact.consultation_closed", fact),
}
"""Fact kind -> its sentence."""
