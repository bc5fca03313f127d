"""The frame of the day: the afternoon before, the card in the morning, the shift, the seals, archive and closing."""

from __future__ import annotations

from datetime import date

from wenling_desk.ui.demo.at_archive import AtArchive
from wenling_desk.ui.demo.at_bookings import AtBookings
from wenling_desk.ui.demo.at_day import AtDay, AtSeals
from wenling_desk.ui.demo.at_handover import AtHandover
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.settings.page import SettingsPage

ARCHIVE = "archive"


def day_before(stage: Stage) -> None:
    """A backup, the seal is entered, an officer will be away, and somebody books for tomorrow."""
    seals, handover, bookings, day = AtSeals(stage), AtHandover(stage), AtBookings(stage), f"{_day(stage):%Y%m%d}"
    back_up(stage)
    seals.open()
    seals.enter(stage.script.said["seal"], "seal-entered")
    stage.read_notice()
    handover.open()
    handover.note_absence({**stage.script.said["absence"], "first": day, "last": day}, "absence")
    stage.read_notice()
    bookings.open()
    bookings.book(stage.script.said["booking"], _day(stage), "booking-new")


def back_up(stage: Stage) -> None:
    """Settings, Ctrl+B."""
    stage.command(stage.texts("settings.title"))
    page = stage.page(SettingsPage)
    stage.settle()
    stage.hands.press("Ctrl+B")
    stage.hands.until(lambda: not page.data.button.reason, "demo.wait.done")


def opening(stage: Stage) -> None:
    """8:20: the desk is unlocked, the card comes by itself; it is read, and the day begins."""
    hands, main, desk = stage.hands, stage.main, AtDay(stage)
    stage.command(stage.texts("workbench.title"))
    stage.settle()
    hands.press("Ctrl+L")
    hands.until(main.is_covered, "demo.wait.page")
    if stage.clock is not None:
        stage.clock.next_morning(8, 20)
        stage.look_at_clock()
    hands.type(stage.script.first_run["password"])
    hands.press("Return")
    hands.until(lambda: not main.is_covered(), "demo.wait.open")
    desk.wait_for_lines()
    if desk.page.title() != stage.texts("day.card.title"):
        raise StuckError("demo.wait.page")
    stage.picture("card")
    stage.carry_out(lambda: hands.press("Ctrl+Return"))
    stage.picture("day-begun")


def shift(stage: Stage) -> None:
    """Noon: drafts, originals and seals go to who sits here next, on a paper with two signatures."""
    desk = AtDay(stage)
    desk.open()
    desk.hand_over(stage.script.said["shift"], "shift")
    stage.touched.append(stage.latest_record)


def sealing(stage: Stage) -> None:
    """What was stamped is ticked, one key a seal; a seal nobody entered is entered first."""
    seals = AtSeals(stage)
    seals.open()
    stage.picture("seals")
    seals.tick_everything(stage.script.said["other_seal"])
    seals.print_register()
    stage.touched.append(stage.latest_record)
    stage.read_notice()
    stage.picture("seals-ticked")


def archiving(stage: Stage) -> None:
    """Closed cases that are complete become packages."""
    desk = AtArchive(stage)
    desk.open("archive")
    folder = stage.given / ARCHIVE
    folder.mkdir(exist_ok=True)
    desk.make(folder)
    stage.figures["packages"] = sum(each.is_dir() for each in folder.iterdir())
    stage.read_notice()
    stage.wait_for_printer()


def closing(stage: Stage) -> None:
    """日清: what does not balance is named, the rest is listed as it is; two people sign."""
    desk = AtDay(stage)
    desk.open()
    desk.name_differences()
    stage.read_notice()
    stage.picture("closing")
    desk.close()
    record_id = stage.latest_record
    stage.keep("day", record_id)
    desk.sign(stage.script.said["second"], "closing-second")
    stage.read_notice()
    stage.wait_for_printer()
    stage.picture("closed")
    facts = stage.ask(lambda reading: reading.facts_of(record_id))
    stage.figures |= next(fact.body["figures"] for fact in reversed(facts) if fact.kind == "DayClosed")


def _day(stage: Stage) -> date:
    if stage.clock is None:
        raise StuckError("demo.wait.open")
    return stage.clock.day
