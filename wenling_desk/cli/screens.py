"""The desk itself, and ``demo``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wenling_desk.texts import Texts

if TYPE_CHECKING:
    import argparse


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """``run`` (the default) and ``demo``."""
    run = commands.add_parser("run", help=texts("cli.run"))
    run.set_defaults(run=run_desk)
    from pathlib import Path

    demo = commands.add_parser("demo", help=texts("cli.demo.help"))
    demo.add_argument("--out", type=Path, required=True, help=texts("cli.demo.out"))
    demo.set_defaults(run=run_demo)


def run_desk(chosen: argparse.Namespace, texts: Texts) -> int:
    """Open the desk's main window."""
    from wenling_desk.bootstrap.first_window import start  # Qt is wanted for the windows only

    return start(chosen.home, texts)


def run_demo(chosen: argparse.Namespace, texts: Texts) -> int:
    """Drive the real screens through a day at the counter; papers, pictures and JSON lines go to ``--out``."""
    from wenling_desk.bootstrap.demo import play

    return play(chosen.out, texts)
