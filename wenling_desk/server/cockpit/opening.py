"""Wires the cockpit of a centre: its layout, the words, the names of what figures are grouped by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from wenling_desk import resources
from wenling_desk.catalogue.cockpit_files import read_cockpit_layout
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.figures import HALL, MOBILE
from wenling_desk.domain.ledger import Ledger
from wenling_desk.server.centre import Centre
from wenling_desk.server.cockpit.asking import CentreFigures
from wenling_desk.server.cockpit.gate import Gate, GateLimits
from wenling_desk.server.cockpit.page import CockpitPages
from wenling_desk.server.cockpit.routes import CockpitDoor
from wenling_desk.server.counting import Ledgers
from wenling_desk.server.judge import Shelf
from wenling_desk.store.centre import devices
from wenling_desk.store.centre.store import CentreStore
from wenling_desk.texts import Texts


def make_door(centre: Centre, shelf: Shelf, ledgers: Ledgers, now: Callable[[], datetime], texts: Texts) -> CockpitDoor:
    """The cockpit of an open centre. Raises ``CatalogueBroken`` where its layout has a flaw."""
    figures = centre_figures(centre, shelf, ledgers, now, texts)
    pages = CockpitPages(figures, texts, shelf.current(now().date()).centre.name)
    style = resources.path("styles", "cockpit.css").read_bytes()
    return CockpitDoor(pages, Gate(centre.parts.store), GateLimits(), texts, style)


def centre_figures(
    centre: Centre, shelf: Shelf, ledgers: Ledgers, now: Callable[[], datetime], texts: Texts
) -> CentreFigures:
    """The figures of an open centre, as pages and reports ask for them."""
    known = {kind: ledgers.ledger(kind) for kind in ledgers.kinds()}
    layout = read_cockpit_layout(resources.path("cockpit", "pages.yaml"), centre.counting.shelf.book.figures)
    store = centre.parts.store
    names = Names(store, lambda: shelf.current(now().date()), known, texts)
    return CentreFigures(centre.counting, store, layout, known, names)


class Names:
    """What the value of a group is called: a department, an item, a hall, a choice of a ledger; else itself."""

    def __init__(
        self, store: CentreStore, catalogue: Callable[[], Catalogue], ledgers: Mapping[str, Ledger], texts: Texts
    ) -> None:
        self._store, self._catalogue, self._texts = store, catalogue, texts
        self._choices: dict[tuple[str, str], str] = {}
        for ledger in ledgers.values():
            for field_id, field in ledger.fields.items():
                for code, label in field.choices.items():
                    self._choices.setdefault((field_id, code), label)

    def __call__(self, group: str, value: str) -> str:
        """The name."""
        if group == HALL:
            return self._hall(value)
        catalogue = self._catalogue()
        if group == "department":
            found = catalogue.departments.get(value)
            return found.short_name or found.name if found is not None else value
        if group == "item":
            return catalogue.items[value].name if value in catalogue.items else value
        if group == "bundle":
            return catalogue.bundles[value].name if value in catalogue.bundles else value
        if group == "hour":
            return f"{value}:00"
        return self._choices.get((group, value), value)

    def _hall(self, code: str) -> str:
        if code == MOBILE:
            return self._texts("report.page.mobile")
        found = self._store.read(lambda session: devices.hall_names(session, [code]))
        return found.get(code, code)
