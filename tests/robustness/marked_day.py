"""A day with a marked person in a process of its own: script, draft, case, papers, a defect, the rest of the counter's
work, a package taken out, a backup; then it is killed, so that nothing is tidied up."""

from __future__ import annotations

import json
import os
import signal
import sys
from functools import partial
from pathlib import Path

from tests.robustness.desk_under_test import ITEM, PASSWORD, REQUEST
from tests.robustness.marked_counter import at_the_counter
from tests.robustness.offscreen import begin_application, open_windows, until
from tests.robustness.stopped_clock import stop_the_clock
from wenling_desk import bootstrap
from wenling_desk.cli import main as run_command
from wenling_desk.domain.party import Party, PartyKind
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.main_window import MainWindow

NAME, NUMBER, PHONE = "欧阳示例珩𬱖", "331081199003077828", "13800005679"
ADDRESS = "温岭市城东街道示例路八十八弄九号"
BUNDLE = "WL-QY-01"
PERSON = Party(
    "applicant", "applicant", PartyKind.NATURAL_PERSON, NAME, identity_number=NUMBER, phone=PHONE, address=ADDRESS
)


def command(*words: str | Path) -> None:
    """One command; it must succeed."""
    status = run_command([str(word) for word in words])
    if status:
        raise SystemExit(f"{words[2]} ended with {status}")


def script(out: Path) -> Path:
    """The marked person as applicant of an item and of a bundle, with a form, an agent and all acts that print."""
    person = {"name": NAME, "identity_number": NUMBER, "phone": PHONE, "address": ADDRESS}
    agent = {**person, "mandate": {"received": True, "scope": ADDRESS, "until": "2027-01-01"}}
    file = out / "script.json"
    intakes = [
        {"target": ITEM, "applicant": person, "agent": agent, "other_materials": "complete", "note": f"{NAME} {PHONE}"},
        {"target": BUNDLE, "applicant": person, "other_materials": "complete", "delivery": {"way": "courier",
         "addressee": NAME, "address": ADDRESS, "phone": PHONE}},
        {"target": ITEM, "applicant": person, "other_materials": "missing", "then": [
            {"act": "withdraw", "request_received": True, "reason": f"{NAME}改变主意"}]},
    ]  # fmt: skip
    file.write_text(json.dumps(intakes, ensure_ascii=False), encoding="utf-8")
    return file


def on_screen(main: MainWindow) -> None:
    """A draft that is left, a case that is taken in and its paper printed for signing, and a defect."""
    for is_taken_in in (True, False):
        page = begin_application(main, ITEM)
        presenter = page.presenter
        assert presenter is not None
        presenter.set_party(PERSON)
        presenter.make_mandate()
        presenter.save()
        until(partial(_is_kept, page))
        if is_taken_in:
            presenter.take_in()
            until(partial(_is_done, page))
            main.go("record", record_id=page.done.outcome.record_id)  # type: ignore[union-attr]
        main.go("papers")
    for text in (NAME, NUMBER, PHONE):
        main.go("acceptance", text=text)
    main.go("workbench")


def _is_kept(page: AcceptancePage) -> bool:
    return page.presenter is not None and page.presenter.keeper.is_settled


def _is_done(page: AcceptancePage) -> bool:
    return page.done is not None


def broken(_reading: object) -> None:
    raise ValueError(f"{NAME} {NUMBER} {PHONE} {ADDRESS}")


def main(home: Path, out: Path) -> None:
    """The day. It ends by a kill."""
    stop_the_clock()
    password = out / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    bootstrap.set_up(home, REQUEST, PASSWORD)
    key = ("--password-file", password)
    command("--home", home, "accept", script(out), "--out", out / "papers", *key)
    desk, window = open_windows(home)
    on_screen(window)
    assert desk.bridge is not None
    told: list[object] = []
    desk.bridge.ask(broken, lambda _: None, on_failed=told.append)
    until(lambda: bool(told))
    desk.window.close()
    at_the_counter(home, PERSON, out / "package")
    command("--home", home, "backup", home / "backups" / "today", *key)
    last, _ = open_windows(home)
    assert last.main is not None
    page = begin_application(last.main, ITEM)
    assert page.presenter is not None
    page.presenter.set_party(PERSON)
    until(partial(_is_kept, page))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
