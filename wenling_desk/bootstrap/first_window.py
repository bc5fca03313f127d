"""The first window: what is shown before the desk is loaded, and how the desk is then opened behind it."""

from __future__ import annotations

import os
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import memory
from wenling_desk.bootstrap.before_windows import FirstRunDoor, look, screen_fonts
from wenling_desk.bootstrap.desk_log import begin_log, save_report
from wenling_desk.bootstrap.system import SystemClock
from wenling_desk.texts import Texts
from wenling_desk.ui import app as screens

if TYPE_CHECKING:
    from wenling_desk.use_cases.ports import Clock


def start(home: Path, texts: Texts) -> int:
    """Show the windows; returns when the last one is closed."""
    memory.give_back_early()
    begin_log(home)
    return screens.run(desk_ports(home, texts))


class _LastWords(Texts):
    """One sentence for every id: all there is to say when the texts are gone."""

    def __init__(self, sentence: str) -> None:
        super().__init__(Path())
        self._sentence = sentence

    def __call__(self, _key: str, /, **_values: object) -> str:
        """The sentence."""
        return self._sentence


def show_last_words(sentence: str) -> None:
    """A box that says the installation is broken; returns when it is closed."""
    application = screens.application()
    screens.broken_installation(_LastWords(sentence)).exec()
    application.processEvents()


def desk_ports(home: Path, texts: Texts, clock: Clock | None = None) -> screens.DeskPorts:
    """What the windows of a home need from outside; ``clock`` is another one than this computer's."""
    clock = clock or SystemClock()
    found = look(home)
    door = FirstRunDoor(home, clock)
    return screens.DeskPorts(
        texts=texts,
        styles=resources.path("styles"),
        icons=resources.path("icons"),
        fonts=screen_fonts(home),
        clock=clock,
        create=door.create,
        join=door.join,
        open_desk=lambda password: _wire(door.open_desk(password)),
        recover=lambda code, password: _wire(bootstrap.open_with_recovery_code(home, code, password)),
        preload=_load_the_rest,
        is_new=found.is_new,
        large_type=found.settings.large_type,
        idle_minutes=found.settings.idle_minutes,
        who=found.settings.hall_name,
        start_trouble=found.trouble,
        save_report=partial(save_report, home),
        environ=os.environ,
    )


def _wire(opened: bootstrap.OpenDesk) -> screens.OpenDesk:
    from wenling_desk.bootstrap.screens import wire

    return wire(opened)


def _load_the_rest() -> None:
    """Load pages, use cases and store while the clerk types the password."""
    import_module("wenling_desk.bootstrap.screens")
    import_module("wenling_desk.store.desk_store")
