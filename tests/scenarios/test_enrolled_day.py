"""A joined desk with the line cut from half past ten to two: the counter's pages by keyboard, and all of it at the
centre afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from PySide6.QtWidgets import QApplication

from tests.scenarios.test_enrolled_desk import PASSWORD, Centre
from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import first_window
from wenling_desk.cli import main
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import Party, PartyKind
from wenling_desk.security import keys
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.texts import Texts
from wenling_desk.ui.app import DeskApp
from wenling_desk.ui.demo.at_acceptance import AtAcceptance
from wenling_desk.ui.demo.at_collecting import AtCollecting
from wenling_desk.ui.demo.at_day import STATE_COLUMN, AtDay
from wenling_desk.ui.demo.at_handover import AtHandover
from wenling_desk.ui.demo.file_printer import FilePrinter
from wenling_desk.ui.demo.hands import Hands, Pace
from wenling_desk.ui.demo.keys_seen import KeysSeen
from wenling_desk.ui.demo.script import read_script
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.setup.unlock import UnlockSurface
from wenling_desk.ui.sync_centre.page import SyncPage
from wenling_desk.ui.widgets.chips import Chip
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.take_in import TakeIn

pytestmark = [
    pytest.mark.timeout(180),
    # The offscreen platform has no window manager and says so each time a window is shown.
    pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True),
]
LICENCE = "JY33310810000077"
ITEM = "SC017"
APPLICANT = Party("applicant", "applicant", PartyKind.NATURAL_PERSON, "示例甲", identity_number="331081198904052068")


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def home(centre: Centre, tmp_path: Path) -> Path:
    """A desk of the hall, joined as the README says; a licence of its own was granted the day before."""
    home, password = tmp_path / "desk", tmp_path / "password"
    home.mkdir()
    password.write_text(PASSWORD, encoding="utf-8")
    words = ["enrol", centre.address, "--code", centre.code(), "--fingerprint", centre.fingerprint]
    words += ["--counter", "1号窗口", "--clerk", "1001", "--clerk-name", "陈晓", "--password-file", str(password)]
    assert main(["--home", str(home), *words]) == 0
    desk = bootstrap.open_desk(home, PASSWORD)
    try:
        grant_a_licence(desk)
    finally:
        desk.close()
    return home


def grant_a_licence(desk: bootstrap.OpenDesk) -> None:
    """Taken in, accepted by the department's own seat, decided."""
    catalogue, ids = desk.current.catalogue(), desk.current.ids
    materials = {each.material_id: MaterialEntry(MaterialMark.ORIGINAL) for each in catalogue.get_item(ITEM).materials}
    sheet = IntakeSheet(ITEM, False, catalogue.release, parties=(APPLICANT,), materials=materials)
    record_id = do(desk, TakeIn(command_id=ids.new_id(), sheet=sheet))
    do(desk, AcceptCase(command_id=ids.new_id(), record_id=record_id, as_role="reviewer"))
    do(desk, DecideCase(command_id=ids.new_id(), record_id=record_id, granted=True, result_number=LICENCE))


def do(desk: bootstrap.OpenDesk, command: Command) -> str:
    """An act, and its papers printed; the record."""
    changes = desk.dispatcher.dispatch(command)
    for number in changes.to_print:
        printed = ReportPrinted(command_id=desk.current.ids.new_id(), number=number, printed=True)
        desk.dispatcher.dispatch(printed)
    return changes.record_id


@dataclass
class Counter:
    """The windows of the desk, hands before them, and the centre."""

    stage: Stage
    centre: Centre

    def link(self) -> str:
        """What the top of the window says of the line."""
        return self.stage.main.top._link.chip.word

    def unsent(self) -> int:
        """Entries that wait for the line."""
        return int(self.stage.ask(lambda reading: reading.unsent().entries))  # type: ignore[attr-defined]

    def send_now(self) -> None:
        """The page of the line, Ctrl+Enter."""
        self.stage.command(self.stage.texts("sync.title"))
        self.stage.page(SyncPage)
        self.stage.hands.press("Ctrl+Return")

    def states(self) -> set[str]:
        """How the desk's own records stand at the centre."""
        page = self.stage.page(SyncPage)
        self.stage.settle()
        return {row.payload.state for row in page.table.rows.rows if not row.payload.is_others}  # type: ignore[attr-defined]

    def line_of_the_day(self, key: str) -> str:
        """How a line of the day's page stands."""
        row = next(row for row in AtDay(self.stage).page.table.rows.rows if row.key == key)
        cell = row.cells[STATE_COLUMN]
        assert isinstance(cell, Chip)
        return cell.word


@pytest.fixture
def counter(qapp: QApplication, home: Path, centre: Centre, tmp_path: Path) -> Iterator[Counter]:
    texts, pace = Texts(resources.path("texts", "zh_CN")), Pace()
    printer = FilePrinter(tmp_path, "1号打印机")
    ports = first_window.desk_ports(home, texts)
    app = DeskApp(qapp, replace(ports, ticks=pace, open_printer=printer, find_printers=printer.found))
    seen = KeysSeen()
    seen.watch(qapp)
    script = read_script(yaml.safe_load(resources.path("demo", "day.yaml").read_text(encoding="utf-8")))
    stage = Stage(app, Hands(app.window, pace, app.wedge, seen), texts, script, printer, tmp_path)
    app.start()
    app.window.activateWindow()
    surface = app.window.currentWidget()
    assert isinstance(surface, UnlockSurface)
    surface.try_password(PASSWORD)
    stage.hands.until(lambda: app.main is not None, "demo.wait.open")
    stage.listen()
    yield Counter(stage, centre)
    qapp.removeEventFilter(seen)
    app.window.may_close = lambda: True
    app.window.close()


def test_the_counter_works_while_the_line_is_cut(counter: Counter) -> None:
    stage, hands, day = counter.stage, counter.stage.hands, AtDay(counter.stage)
    hands.until(lambda: "已联网" in counter.link(), "demo.wait.open")
    hands.until(lambda: counter.unsent() == 0, "demo.wait.done")

    # Half past ten: the line is cut. The card of the morning says so, and the day begins all the same.
    counter.centre.stop()
    hands.press("Ctrl+D")
    day.wait_for_lines()
    stage.carry_out(lambda: hands.press("Ctrl+Return"))

    acceptance = AtAcceptance(stage)
    matter = stage.script.matters["allowance_here"]
    acceptance.next_person()
    acceptance.find(matter)
    acceptance.enter(matter)
    taken_in = acceptance.act("Ctrl+Return", strip=False).record_id

    handover = AtHandover(stage)
    handover.open()
    lists = handover.hand_over_all()
    assert len(lists) == 1

    shelves = AtCollecting(stage)
    shelves.open()
    assert shelves.shelve([LICENCE], "shelf") == (1, 0)

    # Nothing has left the desk; everything is on it.
    assert counter.unsent() > 0
    counter.send_now()
    hands.until(lambda: "已联网" not in counter.link(), "demo.wait.done")
    assert "queued" in counter.states()
    kinds = [fact.kind for fact in stage.ask(lambda reading: reading.facts_of(taken_in))]
    assert "HandedOver" in kinds

    # Two o'clock: the line is back. The printer was never far.
    hands.until(lambda: not stage.ask(lambda reading: reading.papers_to_print()), "demo.wait.done")
    counter.centre.start()
    counter.send_now()
    hands.until(lambda: "已联网" in counter.link() and counter.unsent() == 0, "demo.wait.done")
    hands.until(lambda: counter.states() == {"confirmed"}, "demo.wait.done")

    # The day's page shows the line, and the day balances.
    hands.press("Ctrl+D", "F5")
    day.wait_for_lines()
    assert counter.line_of_the_day("check/link") == stage.texts("day.check.good")
    hands.press("F5")
    stage.settle()
    assert counter.line_of_the_day("papers") == stage.texts("day.state.even")
    day.close()
    (closed,) = [fact for fact in stage.ask(day_facts(stage.latest_record)) if fact.kind == "DayClosed"]
    papers = closed.body["figures"]["papers"]
    assert papers["issued"] == papers["received"] > 3
    assert (papers["missing"], papers["not_printed"], papers["no_case"]) == (0, 0, 0)


def day_facts(record_id: str) -> Any:
    return lambda reading: reading.facts_of(record_id)
