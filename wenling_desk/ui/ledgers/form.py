"""The form of an act: what it asks, what is wrong with what was typed, and the command it makes. No Qt here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.ledger import AskedValue, Ledger, LedgerAct, LedgerField, ValueType, holds
from wenling_desk.domain.ledger_values import check_value, is_empty
from wenling_desk.ui.ledgers.names import MOST_PICKS, Names, Pick, fitting, found_in_catalogue
from wenling_desk.ui.ledgers.sentences import ledger_sentence
from wenling_desk.ui.ledgers.tools import INITIATOR, LedgerTools
from wenling_desk.ui.ledgers.typed import REFERENCES, default_value, kept, typed
from wenling_desk.ui.ledgers.value_words import value_words
from wenling_desk.ui.record.scan_files import read_scan
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.field import FieldValue
from wenling_desk.ui.widgets.typed_values import UnreadableError
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.gather_rows import gathered_values
from wenling_desk.use_cases.ledger_fillers import Proposal
from wenling_desk.use_cases.ledger_list import LedgerQuery, ledger_page
from wenling_desk.use_cases.ports import Reading

LONGEST_TITLE = 40
AMENDS = "amend_"
"""Acts that begin so correct what was entered: what stands in the entry stands in their form."""

Typed = dict[str, FieldValue]


@dataclass
class DraftBook:
    """What was typed into forms and not done yet, by act; kept while the program runs."""

    _kept: dict[tuple[str, str, str], Typed] = field(default_factory=dict)

    def of(self, key: tuple[str, str, str]) -> Typed | None:
        """The draft of a ledger's act on a record (none for a new one)."""
        return self._kept.get(key)

    def keep(self, key: tuple[str, str, str], values: Typed) -> None:
        """Keep it; one without any value is none."""
        if any(values.values()):
            self._kept[key] = dict(values)
        else:
            self._kept.pop(key, None)

    def drop(self, key: tuple[str, str, str]) -> None:
        """The act was done."""
        self._kept.pop(key, None)

    def has_new(self, kind: str) -> bool:
        """Whether a new entry of a ledger was begun."""
        return any(known[:2] == (kind, "") for known in self._kept)


class FormPresenter:
    """One act on one entry, or one that opens a new entry (``record_id`` empty)."""

    def __init__(
        self,
        tools: LedgerTools,
        ledger: Ledger,
        act: LedgerAct,
        drafts: DraftBook,
        record_id: str = "",
        entry: Mapping[str, Any] | None = None,
        titles: Mapping[str, str] | None = None,
        title: str = "",
    ) -> None:
        """``entry`` are the values of the entry so far, ``titles`` what entries it refers to are called, ``title`` what
        it is called itself."""
        self._tools = tools
        self._texts = tools.texts
        self.ledger = ledger
        self.act = act
        self._drafts = drafts
        self.record_id = record_id
        self._entry = dict(entry or {})
        self.names: Names = tools.names(dict(titles or {}))
        self._asks: dict[str, AskedValue] = {ask.field_id: ask for ask in act.asks}
        self._title = title
        self._last: tuple[object, str] | None = None
        self.busy = False
        self.is_done = False

    @property
    def key(self) -> tuple[str, str, str]:
        """The place of its draft."""
        return self.ledger.kind, self.record_id, self.act.action_id

    # -- asking ----------------------------------------------------------------------------------

    def fields(self) -> Sequence[tuple[LedgerField, AskedValue]]:
        """All that the act may ask, in order; evidence only where the desk has a place it comes from."""
        asked = ((self.ledger.fields[key], ask) for key, ask in self._asks.items())
        return [(each, ask) for each, ask in asked if each.type is not ValueType.EVIDENCE or self._tools.tray]

    def initial(self, asked: LedgerField) -> FieldValue:
        """What stands in a field when the form opens: the draft, else what it would begin with."""
        draft = self._drafts.of(self.key)
        if draft is not None and asked.field_id in draft:
            return draft[asked.field_id]
        return self.first(asked)

    def first(self, asked: LedgerField) -> FieldValue:
        """What a form without a draft begins with: the entry's value in a correction, the default."""
        if self.act.action_id.startswith(AMENDS) and asked.field_id in self._entry and not asked.grows:
            return typed(asked, self._entry[asked.field_id])
        desk = self._tools.desk()
        default = self._asks[asked.field_id].default
        return default_value(asked, default, desk.today(), desk.session.clerk) if default else ""

    def gather(self, on_found: Callable[[Mapping[str, FieldValue]], object]) -> None:
        """Ask for the tables that are filled from other ledgers; nothing comes where a draft stands, where no table is,
        and where the file that says how is broken: it is told by the check of the catalogue, and a form is a form."""
        shelf, kind, action_id = self._tools.gatherings, self.ledger.kind, self.act.action_id
        if shelf is None or self.is_draft():
            return
        try:
            tables = {each.field_id for each in shelf.gatherings(kind)}
        except KnownTrouble:
            return
        if not tables & self._asks.keys():
            return
        desk, entry = self._tools.desk(), dict(self._entry)

        def question(reading: Reading) -> Mapping[str, Any]:
            return gathered_values(desk, reading, shelf, kind, action_id, entry)

        def found(values: Mapping[str, Any]) -> None:
            on_found({key: typed(self.ledger.fields[key], rows) for key, rows in values.items() if rows})

        self._tools.bridge.ask(question, found, "ledger_gathered")

    def is_draft(self) -> bool:
        """Whether something typed before stands in it."""
        return self._drafts.of(self.key) is not None

    def asked(self, values: Mapping[str, FieldValue]) -> frozenset[str]:
        """The fields asked while these values stand in the form; one that is not asked counts as empty."""
        known = {**self._entry, **{key: _plain(self.ledger.fields[key], value) for key, value in values.items()}}
        for key in self._asks:
            known.setdefault(key, None)
        while True:
            hidden = [key for key, ask in self._asks.items() if known[key] is not None and not holds(ask.when, known)]
            if not hidden:
                return frozenset(key for key, ask in self._asks.items() if holds(ask.when, known))
            known.update(dict.fromkeys(hidden))

    def keep(self, values: Typed) -> None:
        """Keep what was typed."""
        first = {each.field_id: self.first(each) for each, _ in self.fields()}
        if any(value != first.get(key, "") for key, value in values.items()):
            self._drafts.keep(self.key, values)
        else:
            self._drafts.drop(self.key)

    def forget(self) -> None:
        """Forget what was typed."""
        self._drafts.drop(self.key)

    # -- filling in ------------------------------------------------------------------------------

    def can_fill(self) -> bool:
        """Whether the act can be filled in from records."""
        return self.act.action_id in self._tools.fillers

    def proposals(self, give: Callable[[Sequence[Proposal]], None]) -> None:
        """What it can be filled in with; the answer comes later."""
        desk, filler = self._tools.desk(), self._tools.fillers[self.act.action_id]
        self._tools.bridge.ask(lambda reading: filler(desk, reading), give, "ledger_fill")

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put what was picked into the form, beside what stands in it."""
        given = {key: typed(self.ledger.fields[key], value) for key, value in values.items() if key in self._asks}
        standing = {each.field_id: self.initial(each) for each, _ in self.fields()}
        self._drafts.keep(self.key, {**standing, **given})

    # -- picking ---------------------------------------------------------------------------------

    def picks(self, asked: LedgerField) -> tuple[Pick, ...]:
        """Everything that can be picked, where it is a short list."""
        return self.names.all_of(asked)

    def yes_no(self, *, yes: bool) -> str:
        """The word for yes or no."""
        return self._texts("ledgers.yes" if yes else "ledgers.no")

    def pick(self, asked: LedgerField, code: FieldValue) -> Pick | None:
        """A code with its name."""
        return Pick(str(code), self.names.word(asked, str(code))) if code else None

    def find(self, asked: LedgerField, text: str, give: Callable[[Sequence[Pick]], None]) -> None:
        """What fits a text: at once, or later for entries of another ledger."""
        if asked.type is ValueType.RECORD:
            self._find_entries(asked, text, give)
        elif asked.type in (ValueType.ITEM, ValueType.BUNDLE):
            catalogue = self._tools.desk().catalogue()
            give(found_in_catalogue(catalogue, self._tools.search, asked.type, text) if text else ())
        else:
            give(fitting(self.picks(asked), text, self._tools.spell))

    def _find_entries(self, asked: LedgerField, text: str, give: Callable[[Sequence[Pick]], None]) -> None:
        desk, texts = self._tools.desk(), self._texts
        query = LedgerQuery(kind=asked.record_of, text=text, limit=MOST_PICKS)

        def found(picks: Sequence[Pick]) -> None:
            self.names = self._tools.names({**self.names.titles, **{pick.code: pick.name for pick in picks}})
            give(picks)

        def question(reading: Any) -> Sequence[Pick]:
            rows = ledger_page(desk, reading, query).rows
            return [Pick(row.record_id, row.title or texts("ledgers.untitled"), row.number) for row in rows]

        self._tools.bridge.ask(question, found, "ledger_pick")

    # -- words -----------------------------------------------------------------------------------

    def is_irreversible(self) -> bool:
        """Whether the strip opens before it is done."""
        workflow = self._tools.desk().workflows.workflow(self.ledger.kind)
        return workflow.actions[self.act.action_id].irreversible

    def title(self, values: Mapping[str, FieldValue]) -> str:
        """What the entry is called, by what is typed or by what it was called before."""
        named = self.ledger.fields[self.ledger.title]
        written = value_words(
            self._texts, self.names, named, _plain(named, values.get(named.field_id, "")), masked=True
        )
        cut = " ".join((written or self._title or self.ledger.name).split()).rstrip("。；，.;,")
        return cut if len(cut) <= LONGEST_TITLE else f"{cut[: LONGEST_TITLE - 1]}…"

    def strip_words(self, values: Mapping[str, FieldValue]) -> str:
        """What the strip says before an act that cannot be undone."""
        return self._texts("ledgers.strip", act=self.act.label, title=self.title(values))

    def done_words(self, values: Mapping[str, FieldValue], papers: int) -> str:
        """What is said when it is done."""
        key = "ledgers.done_printing" if papers else "ledgers.done"
        return self._texts(key, act=self.act.label, title=self.title(values), count=papers)

    # -- doing -----------------------------------------------------------------------------------

    def faults(self, values: Mapping[str, FieldValue]) -> dict[str, str]:
        """Field -> one sentence on what is wrong with it, in the order of the form."""
        found: dict[str, str] = {}
        kept_values = {**self._entry, **self._kept(values, found)}
        asked = self.asked(values)
        today = self._tools.desk().today()
        for each, ask in self.fields():
            key = each.field_id
            if key not in asked or key in found:
                continue
            value = kept_values.get(key) if key in values else None
            if is_empty(value):
                if ask.required:
                    found[key] = self._texts("ledgers.field.missing", label=each.label)
                continue
            if each.type is ValueType.EVIDENCE and (lost := _lost_file(values[key])):
                found[key] = self._texts("ledgers.evidence.lost", name=lost)
                continue
            try:
                check_value(each, value, kept_values, today)
            except DeskRefusal as refusal:
                found[key] = ledger_sentence(self._texts, self.ledger, refusal)
        return {key: found[key] for key in self._asks if key in found}

    def _kept(self, values: Mapping[str, FieldValue], faults: dict[str, str]) -> dict[str, Any]:
        asked = self.asked(values)
        result: dict[str, Any] = {}
        for key, value in values.items():
            if key not in asked:
                continue
            try:
                result[key] = kept(self.ledger.fields[key], value)
            except UnreadableError as unreadable:
                faults[key] = self._texts(unreadable.text_key)
        return result

    def values(self, values: Mapping[str, FieldValue]) -> dict[str, Any]:
        """What goes into the command: what is asked and has a value, and ``None`` where a correction took one out."""
        found = self._kept(values, {})
        taken_out = self._entry.keys() if self.act.action_id.startswith(AMENDS) else ()
        return {key: value for key, value in found.items() if not is_empty(value) or key in taken_out}

    def submit(
        self, values: Typed, on_done: Callable[[Changes], object], on_failed: Callable[[Told, str], object]
    ) -> None:
        """Do the act; pressed twice it is done once. ``on_failed`` gets the field the refusal is about, or none."""
        if self.busy:
            return
        self.busy = True
        command = ActInLedger(
            command_id=self._command_id(values),
            initiator=INITIATOR,
            kind=self.ledger.kind,
            record_id=self.record_id,
            action=self.act.action_id,
            values=self.values(values),
        )

        def done(changes: Changes) -> None:
            self.busy, self._last, self.is_done = False, None, True
            self._drafts.drop(self.key)
            self._attach(changes.record_id, values)
            on_done(changes)

        def failed(told: Told) -> None:
            self.busy = False
            at = ""
            if told.kind is ToldKind.REFUSAL:
                at = str(told.values.get("field", ""))
                sentence = ledger_sentence(self._texts, self.ledger, DeskRefusal(told.code, **told.values))
                told = replace(told, sentence=sentence)
            on_failed(told, at if at in self._asks else "")

        self._tools.bridge.submit(command, done, failed, failed)

    def _attach(self, record_id: str, values: Typed) -> None:
        """The files of the evidence follow the act that names them."""
        for each, _ in self.fields():
            rows = values.get(each.field_id)
            if each.type is not ValueType.EVIDENCE or not isinstance(rows, list):
                continue
            for row in rows:
                scan = read_scan(Path(row["path"]))
                if not scan.fault:
                    command = AttachScan(
                        command_id=self._tools.desk().ids.new_id(),
                        initiator=INITIATOR,
                        record_id=record_id,
                        data=scan.data,
                        media_type=scan.media_type,
                    )
                    self._tools.bridge.submit(command)

    def _command_id(self, values: Typed) -> str:
        if self._last is None or self._last[0] != values:
            self._last = (dict(values), self._tools.desk().ids.new_id())
        return self._last[1]


def _plain(asked: LedgerField, value: FieldValue) -> Any:
    """A value as conditions read it; one that cannot be read is none."""
    try:
        return kept(asked, value)
    except UnreadableError:
        return None


def _lost_file(rows: FieldValue) -> str:
    """The name of a file that is not what was taken any more; empty where all are."""
    for row in rows if isinstance(rows, list) else ():
        scan = read_scan(Path(row.get("path", "")))
        if scan.fault or hashlib.sha256(scan.data).hexdigest() != row["sha256"]:
            return row["name"]
    return ""


def is_free(asked: LedgerField) -> bool:
    """Whether words that fit nothing known are the value: the number of a clerk of another desk."""
    return asked.type is ValueType.CLERK


def is_picked(asked: LedgerField) -> bool:
    """Whether the value is picked from a list that is searched."""
    return asked.type in REFERENCES
