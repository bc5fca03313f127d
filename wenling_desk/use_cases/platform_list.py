"""The other system's case list beside ours: what matches by number, what may be the same case, what is unknown here or
missing there. Nothing is taken over before a person says so, and a likeness never by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.back_entry import BackEntry, BackEntryMember, read_back_entry
from wenling_desk.domain.heads import first_number
from wenling_desk.domain.party import APPLICANT, Party
from wenling_desk.domain.record import fold
from wenling_desk.use_cases.back_entry import TakePlatformRow
from wenling_desk.use_cases.back_entry_list import BackTask
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.platform_ports import PlatformList, PlatformRow
from wenling_desk.use_cases.ports import Reading


class RowKind(StrEnum):
    """What a row of the list, or a case of ours, turned out to be."""

    CHANGED = "changed"
    SUGGESTED = "suggested"
    MATCHED = "matched"
    MISSING_THERE = "missing_there"
    UNKNOWN_HERE = "unknown_here"


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One line of the comparison. ``row`` is ``None`` for a case of ours the list does not have; ``before`` is the
    status last seen there; ``candidates`` counts the cases a suggestion was chosen from."""

    kind: RowKind
    row: PlatformRow | None = None
    entry: BackEntry | None = None
    member: BackEntryMember | None = None
    before: str = ""
    candidates: int = 0

    @property
    def key(self) -> str:
        """A key that stays the same for the same line."""
        here = f"{self.entry.record_id}/{self.member.code}" if self.entry and self.member else ""
        return f"{self.row.row if self.row is not None else '-'}/{here}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The list beside our cases, in the order of ``RowKind``."""

    listed: PlatformList
    lines: tuple[ListedCase, ...]

    def count(self, kind: RowKind) -> int:
        """How many lines are of that kind."""
        return sum(line.kind is kind for line in self.lines)

    def of(self, *kinds: RowKind) -> tuple[ListedCase, ...]:
        """The lines of these kinds."""
        return tuple(line for line in self.lines if line.kind in kinds)


def compare(desk: Desk, reading: Reading, listed: PlatformList, tasks: Sequence[BackTask]) -> Comparison:
    """Look every row up by number, then the rest by applicant, item and day among ``tasks`` (cases without number).

    A suggestion is made only where exactly one case of ours fits the row and no other row fits that case as well.
    """
    lines: list[ListedCase] = []
    unmatched: list[PlatformRow] = []
    for row in listed.rows:
        found = _by_number(desk, reading, row)
        lines += found
        if not found:
            unmatched.append(row)
    suggestions = _suggest(reading, unmatched, tasks)
    for row in unmatched:
        fitting, contested = suggestions[row.row]
        if len(fitting) == 1 and not contested:
            task = fitting[0]
            lines.append(ListedCase(RowKind.SUGGESTED, row, task.entry, task.member, candidates=1))
        else:
            lines.append(ListedCase(RowKind.UNKNOWN_HERE, row, candidates=len(fitting)))
    suggested = {line.key.partition("/")[2] for line in lines if line.kind is RowKind.SUGGESTED}
    lines += [
        ListedCase(RowKind.MISSING_THERE, None, task.entry, task.member) for task in tasks if task.key not in suggested
    ]
    order = list(RowKind)
    return Comparison(listed, tuple(sorted(lines, key=lambda line: order.index(line.kind))))


def _by_number(desk: Desk, reading: Reading, row: PlatformRow) -> list[ListedCase]:
    """The members that carry the row's number; empty where no record here has it."""
    record_id = reading.record_of_number(row.official_number)
    facts = reading.facts_of(record_id) if record_id is not None else ()
    if not facts or facts[0].record_kind != ACCEPTANCE:
        return []
    entry = read_back_entry(fold(facts, desk.workflows.workflow(ACCEPTANCE)), first_number(facts))
    members = entry.members if entry is not None else ()
    lines = []
    for member in members:
        if member.official_number == row.official_number:
            before = member.seen.status if member.seen is not None else ""
            kind = RowKind.MATCHED if before == row.status else RowKind.CHANGED
            lines.append(ListedCase(kind, row, entry, member, before))
    return lines


def _suggest(
    reading: Reading, rows: Iterable[PlatformRow], tasks: Sequence[BackTask]
) -> Mapping[int, tuple[tuple[BackTask, ...], bool]]:
    """Row number -> the cases that fit it, and whether another row fits one of them as well."""
    names = {record_id: _applicant(reading, record_id) for record_id in {task.entry.record_id for task in tasks}}
    found = {row.row: tuple(task for task in tasks if _fits(row, task, names[task.entry.record_id])) for row in rows}
    wanted = Counter(task.key for fitting in found.values() for task in fitting)
    return {row: (fitting, any(wanted[task.key] > 1 for task in fitting)) for row, fitting in found.items()}


def _fits(row: PlatformRow, task: BackTask, applicant: str) -> bool:
    same_item = row.item_code == task.member.code or (row.item_name != "" and row.item_name == task.member.name)
    same_day = row.applied_on is not None and row.applied_on == task.member.since.date()
    return bool(applicant) and row.applicant == applicant and same_item and same_day


def _applicant(reading: Reading, record_id: str) -> str:
    taken = next((fact for fact in reading.facts_of(record_id) if fact.kind == "TakenIn"), None)
    parties = taken.body["sheet"].get("parties", ()) if taken is not None else ()
    people = (Party.from_plain(plain) for plain in parties)
    name = next((party.name for party in people if party.role == APPLICANT), "")
    return "".join(name.split())


def taking_over(desk: Desk, comparison: Comparison, chosen: Iterable[str] = ()) -> list[TakePlatformRow]:
    """The commands for what changed there and for the suggestions a person has chosen, by their keys."""
    wanted = set(chosen)
    now = desk.now().isoformat(timespec="seconds")
    return [
        TakePlatformRow(
            command_id=desk.ids.new_id(),
            record_id=line.entry.record_id,
            member=line.member.code,
            official_number=line.row.official_number,
            status=line.row.status,
            as_of=line.row.as_of or now,
            source=comparison.listed.sha256,
        )
        for line in comparison.lines
        if line.row is not None and line.entry is not None and line.member is not None
        if line.kind is RowKind.CHANGED or (line.kind is RowKind.SUGGESTED and line.key in wanted)
    ]
