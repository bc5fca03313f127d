"""A release of the catalogue before all desks get it: what may be published, and what the centre itself keeps of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from wenling_desk.catalogue.files import release_order
from wenling_desk.catalogue.packed import PackDamaged, unpack
from wenling_desk.catalogue.releases import BEIJING, effective_day
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.protocol.messages import ReleaseBody
from wenling_desk.server.centre import Centre
from wenling_desk.server.refusals import Refused

CATALOGUE: Final = "catalogue"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A release that may be published. ``before`` is the one it follows: in force on its day so far."""

    catalogue: Catalogue
    data: bytes
    effective_at: datetime
    before: Catalogue

    @property
    def day(self) -> date:
        """The first day it is in force."""
        return effective_day(self.effective_at)


def propose(
    centre: Centre, shelf: ReleaseShelf, data: bytes, number: str, effective_at: datetime, now: datetime, region: str
) -> Proposal:
    """Look at a packed catalogue before it is published.

    Refuses with ``release_not_packed`` (number) for a file this program did not pack, ``release_number_differs``
    (number, found), ``release_region_differs`` (found, region), ``release_day_wrong`` (day), ``release_begins_later``
    (day, begins), ``release_number_used`` (number) and ``release_not_newer`` (number, newest). The same release once
    more may be proposed: publishing it again changes nothing.
    """
    try:
        catalogue = unpack(data)
    except PackDamaged:
        raise DeskRefusal("release_not_packed", number=number[:60]) from None
    if catalogue.release != number:
        raise DeskRefusal("release_number_differs", number=number[:60], found=catalogue.release)
    if catalogue.region != region:
        raise DeskRefusal("release_region_differs", found=catalogue.region, region=region)
    published = [row for row in centre.releases() if row.release_kind == CATALOGUE]
    known = next((row for row in published if row.number == number), None)
    if known is None:
        _require_day(catalogue, effective_at, now)
        _require_newer(shelf, catalogue, [row.number for row in published])
    elif known.sha256 != hashlib.sha256(data).hexdigest() or _moment(known) != effective_at:
        raise DeskRefusal("release_number_used", number=number)
    before = shelf.current(effective_day(effective_at))
    return Proposal(catalogue, data, effective_at, before)


def publish(centre: Centre, shelf: ReleaseShelf, proposal: Proposal) -> ReleaseBody:
    """Sign it, announce it to the desks and keep it where the centre's own judgement finds it, in this order: should
    the last step be missed, opening the centre makes up for it (:func:`fill_shelf`)."""
    made = centre.publish_release(CATALOGUE, proposal.catalogue.release, proposal.data, proposal.effective_at)
    shelf.receive(proposal.catalogue, proposal.data, proposal.effective_at)
    return made


def fill_shelf(centre: Centre, shelf: ReleaseShelf) -> None:
    """What was published and does not stand on the centre's own shelf (a restored backup, a kill between two steps).

    A file that is gone, or was packed by a program of another shape, is left out: its facts are judged by the nearest
    release.
    """
    there = {each.number for each in shelf.published()}
    for row in centre.releases():
        if row.release_kind != CATALOGUE or row.number in there:
            continue
        try:
            data = centre.release_read(CATALOGUE, row.number, 0, row.size)
            catalogue = unpack(data)
            if catalogue.release == row.number:
                shelf.receive(catalogue, data, _moment(row))
        except (OSError, Refused, PackDamaged):
            continue


def _require_day(catalogue: Catalogue, effective_at: datetime, now: datetime) -> None:
    """Whole days: from midnight, or from now on; what was done before today is not judged anew."""
    day, today = effective_day(effective_at), effective_day(now)
    is_midnight = effective_at == datetime.combine(day, time.min, BEIJING)
    if day < today or (effective_at > now and not is_midnight):
        raise DeskRefusal("release_day_wrong", day=effective_at.isoformat(sep=" ", timespec="minutes"))
    if catalogue.effective_from > day:
        raise DeskRefusal("release_begins_later", day=day, begins=catalogue.effective_from)


def _require_newer(shelf: ReleaseShelf, catalogue: Catalogue, published: list[str]) -> None:
    held = shelf.release(catalogue.release)
    if catalogue.release == shelf.bundled().release or (held.release == catalogue.release and held != catalogue):
        raise DeskRefusal("release_number_used", number=catalogue.release)
    newest = max((*published, shelf.bundled().release), key=release_order)
    if release_order(catalogue.release) <= release_order(newest):
        raise DeskRefusal("release_not_newer", number=catalogue.release, newest=newest)


def _moment(row: ReleaseBody) -> datetime:
    return datetime.fromisoformat(row.effective_at)
