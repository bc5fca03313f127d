"""What every store must do: inherit this class and give it a ``store`` fixture."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.errand_contract import ErrandContract
from tests.support.figure_contract import FigureContract
from tests.support.ledger_contract import LedgerContract
from tests.support.store_samples import NINE, TODAY, day, draft, fact, head, look, paper, pdf
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.ports import Store, WorkPage, WorkQuery

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)

# One inherited test runs for several stores, each with one fixture for all its examples.
SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors]


class FactsContract:
    """Facts, commands and looks."""

    def test_facts_come_back_in_order_and_unchanged(self, store: Store) -> None:
        first, second = fact(1, command="c"), fact(2, command="c", kind="Accepted", version=7)
        other = fact(3, record="case-2", command="c")
        with store.unit_of_work() as unit:
            unit.append([first, other])
            unit.append([second])
            unit.commit()
        with store.reading() as reading:
            assert reading.facts_of("case-1") == (first, second)
            assert reading.facts_of("case-2") == (other,)
            assert reading.facts_of("nobody") == ()

    def test_facts_of_kinds_come_in_the_order_they_were_stored(self, store: Store) -> None:
        first, second = fact(1), fact(2, record="case-2")
        edit, aside = fact(3, kind="FormFieldEdited"), fact(4, kind="Accepted")
        wanted = ("TakenIn", "FormFieldEdited")
        with store.unit_of_work() as unit:
            unit.append([first, aside])
            unit.append([second])
            unit.append([edit])
            unit.commit()
        with store.reading() as reading:
            assert reading.facts_of_kinds(wanted, "", 9) == (first, second, edit)
            assert reading.facts_of_kinds(wanted, "", 2) == (first, second)
            assert reading.facts_of_kinds(wanted, second.fact_id, 9) == (edit,)
            assert reading.facts_of_kinds(wanted, edit.fact_id, 9) == ()
            assert reading.facts_of_kinds(wanted, "gone", 1) == (first,), "from the beginning"
            assert reading.facts_of_kinds((), "", 9) == ()

    @settings(max_examples=25, suppress_health_check=SHARED, deadline=None)
    @given(body=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=5))
    def test_any_json_body_survives(self, store: Store, body: dict[str, Any]) -> None:
        number = 1_000 + self._count(store)
        kept = fact(number, record=f"r-{number}", body=body)
        with store.unit_of_work() as unit:
            unit.append([kept])
            unit.count(TODAY, "", {"examples": 1})
            unit.commit()
        with store.reading() as reading:
            assert reading.facts_of(f"r-{number}")[0].body == body

    @pytest.mark.parametrize("value", [float("nan"), "\ud800", object(), {"deep": {1, 2}}])
    def test_a_body_that_is_no_json_is_refused_at_once(self, store: Store, value: object) -> None:
        with store.unit_of_work() as unit, pytest.raises((ValueError, TypeError)):
            unit.append([fact(1, body={"value": value})])

    def test_leaving_without_commit_writes_nothing(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            self._fill(unit)
        with pytest.raises(ZeroDivisionError):
            self._fail_half_way(store)
        self._assert_empty(store)

    def test_questions_see_only_what_is_committed(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            self._fill(unit)
            assert unit.facts_of("case-1") == ()
            assert unit.worklist(WorkQuery()).total == 0
            assert unit.drafts() == ()
            unit.commit()
            assert len(unit.facts_of("case-1")) == 1
            assert unit.worklist(WorkQuery()).total == 1

    def test_a_unit_of_work_is_done_after_commit(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.append([fact(1)])
            unit.commit()
            for again in (unit.commit, lambda: unit.append([fact(2)]), unit.next_serial):
                with pytest.raises(RuntimeError):
                    again()
        with pytest.raises(RuntimeError):
            unit.add_look(look())

    def test_a_command_is_written_once(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            assert unit.has_command("pressed-twice") is None
            unit.append([fact(1, command="pressed-twice"), fact(2, record="case-2", command="pressed-twice")])
            unit.commit()
        with store.unit_of_work() as unit:
            assert unit.has_command("pressed-twice") == "case-1"
            unit.append([fact(3, command="pressed-twice")])
            unit.count(TODAY, "lin.ke", {"received": 1})
            with pytest.raises(KnownTrouble) as trouble:
                unit.commit()
        assert trouble.value.code == "command_repeated"
        with store.reading() as reading:
            assert [each.fact_id for each in reading.facts_of("case-1")] == ["fact-000001"]
            assert reading.counts(TODAY) == {}

    def test_a_fact_id_is_written_once(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.append([fact(1)])
            unit.commit()
        with store.unit_of_work() as unit:
            unit.append([replace(fact(1), command_id="another")])
            with pytest.raises(KnownTrouble) as trouble:
                unit.commit()
        assert trouble.value.code == "command_repeated"

    def test_looks_need_no_command(self, store: Store) -> None:
        for _ in range(2):
            with store.unit_of_work() as unit:
                unit.add_look(look())
                unit.add_look(look())
                unit.commit()
        with store.reading() as reading:
            assert reading.facts_of("case-1") == ()

    def _count(self, store: Store) -> int:
        with store.reading() as reading:
            return reading.counts(TODAY).get("examples", 0)

    def _fail_half_way(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            self._fill(unit)
            raise ZeroDivisionError

    def _fill(self, unit: Any) -> None:
        unit.append([fact(1)])
        unit.add_look(look())
        unit.add_paper(paper(), pdf())
        unit.save_heads("case-1", [head()])
        unit.count(TODAY, "lin.ke", {"received": 1})
        unit.save_draft(draft())
        unit.next_serial()

    def _assert_empty(self, store: Store) -> None:
        with store.reading() as reading:
            assert reading.facts_of("case-1") == ()
            assert reading.has_command("command-000001") is None
            assert reading.papers_to_print() == ()
            assert reading.worklist(WorkQuery()).total == 0
            assert reading.counts(TODAY) == {}
            assert reading.drafts() == ()
        with store.unit_of_work() as unit:
            assert unit.next_serial() == 1


class PapersContract:
    """Papers, serials and numbers."""

    def test_serials_are_taken_with_commit_only(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            assert [unit.next_serial(), unit.next_serial()] == [1, 2]
        with store.unit_of_work() as unit:
            assert [unit.next_serial(), unit.next_serial()] == [1, 2]
            unit.commit()
        with store.unit_of_work() as unit:
            assert unit.next_serial() == 3

    def test_a_paper_and_its_pdf_come_back(self, store: Store) -> None:
        kept = paper()
        with store.unit_of_work() as unit:
            unit.add_paper(kept, pdf())
            unit.commit()
        with store.reading() as reading:
            assert reading.paper(kept.number) == kept
            assert reading.paper_pdf(kept.number) == pdf()
            assert reading.papers_of("case-1") == (kept,)
            assert reading.papers_to_print() == (kept,)
            assert reading.record_of_number(kept.number) == "case-1"
            assert reading.paper("none") is None
            assert reading.record_of_number("none") is None
            with pytest.raises(KeyError):
                reading.paper_pdf("none")

    def test_printing_voiding_and_reprinting(self, store: Store) -> None:
        first, second = paper(), paper("331081-26-K7QX-000002-B", issued_at=NINE + timedelta(minutes=1))
        with store.unit_of_work() as unit:
            unit.add_paper(second, pdf())
            unit.add_paper(first, pdf())
            unit.commit()
        printed = replace(first, printed_at=NINE + timedelta(minutes=2), reprints=1, copies=3)
        voided = replace(second, voided_at=NINE + timedelta(minutes=3), void_reason="写错了姓名")
        with store.unit_of_work() as unit:
            assert unit.papers_to_print() == (first, second)
            unit.change_paper(printed)
            unit.change_paper(voided)
            unit.commit()
        with store.reading() as reading:
            assert reading.papers_of("case-1") == (printed, voided)
            assert reading.papers_to_print() == ()

    def test_a_paper_number_is_given_once(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.add_paper(paper(), pdf())
            unit.commit()
        with store.unit_of_work() as unit:
            unit.append([fact(1)])
            unit.add_paper(paper(content=pdf("另一份")), pdf("另一份"))
            with pytest.raises(KnownTrouble) as trouble:
                unit.commit()
        assert trouble.value.code == "paper_number_taken"
        with store.reading() as reading:
            assert reading.paper_pdf(paper().number) == pdf()
            assert reading.facts_of("case-1") == ()

    def test_a_pdf_must_be_the_one_of_its_hash(self, store: Store) -> None:
        with store.unit_of_work() as unit, pytest.raises(ValueError, match="sha256"):
            unit.add_paper(paper(), pdf("另一份"))

    def test_an_unknown_paper_cannot_change(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            unit.append([fact(1)])
            unit.change_paper(paper())
            with pytest.raises(KeyError):
                unit.commit()
        with store.reading() as reading:
            assert reading.facts_of("case-1") == ()

    def test_the_official_number_finds_its_record(self, store: Store) -> None:
        kept = fact(1, record="case-9", kind="OfficialNumberRecorded", body={"number": "ZJ3310812026112400017"})
        with store.unit_of_work() as unit:
            unit.append([kept])
            unit.commit()
        with store.reading() as reading:
            assert reading.record_of_number("ZJ3310812026112400017") == "case-9"


class WorklistContract:
    """Worklist, people, figures and drafts."""

    def test_heads_are_replaced_record_by_record(self, store: Store) -> None:
        self._save(store, "case-1", head(), head(member="QB-02"))
        self._save(store, "case-2", head("case-2"))
        self._save(store, "case-1", head(status="accepted"))
        page = self._ask(store)
        assert {(row.record_id, row.member, row.status) for row in page.rows} == {
            ("case-1", "QB-01", "accepted"),
            ("case-2", "QB-01", "taken_in"),
        }
        assert page.total == 2
        self._save(store, "case-1")
        assert self._ask(store).total == 1

    def test_a_head_comes_back_as_it_was(self, store: Store) -> None:
        kept = head(due=None, open=False, subject_key="ab" * 32, item_name="𬱖%_'测试")
        self._save(store, "case-1", kept)
        assert self._ask(store, open_only=False).rows == (kept,)
        assert self._ask(store).rows == ()

    def test_heads_of_another_record_are_refused(self, store: Store) -> None:
        with store.unit_of_work() as unit, pytest.raises(ValueError, match="another record"):
            unit.save_heads("case-2", [head()])

    def test_orders(self, store: Store) -> None:
        late = head("case-1", due=day(9), received_at=NINE, changed_at=NINE + timedelta(hours=2))
        soon = head("case-2", due=day(1), received_at=NINE + timedelta(hours=1), changed_at=NINE)
        never = head("case-3", due=None, received_at=NINE - timedelta(days=1), changed_at=NINE + timedelta(hours=3))
        for each in (late, soon, never):
            self._save(store, each.record_id, each)
        assert self._ask(store, order="due").rows == (soon, late, never)
        assert self._ask(store, order="received").rows == (soon, late, never)
        assert self._ask(store, order="changed").rows == (never, late, soon)
        with store.reading() as reading, pytest.raises(ValueError, match="order"):
            reading.worklist(WorkQuery(order="applicant; DROP TABLE heads"))

    def test_filters(self, store: Store) -> None:
        one = head("case-1", task="accept", status="taken_in", department_key="scjg", due=day(1))
        two = head("case-2", task="review", status="accepted", clerk="chen.yu", due=None, subject_key="cd" * 32)
        three = head("case-3", open=False, status="completed", received_at=NINE - timedelta(days=1))
        for each in (one, two, three):
            self._save(store, each.record_id, each)
        asked: dict[str, list[dict[str, Any]]] = {
            "case-1": [
                {"tasks": ("accept",)},
                {"statuses": ("taken_in", "unknown")},
                {"due_until": day(1)},
                {"clerk": "lin.ke"},
            ],
            "case-2": [
                {"tasks": ("review", "deliver")},
                {"clerk": "chen.yu"},
                {"subject_key": "cd" * 32},
                {"statuses": ("accepted",)},
            ],
            "case-3": [
                {"statuses": ("completed",), "open_only": False},
                {"received_on": day(-1), "open_only": False},
            ],
            "": [
                {"due_until": day(0)},
                {"received_on": day(-1)},
                {"department_key": "none"},
                {"tasks": ("review",), "clerk": "lin.ke"},
            ],
        }
        for record_id, questions in asked.items():
            for question in questions:
                page = self._ask(store, **question)
                assert [row.record_id for row in page.rows] == ([record_id] if record_id else []), question
                assert page.total == len(page.rows)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("企业", True), ("设立", True), ("测*", True), ("  测*甲 ", True), ("000001", True),
            ("k7qx-000001", True), ("331081-26-K7QX-000009-Z", True), ("ZJ20261124001", True), ("", True),
            ("100%", False), ("%", False), ("_", False), ("登记企业", False), ("ZJ2026112400", False),
            ("'; DROP TABLE heads; --", False), ("\\", False), ("/", False), ("\0", False), ("\ud800", False),
            ("登" * 100_000, False),
        ],
    )  # fmt: skip
    def test_text_matches_what_is_shown_and_whole_numbers(self, store: Store, text: str, found: bool) -> None:
        number = fact(1, kind="OfficialNumberRecorded", body={"number": "ZJ20261124001"})
        with store.unit_of_work() as unit:
            unit.append([number])
            unit.add_paper(paper("331081-26-K7QX-000009-Z"), pdf())
            unit.save_heads("case-1", [head()])
            unit.commit()
        page = self._ask(store, text=text)
        assert (len(page.rows), page.total) == (int(found), int(found))

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("测*", True), ("测*甲", True), ("000001", True), ("k7qx-000001", True), ("000009-Z", True),
            ("1124001", True), ("企业", False), ("331081-26-K7QX-000009", False), ("ZJ2026112400", False),
            ("%", False), ("_", False), ("\0", False), ("登" * 100_000, False),
        ],
    )  # fmt: skip
    def test_of_whom_matches_names_and_the_end_of_a_number(self, store: Store, text: str, found: bool) -> None:
        number = fact(1, kind="OfficialNumberRecorded", body={"number": "ZJ20261124001"})
        with store.unit_of_work() as unit:
            unit.append([number])
            unit.add_paper(paper("331081-26-K7QX-000009-Z"), pdf())
            unit.save_heads("case-1", [head()])
            unit.commit()
        page = self._ask(store, text=text, of_whom=True)
        assert (len(page.rows), page.total) == (int(found), int(found))

    def test_a_masked_name_is_matched_beside_the_text_where_it_is_the_whole_of_one(self, store: Store) -> None:
        for record, name in (("case-1", "周**"), ("case-2", "周*"), ("case-3", "示例周某某")):
            self._save(store, record, head(record, applicant=name))
        asked = {"text": "周某某", "of_whom": True}
        assert [row.record_id for row in self._ask(store, **asked).rows] == ["case-3"]
        assert [row.record_id for row in self._ask(store, **asked, shape="周**").rows] == ["case-1", "case-3"]
        assert self._ask(store, text="登" * 100_000, of_whom=True, shape="周**").rows == ()

    def test_rows_by_the_whole_number_they_show(self, store: Store) -> None:
        self._save(store, "case-1", head(number="331081-26-K7QX-000001-J"), head(member="QB-02", number="", open=False))
        self._save(store, "case-2", head("case-2", number="331081-26-K7QX-000002-H"))
        found = self._ask(store, open_only=False, number="331081-26-K7QX-000001-J").rows
        assert [(row.record_id, row.member) for row in found] == [("case-1", "QB-01")]
        assert self._ask(store, open_only=False, number="331081-26-K7QX-00000").rows == ()

    def test_the_rows_of_some_records(self, store: Store) -> None:
        self._save(store, "case-1", head(), head(member="QB-02", open=False))
        for record in ("case-2", "case-3"):
            self._save(store, record, head(record))
        page = self._ask(store, records=("case-1", "case-3"), open_only=False)
        assert [(row.record_id, row.member) for row in page.rows] == [
            ("case-1", "QB-01"), ("case-1", "QB-02"), ("case-3", "QB-01"),
        ]  # fmt: skip
        assert self._ask(store, records=("case-9",)).rows == ()

    def test_pages(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            for number in range(25):
                record = f"case-{number:02d}"
                unit.save_heads(record, [head(record, due=day(number % 5), open=number != 7)])
            unit.commit()
        rows: list[CaseHead] = []
        while page := self._ask(store, limit=10, offset=len(rows)).rows:
            rows += page
        assert len({row.record_id for row in rows}) == 24
        assert [row.due for row in rows] == sorted(row.due for row in rows if row.due)
        assert self._ask(store, limit=3).total == 24
        assert self._ask(store, limit=3, open_only=False).total == 25
        assert self._ask(store, limit=3, offset=500).total == 24
        assert self._ask(store, limit=3, clerk="lin.ke").total == 24

    def test_recent_people(self, store: Store) -> None:
        with store.unit_of_work() as unit:
            key = unit.subject_key("331081199001011234")
            other = unit.subject_key("331081199001011226")
            assert unit.subject_key(" 33108119900101123x ") == unit.subject_key("33108119900101123X")
            assert unit.subject_key("") == unit.subject_key("  ") == ""
            assert key != other
            assert "1990" not in key
            early, late = NINE - timedelta(days=9), NINE
            unit.save_heads("case-1", [head("case-1", subject_key=key, received_at=early, open=False)])
            unit.save_heads(
                "case-2",
                [head("case-2", m, subject_key=key, received_at=late) for m in ("QB-01", "QB-02")],
            )
            unit.save_heads("case-3", [head("case-3", subject_key=other)])
            unit.save_heads("case-4", [head("case-4")])
            unit.commit()
        with store.reading() as reading:
            assert reading.recent_people(key) == ("case-2", "case-1")
            assert reading.recent_people("") == ()
            assert reading.recent_people("unknown") == ()

    def test_figures_of_a_day(self, store: Store) -> None:
        for clerk in ("lin.ke", "chen.yu", "lin.ke"):
            with store.unit_of_work() as unit:
                unit.count(TODAY, clerk, {"received": 1, "accepted": 2})
                unit.count(TODAY, clerk, {"received": 1})
                unit.commit()
        with store.unit_of_work() as unit:
            unit.count(TODAY, "", {"deemed": 1, "accepted": -1})
            unit.count(day(1), "lin.ke", {"received": 5})
            unit.commit()
        with store.reading() as reading:
            assert reading.counts(TODAY, "lin.ke") == {"received": 4, "accepted": 4}
            assert reading.counts(TODAY, "chen.yu") == {"received": 2, "accepted": 2}
            assert reading.counts(TODAY) == {"received": 6, "accepted": 5, "deemed": 1}
            assert reading.counts(day(-1)) == {}

    def test_drafts(self, store: Store) -> None:
        first, second = draft(), draft("draft-2", clerk="chen.yu", saved_at=NINE + timedelta(minutes=1))
        again = draft(saved_at=NINE + timedelta(minutes=2), sheet={"target": "QB-02"})
        with store.unit_of_work() as unit:
            unit.save_draft(first)
            unit.save_draft(second)
            unit.commit()
        with store.unit_of_work() as unit:
            assert unit.drafts() == (second, first)
            unit.save_draft(again)
            unit.commit()
        with store.unit_of_work() as unit:
            assert unit.drafts() == (again, second)
            assert unit.drafts("chen.yu") == (second,)
            assert unit.draft("draft-1") == again
            unit.drop_draft("draft-1")
            unit.drop_draft("never-there")
            unit.commit()
        with store.reading() as reading:
            assert reading.drafts() == (second,)
            assert reading.draft("draft-1") is None

    def test_a_draft_keeps_whatever_was_typed(self, store: Store) -> None:
        typed = draft(title="甲\ud800", sheet={"name": "\ud800\0<b>", "big": "文" * 200_000})
        with store.unit_of_work() as unit:
            unit.save_draft(typed)
            unit.commit()
        with store.reading() as reading:
            kept = reading.draft("draft-1")
        assert kept is not None
        assert kept.sheet == typed.sheet
        assert kept.title == "甲?"

    def _save(self, store: Store, record_id: str, *rows: Any) -> None:
        with store.unit_of_work() as unit:
            unit.save_heads(record_id, rows)
            unit.commit()

    def _ask(self, store: Store, **question: Any) -> WorkPage:
        with store.reading() as reading:
            return reading.worklist(WorkQuery(**question))


class StoreContract(FactsContract, PapersContract, WorklistContract, ErrandContract, FigureContract, LedgerContract):
    """All of it."""

    def test_a_whole_command_at_once(self, store: Store) -> None:
        content = pdf("整件")
        with store.unit_of_work() as unit:
            unit.save_draft(draft())
            unit.commit()
        with store.unit_of_work() as unit:
            serial = unit.next_serial()
            unit.append([fact(1, command="whole"), fact(2, command="whole", kind="PaperIssued")])
            unit.add_paper(paper(f"331081-26-K7QX-{serial:06d}-A", content), content)
            unit.save_heads("case-1", [head()])
            unit.count(TODAY, "lin.ke", {"received": 1})
            unit.drop_draft("draft-1")
            unit.commit()
        with store.reading() as reading:
            assert reading.has_command("whole") == "case-1"
            assert (
                hashlib.sha256(reading.paper_pdf("331081-26-K7QX-000001-A")).hexdigest()
                == paper(content=content).sha256
            )
            assert reading.worklist(WorkQuery()).total == 1
            assert reading.drafts() == ()
