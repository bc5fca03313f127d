"""What a push leaves behind: rows of facts and records, and what each scope is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from wenling_desk.server.heads import Headline, head_body, headline, with_marks
from wenling_desk.server.parts import Parts
from wenling_desk.server.work import NO_HEAD, RecordWork, Writing
from wenling_desk.store.centre import blobs, ops, tables
from wenling_desk.store.centre.log import LogEntry
from wenling_desk.store.centre.session import Session

Entries = dict[str, list[LogEntry]]


class HeadSpoiled(Exception):  # noqa: N818 - tried again, with care
    """A record's facts can no longer be told as rows of a list: one of the ops must be held."""


def merge(into: Entries, more: Mapping[str, Iterable[LogEntry]]) -> None:
    """Add what scopes are told besides."""
    for scope, entries in more.items():
        into.setdefault(scope, []).extend(entries)


def hold_records(session: Session, record_ids: list[str], device: str, at: str) -> Entries:
    """From now on the device holds these records; it is told all their facts, op by op, unless it held them before."""
    held = {record for record, holder in ops.holders(session, record_ids) if holder == device} if record_ids else set()
    entries: list[LogEntry] = []
    new = [each for each in record_ids if each not in held]
    for record_id in new:
        entries += earlier_facts(session, record_id)
    ops.add_holders(session, [(each, device, at) for each in new])
    return {f"device:{device}": entries} if entries else {}


def earlier_facts(session: Session, record_id: str) -> list[LogEntry]:
    """All facts of a record that are stored, as rows of one op each."""
    entries: list[LogEntry] = []
    for rank, _, op_id, _, _, _ in ops.fact_rows(session, record_id):
        if entries and entries[-1][2] == op_id:
            entries[-1] = ("facts", record_id, op_id, entries[-1][3], rank, None)
        else:
            entries.append(("facts", record_id, op_id, rank, rank, None))
    return entries


def write_records(
    session: Session, parts: Parts, works: dict[str, RecordWork], out: Writing, device: str, at: str
) -> Entries:
    """Write everything but the logs; returns what they are told. Raises :class:`HeadSpoiled`."""
    touched = [work for work in works.values() if work.added]
    lines = _lines(touched, parts)
    entries: Entries = defaultdict(list)
    told = {record_id for record_id, *_ in out.published}
    new_holders = [work for work in works.values() if work.record_id in told and device not in work.holders]
    for work in new_holders:
        if not work.is_new:
            entries[f"device:{device}"] += earlier_facts(session, work.record_id)
        work.holders.add(device)
    session.insert(tables.op_ledger, out.ops)
    session.insert(tables.fact, out.facts)
    session.insert(tables.paper, out.papers)
    ops.add_aliases(session, out.aliases)
    ops.add_other_entries(session, out.others)
    blobs.add_refs(session, out.blob_refs)
    _quarantine(session, out)
    ops.add_holders(session, [(work.record_id, device, at) for work in new_holders])
    for record_id, op_id, first, last in out.published:
        for holder in works[record_id].holders:
            entries[f"device:{holder}"].append(("facts", record_id, op_id, first, last, None))
    duplicates = _subjects(session, touched, lines)
    last_op = {record_id: op_id for record_id, op_id, _, _ in out.published}
    rows = []
    for work in touched:
        rows.append(_row(work, lines[work.record_id], duplicates.get(work.record_id, ()), at))
        _tell_hall(entries, work, rows[-1], last_op[work.record_id])
    ops.save_records(session, rows)
    _tell_others(session, entries, duplicates, works)
    return dict(entries)


def _lines(touched: Iterable[RecordWork], parts: Parts) -> dict[str, Headline]:
    lines = {}
    for work in touched:
        try:
            lines[work.record_id] = headline(work.standing, parts.judge, work.hall, parts.keys)
        except Exception as error:
            # Whatever a body makes the fold raise; the careful second go finds the op and holds it.
            raise HeadSpoiled(work.record_id) from error
    return lines


def _quarantine(session: Session, out: Writing) -> None:
    if not out.quarantine:
        return
    place = blobs.next_place(session)
    session.insert(tables.quarantine, [
        (op_id, place + number, device, epoch, first, reason, body, at, None, "", "")
        for number, (op_id, device, epoch, first, reason, body, at) in enumerate(out.quarantine)
    ])  # fmt: skip
    session.insert(tables.quarantine_record, sorted(set(out.quarantine_records)))


def _row(work: RecordWork, line: Headline, duplicates: Iterable[str], at: str) -> dict[str, Any]:
    day = work.standing.facts[-1].at.date().isoformat()
    closed_on = "" if line.open else work.closed_on or day
    left = not work.was_in_hall and bool(work.closed_on)
    in_hall = bool(line.heads) and (line.open or not left)
    head = head_body(work.rank, line, work.scans_missing, sorted(duplicates)) if line.heads else NO_HEAD
    return {
        "record_id": work.record_id,
        "kind": work.kind,
        "hall_code": line.hall,
        "rank": work.rank,
        "open": int(line.open),
        "in_hall": int(in_hall),
        "closed_on": closed_on,
        "disputed": int(line.disputed),
        "scans_missing": work.scans_missing,
        "changed_at": at,
        "head": head,
    }


def _tell_hall(entries: Entries, work: RecordWork, row: Mapping[str, Any], op_id: str) -> None:
    """A record handed on leaves one hall and comes to the other in the same moment."""
    if work.was_in_hall and (work.hall != row["hall_code"] or not row["in_hall"]):
        entries[f"hall:{work.hall}"].append(("remove", work.record_id, op_id, 0, work.rank, None))
    if row["in_hall"]:
        entries[f"hall:{row['hall_code']}"].append(("head", work.record_id, op_id, 0, work.rank, None))


def _subjects(session: Session, touched: Iterable[RecordWork], lines: Mapping[str, Headline]) -> dict[str, set[str]]:
    """Keep the index of open members by person; record -> others with the same person and item. Records outside this
    push are among the keys when theirs have changed."""
    ids = [work.record_id for work in touched]
    if not ids:
        return {}
    before: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record_id, subject, code in ops.subjects_of(session, ids):
        before[record_id].add((subject, code))
    added: list[tuple[str, str, str]] = []
    dropped: list[tuple[str, str, str]] = []
    for record_id in ids:
        now = lines[record_id].subjects
        added += sorted((subject, code, record_id) for subject, code in now - before[record_id])
        dropped += sorted((subject, code, record_id) for subject, code in before[record_id] - now)
    ops.drop_subjects(session, dropped)
    session.insert(tables.subject_case, added)
    changed = {(subject, code) for subject, code, _ in (*added, *dropped)}
    asked = {each for each in ids if lines[each].subjects}
    if changed:
        subjects = sorted({subject for subject, _ in changed})
        asked |= {record for record, code, subject in ops.sharing(session, subjects) if (subject, code) in changed}
    found: dict[str, set[str]] = {record_id: set() for record_id in asked}
    if asked:
        for record_id, other in ops.duplicates(session, sorted(asked)):
            found[record_id].add(other)
    return found


def _tell_others(
    session: Session, entries: Entries, duplicates: Mapping[str, set[str]], works: Mapping[str, RecordWork]
) -> None:
    """The marks of records outside this push that have a new duplicate, or one fewer."""
    others = sorted(each for each in duplicates if each not in works or not works[each].added)
    if not others:
        return
    for row in ops.records(session, others, lock=True):
        record_id, _, hall, rank, _, in_hall, _, _, scans, _, head = row
        wanted = sorted(duplicates[record_id])
        if head == NO_HEAD or msgspec.json.decode(head).get("duplicates") == wanted:
            continue
        ops.set_head(session, record_id, with_marks(head, duplicates=wanted), scans)
        if in_hall:
            entries[f"hall:{hall}"].append(("head", record_id, "", 0, rank, None))
