"""Stand-ins for the ports, and a whole desk made of them: workflows and texts are the real files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.support.law_catalogue import law_catalogue
from tests.support.memory_store import MemoryStore
from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.acceptance import CaseMember, CaseView
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.paper import GlyphMissing, PaperContent, PaperIncomplete, RenderedPaper
from wenling_desk.texts import Texts
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import Dispatcher
from wenling_desk.use_cases.ports import DeskIdentity, Paper
from wenling_desk.use_cases.queries import CaseDetail, view_record

CHINA = timezone(timedelta(hours=8))
MORNING = datetime(2026, 11, 3, 9, 30, tzinfo=CHINA)
"""A Tuesday with nothing but working weeks around it."""

NO_GLYPH = "\ue000"
"""A character no font has."""


@cache
def texts() -> Texts:
    """The real texts, with the labels of the ledgers."""
    return Texts(resources.path("texts", "zh_CN"), beside=workflows().ledgers.word)


@cache
def workflows() -> FileWorkflows:
    """The real workflow files."""
    return FileWorkflows(resources.path("workflows"))


@cache
def figure_book() -> FigureFiles:
    """The real book of definitions."""
    return FigureFiles(resources.root(), workflows())


class FakeClock:
    """ports.Clock, moved by hand."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def go_to(self, day: date) -> None:
        """The same hour on another day."""
        self.moment = datetime.combine(day, self.moment.timetz())


class FakeIds:
    """ports.IdSource: ids in order."""

    def __init__(self) -> None:
        self.count = 0

    def new_id(self) -> str:
        self.count += 1
        return f"id-{self.count:05d}"


@dataclass
class FakePress:
    """ports.PaperPress: remembers what it was given; refuses a character without a glyph and a value that the paper's
    own file in ``resources/papers`` or a folder of ledgers cannot do without."""

    made: list[PaperContent] = field(default_factory=list)
    ledgers: Path = field(default_factory=lambda: resources.path("ledgers"))

    def render(self, content: PaperContent) -> RenderedPaper:
        for path, text in _texts_in(content.values):
            if NO_GLYPH in text:
                raise GlyphMissing([NO_GLYPH], path)
        for path in missing_values(content, self.ledgers):
            raise PaperIncomplete(content.kind, path)
        self.made.append(content)
        plain = [content.kind, content.number, content.variant, content.values]
        pdf = b"%PDF-" + json.dumps(plain, ensure_ascii=False, default=str).encode()
        return RenderedPaper(pdf, hashlib.sha256(pdf).hexdigest(), 1)

    def content(self, number: str) -> PaperContent:
        """What the paper of that number says."""
        return next(content for content in self.made if content.number == number)


@cache
def _requirements(kind: str, ledgers: Path) -> tuple[Mapping[str, Any], ...]:
    folders = [resources.path("papers"), *sorted(ledgers.glob("*/papers"))]
    file = next(file for folder in folders if (file := folder / f"{kind}.yaml").is_file())
    rows = yaml.safe_load(file.read_text(encoding="utf-8")).get("requires", ())
    return tuple({"value": row} if isinstance(row, str) else row for row in rows)


def missing_values(content: PaperContent, ledgers: Path) -> Iterator[str]:
    """The paths of values the paper requires and does not have."""
    for row in _requirements(content.kind, ledgers):
        applies = content.variant in row.get("for", (content.variant,))
        if applies and _holds(content, row.get("when"), True) and not _holds(content, row.get("unless"), False):
            listed, is_list, name = row["value"].partition("[].")
            found = _value_at(content.values, listed)
            if not found:
                yield listed
            elif is_list:
                yield from (f"{listed}[{n}].{name}" for n, each in enumerate(found) if not _value_at(each, name))


def _holds(content: PaperContent, condition: str | Mapping[str, str] | None, otherwise: bool) -> bool:
    if condition is None:
        return otherwise
    if isinstance(condition, str):
        return bool(_value_at(content.values, condition))
    return all(str(_value_at(content.values, path)) == str(wanted) for path, wanted in condition.items())


def _value_at(values: Any, path: str) -> Any:
    for part in path.split("."):
        values = values.get(part) if isinstance(values, Mapping) else None
    return values.strip() if isinstance(values, str) else values


def _texts_in(value: object, path: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts_in(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for position, part in enumerate(value):
            yield from _texts_in(part, f"{path}[{position}]")


@dataclass
class FakeShelf:
    """ports.CatalogueShelf: the newest release in force."""

    releases: list[Catalogue]

    def current(self, on: date) -> Catalogue:
        return max((row for row in self.releases if row.effective_from <= on), key=lambda row: row.effective_from)

    def release(self, number: str) -> Catalogue:
        return next((row for row in self.releases if row.release == number), self.releases[-1])


CLERK = Session("0101", "陈晓", (Role.CLERK,))
LEADER = Session("0102", "李班", (Role.TEAM_LEADER,))
REVIEWER = Session("0201", "王科", (Role.REVIEWER,))
EVERYTHING = Session("0103", "周全", (Role.CLERK, Role.TEAM_LEADER, Role.REVIEWER))


class Counter:
    """A desk with its dispatcher, and short ways to look at what it did."""

    def __init__(self, catalogue: Catalogue | None = None, session: Session = CLERK, *, practice: bool = False) -> None:
        self.store = MemoryStore()
        self.press = FakePress()
        self.clock = FakeClock()
        self.ids = FakeIds()
        self.shelf = FakeShelf([catalogue or law_catalogue()])
        desk = Desk(
            store=self.store,
            catalogues=self.shelf,
            workflows=workflows(),
            press=self.press,
            words=texts(),
            clock=self.clock,
            ids=self.ids,
            identity=DeskIdentity("331081", "H1", "城东大厅", "K7QX", "desk-K7QX", "A03", practice),
            session=session,
            authority=read_authority(resources.path("authority.yaml"), workflows()),
            copies={"intake_receipt": 2},
            figures=figure_book(),
            ledgers=workflows().ledgers,
        )
        self.dispatcher = Dispatcher(desk)

    @property
    def desk(self) -> Desk:
        return self.dispatcher.desk

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def sign_in(self, session: Session) -> None:
        self.dispatcher.sign_in(session)

    def do(self, kind: type[Command], /, **values: Any) -> Changes:
        """Carry out a command; its id is new unless one is given."""
        values.setdefault("command_id", f"command-{self.ids.new_id()}")
        return self.dispatcher.dispatch(kind(**values))

    def later(self, **span: float) -> datetime:
        """Let time pass."""
        self.clock.moment += timedelta(**span)
        return self.clock.moment

    def facts(self, record_id: str) -> tuple[Fact, ...]:
        with self.store.reading() as reading:
            return reading.facts_of(record_id)

    def kinds(self, record_id: str) -> list[str]:
        """The kinds of the record's facts, in order."""
        return [fact.kind for fact in self.facts(record_id)]

    def detail(self, record_id: str) -> CaseDetail:
        with self.store.reading() as reading:
            return view_record(self.desk, reading, record_id)

    def case(self, record_id: str) -> CaseView:
        case = self.detail(record_id).case
        assert case is not None
        return case

    def member(self, record_id: str, code: str) -> CaseMember:
        return self.case(record_id).member(code)

    def statuses(self, record_id: str) -> dict[str, str]:
        return {member.code: member.status for member in self.case(record_id).members}

    def papers(self, record_id: str) -> tuple[Paper, ...]:
        with self.store.reading() as reading:
            return reading.papers_of(record_id)

    def paper_kinds(self, record_id: str) -> list[str]:
        return [paper.kind for paper in self.papers(record_id)]

    def said(self, record_id: str, kind: str) -> PaperContent:
        """The last paper of that kind."""
        number = [paper.number for paper in self.papers(record_id) if paper.kind == kind][-1]
        return self.press.content(number)

    def heads(self, record_id: str) -> tuple[CaseHead, ...]:
        return self.store.shelves.heads.get(record_id, ())

    def counts(self, clerk: str = "") -> dict[str, int]:
        with self.store.reading() as reading:
            return dict(reading.counts(self.today, clerk))

    def everything_written(self) -> tuple[object, ...]:
        """What would differ if anything had been written."""
        shelves = self.store.shelves
        return (
            len(shelves.facts), len(shelves.looks), dict(shelves.papers), dict(shelves.heads), dict(shelves.counts),
            dict(shelves.drafts), shelves.next_serial, shelves.commits,
        )  # fmt: skip

    def publish(self, catalogue: Catalogue) -> None:
        """A further release on the shelf."""
        self.shelf.releases.append(catalogue)

    def become(self, **changes: Any) -> None:
        """Change the desk's own parts (identity, copies …)."""
        self.dispatcher.desk = replace(self.dispatcher.desk, **changes)
