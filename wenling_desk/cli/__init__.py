"""The commands of an administrator; without one, the desk itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from wenling_desk import __version__, resources
from wenling_desk.bootstrap import desk_log, installation
from wenling_desk.cli import last_words, screens
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.settings import home_folder
from wenling_desk.texts import TextError, Texts

if TYPE_CHECKING:
    import argparse

Command = Callable[[Any, Texts], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when done, 1 when refused or in trouble, 2 for a wrong command line.

    Whatever goes wrong ends in one sentence on the error stream; where it happened goes to the log.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        texts = Texts(resources.path("texts", "zh_CN"))
        chosen = only_the_windows(words) or build_parser(texts).parse_args(words)
    except (TextError, OSError):
        return last_words.say(words)
    try:
        if chosen.run is not screens.run_desk:  # the windows say it themselves, on the screen
            installation.require_whole()
        chosen.home = home_of_this_user() if chosen.home is None else named_home(chosen.home)
        run: Command = chosen.run
        return run(chosen, texts)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is not our failure.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:
        if isinstance(error, TextError) and chosen.run is screens.run_desk:
            return last_words.say(["run"])
        home = chosen.home if isinstance(chosen.home, Path) else None
        print(sentence_for(error, texts, home), file=sys.stderr)
        return 1


def sentence_for(error: BaseException, texts: Texts, home: Path | None) -> str:
    """What the person at the terminal is told; what nobody foresaw goes to the log of the home."""
    told = error
    if isinstance(error, KeyboardInterrupt):
        told = KnownTrouble("interrupted")
    elif isinstance(error, OSError) and error.filename is not None:
        told = KnownTrouble("file_trouble", file=error.filename)
    if isinstance(told, DeskRefusal | KnownTrouble):
        try:
            return texts.sentence(told)
        except TextError as missing:
            error = missing
    log = desk_log.log_defect(home, error) if home is not None else Path()
    return last_words.sentence() if isinstance(error, TextError) else texts("trouble.defect", file=log)


def home_of_this_user() -> Path:
    """The folder of this desk's data. Raises ``home_unknown`` where the system names no place for a person's data."""
    try:
        home = home_folder(os.environ)
    except (RuntimeError, OSError):
        raise KnownTrouble("home_unknown") from None
    if not home.is_absolute():  # an empty HOME: the data must not lie wherever the program was started
        raise KnownTrouble("home_unknown")
    return home


def named_home(name: str) -> Path:
    """The folder that was named. Raises ``home_unknown`` for an empty name: it would be wherever one happens to be."""
    if not name.strip():
        raise KnownTrouble("home_unknown")
    return Path(name).absolute()


def only_the_windows(words: Sequence[str]) -> SimpleNamespace | None:
    """The morning's start, read without loading any command: ``[--home FOLDER] [run]``; ``None`` for all else."""
    rest = list(words)
    home = None
    if rest[:1] == ["--home"] and len(rest) > 1:
        home, rest = rest[1], rest[2:]
    return SimpleNamespace(run=screens.run_desk, home=home) if rest in ([], ["run"]) else None


def build_parser(texts: Texts) -> argparse.ArgumentParser:
    """The command line."""
    import argparse

    from wenling_desk.cli import (
        archive,
        cases,
        catalogue,
        clocks,
        keeping,
        ledgers,
        past_cases,
        platform,
        province,
        report,
        server,
        syncing,
    )

    parser = argparse.ArgumentParser(prog="wenling-desk", description=texts("cli.program"))
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--home", default=None, help=texts("cli.home"))
    parser.set_defaults(run=screens.run_desk)
    commands = parser.add_subparsers(title=texts("cli.commands"), metavar="")
    beside = (catalogue, clocks, keeping, ledgers, past_cases, platform, province, report, server, syncing)
    for part in (screens, cases, archive, *beside):
        part.add_commands(commands, texts)
    return parser
