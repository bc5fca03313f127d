"""``report progress``: the centre's progress report from the centre's database."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.durable_files import write_durably
from wenling_desk.texts import Texts


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The command."""
    report = commands.add_parser("report", help=texts("report.progress.reports"))
    parts = report.add_subparsers(metavar="", required=True)
    progress = parts.add_parser("progress", help=texts("report.progress.help"))
    progress.add_argument("--as-of", required=True, help=texts("report.progress.day"))
    progress.add_argument("--database", default="", metavar="URL", help=texts("report.progress.database"))
    progress.add_argument("--home", dest="centre_home", default=None, help=texts("centre.home"))
    progress.add_argument("--out", type=Path, required=True, help=texts("report.progress.out"))
    progress.add_argument("--scale", default="", help=texts("report.progress.scale"))
    progress.set_defaults(run=run_progress)


def run_progress(chosen: argparse.Namespace, texts: Texts) -> int:
    """Count what came in since, ask for every figure, write the PDF."""
    as_of = _day(chosen.as_of)
    try:
        from wenling_desk.bootstrap.progress_report import progress_content, render_report
        from wenling_desk.server.bootstrap import home_of_this_centre
        from wenling_desk.server.report_source import report_source
    except ModuleNotFoundError as missing:
        raise KnownTrouble("centre_parts_missing", part=missing.name) from missing
    desk_home = Path(chosen.home)
    chosen.home = desk_home if chosen.database else home_of_this_centre(chosen.centre_home)
    with report_source(chosen.home, chosen.database, desk_home / "cache" / "catalogue") as source:
        counted = source.catch_up()
        paper = render_report(progress_content(source, as_of, texts, scale=chosen.scale), texts, desk_home / "cache")
    write_durably(chosen.out.absolute(), paper.pdf)
    print(texts("report.progress.written", file=chosen.out, pages=paper.pages, counted=counted))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DeskRefusal("report_day_wrong", written=text[:20]) from None
