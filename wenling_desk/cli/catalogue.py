"""``catalogue check``, ``catalogue search``, ``catalogue import`` and ``catalogue pack``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from wenling_desk import bootstrap, resources
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The four commands of the catalogue."""
    parser = commands.add_parser("catalogue", help=texts("cli.catalogue.help"))
    parts = parser.add_subparsers(metavar="", required=True)
    check = parts.add_parser("check", help=texts("cli.catalogue.check"))
    check.add_argument("folder", type=Path, nargs="?", default=None, help=texts("cli.catalogue.folder"))
    check.set_defaults(run=run_check)
    search = parts.add_parser("search", help=texts("cli.catalogue.search"))
    search.add_argument("text", nargs="+", help=texts("cli.catalogue.text"))
    search.add_argument("--limit", type=int, default=10, help=texts("cli.catalogue.limit"))
    search.add_argument("--json", action="store_true", help=texts("cli.catalogue.json"))
    search.set_defaults(run=run_search)
    taking = parts.add_parser("import", help=texts("cli.catalogue.import"))
    taking.add_argument("file", type=Path, help=texts("cli.catalogue.file"))
    taking.add_argument("--mapping", type=Path, required=True, help=texts("cli.catalogue.mapping"))
    taking.add_argument("--out", type=Path, required=True, help=texts("cli.catalogue.out"))
    taking.set_defaults(run=run_import)
    packing = parts.add_parser("pack", help=texts("cli.catalogue.pack"))
    packing.add_argument("out", type=Path, help=texts("cli.catalogue.pack_out"))
    packing.add_argument("--root", type=Path, default=None, help=texts("cli.catalogue.folder"))
    packing.set_defaults(run=run_pack)


def run_check(chosen: argparse.Namespace, texts: Texts) -> int:
    """One line a finding, then the count; 1 when any is an error."""
    folder = chosen.folder if chosen.folder is not None else resources.root()
    if not folder.is_dir():
        raise DeskRefusal("no_such_folder", folder=folder)
    lines, errors = bootstrap.check_catalogue_folder(folder, texts)
    for line in lines:
        print(line)
    print(texts("cli.catalogue.checked", errors=errors, warnings=len(lines) - errors))
    return 1 if errors else 0


def run_search(chosen: argparse.Namespace, texts: Texts) -> int:
    """Hits, best first; nothing fits: an empty list, and a way on."""
    if chosen.limit < 1:
        raise DeskRefusal("amount_wrong", amount=chosen.limit)
    found = bootstrap.catalogue_search(chosen.home).search(" ".join(chosen.text), chosen.limit)
    if chosen.json:
        rows = [{"code": hit.code, "kind": hit.kind, "name": hit.name, "score": round(hit.score, 4)} for hit in found]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for hit in found:
            print(f"{hit.code}\t{texts(f'cli.kind.{hit.kind}')}\t{hit.name}")
        if not found:
            print(texts("cli.catalogue.nothing"))
    return 0


def run_import(chosen: argparse.Namespace, texts: Texts) -> int:
    """Import a published list; the report names every row and column refused. 1 when anything was."""
    lines, status = bootstrap.import_published_list(chosen.file, chosen.mapping, chosen.out, texts)
    for line in lines:
        print(line)
    return status


def run_pack(chosen: argparse.Namespace, texts: Texts) -> int:
    """Pack a checked catalogue for publishing; with an error in it nothing is written, and the findings are told."""
    folder = chosen.root if chosen.root is not None else resources.root()
    if not folder.is_dir():
        raise DeskRefusal("no_such_folder", folder=folder)
    lines, packed = bootstrap.pack_catalogue_folder(folder, chosen.out, texts)
    if packed is None:
        for line in lines:
            print(line)
        print(texts("cli.catalogue.not_packed"))
        return 1
    if lines:
        print(texts("cli.catalogue.warned", warnings=len(lines)))
    print(
        texts(
            "cli.catalogue.packed", number=packed.number, day=packed.effective_from, size=packed.size, file=chosen.out
        )
    )
    return 0
