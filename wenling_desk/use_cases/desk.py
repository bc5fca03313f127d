"""The desk a use case works at: every port, passed explicitly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wenling_desk.domain.authority import Authority, Role, Session, role_for
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.figures import FigureShelf, NoFigures
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.paper_number import PaperNumber
from wenling_desk.use_cases.archive_ports import Archiving
from wenling_desk.use_cases.ledger_ports import LedgerShelf
from wenling_desk.use_cases.ports import (
    CatalogueShelf,
    Clock,
    DeskIdentity,
    IdSource,
    PaperPress,
    Store,
    Words,
    WorkflowShelf,
)


class NoLedgers:
    """ports.LedgerShelf of a desk that keeps no ledgers of business."""

    def kinds(self) -> tuple[str, ...]:
        """None."""
        return ()

    def ledger(self, kind: str) -> Ledger:
        """Raises ``KeyError``."""
        raise KeyError(kind)

    def groups(self) -> Mapping[str, str]:
        """None."""
        return {}


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk with one person signed in. ``copies`` is the number of copies by paper kind, 1 where not named;
    ``archiving`` is what a desk that makes archive packages has."""

    store: Store
    catalogues: CatalogueShelf
    workflows: WorkflowShelf
    press: PaperPress
    words: Words
    clock: Clock
    ids: IdSource
    identity: DeskIdentity
    session: Session
    authority: Authority
    copies: Mapping[str, int] = field(default_factory=dict)
    archiving: Archiving | None = None
    figures: FigureShelf = field(default_factory=NoFigures)
    ledgers: LedgerShelf = field(default_factory=NoLedgers)

    def now(self) -> datetime:
        """Now at this desk."""
        return self.clock.now()

    def today(self) -> date:
        """Today at this desk."""
        return self.clock.now().date()

    def catalogue(self) -> Catalogue:
        """The release in force today."""
        return self.catalogues.current(self.today())

    def role_for(self, wanted: str, *, chosen: Role | None = None, owner: str = "", department_key: str = "") -> Role:
        """The role used for a command or action; refuses as :func:`wenling_desk.domain.authority.role_for`."""
        return role_for(self.session, wanted, self.authority, chosen=chosen, owner=owner, department_key=department_key)

    def paper_number(self, serial: int, now: datetime) -> PaperNumber:
        """The paper number of a serial of this desk."""
        return PaperNumber(
            self.identity.region, now.year, self.identity.desk_code, serial, practice=self.identity.practice
        )
