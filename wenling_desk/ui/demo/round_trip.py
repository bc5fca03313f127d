"""The pages besides acceptance and record: consultation, workbench, search, papers, settings, help, lock."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from wenling_desk.ui.consultation.page import ConsultationPage
from wenling_desk.ui.demo.at_acceptance import AtAcceptance
from wenling_desk.ui.demo.at_record import case_number
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.papers.page import PapersPage
from wenling_desk.ui.setup.unlock import UnlockSurface
from wenling_desk.ui.workbench.page import WorkbenchPage


def consult(stage: Stage) -> None:
    """Somebody only asks; the list of what to bring is printed."""
    hands, words = stage.hands, stage.script.words
    AtAcceptance(stage).next_person()
    hands.type(words["question"])
    hands.press("Ctrl+Return")
    page = stage.page(ConsultationPage)
    stage.tab_to(page.about.finder)
    hands.type(words["consulted"])
    hands.press("Return")
    stage.settle()
    stage.tab_to(page.answer)
    hands.type(words["answer"])
    hands.until(lambda: page.preview.sheet.page_number()[1] > 0, "demo.wait.picture")
    stage.picture("consultation")
    before = stage.latest_record
    hands.press("F6")
    hands.until(lambda: page.presenter.is_empty and stage.latest_record != before, "demo.wait.done")
    stage.keep("consultation", stage.latest_record)


def go_round(stage: Stage) -> None:
    """Look in everywhere."""
    hands, main = stage.hands, stage.main
    stage.read_notice()
    stage.command(stage.texts("workbench.title"))
    bench = stage.page(WorkbenchPage)
    stage.settle()
    if bench.filter.text():
        hands.press("Ctrl+F", "Ctrl+A", "Backspace", "Return")
        stage.settle()
    stage.picture("workbench")
    hands.press("F1")
    stage.picture("help")
    hands.press("Esc", "Ctrl+K")
    hands.type(stage.script.matters["kitchen"].words)
    stage.settle()
    stage.picture("search")
    hands.press("Esc")
    main.go("papers", number=case_number(stage, stage.record("company")))
    page = stage.page(PapersPage)
    stage.settle()
    hands.until(lambda: page.preview.page_number()[1] > 0, "demo.wait.picture")
    stage.picture("papers")
    if main.go("settings"):
        stage.settle()
        stage.picture("settings")
    stage.command(stage.texts("workbench.title"))
    stage.page(WorkbenchPage)
    stage.settle()
    hands.press("Ctrl+L")
    hands.until(main.is_covered, "demo.wait.page")
    stage.picture("locked")
    surface = main.findChild(UnlockSurface)
    if surface is None or QApplication.focusWidget() is None:
        raise StuckError("demo.wait.page")
    hands.type(stage.script.first_run["password"])
    hands.press("Return")
    hands.until(lambda: not main.is_covered(), "demo.wait.open")
