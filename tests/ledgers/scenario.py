"""The scenario of a ledger: read from its folder, played by commands at one counter, everything it says looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.support.fakes import CHINA, Counter, texts
from wenling_desk import resources
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import Period, figure_number
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.figures import read_figure
from wenling_desk.use_cases.ledger_list import EntryView, LedgerQuery, ledger_entry, ledger_page

LEDGERS = resources.path("ledgers")
PEOPLE: Mapping[str, tuple[str, str]] = {
    "clerk": ("0101", "陈晓"),
    "team_leader": ("0102", "林岚"),
    "reviewer": ("0201", "王科"),
    "project_agent": ("0301", "周代"),
    "auditor": ("0401", "沈监"),
}
"""Role -> number and name of the person of a scenario; a scenario may give other names."""

KEYS = {"title", "begin", "people", "steps", "figures", "list"}
STEP_KEYS = {"say", "at", "as", "do", "name", "on", "with", "expect", "refused", "field", "picture"}
EXPECTED = {"status", "due", "paper", "values", "title"}

TYPED = {ValueType.TEXT, ValueType.PHONE, ValueType.ID_NUMBER}
"""Text that looks like a number where YAML reads it."""


@dataclass(frozen=True)
class Step:
    """One act: ``name`` names the entry it opens, ``on`` one named before. ``refused`` is the code it must be refused
    with, ``field`` the field it must be refused at. ``role`` stays until another one is named."""

    place: int
    at: datetime
    role: str
    do: str
    say: str = ""
    name: str = ""
    on: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    field_id: str = ""
    picture: bool = False


@dataclass(frozen=True)
class Scenario:
    """A clerk's story of one ledger."""

    kind: str
    title: str
    people: Mapping[str, Session]
    steps: tuple[Step, ...]
    figures: Mapping[str, str]
    shows: int | None


def kinds() -> list[str]:
    """Every ledger there is."""
    return list(LedgerShelf(LEDGERS).kinds())


def read_scenario(kind: str, folder: Path = LEDGERS) -> Scenario:
    """The scenario of a ledger. Raises ValueError for a key nobody reads: it would be trusted and never looked at."""
    plain = yaml.safe_load((folder / kind / "scenario.yaml").read_text(encoding="utf-8"))
    _only(plain, KEYS, f"{kind}")
    at, role, steps = datetime.fromisoformat(plain["begin"]).replace(tzinfo=CHINA), "clerk", []
    for place, written in enumerate(plain["steps"], 1):
        row = {"on" if key is True else key: value for key, value in written.items()}  # YAML reads a bare on as true
        _only(row, STEP_KEYS, f"{kind} step {place}")
        _only(row.get("expect", {}), EXPECTED, f"{kind} step {place} expect")
        if "at" in row:
            at = datetime.fromisoformat(row["at"]).replace(tzinfo=CHINA)
        role = row.get("as", role)
        steps.append(
            Step(
                place,
                at,
                role,
                row["do"],
                row.get("say", ""),
                row.get("name", ""),
                row.get("on", ""),
                row.get("with") or {},
                row.get("expect") or {},
                row.get("refused", ""),
                row.get("field", ""),
                bool(row.get("picture")),
            )
        )
    names = plain.get("people") or {}
    people = {role: Session(number, names.get(role, name), (Role(role),)) for role, (number, name) in PEOPLE.items()}
    figures = {name: str(value) for name, value in (plain.get("figures") or {}).items()}
    shows = (plain.get("list") or {}).get("shows")
    return Scenario(kind, plain["title"], people, tuple(steps), figures, shows)


def _only(row: Mapping[str, Any], known: set[str], place: str) -> None:
    if odd := set(row) - known:
        raise ValueError(f"{place}: nobody reads {sorted(odd)}")


class Player:
    """Plays a scenario at a counter; ``records`` are the entries by the name the scenario gave them."""

    def __init__(self, counter: Counter, scenario: Scenario) -> None:
        self.counter, self.scenario = counter, scenario
        self.records: dict[str, str] = {}

    def play(self) -> None:
        """Every step, then the figures and the list."""
        for step in self.scenario.steps:
            self.take(step)
        self.check_figures()
        self.check_list()

    def ledger_of(self, action_id: str) -> Ledger:
        """The ledger an act belongs to."""
        shelf = self.counter.desk.ledgers
        return next(ledger for ledger in map(shelf.ledger, shelf.kinds()) if action_id in ledger.acts)

    def take(self, step: Step) -> Changes | None:
        """One step; what it says of itself must be so."""
        place = f"{self.scenario.kind} step {step.place} ({step.do})"
        self.counter.clock.moment = step.at
        self.counter.sign_in(self.scenario.people[step.role])
        if step.refused:
            before = self.counter.everything_written()
            refusal = self.refusal_of(step)
            assert refusal is not None, f"{place}: not refused"
            found = (refusal.code, refusal.values.get("field", "") if step.field_id else "")
            assert found == (step.refused, step.field_id), f"{place}: {refusal.code} {refusal.values}"
            assert texts().sentence(refusal), place
            assert self.counter.everything_written() == before, f"{place}: refused, and yet something is written"
            return None
        try:
            changes = self.do(step)
        except DeskRefusal as refusal:
            raise AssertionError(f"{place}: {refusal.code} {refusal.values}") from refusal
        if step.name:
            self.records[step.name] = changes.record_id
        for name, found, wanted in self.told(step, changes):
            assert found == wanted, f"{place}: {name} is {found!r}, not {wanted!r}"
        return changes

    def refusal_of(self, step: Step) -> DeskRefusal | None:
        """What a step is refused with."""
        try:
            self.do(step)
        except DeskRefusal as refusal:
            return refusal
        return None

    def command(self, step: Step, command_id: str) -> ActInLedger:
        """The command of a step."""
        ledger = self.ledger_of(step.do)
        fields = ledger.fields
        values = {name: self._value(fields.get(name), value, step) for name, value in step.values.items()}
        record_id = self.records[step.on] if step.on else ""
        return ActInLedger(command_id=command_id, kind=ledger.kind, record_id=record_id, action=step.do, values=values)

    def do(self, step: Step) -> Changes:
        """Carry it out."""
        return self.counter.dispatcher.dispatch(self.command(step, f"command-{self.counter.ids.new_id()}"))

    def _value(self, field_: LedgerField | None, value: Any, step: Step) -> Any:
        """A value as a form gives it: a whole number as it is kept, any other as somebody types it (``96.85``).
        ``=me``, ``=today``, a role and a named entry stand for what they mean."""
        if isinstance(value, str) and value.startswith("="):
            return self._meant(value[1:], step)
        if isinstance(value, date):
            return value.isoformat()
        if field_ is not None and field_.type is ValueType.RECORD and value in self.records:
            return self.records[value]
        if isinstance(value, float) or (type(value) is int and field_ is not None and field_.type in TYPED):
            return str(value)
        if field_ is not None and field_.type is ValueType.TABLE:
            columns = {column.field_id: column for column in field_.columns}
            return [{name: self._value(columns.get(name), cell, step) for name, cell in row.items()} for row in value]
        return value

    def _meant(self, word: str, step: Step) -> str:
        if word == "today":
            return step.at.date().isoformat()
        if word in self.records:
            return self.records[word]
        return self.scenario.people[step.role if word == "me" else word].clerk

    def view(self, record_id: str) -> EntryView:
        """The entry as its page would show it."""
        with self.counter.store.reading() as reading:
            return ledger_entry(self.counter.desk, reading, record_id)

    def told(self, step: Step, changes: Changes) -> Iterator[tuple[str, Any, Any]]:
        """What a step expects: name, found, wanted."""
        entry, expect = self.view(changes.record_id).entry, step.expect
        if "status" in expect:
            yield "status", entry.status, expect["status"]
        if "title" in expect:
            yield "title", entry.title, expect["title"]
        if "due" in expect:
            wanted = str(expect["due"]) if expect["due"] else None
            yield "due", entry.due.isoformat() if entry.due is not None else None, wanted
        if "paper" in expect:
            issued = {
                paper.kind for paper in self.counter.papers(changes.record_id) if paper.number in changes.to_print
            }
            yield "paper", expect["paper"] if expect["paper"] in issued else sorted(issued), expect["paper"]
        ledger = self.counter.desk.ledgers.ledger(entry.kind)
        for name, value in (expect.get("values") or {}).items():
            yield f"values.{name}", entry.values.get(name), self._kept(ledger.fields[name], value, step)

    def _kept(self, field_: LedgerField, value: Any, step: Step) -> Any:
        """What the fact keeps of a value the scenario expects."""
        meant = self._value(field_, value, step)
        if field_.type is ValueType.NUMBER and isinstance(meant, str):
            return int(Decimal(meant).scaleb(field_.places))
        return meant

    def check_figures(self) -> None:
        """The figures from the first day of the month the scenario begins in to its last day."""
        steps, desk = self.scenario.steps, self.counter.desk
        period = Period(steps[0].at.date().replace(day=1), steps[-1].at.date())
        with self.counter.store.reading() as reading:
            for name, wanted in self.scenario.figures.items():
                found = read_figure(reading, desk.figures, name, period)
                shown = figure_number(found.value, found.figure, grouped=False)
                assert shown == wanted, f"{self.scenario.kind} figure {name}: {shown}, not {wanted}"

    def check_list(self) -> None:
        """How many entries the ledger's list shows."""
        if self.scenario.shows is None:
            return
        with self.counter.store.reading() as reading:
            page = ledger_page(self.counter.desk, reading, LedgerQuery(self.scenario.kind))
        assert page.total == self.scenario.shows == len(page.rows), f"{self.scenario.kind}: {page.total} in the list"
