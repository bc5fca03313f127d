"""归档 without widgets: one package after the other, each failure its own sentence."""

from __future__ import annotations

from pathlib import Path

from tests.ui.archive.conftest import Folders, closed, granted
from tests.ui.record.counter import Counter
from wenling_desk.exports.archive_package import verify_package
from wenling_desk.ui.archive.presenter import MOST_GAPS, ArchivePresenter, ArchiveView
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.archive_case import TAKEN_OUT, ArchiveCase
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper


def read(presenter: ArchivePresenter) -> ArchiveView:
    shown: list[ArchiveView] = []
    failed: list[Told] = []
    presenter.read(shown.append, failed.append)
    assert not failed
    return shown[-1]


def make(presenter: ArchivePresenter) -> tuple[list[ArchiveView], list[str]]:
    steps: list[ArchiveView] = []
    said: list[str] = []
    assert presenter.make(steps.append, said.append)
    return steps, said


def test_nothing_closed_is_an_empty_list(presenter: ArchivePresenter) -> None:
    view = read(presenter)
    assert (view.lines, view.summary, view.to_make) == ((), "", 0)
    assert not presenter.make(lambda _: None, lambda _: None)


def test_more_cases_than_a_slice_are_all_looked_at(counter: Counter, presenter: ArchivePresenter) -> None:
    records = [closed(counter) for _ in range(60)]
    shown: list[ArchiveView] = []
    presenter.read(shown.append, lambda _: None)
    assert [view.is_reading for view in shown] == [True, True, False]
    assert {line.record_id for line in shown[-1].lines} == set(records)
    assert shown[-1].to_make == 60


def test_all_complete_cases_become_packages_that_verify(
    counter: Counter, presenter: ArchivePresenter, folders: Folders
) -> None:
    first, second, missing = closed(counter), closed(counter), granted(counter)
    assert read(presenter).lines[0].record_id == missing, "what needs somebody stands first"
    steps, said = make(presenter)
    folder = folders.chosen
    assert folder is not None
    assert said == [f"归档 2 件，归档包在 {folder}。"]
    assert steps[0].is_busy
    assert not steps[-1].is_busy
    places = sorted(folder.iterdir())
    assert len(places) == 2
    assert all(verify_package(place).is_whole for place in places)
    view = read(presenter)
    states = {line.record_id: line.state for line in view.lines}
    assert states == {first: "已归档", second: "已归档", missing: "缺 1 处"}
    assert len(counter.printed) == 4, "cover and list of each"
    assert [look.kind for look in counter.store.shelves.looks] == [TAKEN_OUT] * 2


def test_pressed_again_nothing_is_doubled(counter: Counter, presenter: ArchivePresenter) -> None:
    closed(counter)
    read(presenter)
    make(presenter)
    before = len(counter.store.shelves.facts)
    read(presenter)
    assert not presenter.make(lambda _: None, lambda _: None)
    assert len(counter.store.shelves.facts) == before


def test_one_that_fails_stops_no_other_and_says_why(
    counter: Counter, presenter: ArchivePresenter, folders: Folders
) -> None:
    records = [closed(counter) for _ in range(3)]
    folders.broken = {records[1]}
    read(presenter)
    _, said = make(presenter)
    assert said[0].startswith("归档 2 件，没有归档 1 件")
    failed = next(line for line in presenter.view().lines if line.record_id == records[1])
    assert (failed.tone, failed.detail) == ("late", presenter.gaps(records[1])[0])
    assert "那里已经有别的东西" in failed.detail


def test_a_case_that_changed_meanwhile_is_refused_alone(counter: Counter, presenter: ArchivePresenter) -> None:
    record_id, other = closed(counter), closed(counter)
    read(presenter)
    counter.do(MakeApplicantPaper(command_id=counter.new_id(), record_id=record_id, paper_kind="application_form"))
    _, said = make(presenter)
    assert said[0].startswith("归档 1 件，没有归档 1 件")
    assert presenter.gaps(record_id)[0].startswith("还缺 1 处，没有归档")
    assert counter.do(ArchiveCase(command_id=counter.new_id(), record_id=other)).repeated


def test_nobody_chose_a_folder(counter: Counter, presenter: ArchivePresenter, folders: Folders) -> None:
    closed(counter)
    folders.chosen = None
    read(presenter)
    assert not presenter.make(lambda _: None, lambda _: None)
    assert folders.asked == 1
    assert not counter.store.shelves.looks


def test_a_precheck_is_written_whatever_is_missing(
    counter: Counter, presenter: ArchivePresenter, folders: Folders
) -> None:
    record_id = granted(counter)
    read(presenter)
    assert presenter.gaps(record_id) == ("“补领婚姻登记证”还没有送达；请先交付或寄出。",)
    said: list[str] = []
    presenter.check(record_id, said.append, said.append)
    assert said[0].startswith("预检包已写好")
    (place,) = Path(str(folders.chosen)).iterdir()
    assert (verify_package(place).kind, verify_package(place).is_whole) == ("precheck", True)
    presenter.check(record_id, said.append, said.append)
    assert folders.asked == 1, "the folder is chosen once"


def test_many_gaps_are_cut(counter: Counter, presenter: ArchivePresenter) -> None:
    record_id = granted(counter)
    shelves = counter.store.shelves
    for number in [paper.number for paper in shelves.papers.values() if paper.record_id == record_id]:
        del shelves.papers[number]
    members = ("MZ003",)
    for each in range(MOST_GAPS):
        command = MakeApplicantPaper(
            command_id=counter.new_id(), record_id=record_id, paper_kind="application_form", members=members
        )
        number = counter.do(command).number
        del shelves.papers[number]
        assert each >= 0
    read(presenter)
    told = presenter.gaps(record_id)
    assert len(told) == MOST_GAPS + 1
    assert told[-1].startswith("……还有")


def test_rules_that_are_broken_are_told_once(counter: Counter, presenter: ArchivePresenter) -> None:
    closed(counter)
    counter.give_authority(archiving=None)
    failed: list[Told] = []
    presenter.read(lambda _: None, failed.append)
    assert [told.code for told in failed] == ["archive_not_here"]


def test_what_is_forgotten_shows_nothing(counter: Counter, presenter: ArchivePresenter) -> None:
    record_id = closed(counter)
    read(presenter)
    presenter.forget()
    assert presenter.view().lines == ()
    assert presenter.gaps(record_id) == ()
