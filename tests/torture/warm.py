"""What desks and a centre load, loaded once: processes are forked from here, so that a restart costs its own work and
not that of the interpreter. Desks and centre have the catalogue the law is tried on; all else is as it is shipped."""

from __future__ import annotations

import multiprocessing
import os
import sys
from datetime import date
from io import TextIOWrapper
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final

import wenling_desk.cli.server
import wenling_desk.server.app
import wenling_desk.server.exchange
import wenling_desk.server.serving
import wenling_desk.store.backup
import wenling_desk.store.snapshot_in
import wenling_desk.use_cases.sync_apply  # noqa: F401
from tests.simulation import acts
from tests.support.fakes import FakeShelf, texts, workflows
from tests.support.law_catalogue import law_catalogue
from wenling_desk import cli
from wenling_desk.bootstrap import enrolment, opening, syncing
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.server import bootstrap as centre
from wenling_desk.sync import receiving

__all__ = ["begin", "centre", "cli", "enrolment", "nursery", "opening", "syncing"]

SNAPSHOT_FROM: Final = 25
"""Rows of a log from which a desk takes a snapshot here: it must happen in a small run, too."""
PEOPLE: Final = 400
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SHELF: Final = FakeShelf([law_catalogue()])


class LawShelf(ReleaseShelf):
    """The shelf as it is shipped, but for the catalogue on it."""

    def current(self, on: date) -> Catalogue:
        return _SHELF.current(on)

    def release(self, number: str) -> Catalogue:
        return _SHELF.release(number)


texts()
workflows()


def nursery() -> ForkServerContext:
    """Where processes are forked: a server of its own, without threads and with all of this loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [__name__, "tests.torture.lives", "tests.torture.kill", "tests.torture.network", "tests.torture.disk"]
    )
    return context


def begin(room: Path, log: Path) -> None:
    """The start of a forked process: places of its own, its words into a file, the catalogue, and many people."""
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        os.environ[name] = str(room)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(written, stream)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)
    for shelved in (centre, opening):
        vars(shelved)["ReleaseShelf"] = LawShelf
    receiving.SNAPSHOT_FROM = SNAPSHOT_FROM  # type: ignore[misc]
    acts.PEOPLE = tuple(_identity(number) for number in range(PEOPLE))  # type: ignore[misc]


def _identity(number: int) -> str:
    """An invented person's identity number with its check digit."""
    digits = f"331081{1950 + number % 50}{number % 12 + 1:02d}{number % 28 + 1:02d}{number:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return digits + "10X98765432"[rest]
