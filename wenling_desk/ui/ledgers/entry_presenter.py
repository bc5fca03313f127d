"""An entry in words: its values, days, history, papers and ties, and what may be done with it. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wenling_desk.domain.authority import Role
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.ledger_entry import EntryStep, LedgerEntry
from wenling_desk.ui.ledgers.form import AMENDS, DraftBook, FormPresenter
from wenling_desk.ui.ledgers.list_presenter import RIGHT
from wenling_desk.ui.ledgers.names import Names
from wenling_desk.ui.ledgers.sentences import ledger_paper_name, ledger_sentence
from wenling_desk.ui.ledgers.tools import INITIATOR, LedgerTools
from wenling_desk.ui.ledgers.value_words import table_words, value_words
from wenling_desk.ui.record.clock_words import DueWords, due_words, short_moment
from wenling_desk.ui.record.paper_names import paper_state
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ledger_list import EntryLink, EntryView, OfferedAct, ledger_entry
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.ports import Paper, Reading

REASON_NEEDED, NOT_PERMITTED = "reveal_needs_reason", "not_permitted"
MOST_SAID = 6
"""Values of an act its line in the history names."""
LONGEST_SAID = 40
ENTRY, CASE = "entry", "case"
"""What a tie leads to."""


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value, or the rows of a table with the names of its columns."""

    field_id: str
    label: str
    words: str = ""
    private: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    right: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class StepLine:
    """Something that happened."""

    key: str
    when: str
    sentence: str
    who: str
    detail: str = ""
    tone: str = "quiet"


@dataclass(frozen=True, slots=True)
class TieLine:
    """A paper, or something this entry is tied to: ``sort`` says what, ``verb`` what Enter does."""

    sort: str
    key: str
    kind: str
    title: str
    state: str
    verb: str


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act as a button; ``natural``: the first that can be done. ``reason`` is what is against it, ``short`` what
    stands of it beneath the buttons."""

    action_id: str
    label: str
    reason: str
    short: str
    irreversible: bool
    natural: bool = False


@dataclass(frozen=True, slots=True)
class EntryModel:
    """Everything the entry's page shows."""

    kind: str
    record_id: str
    title: str
    number: str
    status: str
    is_open: bool
    dues: tuple[DueWords, ...]
    remarks: tuple[str, ...]
    values: tuple[ValueLine, ...]
    history: tuple[StepLine, ...]
    papers: tuple[TieLine, ...]
    ties: tuple[TieLine, ...]
    acts: tuple[ActLine, ...]


class EntryPresenter:
    """Reads the entry ``record_id`` and puts it into words."""

    def __init__(self, tools: LedgerTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.record_id = ""
        self.model: EntryModel | None = None
        self._view: EntryView | None = None
        self._look_id = ("", "")

    def read(self, on_read: Callable[[EntryModel], object], on_failed: Callable[[Told], object]) -> None:
        """Read it anew."""
        desk, record_id = self._tools.desk(), self.record_id

        def question(reading: Reading) -> EntryView:
            return ledger_entry(desk, reading, record_id)

        def keep(view: EntryView) -> None:
            if view.entry.record_id == self.record_id:
                self._view = view
                self.model = self._model(view)
                on_read(self.model)

        self._tools.bridge.ask(question, keep, "ledger_entry", on_failed)

    def form(self, action_id: str, drafts: DraftBook) -> FormPresenter:
        """The form of one of its acts."""
        view = self._view
        assert view is not None
        ledger, entry = self._ledger(view), view.entry
        act = ledger.acts[action_id]
        return FormPresenter(
            self._tools, ledger, act, drafts, entry.record_id, entry.values, self._titles(view), self._title(view)
        )

    def look(
        self, reason: str, on_shown: Callable[[dict[str, str]], object], on_refused: Callable[[str, bool], object]
    ) -> None:
        """Show what is masked: the look is written first; somebody else's entry needs a reason."""
        view, desk = self._view, self._tools.desk()
        if view is None:
            return
        if self._look_id[0] != f"{self.record_id} {reason}":
            self._look_id = f"{self.record_id} {reason}", desk.ids.new_id()
        command = LookAtPerson(
            command_id=self._look_id[1], initiator=INITIATOR, record_id=self.record_id, reason=reason.strip()
        )

        def shown(_: Changes) -> None:
            self._look_id = ("", "")
            ledger, names = self._ledger(view), self._names(view)
            private = (each for each in ledger.fields.values() if each.private)
            values = view.entry.values
            on_shown({
                each.field_id: value_words(self._texts, names, each, values.get(each.field_id)) for each in private
            })  # fmt: skip

        def refused(told: Told) -> None:
            wants = told.code == REASON_NEEDED
            on_refused("" if wants and not reason.strip() else told.sentence, wants)

        self._tools.bridge.submit(command, shown, refused, refused)

    # -- words -----------------------------------------------------------------------------------

    def _ledger(self, view: EntryView) -> Ledger:
        return view.ledger

    def _titles(self, view: EntryView) -> dict[str, str]:
        return {record_id: title or self._texts("ledgers.untitled") for record_id, title in view.titles.items()}

    def _names(self, view: EntryView) -> Names:
        return self._tools.names(self._titles(view))

    def _title(self, view: EntryView) -> str:
        return self._tools.names().title(view.ledger, view.entry.title) or self._texts("ledgers.untitled")

    def _model(self, view: EntryView) -> EntryModel:
        ledger, entry, names = self._ledger(view), view.entry, self._names(view)
        return EntryModel(
            kind=entry.kind,
            record_id=entry.record_id,
            title=self._title(view),
            number=entry.number,
            status=ledger.statuses.get(entry.status, entry.status),
            is_open=entry.is_open,
            dues=self._dues(entry),
            remarks=(ledger.name,),
            values=self._values(view, names),
            history=tuple(self._step(ledger, step, names) for step in reversed(entry.history)),
            papers=tuple(self._paper(paper) for paper in view.papers),
            ties=self._ties(view),
            acts=self._acts(ledger, view),
        )

    def _dues(self, entry: LedgerEntry) -> tuple[DueWords, ...]:
        desk = self._tools.desk()
        days = set(entry.dues.values()) | ({entry.due} if entry.due is not None else set())
        calendar = desk.catalogue().calendar
        return tuple(due_words(self._texts, day, "", desk.today(), calendar) for day in sorted(days))

    def _values(self, view: EntryView, names: Names) -> tuple[ValueLine, ...]:
        texts, values = self._texts, view.entry.values
        lines = []
        for field_id, each in view.ledger.fields.items():
            value = values.get(field_id)
            if field_id in view.hidden:
                lines.append(ValueLine(field_id, each.label, texts("ledgers.hidden")))
            elif value and each.type is ValueType.TABLE:
                lines.append(self._table(each, value, names))
            elif words := value_words(texts, names, each, value, masked=True):
                lines.append(ValueLine(field_id, each.label, words, each.private))
        return tuple(lines)

    def _table(self, each: LedgerField, value: Any, names: Names) -> ValueLine:
        texts = self._texts
        columns = tuple(
            texts("ledgers.field.with_unit", label=column.label, unit=column.unit) if column.unit else column.label
            for column in each.columns
        )
        rows = table_words(texts, names, each, value, masked=True)
        right = tuple(column.type in RIGHT for column in each.columns)
        return ValueLine(each.field_id, each.label, columns=columns, rows=rows, right=right)

    def _step(self, ledger: Ledger, step: EntryStep, names: Names) -> StepLine:
        today = self._tools.desk().today()
        act = ledger.acts.get(step.act)
        return StepLine(
            key=step.fact_id,
            when=short_moment(self._texts, step.at, today),
            sentence=act.label if act is not None else self._texts("ledgers.unknown_fact", kind=step.act),
            who=self._who(step),
            detail=self._said(ledger, step.given, names),
        )

    def _who(self, step: EntryStep) -> str:
        role = self._texts(f"case.role.{step.role}") if step.role in set(Role) else ""
        return self._texts("ledgers.joined_wide").join(
            part for part in (self._tools.clerk_name(step.clerk), role) if part
        )

    def _said(self, ledger: Ledger, given: Mapping[str, Any], names: Names) -> str:
        """What the act brought, cut where it is long; the values themselves stand at the left."""
        parts = []
        for field_id, each in ledger.fields.items():
            words = value_words(self._texts, names, each, given.get(field_id), masked=True)
            if not words:
                continue
            cut = words if len(words) <= LONGEST_SAID else f"{words[: LONGEST_SAID - 1]}…"
            parts.append(self._texts("ledgers.with_values", label=each.label, words=" ".join(cut.split())))
        more = ["…"] if len(parts) > MOST_SAID else []
        return self._texts("ledgers.entered_joined").join([*parts[:MOST_SAID], *more])

    def _paper(self, paper: Paper) -> TieLine:
        texts = self._texts
        when = short_moment(texts, paper.issued_at, self._tools.desk().today())
        state = texts("ledgers.joined_wide").join((paper_state(texts, paper)[0], when))
        return TieLine(
            "paper", paper.number, ledger_paper_name(texts, paper.kind), paper.number, state, texts("ledgers.tie.print")
        )

    def _ties(self, view: EntryView) -> tuple[TieLine, ...]:
        texts = self._texts
        lines = [self._tie(view.ledger, link) for link in view.links]
        for field_id, each in view.ledger.fields.items():
            number = str(view.entry.values.get(field_id) or "")
            if each.type is ValueType.CASE and number:
                lines.append(TieLine(CASE, number, each.label, number, "", texts("ledgers.tie.open")))
        return tuple(lines)

    def _tie(self, ledger: Ledger, link: EntryLink) -> TieLine:
        """What this entry refers to, by its own label; what refers to it, by the name of that ledger."""
        texts = self._texts
        other = self._tools.shelf.ledger(link.kind)
        if link.towards:
            kind = texts("ledgers.from_tie", ledger=other.name, label=other.fields[link.field_id].label)
        else:
            kind = ledger.fields[link.field_id].label
        state = other.statuses.get(link.status, link.status)
        title = link.title or link.number or texts("ledgers.untitled")
        return TieLine(ENTRY, link.record_id, kind, title, state, texts("ledgers.tie.open"))

    def _acts(self, ledger: Ledger, view: EntryView) -> tuple[ActLine, ...]:
        """Those of other people last; the first that can be done and corrects nothing is the natural one."""
        possible = [each.act.action_id for each in view.acts if each.why_not is None]
        natural = next((act for act in possible if not act.startswith(AMENDS)), "")
        lines = [self._act(ledger, each, natural) for each in view.acts]
        others = self._texts("ledgers.not_yours")
        return tuple(sorted(lines, key=lambda line: line.short == others))

    def _act(self, ledger: Ledger, each: OfferedAct, natural: str) -> ActLine:
        act, refusal = each.act, each.why_not
        reason = ledger_sentence(self._texts, ledger, refusal) if refusal is not None else ""
        is_others = refusal is not None and refusal.code == NOT_PERMITTED
        short = self._texts("ledgers.not_yours") if is_others else reason
        return ActLine(act.action_id, act.label, reason, short, each.irreversible, act.action_id == natural)
