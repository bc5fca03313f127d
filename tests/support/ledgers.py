"""Small ledgers in a folder of their own, and a counter that keeps them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.fakes import EVERYTHING, Counter
from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.authority import Session
from wenling_desk.texts import Texts
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ledger_list import EntryView, LedgerPage, LedgerQuery, ledger_entry, ledger_page

SAMPLES = Path(__file__).resolve().parent.parent / "ledgers" / "samples"
"""A folder of two ledgers: one with everything there is, and one its acts open entries of."""


def write_ledgers(folder: Path, **ledgers: Mapping[str, str]) -> Path:
    """The folders of some ledgers, those of ``SAMPLES`` where none are named."""
    if not ledgers:
        shutil.copytree(SAMPLES, folder)
    for kind, files in ledgers.items():
        for name, text in files.items():
            path = folder / kind / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip(), encoding="utf-8")
    return folder


def resources_with(folder: Path, ledgers: Path) -> Path:
    """A resources folder like the real one, with other ledgers."""
    folder.mkdir()
    for path in resources.root().iterdir():
        if path.name != "ledgers":
            (folder / path.name).symlink_to(path)
    shutil.copytree(ledgers, folder / "ledgers")
    return folder


class LedgerCounter(Counter):
    """A counter with the ledgers of a folder and nothing else changed."""

    def __init__(self, ledgers: Path, session: Session = EVERYTHING) -> None:
        super().__init__(session=session)
        keep_ledgers(self, ledgers)

    def act(self, action: str, record_id: str = "", /, kind: str = "wish", **values: Any) -> Changes:
        """An act of a ledger."""
        return self.do(ActInLedger, kind=kind, record_id=record_id, action=action, values=values)

    def entry(self, record_id: str) -> EntryView:
        """An entry as its page shows it."""
        with self.store.reading() as reading:
            return ledger_entry(self.desk, reading, record_id)

    def page(self, kind: str = "wish", **question: Any) -> LedgerPage:
        """A page of a list."""
        with self.store.reading() as reading:
            return ledger_page(self.desk, reading, LedgerQuery(kind, **question))


def keep_ledgers(counter: Counter, ledgers: Path) -> None:
    """Give a counter the ledgers of a folder: their workflows, words, rights and figures."""
    shelf = LedgerShelf(ledgers)
    workflows = FileWorkflows(resources.path("workflows"), shelf)
    counter.become(
        ledgers=shelf,
        workflows=workflows,
        words=Texts(resources.path("texts", "zh_CN"), beside=shelf.word),
        authority=read_authority(resources.path("authority.yaml"), workflows),
        figures=FigureFiles(ledgers.parent, workflows),
    )
    counter.press.ledgers = ledgers
