"""The members of a case: state, clock with its arithmetic, organ and seal, and who waits for whom. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.delegation import Delegation
from wenling_desk.domain.service_item import SourceStatus
from wenling_desk.domain.working_days import Calendar
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import DueWords, arithmetic, due_words, short_moment
from wenling_desk.use_cases.wording import circled, gap_words, remedy_words, status_words

STATUS_TONES: Mapping[str, str] = {
    "waiting_predecessor": "quiet",
    "taken_in": "act",
    "correction_pending": "soon",
    "accepted": "good",
    "accepted_deferred": "soon",
    "special_procedure": "quiet",
    "completed": "good",
    "denied": "late",
    "acceptance_refused": "late",
    "acceptance_revoked": "late",
    "answered": "act",
    "call_back_due": "soon",
}
"""Status -> tone of its chip; endings without a result stay quiet."""

ACCEPTING = ("Accepted", "AcceptedWithDeferral", "DeemedAccepted")


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as the page shows it. ``number`` is its circled number, empty for a case of one item.

    ``gaps`` say what is still awaited and how to mend it; ``facts`` are further pairs of label and value (seal,
    official number, result number). ``reference_only`` marks a promise that is not documented (参考目录).
    """

    code: str
    number: str
    name: str
    organ: str
    status: str
    tone: str
    due: DueWords
    due_label: str
    count: str
    gaps: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    reference_only: bool


@dataclass(frozen=True, slots=True)
class DiagramBox:
    """A member in the diagram: its column by predecessors (0 starts at once), its place in the column, the short words
    inside its box and the long ones for the ear."""

    code: str
    label: str
    column: int
    place: int
    tone: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """Who waits for whom: boxes, and arrows from box to box by their positions in ``boxes``."""

    boxes: tuple[DiagramBox, ...] = ()
    arrows: tuple[tuple[int, int], ...] = ()


def member_lines(
    texts: Texts,
    case: CaseView,
    catalogue: Catalogue,
    calendar: Calendar,
    delegations: Mapping[str, Delegation | None],
    today: date,
) -> tuple[MemberLine, ...]:
    """The members in the order of the bundle."""
    positions = {member.code: position for position, member in enumerate(case.members, 1)}
    return tuple(
        MemberLine(
            code=member.code,
            number=circled(texts, positions[member.code]) if len(case.members) > 1 else "",
            name=member.name,
            organ=_organ(catalogue, member),
            status=status_words(texts, member, positions),
            tone=STATUS_TONES.get(member.status, "quiet"),
            due=due_words(texts, member.due.day if member.due else None, member.due_kind, today, calendar),
            due_label=texts(f"case.due_kind.{member.due_kind}") if member.due_kind else "",
            count=arithmetic(texts, member, case.record, today),
            gaps=tuple(_gap(texts, gap) for gap in member.open_gaps),
            facts=_facts(texts, case, member, delegations.get(member.code), today),
            reference_only=_is_reference(catalogue, member),
        )
        for member in case.members
    )


def _organ(catalogue: Catalogue, member: CaseMember) -> str:
    department = catalogue.departments.get(member.department_key)
    return department.called if department is not None else ""


def _is_reference(catalogue: Catalogue, member: CaseMember) -> bool:
    item = catalogue.items.get(member.code)
    return item is not None and item.committed_status is not SourceStatus.DOCUMENTED


def _gap(texts: Texts, gap: Mapping[str, object]) -> str:
    label = str(gap.get("label", ""))
    return texts("record.member.gap", label=label, what=gap_words(texts, gap), remedy=remedy_words(texts, gap))


def _facts(
    texts: Texts, case: CaseView, member: CaseMember, delegation: Delegation | None, today: date
) -> tuple[tuple[str, str], ...]:
    acceptances = (case.record.last(kind, member.code) for kind in ACCEPTING)
    seal = next((str(fact.body.get("seal", "")) for fact in acceptances if fact is not None), "")
    rows = [(texts("record.member.seal"), _seal_words(texts, member, seal, delegation))]
    if member.accepted_at is not None:
        rows.append((texts("record.member.accepted_at"), short_moment(texts, member.accepted_at, today)))
    official = case.official_numbers.get(member.code) or case.official_numbers.get("", "")
    rows.append((texts("record.member.official_number"), official or texts("record.member.no_official_number")))
    if member.result_number:
        rows.append((texts("record.member.result_number"), member.result_number))
    if member.terminal:
        key = "record.member.delivered" if member.delivered else "record.member.not_delivered"
        rows.append((texts("record.member.delivery"), texts(key)))
    return tuple(rows)


def _seal_words(texts: Texts, member: CaseMember, seal: str, delegation: Delegation | None) -> str:
    if seal:
        return texts("record.member.sealed", seal=seal)
    if member.accepted_at is not None:
        return texts("record.member.sealed_by_organ")
    if delegation is not None:
        return texts("record.member.seal_held", seal=delegation.seal, holder=delegation.seal_holder)
    return texts("record.member.not_delegated")


def diagram_of(texts: Texts, lines: Sequence[MemberLine], case: CaseView) -> Diagram:
    """The serial and parallel order of a bundle; empty for a case of one item."""
    if len(case.members) < 2:
        return Diagram()
    after = {member.code: tuple(code for code in member.after) for member in case.members}
    columns = {code: _column(code, after) for code in after}
    taken: dict[int, int] = {}
    boxes = []
    for line in lines:
        column = columns[line.code]
        place = taken.get(column, 0)
        taken[column] = place + 1
        spoken = f"{line.number} {line.name} {line.status}"
        status = _short_status(texts, case.member(line.code).status)
        label = texts("record.diagram.box", number=line.number, status=status)
        boxes.append(DiagramBox(line.code, label, column, place, line.tone, spoken))
    at = {box.code: position for position, box in enumerate(boxes)}
    arrows = tuple((at[before], at[code]) for code in after for before in after[code] if before in at and code in at)
    return Diagram(tuple(boxes), arrows)


def _short_status(texts: Texts, status: str) -> str:
    short = {"waiting_predecessor": "record.diagram.waiting", "denied": "record.diagram.denied"}
    return texts(short[status]) if status in short else texts(f"case.status.{status}")


def _column(code: str, after: Mapping[str, tuple[str, ...]]) -> int:
    """The longest way to a member that starts at once; the catalogue's check has proved that there is no circle."""
    return max((_column(before, after) + 1 for before in after.get(code, ()) if before in after), default=0)
