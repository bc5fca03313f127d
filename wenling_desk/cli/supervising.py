"""``server supervisor …`` and ``server figures``: who may look at the cockpit, and whether its sums are right."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wenling_desk.texts import Texts

if TYPE_CHECKING:
    from wenling_desk.server.bootstrap import OpenCentre
    from wenling_desk.server.cockpit.gate import Gate

Add = Callable[[str, Any, str], argparse.ArgumentParser]
MOST_LOOKS = 200


def add_parts(add: Add, texts: Texts) -> None:
    """The commands; ``add`` makes one of a name, what it does and what it says of itself."""
    make = add("supervisor", make_supervisor, texts("report.supervisor.help"))
    make.add_argument("name", help=texts("report.supervisor.name"))
    make.add_argument("--days", type=int, default=30, help=texts("report.supervisor.days"))
    make.add_argument("--revoke", action="store_true", help=texts("report.supervisor.revoke"))
    looks = add("supervisors", show_supervisors, texts("report.supervisor.list_help"))
    looks.add_argument("--looks", action="store_true", help=texts("report.supervisor.looks"))
    figures = add("figures", count_figures, texts("report.figures.help"))
    figures.add_argument("--check", action="store_true", help=texts("report.figures.check"))


def make_supervisor(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """A token, shown this once; or the end of all of that name."""
    gate, now = _gate(centre), centre.clock.now()
    if chosen.revoke:
        print(texts("report.supervisor.revoked", name=chosen.name, count=gate.revoke(chosen.name, now)))
        return 0
    token, ends_at = gate.make(chosen.name, now, chosen.days)
    print(texts("report.supervisor.made", name=chosen.name, token=token, ends=f"{ends_at:%Y-%m-%d}"))
    print(texts("report.supervisor.at", address=f"{centre.address}/cockpit"))
    return 0


def show_supervisors(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """Who has one, or what was looked at."""
    gate = _gate(centre)
    if chosen.looks:
        for at, name, what, about in gate.looks(MOST_LOOKS):
            print(texts("report.supervisor.look", at=at[:19], name=name, what=what, about=about))
        return 0
    for row in gate.everyone():
        state = "revoked" if row.revoked_at else "in_force"
        words = texts(_STATES[state])
        print(texts("report.supervisor.row", name=row.name, made=row.made_at[:16], ends=row.ends_at[:16], state=words,
                    last=row.last_look[:16]))  # fmt: skip
    return 0


def count_figures(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """Count what came in since; with ``--check`` count everything once more beside the sums. 1 where they differ."""
    counting = centre.centre.counting
    done = counting.catch_up()
    at = counting.figure_time()
    print(texts("report.figures.done", count=done, at=f"{at:%Y-%m-%d %H:%M}" if at is not None else ""))
    if not chosen.check:
        return 0
    kept, again = counting.cells_kept(), counting.recount()
    wrong = [key for key in kept.keys() | again.keys() if kept.get(key) != again.get(key)]
    if wrong:
        print(texts("report.figures.differ", count=len(wrong)))
        return 1
    print(texts("report.figures.equal", count=len(kept)))
    return 0


_STATES = {"revoked": "report.supervisor.state_revoked", "in_force": "report.supervisor.state_in_force"}


def _gate(centre: OpenCentre) -> Gate:
    from wenling_desk.server.cockpit.gate import Gate

    return Gate(centre.store)
