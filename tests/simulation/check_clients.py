"""What a history shows of the desks: what they hold, beside what the centre says they should."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.check_centre import facts_by_record
from tests.simulation.history import OK, CentreRestored, CursorMoved, Did, History, ImageRestored, Saw

Wrong = tuple[str, str, str]
HALL = "hall:"


def _facts(history: History) -> Iterator[Wrong]:
    """I5, I10, I13: each record a desk holds is byte for byte the centre's, and it holds no other."""
    centre = {
        record: tuple((row.fact_id, row.body) for row in rows)
        for record, rows in facts_by_record(history.centre).items()
    }
    held: dict[str, set[str]] = defaultdict(set)
    for record, device in history.centre.holders:
        held[device].add(record)
    waiting, gone = _waiting(history), _never_again(history)
    for client in history.clients:
        for record, facts in client.facts.items():
            if record in waiting:
                continue  # the centre keeps an op of it that it cannot read yet
            if record not in held[client.device] and client.converged:
                yield "I13", client.machine, f"has {record}, which it was never given"
            there = centre.get(record, ())
            known = {fact_id for fact_id, _ in there}
            facts = tuple(fact for fact in facts if fact[0] not in gone or fact[0] in known)
            if client.converged and record in held[client.device] and facts != there:
                same = sum(1 for mine, its in zip(facts, there, strict=False) if mine == its)
                yield "I5", client.machine, f"{record}: {len(facts)} facts, {same} like the centre's {len(there)}"
        if client.converged:
            for record in held[client.device] - client.facts.keys():
                yield "I5", client.machine, f"lacks {record}, which it holds"


def _waiting(history: History) -> set[str]:
    """Records of which the centre keeps an op that it cannot read yet."""
    held = (row.op_id for row in history.centre.ops if row.state == "held")
    return {entry.record for op_id in held for entry in history.centre.entries[op_id]}


def _never_again(history: History) -> set[str]:
    """Facts that were told once by a centre which forgot them, and whose own desk was set back, or was revoked since:
    nobody is left to offer them. Copies on other desks stay."""
    forgotten = {op_id for event in history.events if isinstance(event, CentreRestored) for op_id in event.lost}
    forgotten -= {row.op_id for row in history.centre.ops if row.state != "held"}
    return {
        entry
        for event in history.events
        if isinstance(event, Did) and event.op_id in forgotten
        for entry in event.entries
    }


def _worklists(history: History) -> Iterator[Wrong]:
    """I5, I12, I13: a hall's worklist is the centre's; what left it does not come back."""
    by_hall: dict[str, dict[str, int]] = defaultdict(dict)
    statuses = {row.record: row.statuses for row in history.centre.records}
    gone = _never_again(history)
    for row in history.centre.records:
        if row.in_hall:
            by_hall[row.hall][row.record] = row.rank
    for client in history.clients:
        if not client.converged:
            continue
        wanted: dict[str, int] = {}
        for scope in client.scopes:
            wanted |= by_hall.get(scope.removeprefix(HALL), {}) if scope.startswith(HALL) else {}
        shown = {head.record: head for head in client.heads}
        for record, rank in wanted.items():
            if record not in shown:
                yield "I5", client.machine, f"does not show {record} of its hall"
            elif shown[record].rank != rank:
                yield "I5", client.machine, f"shows {record} at rank {shown[record].rank}, the centre has {rank}"
            elif gone & {fact_id for fact_id, _ in client.facts.get(record, ())}:
                continue  # it tells more than the centre can know
            elif dict(shown[record].statuses) != dict(statuses[record]):
                yield "I5", client.machine, f"shows {record} as {dict(shown[record].statuses)}"
        for record in shown.keys() - wanted.keys():
            yield "I12", client.machine, f"shows {record}, which is not in its hall's list"


def _cursors(history: History) -> Iterator[Wrong]:
    """I6: cursors go forward; I17: in the end they stand at the heads."""
    last: dict[tuple[str, str], int] = {}
    for event in history.events:
        if isinstance(event, CursorMoved):
            place = event.machine, event.scope
            if event.ver < last.get(place, 0) and not event.reset:
                yield "I6", f"{event.machine} {event.scope}", f"from {last[place]} back to {event.ver}"
            last[place] = event.ver
        elif isinstance(event, ImageRestored):
            last = {place: ver for place, ver in last.items() if place[0] != event.machine}
    for client in history.clients:
        if client.converged:
            for scope in client.scopes:
                head, at = history.centre.heads.get(scope, 0), client.cursors.get(scope, 0)
                if at != head:
                    yield ("I6" if at > head else "I17"), f"{client.machine} {scope}", f"cursor {at}, head {head}"


def _queues(history: History) -> Iterator[Wrong]:
    """I17: everything was sent, and what was sent came back."""
    for client in history.clients:
        if not client.converged:
            continue
        if client.unsent or client.blobs_waiting:
            yield "I17", client.machine, f"{client.unsent} entries and {client.blobs_waiting} attachments wait"
        held = {row.op_id for row in history.centre.ops if row.state == "held"}
        for row in client.ops:
            if row.state == "queued" or (row.state == "acked" and row.op_id not in held):
                yield "I17", client.machine, f"{row.op_id} is still {row.state}"
        for blob in _blobs_of(history, client.machine):
            if blob not in {row.sha256 for row in history.centre.blobs}:
                yield "I11", client.machine, f"the centre does not hold {blob}"


def _blobs_of(history: History, machine: str) -> set[str]:
    kept = {row.op_id for client in history.clients if client.machine == machine for row in client.ops}
    return {
        blob
        for event in history.events
        if isinstance(event, Did) and event.machine == machine and event.outcome == OK and event.op_id in kept
        for blob in event.blobs
    }


def _readings(history: History) -> Iterator[Wrong]:
    """I7: what a desk showed once it shows again, its own acts among it."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    for event in history.events:
        if isinstance(event, Did) and event.outcome == OK and event.record:
            seen[event.machine, event.record].update(event.entries)
            own[event.machine].update(event.entries)
        elif isinstance(event, CursorMoved) and event.reset:
            # The scope is told anew: own facts stay, others come again as the centre has them now.
            for place, ids in seen.items():
                if place[0] == event.machine:
                    ids &= own[event.machine]
        elif isinstance(event, Saw):
            gone = seen[event.machine, event.record] - set(event.facts)
            if gone:
                yield "I7", f"{event.machine} {event.record}", f"{sorted(gone)[0]} and {len(gone) - 1} more not shown"
            seen[event.machine, event.record] = set(event.facts)
        elif isinstance(event, ImageRestored):
            seen = defaultdict(set, {place: ids for place, ids in seen.items() if place[0] != event.machine})


def _sums(history: History) -> Iterator[Wrong]:
    """I16: a desk's own sums equal a recount."""
    for client in history.clients:
        for name, counted in client.recount.items():
            if client.counts.get(name, 0) != counted:
                yield "I16", client.machine, f"{name}: {client.counts.get(name, 0)} kept, {counted} counted"


CHECKS = (_facts, _worklists, _cursors, _queues, _readings, _sums)
