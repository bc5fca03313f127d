"""``server release``: what a release of the catalogue changes, and publishing it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.release_summary import summarise
from wenling_desk.texts import Texts

if TYPE_CHECKING:
    from wenling_desk.server.bootstrap import OpenCentre


def publish(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """Sign a release and publish it to all desks; one of the catalogue after saying what it changes. With
    ``--compare`` nothing is published."""
    from wenling_desk.server import publishing
    from wenling_desk.server.refusals import Refused

    effective_at = _moment(chosen.effective_at)
    try:
        data = chosen.file.read_bytes()
    except OSError:
        raise DeskRefusal("file_unreadable", file=chosen.file) from None
    try:
        if chosen.kind != publishing.CATALOGUE:
            made = centre.centre.publish_release(chosen.kind, chosen.number, data, effective_at)
            print(texts("centre.release.announced", number=made.number, size=made.size))
            return 0
        proposal = publishing.propose(
            centre.centre, centre.shelf, data, chosen.number, effective_at, centre.clock.now(), centre.settings.region
        )
        print(texts("centre.release.compared", old=proposal.before.release, new=chosen.number, day=proposal.day))
        for line in change_lines(texts, proposal.before, proposal.catalogue, proposal.day):
            print(f"  {line}")
        if chosen.compare:
            print(texts("centre.release.not_published"))
            return 0
        made = publishing.publish(centre.centre, centre.shelf, proposal)
    except Refused as refused:
        raise DeskRefusal("release_wrong", number=chosen.number[:60]) from refused
    print(texts("centre.release.done", number=made.number, size=made.size, day=proposal.day))
    return 0


def change_lines(texts: Texts, old: Catalogue, new: Catalogue, day: date) -> Iterator[str]:
    """One line for each thing a release changes; one that says so where nothing does."""
    # The words for the clerk whose draft stands under an older release; no Qt in that module.
    from wenling_desk.ui.acceptance.release_words import change_lines as details_of

    departments = {row.key: row.called for row in (*old.departments.values(), *new.departments.values())}
    is_changed = False
    for change in summarise(old, new, day):
        is_changed = True
        key = f"centre.release.change.{change.kind}"
        if not change.details:
            yield texts(key, name=change.name, code=change.code)
            continue
        for detail in change.details:
            (words,) = details_of(texts, (detail,), departments)
            is_about_itself = detail.subject == change.code
            key = "centre.release.own_detail" if is_about_itself else "centre.release.detail"
            yield texts(key, name=change.name, code=change.code, detail=words)
    if not is_changed:
        yield texts("centre.release.nothing")


def _moment(text: str) -> datetime:
    """A moment; without an offset as this machine counts."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise DeskRefusal("date_wrong", text=text[:40]) from None
    return found if found.tzinfo is not None else found.astimezone()
