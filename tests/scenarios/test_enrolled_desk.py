"""Two desks and a centre on one machine: joined as the README says, cut off during the day's work, equal at the end."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import first_window, syncing
from wenling_desk.cli import main
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import Party, PartyKind
from wenling_desk.security import keys
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.texts import Texts
from wenling_desk.ui.app import DeskApp
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.record.page import RecordPage
from wenling_desk.ui.setup.unlock import UnlockSurface
from wenling_desk.ui.sync_centre.fleet_page import FleetPage
from wenling_desk.ui.sync_centre.page import SyncPage
from wenling_desk.ui.workbench.page import WorkbenchPage
from wenling_desk.use_cases.ports import WorkQuery
from wenling_desk.use_cases.take_in import TakeIn

pytestmark = [
    pytest.mark.timeout(180),
    # The offscreen platform has no window manager and says so each time a window is shown.
    pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True),
]
PASSWORD = "correct-horse-7"
ITEM = "SC001"
CODE = re.compile(r"--code (\S+)")
FINGERPRINT = re.compile(r'--fingerprint "([^"]+)"')


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))
        yield


@dataclass
class Centre:
    """The server as an administrator starts it, in a process of its own."""

    home: Path
    port: int = 0
    fingerprint: str = ""
    process: subprocess.Popen[str] | None = None
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve; the same port each time."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        words = [sys.executable, "-m", "wenling_desk", "serve", "--home", str(self.home)]
        words += ["--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}
        )
        assert self.process.stdout is not None
        while True:
            line = self.process.stdout.readline()
            assert line, "the server ended before it served"
            self.said.append(line)
            if found := FINGERPRINT.search(line):
                self.fingerprint = found[1]
            if "Ctrl+C" in line:
                return

    def stop(self) -> None:
        """The network is cut, as far as the desks can tell."""
        if self.process is not None:
            self.process.terminate()
            assert self.process.wait(30) == 0
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def code(self) -> str:
        """A further one-time code."""
        words = [sys.executable, "-m", "wenling_desk", "server", "code", "--home", str(self.home)]
        made = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
        found = CODE.search(made.stdout)
        assert found is not None
        return found[1]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    made = Centre(tmp_path_factory.mktemp("centre") / "home")
    made.start()
    yield made
    made.stop()


@dataclass
class Desks:
    """Two homes of the hall."""

    centre: Centre
    first: Path
    second: Path
    password_file: Path

    def run(self, home: Path, *words: str) -> int:
        return main(["--home", str(home), *words, "--password-file", str(self.password_file)])

    def sync(self, home: Path) -> int:
        return self.run(home, "sync", "--once")


@pytest.fixture
def desks(centre: Centre, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Desks:
    cache = tmp_path_factory.getbasetemp() / "enrolled-cache"
    cache.mkdir(exist_ok=True)
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    made = Desks(centre, tmp_path / "first", tmp_path / "second", file)
    for home, counter, clerk, name in (
        (made.first, "1号窗口", "1001", "陈晓"),
        (made.second, "2号窗口", "1002", "李云"),
    ):
        home.mkdir()
        (home / "cache").symlink_to(cache, target_is_directory=True)
        words = ["enrol", centre.address, "--code", centre.code(), "--fingerprint", centre.fingerprint]
        assert made.run(home, *words, "--counter", counter, "--clerk", clerk, "--clerk-name", name) == 0
    return made


def opened(home: Path) -> bootstrap.OpenDesk:
    return bootstrap.open_desk(home, PASSWORD)


def party(serial: int) -> Party:
    """An invented person; the check digit is right."""
    digits = f"33108119850101{serial:03d}"
    weights = [2**power % 11 for power in range(17, 0, -1)]
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    number = digits + "10X98765432"[rest]
    return Party("p1", "applicant", PartyKind.NATURAL_PERSON, f"示例{serial}", identity_number=number)


def take_in(desk: bootstrap.OpenDesk, serial: int) -> str:
    """One application; the record's id."""
    catalogue = desk.current.catalogue()
    materials = {each.material_id: MaterialEntry(MaterialMark.ORIGINAL) for each in catalogue.get_item(ITEM).materials}
    sheet = IntakeSheet(ITEM, False, catalogue.release, parties=(party(serial),), materials=materials)
    return desk.dispatcher.dispatch(TakeIn(command_id=desk.current.ids.new_id(), sheet=sheet)).record_id


def digest(home: Path) -> tuple[str, tuple[int, str]]:
    """What a desk has of the hall."""
    desk = opened(home)
    try:
        with desk.store.sync_reading() as reading:
            scope = f"hall:{desk.current.identity.hall_code}"
            return scope, reading.scope_digest(scope)
    finally:
        desk.close()


def test_a_day_with_the_network_cut(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    """Sent, cut off, worked on, and sent again: every record is there once, and both desks know the same."""
    desk = opened(desks.first)
    before = take_in(desk, 1)
    desk.close()
    assert desks.sync(desks.first) == 0
    assert "已确认 1" in capsys.readouterr().out
    desks.centre.stop()
    try:
        desk = opened(desks.first)
        during = [take_in(desk, serial) for serial in (2, 3, 4)]
        number = desk.store.identity.desk_code
        desk.close()
        assert desks.sync(desks.first) == 1
        said = capsys.readouterr().out
        assert "连不上中心。本机的件都在" in said
        assert "本机 3，已送 0，已确认 1" in said
        assert desks.run(desks.first, "status") == 0
        assert f"站点码 {number}" in capsys.readouterr().out
    finally:
        desks.centre.start()
    assert desks.sync(desks.first) == 0
    assert "本机 0，已送 0，已确认 4，需处理 0" in capsys.readouterr().out
    assert desks.sync(desks.second) == 0
    assert desks.sync(desks.first) == 0
    assert digest(desks.first) == digest(desks.second)
    other = opened(desks.second)
    try:
        with other.store.sync_reading() as reading:
            rows = {head.record_id: head for head in reading.worklist(WorkQuery(open_only=False, limit=500)).rows}
            for record_id in (before, *during):
                assert rows[record_id].applicant.startswith("示")
                assert not reading.holds_record(record_id)
                assert reading.facts_of(record_id) == ()
    finally:
        other.close()


class Screen:
    """The windows of one desk, and whoever waits before them."""

    def __init__(self, qapp: QApplication, qtbot: Any, home: Path) -> None:
        self._qtbot = qtbot
        self.app = DeskApp(qapp, first_window.desk_ports(home, Texts(resources.path("texts", "zh_CN"))))
        self.app.start()
        surface = self.app.window.currentWidget()
        assert isinstance(surface, UnlockSurface)
        surface.try_password(PASSWORD)
        self.until(lambda: self.app.main is not None)

    @property
    def main(self) -> MainWindow:
        assert self.app.main is not None
        return self.app.main

    def until(self, holds: Callable[[], object], seconds: float = 40) -> None:
        self._qtbot.waitUntil(lambda: bool(holds()), timeout=int(seconds * 1000))

    def go(self, page_id: str, kind: type, **arguments: object) -> Any:
        assert self.main.go(page_id, **arguments)
        page = self.main.current_page()
        assert isinstance(page, kind)
        return page

    def command(self, command: Any) -> None:
        done: list[Any] = []
        assert self.app.bridge is not None
        self.app.bridge.submit(command, done.append)
        self.until(lambda: done)


@pytest.fixture
def screen(qapp: QApplication, qtbot: Any, desks: Desks) -> Iterator[Screen]:
    """The windows of the second desk; the first one has a case at the centre already."""
    desk = opened(desks.first)
    take_in(desk, 11)
    desk.close()
    assert desks.sync(desks.first) == 0
    shown = Screen(qapp, qtbot, desks.second)
    yield shown
    began = time.monotonic()
    shown.app.window.may_close = lambda: True
    shown.app.window.close()
    assert time.monotonic() - began < 20, "closing waits for nobody"


def test_the_windows_of_an_enrolled_desk(screen: Screen, desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    """The badge moves by itself; another desk's case is fetched when it is opened; the fleet is seen."""
    main = screen.main
    screen.until(lambda: "已联网" in _link(main))
    bench = screen.go("workbench", WorkbenchPage)

    def rows() -> list[Any]:
        return [row for band in bench.bands.values() for row in band.table.rows.rows]

    screen.until(rows)
    elsewhere = next(row for row in rows() if row.payload.mark == "elsewhere")
    assert elsewhere.cells[0].word == "他窗 1001"
    bench._open_row(elsewhere)
    record = main.current_page()
    assert isinstance(record, RecordPage)
    screen.until(lambda: record.sheet() is not None)
    assert record.sheet() is not None
    assert record.sheet().record_id == elsewhere.payload.record_id  # type: ignore[union-attr]

    sheet = IntakeSheet(ITEM, False, release_of(bench), parties=(party(12),))
    screen.command(TakeIn(command_id="0" * 30 + "99", sheet=sheet))
    sync = screen.go("sync", SyncPage)
    screen.until(
        lambda: [row.payload.state for row in sync.table.rows.rows if not row.payload.is_others] == ["confirmed"]
    )
    screen.until(lambda: main.status.texts()[0] == "已确认", 60)

    fleet = screen.go("fleet", FleetPage)
    screen.until(lambda: {row.cells[1] for row in fleet.table.rows.rows} >= {"1号窗口", "2号窗口"})
    first = next(row for row in fleet.table.rows.rows if row.cells[1] == "1号窗口" and row.payload.unsent == "没有")
    fleet._held(first.key)
    screen.until(lambda: fleet.held_said.isVisible())


def _link(main: MainWindow) -> str:
    return main.top._link.chip.word


def release_of(bench: WorkbenchPage) -> str:
    return str(bench._needs.tools.desk().catalogue().release)


def test_stand_alone_and_practice_desks_start_nothing(
    tmp_path: Path, qapp: QApplication, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a desk that is not enrolled talks to nobody")

    monkeypatch.setattr(syncing, "make_sync", never)
    home = tmp_path / "alone"
    bootstrap.set_up(home, bootstrap.SetUp("大厅", "H01", "K7QX", "1号窗口", "1001", "陈晓"), PASSWORD)
    shown = Screen(qapp, qtbot, home)
    assert "sync" not in shown.main.rail.places()
    assert not any("已确认" in words for words in shown.main.status.texts())
    bench = shown.go("workbench", WorkbenchPage)
    assert len(bench.bands["running"].table.rows.columns) == 5, "no badges where nothing is sent"
    shown.app.window.close()
