"""What holds for every command: authority first, one transaction, nothing on refusal, twice is once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.counter_acts import ACTS, Act, ready
from tests.support.fakes import Counter
from wenling_desk.domain.authority import Session
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.paper import GlyphMissing, PaperContent, RenderedPaper
from wenling_desk.use_cases.dispatch import ENTRIES
from wenling_desk.use_cases.ports import Look

each_act = pytest.mark.parametrize("act", ACTS, ids=lambda act: act.kind.__name__)
PRINTING = [act for act in ACTS if act.papers]
LASTING = [act for act in ACTS if act.repeats]


class BrokenPress:
    """A press without a glyph for anything."""

    def render(self, content: PaperContent) -> RenderedPaper:
        raise GlyphMissing(["\ue000"], "applicant.name")


def untouched(counter: Counter, attempt: Callable[[], object]) -> None:
    before = counter.everything_written()
    attempt()
    assert counter.everything_written() == before


def test_there_is_an_act_for_every_command() -> None:
    assert {act.kind for act in ACTS} == set(ENTRIES)
    assert len(ACTS) == len(ENTRIES)


@each_act
def test_it_is_done_in_one_transaction_and_answers_with_its_command(act: Act) -> None:
    prepared = ready(act)
    commits = prepared.counter.store.shelves.commits
    changes = prepared.counter.do(act.kind, **prepared.values)
    assert prepared.counter.store.shelves.commits == commits + 1
    assert changes.command_id == "the-command"
    assert not changes.repeated
    assert bool(changes.to_print) is (act.papers or act.kind.__name__ == "ReprintPaper")
    for number in changes.to_print:
        assert number in prepared.counter.store.shelves.papers
    if act.repeats:
        assert changes.record_id in changes.records
        facts = [fact for fact in prepared.counter.facts(changes.record_id) if fact.command_id == "the-command"]
        assert facts
        assert {fact.at for fact in facts} == {prepared.counter.clock.now()}
        assert {fact.role for fact in facts} <= {str(role) for role in prepared.counter.desk.session.roles}


@each_act
def test_whoever_has_no_role_does_nothing(act: Act) -> None:
    prepared = ready(act)
    prepared.counter.sign_in(Session("0999", "外人", ()))

    def attempt() -> None:
        with pytest.raises(DeskRefusal, match="not_permitted"):
            prepared.counter.do(act.kind, **prepared.values)

    untouched(prepared.counter, attempt)


@pytest.mark.parametrize("act", LASTING, ids=lambda act: act.kind.__name__)
def test_pressed_twice_it_is_done_once_and_answered_the_same(act: Act) -> None:
    prepared = ready(act)
    first = prepared.counter.do(act.kind, **prepared.values)

    def again() -> None:
        second = prepared.counter.do(act.kind, **prepared.values)
        assert second.repeated
        assert (second.record_id, second.number) == (first.record_id, first.number)
        assert second.to_print == ()

    untouched(prepared.counter, again)


@pytest.mark.parametrize("act", PRINTING, ids=lambda act: act.kind.__name__)
def test_a_character_that_cannot_be_printed_stops_it_before_anything_is_written(act: Act) -> None:
    prepared = ready(act)
    press = prepared.counter.desk.press
    prepared.counter.become(press=BrokenPress())

    def attempt() -> None:
        with pytest.raises(GlyphMissing):
            prepared.counter.do(act.kind, **prepared.values)

    untouched(prepared.counter, attempt)
    prepared.counter.become(press=press)
    assert prepared.counter.do(act.kind, **prepared.values).to_print


@each_act
def test_trouble_on_the_disk_leaves_nothing_behind_and_it_can_be_done_again(act: Act) -> None:
    prepared = ready(act)

    def attempt() -> None:
        prepared.counter.store.trouble = KnownTrouble("disk_full", folder="x")
        with pytest.raises(KnownTrouble, match="disk_full"):
            prepared.counter.do(act.kind, **prepared.values)

    untouched(prepared.counter, attempt)
    assert not prepared.counter.do(act.kind, **prepared.values).repeated


@pytest.mark.parametrize("act", PRINTING, ids=lambda act: act.kind.__name__)
def test_its_papers_are_numbered_in_order_and_kept(act: Act) -> None:
    prepared = ready(act)
    counter = prepared.counter
    serial = counter.store.shelves.next_serial
    changes = counter.do(act.kind, **prepared.values)
    papers = [counter.store.shelves.papers[number] for number in changes.to_print]
    assert [paper.number.split("-")[3] for paper in papers] == [f"{serial + n:06d}" for n in range(len(papers))]
    assert changes.number == papers[0].number
    for paper in papers:
        assert counter.store.shelves.pdfs[paper.sha256].startswith(b"%PDF-")
        issued = [fact for fact in counter.facts(paper.record_id) if fact.body.get("number") == paper.number]
        assert issued[0].kind == ("ApplicantPaperMade" if paper.applicant_paper else "PaperIssued")


@each_act
def test_heads_say_what_the_facts_say(act: Act) -> None:
    prepared = ready(act)
    changes = prepared.counter.do(act.kind, **prepared.values)
    if not changes.record_id or not prepared.counter.heads(changes.record_id):
        return
    detail = prepared.counter.detail(changes.record_id)
    heads = {head.member: head for head in prepared.counter.heads(changes.record_id)}
    if detail.case is None:
        assert heads[""].status == detail.record.status_of("")
        return
    assert list(heads) == [member.code for member in detail.case.members]
    for member in detail.case.members:
        head = heads[member.code]
        assert (head.status, head.open) == (member.status, not member.terminal)
        assert (head.due, head.due_kind) == (member.due.day if member.due else None, member.due_kind)


def test_a_look_is_written_each_time_and_carries_ids_only() -> None:
    prepared = ready(next(act for act in ACTS if act.kind.__name__ == "LookAtPerson"))
    for _ in range(2):
        prepared.counter.do(prepared.kind, **prepared.values)
    looks: list[Look] = prepared.counter.store.shelves.looks
    assert len(looks) == 2
    assert looks[0].object_id == prepared.values["record_id"]
    assert "小满" not in repr(looks)


def test_commands_facts_heads_and_drafts_keep_people_out_of_their_repr() -> None:
    for act in ACTS:
        prepared = ready(act)
        prepared.counter.do(act.kind, **prepared.values)
        shelves = prepared.counter.store.shelves
        facts = [fact for fact, _ in shelves.facts]
        shown = [act.kind(**prepared.values), facts, shelves.heads, shelves.drafts, shelves.papers]
        for secret in ("小满", "19900307", "13800005678"):
            assert secret not in repr([repr(each) for each in shown]), act.kind
