"""The empty counter: what is found, what waits; and the draft that is kept while somebody works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.fakes import texts
from tests.support.small_catalogue import COMPANY, LIST_ONLY, MARRIAGE, RESTAURANT, small_catalogue
from tests.ui.acceptance.acceptance_desk import AcceptanceDesk
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.service_bundle import BundleStatus
from wenling_desk.ui.acceptance.draft_keeper import DraftKeeper
from wenling_desk.ui.acceptance.entry import DraftLine, EntryPresenter, hits_of
from wenling_desk.ui.acceptance.history import MOST_STEPS, History
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.ports import Found
from wenling_desk.use_cases.save_draft import SaveDraft


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


def entry_of(desk: AcceptanceDesk) -> tuple[EntryPresenter, list[Told]]:
    told: list[Told] = []
    return EntryPresenter(desk.tools(), told.append), told


def test_hits_say_organ_and_limit_or_why_not(desk: AcceptanceDesk) -> None:
    entry, _ = entry_of(desk)
    (bundle,) = entry.find("餐饮")
    assert (bundle.kind, bundle.detail, bundle.takes_in) == ("一件事", "准入准营 · 3 个联办事项", True)
    (item,) = entry.find("社会保障卡")
    assert (item.kind, item.detail, item.takes_in) == ("事项", "人社局 · 3 工作日", True)
    (listed,) = entry.find(LIST_ONLY)
    assert not listed.takes_in
    assert "可以咨询" in listed.detail


@pytest.mark.parametrize("status", [BundleStatus.SORTED, BundleStatus.PUBLISHED, BundleStatus.SUSPENDED])
def test_a_bundle_that_is_not_in_force_says_so(status: BundleStatus) -> None:
    catalogue = small_catalogue()
    bundle = replace(catalogue.bundles[RESTAURANT], bundle_status=status)
    catalogue = replace(catalogue, bundles={RESTAURANT: bundle})
    found = [Found(RESTAURANT, "bundle", "开办餐饮店", score=1.0), Found("XX000", "item", "没有", score=0.5)]
    (hit,) = hits_of(texts(), catalogue, found, lambda item: True)
    assert not hit.takes_in
    assert "可以咨询" in hit.detail


def test_an_item_that_is_no_longer_done_says_so() -> None:
    found = [Found(MARRIAGE, "item", "补领", score=1.0)]
    (hit,) = hits_of(texts(), small_catalogue(), found, lambda item: False)
    assert (hit.detail, hit.takes_in) == ("现在不办这一项，可以咨询", False)


def test_usual_answers_for_a_bundle_only(desk: AcceptanceDesk) -> None:
    entry, _ = entry_of(desk)
    assert entry.begin(COMPANY, is_bundle=True).answers == {"q1": ("a",), "q4": ("d",), "q5": ("a",)}
    assert entry.begin(MARRIAGE, is_bundle=False).answers == {}
    with pytest.raises(DeskRefusal):
        entry.begin("XX000", is_bundle=False)


def test_drafts_are_told_with_time_place_and_person_and_whether_the_guide_changed() -> None:
    old = small_catalogue("2026.10")
    desk = AcceptanceDesk(old)
    sheet = IntakeSheet(MARRIAGE, False, "2026.10")
    desk.do(SaveDraft, draft_id="d", sheet=sheet, title="补领婚姻登记证 · 颇**")
    entry, told = entry_of(desk)
    drafts: list[DraftLine] = []
    entry.ask_drafts(drafts.extend)
    desk.publish(replace(small_catalogue(), effective_from=date(2026, 11, 20)))
    entry.ask_drafts(drafts.extend)
    assert [draft.outdated for draft in drafts] == [False, True]
    assert "10时24分" in drafts[0].told
    assert desk.desk.session.clerk_name in drafts[0].told
    read: list[tuple[str, IntakeSheet]] = []
    entry.read_draft("d", lambda draft_id, sheet: read.append((draft_id, sheet)))
    assert read == [("d", sheet)]
    entry.discard("d", lambda: drafts.clear())
    assert drafts == []
    entry.read_draft("d", lambda draft_id, sheet: pytest.fail(draft_id))
    assert [each.code for each in told] == ["no_such_draft"]


# -- the draft -----------------------------------------------------------------------------------


class Kept:
    """A keeper over a desk whose answers wait."""

    def __init__(self, desk: AcceptanceDesk) -> None:
        self.desk = desk
        self.told: list[Told] = []
        self.changed = 0
        desk.bridge.at_once = False
        self.sheet = IntakeSheet(MARRIAGE, False, desk.catalogue.release)
        self.keeper = DraftKeeper(desk.tools(), "d", self.sheet, self._change, self.told.append)

    def _change(self) -> None:
        self.changed += 1

    def keep(self, note: str) -> None:
        self.keeper.keep(replace(self.sheet, note=note), "补领")

    def notes(self) -> list[str]:
        return [command.sheet.note for command in self.desk.bridge.sent if isinstance(command, SaveDraft)]


def test_what_is_in_between_is_not_written(desk: AcceptanceDesk) -> None:
    kept = Kept(desk)
    for note in ("甲", "乙", "丙"):
        kept.keep(note)
    assert not kept.keeper.is_settled
    desk.bridge.run()
    assert kept.notes() == ["甲", "丙"]
    assert kept.keeper.is_settled
    assert kept.changed == 2
    kept.keep("丙")
    assert kept.notes() == ["甲", "丙"]


def test_the_sheet_as_opened_needs_no_saving(desk: AcceptanceDesk) -> None:
    kept = Kept(desk)
    kept.keep("")
    assert kept.notes() == []


def test_nothing_is_written_behind_an_act(desk: AcceptanceDesk) -> None:
    kept = Kept(desk)
    kept.keep("甲")
    kept.keep("乙")
    kept.keeper.hold()
    kept.keep("丙")
    desk.bridge.run()
    assert kept.notes() == ["甲"]
    kept.keeper.let_go(replace(kept.sheet, note="丙"), "补领")
    desk.bridge.run()
    assert kept.notes() == ["甲", "丙"]


def test_after_trouble_the_next_change_is_kept_again(desk: AcceptanceDesk) -> None:
    kept = Kept(desk)
    desk.store.trouble = KnownTrouble("disk_full", path="x")
    kept.keep("甲")
    desk.bridge.run()
    assert [each.code for each in kept.told] == ["disk_full"]
    assert kept.keeper.saved_at is None
    kept.keep("甲")
    desk.bridge.run()
    assert kept.notes() == ["甲", "甲"]
    assert kept.keeper.saved_at == desk.clock.now()


# -- undo ----------------------------------------------------------------------------------------


def sheet_of(note: str) -> IntakeSheet:
    return IntakeSheet(MARRIAGE, False, "2026.11", note=note)


def test_steps_back_and_forth() -> None:
    history = History()
    history.keep(sheet_of("甲"))
    assert history.undo(sheet_of("乙")) == sheet_of("甲")
    assert history.undo(sheet_of("甲")) is None
    assert history.redo(sheet_of("甲")) == sheet_of("乙")
    assert history.redo(sheet_of("乙")) is None


def test_a_new_change_ends_what_was_undone() -> None:
    history = History()
    history.keep(sheet_of("甲"))
    history.undo(sheet_of("乙"))
    history.keep(sheet_of("甲"))
    assert history.redo(sheet_of("丙")) is None


def test_steps_are_bounded() -> None:
    history = History()
    for number in range(MOST_STEPS + 50):
        history.keep(sheet_of(str(number)))
    sheet: IntakeSheet | None = sheet_of("now")
    steps = 0
    while sheet is not None and (sheet := history.undo(sheet)) is not None:
        steps += 1
    assert steps == MOST_STEPS
