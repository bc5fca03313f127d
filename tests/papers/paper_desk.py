"""A whole desk with the real press and the real catalogue, driven by scripts as ``wenling-desk accept`` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.receipts.reading import page_texts, whole_text
from tests.support.fakes import EVERYTHING, FakeClock, FakeIds, texts, workflows
from tests.support.memory_store import MemoryStore
from wenling_desk import resources
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.catalogue.workflow_files import read_authority
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.paper import PaperContent, RenderedPaper
from wenling_desk.receipts.render import PaperPress
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import Dispatcher
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, VoidPaper
from wenling_desk.use_cases.ports import DeskIdentity, Paper
from wenling_desk.use_cases.scripted_intake import command_of, read_script

RARE = "欧阳𬱖䶮"
"""A name with characters above U+FFFF."""

PERSON = {"name": RARE, "identity_number": "331081199003077828", "phone": "13800005678", "address": "温岭市某某路 1 号"}
AGENT: dict[str, Any] = {
    "name": "林晓",
    "identity_number": "331081198511120410",
    "phone": "13900001234",
    "mandate": {"received": True, "until": "2026-12-31"},
}
FULL_NUMBERS: tuple[str, ...] = (PERSON["identity_number"], AGENT["identity_number"], PERSON["phone"], AGENT["phone"])
"""What may stand unmasked on nothing but the applicant's own papers."""


class KeepingPress:
    """The real press; remembers what was asked of it."""

    def __init__(self, press: PaperPress) -> None:
        self._press = press
        self.made: list[PaperContent] = []

    def render(self, content: PaperContent) -> RenderedPaper:
        self.made.append(content)
        return self._press.render(content)


class PaperDesk:
    """One desk; every paper it issues can be read back."""

    def __init__(self, press: PaperPress, shelf: ReleaseShelf) -> None:
        self.store = MemoryStore()
        self.press = KeepingPress(press)
        self.clock = FakeClock()
        self.ids = FakeIds()
        self.dispatcher = Dispatcher(
            Desk(
                store=self.store,
                catalogues=shelf,
                workflows=workflows(),
                press=self.press,
                words=texts(),
                clock=self.clock,
                ids=self.ids,
                identity=DeskIdentity("331081", "H1", "城东街道大厅", "K7QX", "desk-K7QX", "3 号窗口", False),
                session=EVERYTHING,
                authority=read_authority(resources.path("authority.yaml"), workflows()),
            )
        )

    @property
    def catalogue(self) -> Catalogue:
        return self.dispatcher.desk.catalogue()

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def later(self, **span: float) -> datetime:
        """Let time pass."""
        self.clock.moment += timedelta(**span)
        return self.clock.moment

    def practise(self) -> None:
        """From now on at the practice desk."""
        desk = self.dispatcher.desk
        self.dispatcher.desk = replace(desk, identity=replace(desk.identity, practice=True))

    def change_catalogue(self, changed: Catalogue) -> None:
        """Work from now on with this release."""
        self.dispatcher.desk = replace(self.dispatcher.desk, catalogues=_OneRelease(changed))

    def run(self, **script: Any) -> str:
        """Carry out one scripted case; its record id. ``wait`` (days) and ``as_role`` may stand beside each act."""
        plain: dict[str, Any] = {"applicant": PERSON, **script}
        then = plain.pop("then", [])
        record_id = self._run_first(plain)
        for step in then:
            self.act(record_id, **step)
        return record_id

    def _run_first(self, plain: Mapping[str, Any]) -> str:
        (case,) = read_script(dict(plain), self.catalogue)
        (step,) = case.steps
        return self.do(command_of(step, self.ids.new_id(), sheet=case.sheet))

    def act(self, record_id: str, *, wait: float = 0, **step: Any) -> str:
        """One act more on a case, ``wait`` days later."""
        self.later(days=wait)
        dull = {"target": "SC001", "applicant": PERSON, "act": "take_in", "then": [step]}
        (case,) = read_script(dull, self.catalogue)
        return self.do(command_of(case.steps[1], self.ids.new_id(), record_id=record_id))

    def sheet(self, **script: Any) -> IntakeSheet:
        """The sheet of a script, not carried out."""
        (case,) = read_script({"applicant": PERSON, "act": "take_in", **script}, self.catalogue)
        return case.sheet

    def do(self, command: Command) -> str:
        """Carry out a command; the record's id."""
        return self.dispatcher.dispatch(command).record_id

    def make(self, paper_kind: str, sheet: IntakeSheet, **values: Any) -> str:
        """An applicant's paper of a draft."""
        return self.do(
            MakeApplicantPaper(
                command_id=self.ids.new_id(), sheet=sheet, draft_id=self.ids.new_id(), paper_kind=paper_kind, **values
            )
        )

    def void(self, number: str, *, collected: bool = True) -> str:
        """Void a paper."""
        command_id = self.ids.new_id()
        return self.do(VoidPaper(command_id=command_id, number=number, reason="事项选错了。", collected=collected))

    # -- reading -----------------------------------------------------------------------------------

    def papers(self, record_id: str) -> tuple[Paper, ...]:
        with self.store.reading() as reading:
            return reading.papers_of(record_id)

    def kinds(self, record_id: str) -> list[str]:
        return [paper.kind for paper in self.papers(record_id)]

    def paper(self, record_id: str, kind: str, which: int = -1) -> Paper:
        """The last paper of that kind, or another of them."""
        return [paper for paper in self.papers(record_id) if paper.kind == kind][which]

    def pdf(self, record_id: str, kind: str, which: int = -1) -> bytes:
        with self.store.reading() as reading:
            return reading.paper_pdf(self.paper(record_id, kind, which).number)

    def text(self, record_id: str, kind: str, which: int = -1) -> str:
        """All of a paper without white, to search sentences in."""
        return whole_text(self.pdf(record_id, kind, which))

    def pages(self, record_id: str, kind: str, which: int = -1) -> int:
        return len(page_texts(self.pdf(record_id, kind, which)))

    def content(self, record_id: str, kind: str, which: int = -1) -> PaperContent:
        """What the press was given for a paper."""
        number = self.paper(record_id, kind, which).number
        return next(content for content in self.press.made if content.number == number)


class _OneRelease:
    """A shelf with a single release."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def current(self, on: date) -> Catalogue:
        return self._catalogue

    def release(self, number: str) -> Catalogue:
        return self._catalogue


def bring(materials: Iterable[str], mark: str = "original") -> dict[str, str]:
    """Materials with one mark."""
    return dict.fromkeys(materials, mark)


def ids_of(desk: PaperDesk, code: str) -> Sequence[str]:
    """The materials of an item or bundle."""
    catalogue = desk.catalogue
    target = catalogue.items.get(code) or catalogue.bundles[code]
    return [material.material_id for material in target.materials]
