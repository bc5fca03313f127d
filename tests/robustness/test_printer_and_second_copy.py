"""A printer that fails, a program that is open already, a disk that is full while the desk is open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from tests.robustness.desk_under_test import (
    PASSWORD,
    PERSON,
    Commands,
    Screen,
    assert_one_sentence,
    heads_of,
    intake,
    says,
)
from wenling_desk import bootstrap
from wenling_desk.domain.party import Party, PartyKind
from wenling_desk.store import disk_space
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.printing import PrintError
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.workbench.page import WorkbenchPage

REPOSITORY = Path(__file__).parents[2]
NUMBER = "331081199003077828"


def take_in_on_screen(screen: Screen, main: MainWindow, name: str = "示例乙") -> AcceptancePage:
    """An application filled in and taken in; returns once the act was sent."""
    page = screen.acceptance(main)
    presenter = page.presenter
    assert presenter is not None
    kind = PartyKind.NATURAL_PERSON
    presenter.set_party(Party("applicant", "applicant", kind, name, identity_number=NUMBER, phone=PERSON["phone"]))
    presenter.take_in()
    return page


def missing(_name: str) -> QPrinter:
    raise PrintError("printer_missing", "frame.printing.printer_missing")


def on_fire(_name: str) -> QPrinter:
    raise OSError(5, "Input/output error")


def mute(_name: str) -> QPrinter:
    """A printer that never begins: its file lies in a folder that is not there."""
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName("/proc/no/such/folder/paper.pdf")
    return printer


PRINTERS = {
    "frame.printing.printer_missing": missing,
    "frame.printing.unknown": on_fire,
    "frame.printing.printer_not_ready": mute,
}


@pytest.mark.qt_log_ignore(r"This plugin does not support", r"QPainter|QPdf", extend=True)
@pytest.mark.parametrize("key", PRINTERS)
def test_a_paper_the_printer_did_not_take_waits(key: str, home: Path, screen: Screen, texts: Texts) -> None:
    main = screen.open(home, open_printer=PRINTERS[key])
    take_in_on_screen(screen, main)
    screen.until(lambda: screen.said(main) == texts(key))
    main.go("workbench")
    bench = main.current_page()
    assert isinstance(bench, WorkbenchPage)
    screen.until(lambda: len(bench.papers.table.rows.rows) == 2)  # with the one of the first case, never printed
    screen.stop()
    heads = heads_of(home)
    assert len(heads) == 2
    desk = bootstrap.open_desk(home, PASSWORD)
    with desk.store.reading() as reading:
        numbers = [paper.number for paper in reading.papers_to_print()]
        record = reading.record_of_number(numbers[-1])
        assert record is not None
        facts = [fact for fact in reading.facts_of(record) if fact.kind == "PaperPrintFailed"]
        assert reading.paper_pdf(numbers[-1]).startswith(b"%PDF")
    desk.close()
    assert len(facts) == 1
    assert PERSON["name"] not in str(facts[0].body)


def test_a_second_copy_is_told_and_the_first_works_on(home: Path, commands: Commands, screen: Screen) -> None:
    first = screen.open(home)
    for answer in (
        commands.accept(home, intake()),
        commands(home, "backup", home.parent / "backup"),
        commands(home, "recovery-code"),
    ):
        assert (answer.status, answer.out) == (1, "")
        assert_one_sentence(answer.told)
        assert str(home) in answer.told
    second = screen.start(home)
    assert isinstance(second.window.currentWidget(), StartTroubleSurface)
    assert screen.fault(second) == answer.told.strip()
    take_in_on_screen(screen, first)
    screen.until(lambda: "331081-26-K7QX-000002" in str(_done_number(first)))
    assert not (home.parent / "backup").exists()
    assert commands(home, "catalogue", "search", "开饭店", password=None).status == 0  # looking needs no lock


def _done_number(main: MainWindow) -> str:
    page = main.current_page()
    done = page.done if isinstance(page, AcceptancePage) else None
    return done.outcome.number if done is not None else ""


def test_a_second_copy_in_another_process(home: Path, commands: Commands) -> None:
    program = (
        "import sys, pathlib\n"
        "from wenling_desk import bootstrap\n"
        "desk = bootstrap.open_desk(pathlib.Path(sys.argv[1]), sys.argv[2])\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
        "desk.close()\n"
    )
    command = [sys.executable, "-c", program, str(home), PASSWORD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        answer = commands.accept(home, intake())
        assert (answer.status, answer.out) == (1, "")
        assert_one_sentence(answer.told)
        other.kill()
    assert commands.accept(home, intake()).status == 0  # a copy that was killed holds nothing


def test_a_disk_that_fills_while_the_desk_is_open(
    home: Path, screen: Screen, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [10 << 30]
    monkeypatch.setattr(disk_space, "_free_bytes", lambda _: free[0])
    main = screen.open(home)
    free[0] = 1 << 20
    page = take_in_on_screen(screen, main)
    presenter = page.presenter
    assert presenter is not None
    screen.until(lambda: says(texts, "trouble.disk_full", screen.said(main)))
    assert_one_sentence(screen.said(main))
    assert page.presenter is presenter  # the application is still on the counter, and its draft is kept
    assert presenter.sheet.applicant is not None
    assert presenter.sheet.applicant.name == "示例乙"
    screen.until(lambda: presenter.keeper.is_settled)
    free[0] = 10 << 30
    presenter.take_in()  # there is room again
    screen.until(lambda: "331081-26-K7QX-000002" in _done_number(main))
    screen.stop()
    assert len(heads_of(home)) == 2
