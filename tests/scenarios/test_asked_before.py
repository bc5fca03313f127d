"""Two halls and a centre on one machine: what one hall took in is said in the other's windows while the person is
entered, over TLS, and the person's number stands in no file of either side afterwards."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.scenarios.test_enrolled_desk import CODE, ITEM, PASSWORD, Centre, Screen, opened, party, take_in
from wenling_desk.cli import main
from wenling_desk.domain.party import APPLICANT
from wenling_desk.security import keys
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.ui.acceptance.page import AcceptancePage

pytestmark = [
    pytest.mark.timeout(180),
    # The offscreen platform has no window manager and says so each time a window is shown.
    pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True),
]
SERIAL = 31
OTHER_HALL = "城东便民服务中心"


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


def joined(centre: Centre, home: Path, code: str, clerk: str) -> Path:
    """The home of a desk that has joined with that code."""
    home.mkdir()
    password = home.with_suffix(".password")
    password.write_text(PASSWORD, encoding="utf-8")
    words = ["enrol", centre.address, "--code", code, "--fingerprint", centre.fingerprint, "--counter", "1号窗口"]
    words += ["--clerk", clerk, "--clerk-name", "陈晓", "--password-file", str(password)]
    assert main(["--home", str(home), *words]) == 0
    return home


def code_of_the_other_hall(centre: Centre) -> str:
    words = [sys.executable, "-m", "wenling_desk", "server", "code", "--home", str(centre.home)]
    words += ["--hall", "H02", "--hall-name", OTHER_HALL]
    made = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
    found = CODE.search(made.stdout)
    assert found is not None
    return found[1]


@pytest.fixture
def screen(qapp: QApplication, qtbot: Any, centre: Centre, tmp_path: Path) -> Iterator[Screen]:
    """The windows of a desk; the other hall has sent a case of the person."""
    there = joined(centre, tmp_path / "there", code_of_the_other_hall(centre), "2001")
    desk = opened(there)
    take_in(desk, SERIAL)
    desk.close()
    assert main(["--home", str(there), "sync", "--once", "--password-file", f"{there}.password"]) == 0
    shown = Screen(qapp, qtbot, joined(centre, tmp_path / "here", centre.code(), "1001"))
    yield shown
    shown.app.window.may_close = lambda: True
    shown.app.window.close()


def said(screen: Screen) -> str:
    notice = screen.main.notices.current()
    return notice.sentence if notice is not None else ""


def test_the_other_hall_s_case_is_said_while_the_person_is_entered(
    screen: Screen, centre: Centre, tmp_path: Path
) -> None:
    screen.until(lambda: "已联网" in screen.main.top._link.chip.word)
    page = screen.go("acceptance", AcceptancePage, code=ITEM)
    sheet = page.presenter
    person = party(SERIAL)
    entered = replace(
        sheet.opened.party(APPLICANT), name=person.name, identity_number=person.identity_number, phone="13800005678"
    )
    sheet.set_party(entered)
    screen.until(lambda: said(screen))
    assert said(screen).startswith("疑似重复")
    assert f"，{OTHER_HALL}，" in said(screen)
    assert person.name not in said(screen)
    assert sheet.other_halls.answer.total == 1

    # Another person has nothing there, and with the line cut the page goes on with a quiet line.
    screen.main.notices.clear()
    sheet.set_party(replace(entered, identity_number=party(SERIAL + 1).identity_number))
    screen.until(lambda: sheet.other_halls.answer is not None and "各大厅没有同样的件" in page.head._remark.text())
    centre.stop()
    sheet.set_party(replace(entered, identity_number=party(SERIAL + 2).identity_number))
    screen.until(lambda: "别的大厅没问到" in page.head._remark.text())
    assert said(screen) == ""

    lines = (centre.home / "logs" / "server.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [line for line in map(json.loads, lines) if line.get("route") == "duplicates"]
    assert [line["status"] for line in asked] == [200, 200]
    numbers = [party(SERIAL + place).identity_number.encode() for place in range(3)]
    for file in tmp_path.rglob("*"):
        if file.is_file() and not file.is_symlink():
            content = file.read_bytes()
            assert not any(number in content for number in numbers), file.name
