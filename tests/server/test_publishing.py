"""What may be published as a catalogue, and that the centre judges by it from its day on."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.catalogue.tree import write_tree
from tests.support.fakes import FakeClock, texts
from tests.support.small_centre import REGION, make_centre
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.catalogue.packed import pack
from wenling_desk.catalogue.releases import BEIJING
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.cli.publishing import change_lines
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.server.centre import Centre
from wenling_desk.server.publishing import Proposal, fill_shelf, propose, publish

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=BEIJING)
MIDNIGHT = datetime(2026, 12, 1, tzinfo=BEIJING)


@dataclasses.dataclass
class Site:
    """A centre with a shelf of its own."""

    folder: Path
    root: Path
    shelf: ReleaseShelf
    centre: Centre

    def release(self, number: str = "2026.12", **values: object) -> Catalogue:
        made = load_catalogue(self.root)
        return dataclasses.replace(made, release=number, **values)  # type: ignore[arg-type]

    def propose(
        self, release: Catalogue | bytes, at: datetime = MIDNIGHT, number: str = "2026.12", now: datetime = NOW
    ) -> Proposal:
        data = release if isinstance(release, bytes) else pack(release)
        return propose(self.centre, self.shelf, data, number, at, now, REGION)

    def restarted_shelf(self, folder: str) -> ReleaseShelf:
        return ReleaseShelf(self.root, self.folder / "cache", samples=False, archive=self.folder / folder)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    root = write_tree(tmp_path / "resources")
    shelf = ReleaseShelf(root, tmp_path / "cache", samples=False, archive=tmp_path / "releases")
    centre = make_centre(shelf=shelf, files=tmp_path / "files", clock=FakeClock(NOW))
    return Site(tmp_path, root, shelf, centre)


def refused(site: Site, *what: object, **how: object) -> str:
    with pytest.raises(DeskRefusal) as caught:
        site.propose(*what, **how)  # type: ignore[arg-type]
    assert site.centre.releases() == ()
    assert texts().sentence(caught.value)
    return caught.value.code


def test_a_release_that_is_none_is_refused(site: Site) -> None:
    good = pack(site.release())
    assert refused(site, b"") == "release_not_packed"
    assert refused(site, b"PK\x03\x04 anything") == "release_not_packed"
    assert refused(site, good[:-1]) == "release_not_packed"
    assert refused(site, good, number="2026.13") == "release_number_differs"
    assert refused(site, site.release(region="331082")) == "release_region_differs"
    assert refused(site, site.release(effective_from=date(2026, 12, 2))) == "release_begins_later"


@pytest.mark.parametrize("number", ["2026.11", "2026.9", "2025.40"])
def test_a_number_desks_would_not_follow_is_refused(site: Site, number: str) -> None:
    code = refused(site, site.release(number), number=number)
    assert code == ("release_number_used" if number == "2026.11" else "release_not_newer")


@pytest.mark.parametrize(
    ("at", "is_right"),
    [
        (MIDNIGHT, True),
        (datetime(2026, 11, 24, tzinfo=BEIJING), True),
        (NOW - timedelta(minutes=5), True),
        (NOW, True),
        (NOW + timedelta(minutes=5), False),
        (MIDNIGHT + timedelta(hours=8), False),
        (datetime(2026, 11, 23, 23, 59, tzinfo=BEIJING), False),
    ],
)
def test_a_release_begins_today_or_at_a_midnight(site: Site, at: datetime, is_right: bool) -> None:
    if is_right:
        assert site.propose(site.release(), at).day == at.date()
    else:
        assert refused(site, site.release(), at) == "release_day_wrong"


def test_published_once_more_it_stays_the_same_and_another_is_refused(site: Site) -> None:
    first = publish(site.centre, site.shelf, site.propose(site.release()))
    again = site.propose(site.release(), now=NOW + timedelta(days=30))
    assert publish(site.centre, site.shelf, again) == first
    for other, at in (
        (site.release(region=REGION, roles={}), MIDNIGHT),
        (site.release(), MIDNIGHT + timedelta(days=1)),
    ):
        with pytest.raises(DeskRefusal, match="release_number_used"):
            site.propose(other, at)
    with pytest.raises(DeskRefusal, match="release_not_newer"):
        site.propose(site.release("2026.11.5"), number="2026.11.5")
    assert site.propose(site.release("2026.13"), number="2026.13").before.release == "2026.12"


def test_the_centre_judges_by_it_from_its_day_on(site: Site) -> None:
    judge = site.centre.parts.judge
    day = MIDNIGHT.date()
    before = judge.rules("acceptance", "2026.11", day)
    assert (before.release.release, before.current.release) == ("2026.11", "2026.11")
    assert judge.rules("acceptance", "2026.12", day).release.release == "2026.11", "not known yet: the nearest"
    publish(site.centre, site.shelf, site.propose(site.release()))
    judge.forget()
    after = judge.rules("acceptance", "2026.11", day)
    assert (after.release.release, after.current.release) == ("2026.11", "2026.12")
    assert judge.rules("acceptance", "2026.12", day).release.release == "2026.12"
    assert judge.rules("acceptance", "2026.11", day - timedelta(days=1)).current.release == "2026.11"


def test_a_centre_opened_again_has_what_it_published(site: Site) -> None:
    """A backup brings the published files and the table back; the shelf is filled from them."""
    publish(site.centre, site.shelf, site.propose(site.release()))
    publish(site.centre, site.shelf, site.propose(site.release("2026.13"), MIDNIGHT + timedelta(days=9), "2026.13"))
    site.centre.publish_release("catalogue", "2026.14", b"packed by a program of another shape", MIDNIGHT)
    site.centre.publish_release("program", "2.0", b"program", MIDNIGHT)
    fresh = site.restarted_shelf("elsewhere")
    fill_shelf(site.centre, fresh)
    assert [each.number for each in fresh.published()] == ["2026.12", "2026.13"]
    assert fresh.current(date(2026, 12, 5)).release == "2026.12"


# -- what it changes, in words -------------------------------------------------------------------


def lines(old: Catalogue, new: Catalogue) -> list[str]:
    return list(change_lines(texts(), old, new, MIDNIGHT.date()))


def test_nothing_changed_is_said_too(site: Site) -> None:
    assert lines(site.release("2026.11"), site.release("2026.12")) == ["除了版本号，没有不同"]


def test_what_a_release_changes_is_told_in_plain_words(site: Site) -> None:
    old = site.release("2026.11")
    code = next(code for code, item in old.items.items() if item.committed_time_limit.amount)
    item = old.items[code]
    limit = dataclasses.replace(item, committed_time_limit=TimeLimit(2, TimeUnit.WORKING_DAYS))
    (said,) = lines(old, dataclasses.replace(old, items={**old.items, code: limit}))
    assert said == f"{item.name}的承诺时限：{item.committed_time_limit.amount} 个工作日 改为 2 个工作日（{code}）"
    sourced = dataclasses.replace(item, sources=("另一处",))
    assert lines(old, dataclasses.replace(old, items={**old.items, code: sourced})) == [
        f"事项有改动：{item.name}（{code}）"
    ], "what has no words of its own is not left out"


def test_added_removed_and_tables_are_told(site: Site) -> None:
    old = site.release("2026.11")
    item = next(iter(old.items.values()))
    more = dataclasses.replace(item, code="SC900", name="新的事项")
    added = dataclasses.replace(old, items={**old.items, "SC900": more})
    assert lines(old, added) == ["新增事项：新的事项（SC900）"]
    assert lines(added, old) == ["不再列出事项：新的事项（SC900）"]
    calendar = dataclasses.replace(old.calendar, version="2")
    assert lines(old, dataclasses.replace(old, roles={}, calendar=calendar)) == ["栏目字典有改动", "放假和调休有改动"]
    centre = dataclasses.replace(old.centre, phone="0576-80000000")
    assert lines(old, dataclasses.replace(old, centre=centre)) == ["中心的名称、地址或电话有改动"]
    withdrawn = lines(old, dataclasses.replace(old, delegations=()))
    assert f"{old.items['SC001'].name} 现在只能收件，由部门受理（SC001）" in withdrawn
    assert withdrawn[-1] == "委托有改动"
