"""A whole desk on a disk: set up once with one case in it, copied for each test, at a morning that does not move."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.robustness.broken_files import OwnResources, forget_what_was_read
from tests.robustness.desk_under_test import PASSWORD, REQUEST, Commands, Screen, an_intake
from tests.robustness.stopped_clock import MORNING
from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import desk_log
from wenling_desk.security import keys
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.texts import Texts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform has no window manager and says so each time a window is shown.
    silence = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(silence)


class Clock:
    """The computer's clock, as a test sets it."""

    def __init__(self) -> None:
        self.now = MORNING

    def set(self, moment: datetime) -> None:
        self.now = moment


def quick_passwords(patch: pytest.MonkeyPatch) -> None:
    """Make keys with which one guess is cheap: passwords are not what is tried here."""
    patch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    quick_passwords(monkeypatch)
    monkeypatch.setattr(bootstrap.SystemClock, "now", lambda _: clock.now)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # the program has its own; it goes with the test
    yield clock
    desk_log.end_log()


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts(resources.path("texts", "zh_CN"))


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fonts and packed catalogue, unpacked once for all tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """A desk that was set up and has taken one case in; tests work on copies."""
    home = tmp_path_factory.mktemp("made") / "home"
    home.mkdir()
    (home / "cache").symlink_to(shared_cache, target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        quick_passwords(patch)
        patch.setattr(bootstrap.SystemClock, "now", lambda _: MORNING)
        bootstrap.set_up(home, REQUEST, PASSWORD)
        desk = bootstrap.open_desk(home, PASSWORD)
        try:
            an_intake(desk)
        finally:
            desk.close()
    (home / "ballast.bin").unlink()  # it is made again, and copying it is slow
    return home


@pytest.fixture
def home(tmp_path: Path, made: Path) -> Path:
    """A desk of one's own, in a folder with a name as people give them."""
    target = tmp_path / "综窗 资料 100%" / "home"
    shutil.copytree(made, target, symlinks=True)
    return target


@pytest.fixture
def new_home(tmp_path: Path, shared_cache: Path) -> Path:
    """A home in which nothing was set up yet."""
    target = tmp_path / "新 资料夹"
    target.mkdir()
    (target / "cache").symlink_to(shared_cache, target_is_directory=True)
    return target


@pytest.fixture
def commands(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Commands:
    return Commands(capsys, tmp_path)


@pytest.fixture
def screen(qapp: QApplication, qtbot: Any, texts: Texts) -> Iterator[Screen]:
    shown = Screen(qapp, qtbot, texts)
    yield shown
    shown.stop()


@pytest.fixture(scope="session")
def copied_resources(tmp_path_factory: pytest.TempPathFactory) -> OwnResources:
    """The resources of this program in a folder of their own; large files are links to the real ones."""
    real, target = resources.root(), tmp_path_factory.mktemp("resources")
    for entry in real.iterdir():
        if entry.name in ("fonts", "catalogue", "forms"):
            shutil.copytree(entry, target / entry.name, copy_function=_link)
        elif entry.is_dir():
            shutil.copytree(entry, target / entry.name)
        else:
            shutil.copy2(entry, target / entry.name)
    return OwnResources(target, tmp_path_factory.mktemp("packed"))


@pytest.fixture
def own_resources(copied_resources: OwnResources, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnResources]:
    """Resources that a test may break; whole again for the next one."""
    monkeypatch.setattr(resources, "root", lambda: copied_resources.root)
    forget_what_was_read()
    yield copied_resources
    copied_resources.mend()
    forget_what_was_read()


@pytest.fixture
def own_cache(home: Path, own_resources: OwnResources, shared_cache: Path) -> Path:
    """A home whose cache hides nothing that is broken, and whose packed catalogue is that of ``own_resources``."""
    cache = home / "cache"
    cache.unlink()
    cache.mkdir()
    (cache / "catalogue").symlink_to(own_resources.packed, target_is_directory=True)
    return home


def _link(source: str, target: str) -> str:
    Path(target).symlink_to(source)
    return target
