"""暂存离开: who holds what is asked for each material, what stays gets a list, and coming back finds it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.acts_repairs import leaving
from tests.support.fakes import CLERK, EVERYTHING, LEADER, Counter
from tests.support.law_catalogue import LICENCE, law_catalogue, sheet_for
from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.domain.desk_day import day_record_id
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.day_view import view_day
from wenling_desk.use_cases.desk_day import CloseDay
from wenling_desk.use_cases.handle_papers import ReportPrinted
from wenling_desk.use_cases.leave_half_way import GiveMaterialsBack, LeaveHalfWay, materials_at_hand
from wenling_desk.use_cases.ports import ErrandQuery, WaitingRow
from wenling_desk.use_cases.save_draft import DiscardDraft
from wenling_desk.use_cases.take_in import TakeIn

DRAFT = "draft-left"


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


def waiting(counter: Counter) -> tuple[WaitingRow, ...]:
    with counter.store.reading() as reading:
        return reading.errands(ErrandQuery(kinds=("materials_kept",))).rows


def test_what_stays_is_listed_beside_what_goes_home(counter: Counter) -> None:
    values = leaving(counter)
    first, *rest = list(values["holders"])
    values["holders"] = {first: "applicant", **dict.fromkeys(rest, "counter")}
    changes = counter.do(LeaveHalfWay, **values)
    said: Any = counter.press.content(changes.number).values
    assert [row["id"] for row in said["kept"]] == rest
    assert [row["id"] for row in said["with_applicant"]] == [first]
    assert counter.kinds(DRAFT) == ["PaperIssued", "MaterialsKept", "MaterialsKept"]
    (row,) = waiting(counter)
    assert (row.errand.amount, row.errand.number, row.head) == (len(rest), changes.number, None)
    with counter.store.reading() as reading:
        draft = reading.draft(DRAFT)
    assert draft is not None
    assert changes.drafts


def test_at_the_close_of_the_day_what_is_kept_is_called_by_its_draft(counter: Counter) -> None:
    changes = counter.do(LeaveHalfWay, **leaving(counter))
    with counter.store.reading() as reading:
        draft, found = reading.draft(DRAFT), view_day(counter.desk, reading, counter.today)
    assert draft is not None
    assert draft.title
    (row,) = found.lines[ClosingLine.KEPT].rows
    assert (row.name, row.number) == (draft.title, changes.number)
    counter.do(ReportPrinted, number=changes.number, printed=True)
    counter.do(CloseDay)
    said: Any = counter.said(day_record_id(counter.desk.identity.device, counter.today), "day_closing").values
    assert draft.title in "".join(each["what"] for each in said["left"])


def test_with_nothing_left_behind_there_is_no_list(counter: Counter) -> None:
    values = leaving(counter)
    values["holders"] = dict.fromkeys(values["holders"], "applicant")
    assert counter.do(LeaveHalfWay, **values).to_print == ()
    assert counter.kinds(DRAFT) == ["MaterialsKept"]
    assert waiting(counter) == ()


def test_an_application_without_paper_is_simply_kept(counter: Counter) -> None:
    sheet = replace(sheet_for(LICENCE), materials={})
    assert materials_at_hand(sheet, counter.desk) == ()
    changes = counter.do(LeaveHalfWay, draft_id=DRAFT, sheet=sheet, title="x")
    assert (changes.to_print, changes.drafts, counter.kinds(DRAFT)) == ((), True, [])


def test_every_material_is_asked_about(counter: Counter) -> None:
    values = leaving(counter)
    first = next(iter(values["holders"]))
    some = {key: value for key, value in values["holders"].items() if key != first}
    assert refused(counter, LeaveHalfWay, **{**values, "holders": some}) == "value_needed"
    for holders, code in (
        ({**some, first: "drawer"}, "choice_unknown"),
        ({"m_none": "counter"}, "material_not_in_guide"),
    ):
        assert refused(counter, LeaveHalfWay, **{**values, "holders": holders}) == code


def test_given_back_it_waits_no_longer(counter: Counter) -> None:
    values = leaving(counter)
    counter.do(LeaveHalfWay, **values)
    first, *rest = list(values["holders"])
    counter.do(GiveMaterialsBack, draft_id=DRAFT, materials=(first,), to="林小满")
    assert waiting(counter)[0].errand.amount == len(rest)
    assert refused(counter, GiveMaterialsBack, draft_id=DRAFT, materials=(first,)) == "nothing_kept"
    counter.do(GiveMaterialsBack, draft_id=DRAFT)
    assert waiting(counter) == ()
    assert refused(counter, GiveMaterialsBack, draft_id="nowhere") == "nothing_kept"


def test_taken_in_the_materials_belong_to_the_case(counter: Counter) -> None:
    values = leaving(counter)
    counter.do(LeaveHalfWay, **values)
    record_id = counter.do(TakeIn, sheet=values["sheet"], draft_id=DRAFT).record_id
    assert record_id == DRAFT
    assert waiting(counter) == ()
    assert counter.heads(record_id)
    assert refused(counter, LeaveHalfWay, **values) == "already_taken_in"
    assert refused(counter, GiveMaterialsBack, draft_id=DRAFT) == "nothing_kept"


def test_a_draft_is_not_thrown_away_with_somebodys_papers(counter: Counter) -> None:
    counter.do(LeaveHalfWay, **leaving(counter))
    assert refused(counter, DiscardDraft, draft_id=DRAFT) == "materials_still_kept"
    counter.do(GiveMaterialsBack, draft_id=DRAFT)
    counter.do(DiscardDraft, draft_id=DRAFT)


def test_a_colleague_gives_back_but_does_not_write_over(counter: Counter) -> None:
    values = leaving(counter)
    counter.do(LeaveHalfWay, **values)
    counter.sign_in(replace(CLERK, clerk="0777"))
    assert refused(counter, LeaveHalfWay, **values) == "not_own"
    assert counter.do(GiveMaterialsBack, draft_id=DRAFT).record_id == DRAFT
    counter.sign_in(LEADER)
