"""The benches run and say what they found in one shape; how fast anything was decides nothing here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import desk
from tests.architecture.test_requirements import read_pins
from tests.benchmarks import __main__ as command
from tests.benchmarks import bench_memory, bench_papers, bench_start, machine, tables
from tests.benchmarks.figure import Figure, Result, alone, compare, not_measured
from tests.benchmarks.key_count import KeyCount
from tests.benchmarks.memory_load import STATM
from tests.benchmarks.notices import notice
from tests.benchmarks.one_bench import run_bench
from tests.benchmarks.peer_tools import PeerMissing
from tests.support.hands import CTRL, press, type_text
from wenling_desk import resources
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import Texts


def check_shape(result: Result, name: str, least: int = 1) -> None:
    """Every figure is whole, is judged where it has a bar, and survives JSON."""
    assert result["name"] == name
    assert len(result["figures"]) >= least
    assert json.loads(json.dumps(result)) == result
    for figure in result["figures"]:
        assert figure.keys() == get_type_hints(Figure).keys()
        assert figure["name"]
        assert figure["unit"]
        assert (figure["ours"] is None) == (figure["samples"] == 0)
        assert (figure["met"] is None) == (not figure["bar"] or figure["ours"] is None)
        assert (figure["ratio"] is None) == (figure["theirs"] is None)
        for side in (figure["ours"], figure["theirs"]):
            assert side is None or side["least"] <= side["median"] <= side["most"]
        assert figure["name"] in tables.lines(figure)


# -- the benches, a few rounds each --


IN_THIS_PROCESS = (
    ("durable_act", 2, 3), ("worklist", 2, 8), ("progress", 2, 4), ("figures", 1, 4), ("roster", 2, 2),
    ("closing", 2, 2), ("search", 1, 6),
)  # fmt: skip


@pytest.mark.parametrize(("name", "rounds", "least"), IN_THIS_PROCESS)
def test_bench_in_this_process(name: str, rounds: int, least: int) -> None:
    check_shape(run_bench(name, rounds), name, least)


def test_papers_without_the_other_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(peer: str, _fonts: Path) -> Any:
        raise PeerMissing(f"{peer} is not here")

    monkeypatch.setattr(bench_papers, "PaperPeer", nowhere)
    result = bench_papers.run(1)
    check_shape(result, "papers", 3)
    assert {figure["peer"]: figure["bar"] for figure in result["figures"]} == {
        "fpdf2": "≥ 20", "weasyprint": "≥ 20", "typst": "≤ 2",
    }  # fmt: skip
    assert all("is not here" in figure["note"] for figure in result["figures"])


@pytest.mark.skipif(not STATM.exists(), reason="reads /proc")
def test_memory_of_the_press() -> None:
    check_shape({"name": "memory", "figures": bench_memory.measure("press", 4)}, "memory", 2)


def test_window_reports_its_first_field() -> None:
    milliseconds, after = bench_start.start(["tests.benchmarks.starts.bare_window"])
    assert milliseconds > 0
    assert after == 0


def test_program_without_a_field_is_told() -> None:
    with pytest.raises(bench_start.StartFailed, match="No module named"):
        bench_start.start(["tests.benchmarks.starts.no_such_window"])


BEGUN_WITH = ("F2", "Ctrl+J", "Ctrl+J", "Ctrl+G", "Ctrl+G", "Ctrl+T", "Ctrl+T", "Ctrl+Shift+H", "Ctrl+Shift+H")
"""The first key of each journey of a quick run: a case, progress, collecting, handing over, calls."""


def test_keys_of_the_real_program_in_a_process_of_its_own(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    result = command.run_apart("keys", 1)
    assert result is not None, capfd.readouterr()
    check_shape(result, "keys", len(BEGUN_WITH))
    # Counting does not depend on the machine: here a bar may decide.
    assert [figure["name"] for figure in result["figures"] if figure["met"] is False] == []
    for figure, key in zip(result["figures"], BEGUN_WITH, strict=True):
        assert figure["note"].startswith(f"{key}, "), figure["name"]
        assert figure["note"].endswith("characters of data")


# -- what they are made of --


def test_ratios_point_where_their_bars_do() -> None:
    slower = compare("f", "ms", [2, 4, 3], "peer", [30, 60, 90], at_least=20)
    assert (slower["ratio"], slower["ratio_of"], slower["bar"], slower["met"]) == (20, "peer / ours", "≥ 20", True)
    faster = compare("f", "ms", [4.0], "peer", [2.0], at_most=1.5)
    assert (faster["ratio"], faster["ratio_of"], faster["bar"], faster["met"]) == (2, "ours / peer", "≤ 1.5", False)
    assert alone("f", "MB", [250.0], at_most=250)["met"] is True
    assert alone("f", "ms", [1.0])["met"] is None
    assert slower["ours"] == {"median": 3, "least": 2, "most": 4}


@pytest.mark.parametrize(
    ("sizes", "expected"), [([1.0, 2.0, 3.0], 1.0), ([5.0, 5.0, 5.0, 5.0], 0.0), ([3.0, 2.0], -1.0), ([7.0], 0.0)]
)
def test_slope(sizes: list[float], expected: float) -> None:
    assert bench_memory.slope(sizes) == pytest.approx(expected)


def test_notices_differ_and_words_are_compared(tmp_path: Path) -> None:
    press_of_papers = PaperPress(Texts(resources.path("texts", "zh_CN")), tmp_path)
    one, other = (press_of_papers.render(notice(number)).pdf for number in (1, 2))
    bench_papers.same_words("itself", one, one)
    with pytest.raises(ValueError, match=r"^typst lacks .* and has .* beside$"):
        bench_papers.same_words("typst", one, other)


@pytest.mark.parametrize("peer", bench_papers.PEERS)
def test_other_tools_are_pinned(peer: str) -> None:
    assert peer in read_pins(f"tests/benchmarks/peers/{peer}.txt")


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
def test_keys_are_counted_apart_from_data(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    line, rows = QLineEdit(), QListWidget()
    column.addWidget(line)
    column.addWidget(rows)
    taken: list[str] = []
    QShortcut(QKeySequence("F8"), window, lambda: taken.append("F8"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    counter = KeyCount(qapp)
    counter.start()
    line.setFocus()
    type_text("rs林见秋9")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_A, CTRL)
    rows.setFocus()
    press(Qt.Key.Key_1)
    press(Qt.Key.Key_F8)
    counter.stop()
    press(Qt.Key.Key_F8)
    assert taken == ["F8", "F8", "F8"]
    assert counter.pressed == ["Return", "F8", "Ctrl+A", "1", "F8"]
    assert (counter.keys, counter.characters) == (5, 6)
    assert line.text() == "rs林见秋9"


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
def test_key_given_on_later_was_pressed_once(qtbot: QtBot, qapp: QApplication) -> None:
    """As the watch for scanners does it: hold a letter back, then send it again."""
    rows = QListWidget()
    qtbot.addWidget(rows)
    rows.show()
    rows.activateWindow()
    qtbot.waitUntil(rows.isActiveWindow)
    rows.setFocus()
    counter = KeyCount(qapp)
    counter.start()
    press(Qt.Key.Key_M)
    QApplication.sendEvent(rows, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier, "m"))
    counter.stop()
    assert counter.pressed == ["M"]


# -- the command and its document --


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of docs/benchmarks.md that may be written."""
    copy = tmp_path / "benchmarks.md"
    copy.write_text(command.DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(command, "DOCUMENT", copy)
    monkeypatch.setattr(desk, "HERE", tmp_path)
    return copy


def fake_runner(made: Callable[[str], Result | None]) -> Callable[[str, int | None], Result | None]:
    return lambda name, rounds: made(name)


def made_up(name: str) -> Result:
    return {
        "name": name,
        "figures": [
            compare(f"{name} figure", "ms", [1.25], "a | peer", [2.5], at_most=1, note="a note"),
            not_measured(f"{name} other", "ms", "no tool", peer="tool", bar="≥ 20"),
        ],
    }


def test_every_bench_has_its_section(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    commands = dict.fromkeys(command.BENCHES, "x")
    fresh = tables.renewed(text, [made_up(name) for name in command.BENCHES], commands, {"cores": "2"}, "2026-11-23")
    for name in command.BENCHES:
        assert f"| {name} figure | ms | 1.25 | a \\| peer | 2.50 | 0.50 (ours / peer) | ≤ 1 | met | 1 |" in fresh
    assert tables.machine_in(fresh) == "cores 2."
    assert tables.renewed(fresh, [made_up("start")], commands, {"cores": "2"}, "2026-11-23") == fresh


def test_write_renews_the_document(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "run_apart", fake_runner(made_up))
    assert command.main(["--write"]) == 0
    text = document.read_text(encoding="utf-8")
    assert machine.describe()["Python"] in tables.machine_in(text)
    assert "`python3 desk.py bench papers`" in text
    monkeypatch.setattr(machine, "describe", lambda: {"processor": "another"})
    assert command.main(["start", "--write"]) == 0
    assert document.read_text(encoding="utf-8") == text, "a part measured elsewhere must not be mixed in"


def test_a_missed_bar_is_no_error_but_a_broken_bench_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed: Result = {"name": "start", "figures": [alone("f", "ms", [2.0], at_most=1)]}
    monkeypatch.setattr(command, "run_apart", fake_runner(lambda name: missed if name == "start" else None))
    assert command.main(["start"]) == 0
    assert "0 of 1 bars met; missed: f" in capsys.readouterr().out
    assert command.main(["start", "papers"]) == 1
    assert "BROKEN: papers" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["nonsense"], ["start", "--rounds", "1", "--write"]])
def test_wrong_command_line(arguments: list[str]) -> None:
    assert command.main(arguments) == 2


def test_broken_bench_is_seen(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.one_bench", "no_such", str(tmp_path / "out")],
        cwd=desk.HERE,
        capture_output=True,
    )
    assert done.returncode != 0
    assert not (tmp_path / "out").exists()


def test_machine_is_described() -> None:
    assert machine.describe().keys() == {"processor", "cores", "memory", "kernel", "Python"}
    assert all(machine.describe().values())
