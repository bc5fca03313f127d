"""``ledger seed``: the entries with a source that an installation brings for a ledger, taken over once."""

from __future__ import annotations

import argparse

from wenling_desk import bootstrap, resources
from wenling_desk.catalogue.ledger_seed import read_seed
from wenling_desk.catalogue.neighbours_file import read_neighbours
from wenling_desk.cli.passwords import ask_password
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.nearest_place import WAYS, NearPlace
from wenling_desk.texts import Texts
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.find_nearest_place import find_nearest_place

WAY_TEXTS = {
    "ask": "cli.ledger.ways.ask",
    "take": "cli.ledger.ways.take",
    "do": "cli.ledger.ways.do",
    "collect": "cli.ledger.ways.collect",
}


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The command."""
    parser = commands.add_parser("ledger", help=texts("cli.ledger.help"))
    parts = parser.add_subparsers(metavar="", required=True)
    seed = parts.add_parser("seed", help=texts("cli.ledger.seed"))
    seed.add_argument("kind", help=texts("cli.ledger.kind"))
    seed.add_argument("--password-file", default=None, help=texts("cli.password_file"))
    seed.set_defaults(run=run_seed)
    nearest = parts.add_parser("nearest", help=texts("cli.ledger.nearest"))
    nearest.add_argument("item", help=texts("cli.ledger.item"))
    nearest.add_argument("town", help=texts("cli.ledger.town"))
    nearest.add_argument("--way", choices=WAYS, default="", help=texts("cli.ledger.way"))
    nearest.add_argument("--password-file", default=None, help=texts("cli.password_file"))
    nearest.set_defaults(run=run_nearest)


def run_seed(chosen: argparse.Namespace, texts: Texts) -> int:
    """Take over each entry that is not there yet, in its file's order; 1 when any was refused."""
    path = resources.path("ledgers", chosen.kind, "seed.yaml")
    if not chosen.kind.isidentifier() or not path.is_file():
        raise DeskRefusal("no_ledger_seed", ledger=chosen.kind[:40])
    seed = read_seed(path, chosen.kind)
    done = there = failed = 0
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        for key, values in seed.rows.items():
            command = ActInLedger(
                command_id=f"seed-{seed.kind}-{key}", kind=seed.kind, action=seed.act, values=dict(values)
            )
            try:
                changes = desk.dispatcher.dispatch(command)
            except DeskRefusal as refusal:
                failed += 1
                print(texts("cli.ledger.refused", row=key, reason=texts.sentence(refusal)))
            else:
                there += changes.repeated
                done += not changes.repeated
    print(texts("cli.ledger.seeded", done=done, there=there, failed=failed))
    return 1 if failed else 0


def run_nearest(chosen: argparse.Namespace, texts: Texts) -> int:
    """The places that offer the item, nearest first; 1 where there is none."""
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        divisions = desk.current.catalogue().divisions
        neighbours = read_neighbours(resources.path("counter", "neighbours.yaml"), divisions)
        with desk.store.reading() as reading:
            found = find_nearest_place(desk.current, reading, chosen.item, chosen.town, neighbours, chosen.way)
    for near in found:
        print(_near_words(near, texts))
    if not found:
        print(texts("cli.ledger.no_place"))
    return 0 if found else 1


def _near_words(near: NearPlace, texts: Texts) -> str:
    place = near.place
    if near.steps is None:
        how_near = texts("cli.ledger.near_unknown")
    elif near.steps:
        how_near = texts("cli.ledger.near_steps", steps=near.steps)
    else:
        how_near = texts("cli.ledger.near_here")
    ways = texts("case.joined").join(texts(WAY_TEXTS[way]) for way in place.ways)
    values = {"name": place.name, "address": place.address, "hours": place.hours, "phone": place.phone}
    return texts("cli.ledger.place", **values, ways=ways, near=how_near)
