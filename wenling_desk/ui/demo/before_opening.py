"""Before the desk is open: the first run of a practice desk, typed in."""

from __future__ import annotations

from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.setup.first_run import CHECK_CHARACTERS, FirstRunSurface, RecoveryCodeSurface
from wenling_desk.ui.widgets.labels import PlainLabel

LINES = ("hall_name", "hall_code", "desk_code", "counter_label", "clerk_number", "clerk_name", "password", "password")


def open_first_time(stage: Stage) -> None:
    """Hall, codes, counter, clerk, password, practice; keep the recovery code; the desk opens."""
    hands, window, answers = stage.hands, stage.app.window, stage.script.first_run
    hands.until(window.isActiveWindow, "demo.wait.open")
    surface = window.currentWidget()
    if not isinstance(surface, FirstRunSurface):
        raise StuckError("demo.wait.page")
    for line in LINES:
        hands.type(answers[line])
        hands.press("Return")
    hands.press("Space")
    stage.picture("first-run")
    hands.press("Tab", "Return")
    hands.until(lambda: isinstance(window.currentWidget(), RecoveryCodeSurface), "demo.wait.page")
    code = window.currentWidget()
    if not isinstance(code, RecoveryCodeSurface):
        raise StuckError("demo.wait.page")
    stage.picture("recovery-code")
    title = stage.texts("frame.code.title")
    shown = next(label.shown() for label in code.findChildren(PlainLabel) if label.accessibleName() == title)
    hands.type("".join(character for character in shown if character.isalnum())[-CHECK_CHARACTERS:])
    hands.press("Return")
    hands.until(lambda: stage.app.main is not None, "demo.wait.open")
    stage.listen()
    stage.settle()
    stage.picture("workbench-empty")
