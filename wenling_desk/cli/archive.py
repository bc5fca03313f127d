"""``archive``: one case as an archive package, and ``archive verify``: a package against its own digests."""

from __future__ import annotations

import argparse
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap.archive_making import MadePackage, check_case, make_package, verify_place
from wenling_desk.cli.passwords import ask_password
from wenling_desk.domain.archive_manifest import PRECHECK
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts

VERIFY = "verify"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """``archive RECORD|NUMBER --out FOLDER [--check] [--zip]`` and ``archive verify PLACE``."""
    parser = commands.add_parser("archive", help=texts("archive.cli.help"))
    parser.add_argument("number", help=f"{texts('archive.cli.number')}; {VERIFY}: {texts('archive.cli.verify')}")
    parser.add_argument("place", type=Path, nargs="?", help=texts("archive.cli.place"))
    parser.add_argument("--out", type=Path, help=texts("archive.cli.out"))
    parser.add_argument("--check", action="store_true", help=texts("archive.cli.check"))
    parser.add_argument("--zip", action="store_true", help=texts("archive.cli.zip"))
    parser.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    parser.set_defaults(run=run_archive)


def run_archive(chosen: argparse.Namespace, texts: Texts) -> int:
    """Make a package, or look beforehand, or verify one. 1 where something is missing or was changed."""
    if chosen.number == VERIFY:
        return run_verify(chosen.place, texts)
    if chosen.out is None:
        raise DeskRefusal("archive_folder_needed")
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        with desk.store.reading() as reading:
            known = reading.record_of_number("".join(chosen.number.split()).upper())
        record_id = known or chosen.number
        if chosen.check:
            return _tell_check(check_case(desk, record_id, chosen.out, as_zip=chosen.zip), texts)
        made = make_package(desk, record_id, chosen.out, as_zip=chosen.zip)
    key = "archive.cli.made" if made.is_new else "archive.cli.again"
    print(texts(key, place=made.place, sha256=made.sha256))
    return 0


def _tell_check(made: MadePackage, texts: Texts) -> int:
    for sentence in made.gaps or (texts("archive.page.no_gaps"),):
        print(sentence)
    print(texts("archive.page.checked", place=made.place))
    return 1 if made.gaps else 0


def run_verify(place: Path | None, texts: Texts) -> int:
    """Tell what was changed, what is missing and what is extra, apart from one another. Needs no desk."""
    if place is None:
        raise DeskRefusal("archive_folder_needed")
    found = verify_place(place)
    if not found.is_sealed:
        print(texts("archive.cli.unsealed"))
    for key, paths in (
        ("archive.cli.changed", found.changed),
        ("archive.cli.missing", found.missing),
        ("archive.cli.extra", found.extra),
    ):
        for path in paths:
            print(texts(key, path=path))
    if found.is_whole:
        print(texts("archive.cli.whole", files=found.files, sha256=found.sha256))
    if found.kind == PRECHECK:
        print(texts("archive.cli.precheck"))
    return 0 if found.is_whole else 1
