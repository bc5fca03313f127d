"""What one command does to several records, and what follows from a record's facts: I19 and I20.

A command that writes several records writes each as an op of its own, in one database transaction: the first op has the
command's id, the others that id and a tag. Which others there must be is said by what the first one says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from tests.simulation.history import ClientState, Entry, History

Wrong = tuple[str, str, str]
LIST_MADE, HANDED_OVER = "ListMade", "HandedOver"
SEAL_USED, PAPER_SEALED = "SealUsed", "PaperSealed"
SHIFT, SEAL_HANDED_OVER = "ShiftHandedOver", "SealHandedOver"
SIGNED: Final = ("ListSigned", "ListDeemedDelivered")
OF_A_SIGNING: Final = ("SignedFor", "ReturnedToCounter")
TAGS: Final = {HANDED_OVER: "h", PAPER_SEALED: "paper", SEAL_HANDED_OVER: "seal", **dict.fromkeys(OF_A_SIGNING, "s")}
"""The tag of an op that stands beside another one, by the kind of its fact."""
FIRST: Final = {LIST_MADE: HANDED_OVER, SEAL_USED: PAPER_SEALED, SHIFT: SEAL_HANDED_OVER}
_WANTED: Final = tuple(kind.encode() for kind in (*TAGS, *FIRST, *SIGNED, "PaperIssued"))


@dataclass
class _Command:
    """The facts of one command on a volume, by the op they stand in."""

    first: list[dict[str, Any]] = field(default_factory=list)
    beside: list[dict[str, Any]] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        return [fact for fact in self.first if fact["kind"] in kinds]

    def others(self, *kinds: str) -> list[dict[str, Any]]:
        return [fact for fact in self.beside if fact["kind"] in kinds]


def torn(client: ClientState) -> Iterator[str]:
    """What of a joint command is on a volume without the rest of it."""
    for command_id, command in _commands(client).items():
        for wrong in (*_lists(command), *_seals(command), *_shifts(command), *_signings(command)):
            yield f"{command_id}: {wrong}"
        places = sorted(command.places)
        if any(after[0] != before[1] + 1 for before, after in pairwise(places)):
            yield f"{command_id}: its ops stand apart in the ledger"


def _commands(client: ClientState) -> Mapping[str, _Command]:
    """Commands that may have several ops, by id."""
    commands: dict[str, _Command] = defaultdict(_Command)
    for row in client.ops:
        facts = list(_facts(client.entries[row.op_id]))
        tag = next((TAGS[fact["kind"]] for fact in facts if fact["kind"] in TAGS), "")
        stem, _, last = row.op_id.rpartition("-")
        is_beside = bool(tag) and last.startswith(tag) and last.removeprefix(tag).isdigit()
        if is_beside:
            commands[stem].beside += facts
            commands[stem].places.append((row.first, row.last))
        elif any(fact["kind"] in (*FIRST, *SIGNED) for fact in facts):
            commands[row.op_id].first += facts
            commands[row.op_id].places.append((row.first, row.last))
    return commands


def _facts(entries: tuple[Entry, ...]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        if entry.kind == "fact" and any(kind in entry.body for kind in _WANTED):
            yield {**json.loads(entry.body), "record": entry.record}


def _lists(command: _Command) -> Iterator[str]:
    """交接: a list and every case on it, under the number of the list's paper."""
    given = command.others(HANDED_OVER)
    made = command.of(LIST_MADE)
    if given and not made:
        yield f"{len(given)} cases were handed over on a list that is not here"
    for fact in made:
        numbers = {each["body"]["number"] for each in command.of("PaperIssued")}
        rows = sorted((row["record_id"], tuple(row["members"])) for row in fact["body"]["rows"])
        there = sorted((each["record"], tuple(each["members"])) for each in given)
        if rows != there:
            yield f"{len(rows)} cases on the list {fact['record']}, {len(there)} of them or others were handed over"
        named = {(each["body"]["list"], each["body"]["number"]) for each in given}
        if len(numbers) != 1 or named != {(fact["record"], next(iter(numbers)))}:
            yield f"the list has the numbers {sorted(numbers)}, its cases say {sorted(named)}"


def _seals(command: _Command) -> Iterator[str]:
    """用印: the use in the seal's book, and the tick on each case."""
    used = sorted(number for fact in command.of(SEAL_USED) for number in fact["body"]["papers"])
    ticked = sorted(number for fact in command.others(PAPER_SEALED) for number in fact["body"]["numbers"])
    if used != ticked:
        yield f"{len(used)} papers in the seal's book, {len(ticked)} ticked on their cases"


def _shifts(command: _Command) -> Iterator[str]:
    """交接班: the seals named on the paper change hands."""
    named = sum(len(fact["body"]["seals"]) for fact in command.of(SHIFT))
    passed = len(command.others(SEAL_HANDED_OVER))
    if named != passed:
        yield f"{named} seals go with the shift, {passed} changed hands"


def _signings(command: _Command) -> Iterator[str]:
    """签收: no case is signed for without its list."""
    lists = {fact["record"] for fact in command.of(*SIGNED)}
    for fact in command.others(*OF_A_SIGNING):
        if fact["body"].get("list") not in lists:
            yield f"{fact['record']} is signed for, its list is not"


def _joint(history: History) -> Iterator[Wrong]:
    """I19: of a joint command each volume has all or nothing."""
    for client in history.clients:
        for wrong in torn(client):
            yield "I19", client.machine, wrong


def _errands(history: History) -> Iterator[Wrong]:
    """I20: desks with the same facts of a record show the same errands of it."""
    known: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]] = {}
    for client in history.clients:
        if not client.converged:
            continue
        for record, facts in client.facts.items():
            place = record, tuple(fact_id for fact_id, _ in facts)
            here = client.machine, client.errands.get(record, ())
            machine, errands = known.setdefault(place, here)
            if errands != here[1]:
                yield "I20", client.machine, f"{record}: {here[1]} wait, at {machine} {errands}"
        for record in client.errands.keys() - client.facts.keys():
            yield "I20", client.machine, f"something waits on {record}, which is not shown here"


CHECKS = (_joint, _errands)
