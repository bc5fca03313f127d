"""The application on the counter, acted on: drafts, papers to sign, the lawful acts. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.identity import normal_number
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.party import Party
from wenling_desk.domain.service_item import MaterialSource
from wenling_desk.ui.acceptance.act_words import confirm_sentence, short_reason, verb_of
from wenling_desk.ui.acceptance.draft_keeper import INITIATOR, DraftKeeper
from wenling_desk.ui.acceptance.duplicates import duplicate_words, elsewhere_words
from wenling_desk.ui.acceptance.material_keys import Asking, Pressed, answered, press
from wenling_desk.ui.acceptance.open_sheet import OpenSheet, delivery_of, settled
from wenling_desk.ui.acceptance.other_halls import OtherHalls, question_of
from wenling_desk.ui.acceptance.people import Seen, fill_blanks, find_seen
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper, rehearse
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.elsewhere import Elsewhere
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, MarkApplicantPaper
from wenling_desk.use_cases.take_in import TakeIn
from wenling_desk.use_cases.visit_day import VisitHere, visit_here

REHEARSAL, SEEN, VISIT_ASKED = "sheet-rehearsal", "person-seen", "sheet-visit"
"""Keys of questions to the reader."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An act that is done and durable. ``parties`` are kept only for another item of the same person."""

    act: str
    record_id: str
    number: str
    to_print: tuple[str, ...]
    name: str
    parties: tuple[Party, ...] = field(default=(), repr=False)


class SheetScreen(Protocol):
    """What the presenter asks of the page."""

    def refresh(self) -> None:
        """The application changed: show it anew."""
        ...

    def kept(self) -> None:
        """What the head says has changed: the draft was written, or the centre has answered."""
        ...

    def tell(self, sentence: str) -> None:
        """Something the clerk must read."""
        ...

    def tell_told(self, told: Told) -> None:
        """A refusal or trouble."""
        ...

    def confirm(self, sentence: str, verb: str, act: Callable[[], None]) -> None:
        """Open the strip."""
        ...

    def acted(self, outcome: Outcome) -> None:
        """The act is done; the application is gone from the counter."""
        ...


class SheetPresenter:
    """One application from the first key to the act. Its memory dies with it."""

    def __init__(
        self, tools: CounterTools, screen: SheetScreen, sheet: IntakeSheet, draft_id: str, *, is_draft: bool = False
    ) -> None:
        """``is_draft`` says that the sheet was read from a draft, so that it need not be saved before it changes."""
        self.tools = tools
        self.screen = screen
        self.draft_id = draft_id
        self.opened = OpenSheet(tools.desk, sheet)
        self._is_draft = is_draft
        self._begun = self.opened.sheet
        saved = sheet if is_draft else self._begun
        self.keeper = DraftKeeper(tools, draft_id, saved, screen.kept, screen.tell_told)
        self.seen: Seen | None = None
        self.other_halls = OtherHalls(
            tools.ask_elsewhere,
            lambda: question_of(self.opened, tools.desk().today()),
            lambda: tools.desk().now(),
            self._found_elsewhere,
        )
        self.busy = False
        self._to_sign: dict[str, str] = {}
        self._last: tuple[tuple[object, ...], str] | None = None
        self._title = tools.texts("acceptance.draft.title", name=self.opened.name)
        tools.bridge.ask(lambda reading: visit_here(tools.desk(), reading), self._on_visit, VISIT_ASKED)

    # -- what lies on the counter ----------------------------------------------------------------

    @property
    def has_work(self) -> bool:
        """Whether there is anything that would be lost without a draft."""
        return self._is_draft or self.sheet != self._begun

    @property
    def sheet(self) -> IntakeSheet:
        """The application as it is kept in the draft."""
        return self.opened.sheet

    def _on_visit(self, visit: VisitHere | None) -> None:
        """On a visit (流动捷办) acceptance needs the seal that is named on it: the buttons say so."""
        if visit is not None:
            self.opened.be_on(visit)
            self.screen.refresh()

    def for_act(self) -> IntakeSheet:
        """The application as it goes into a command."""
        return replace(settled(self.sheet), delivery=delivery_of(self.sheet))

    def change(self, changed: bool) -> bool:
        """After every edit: keep the draft, show it anew."""
        if changed:
            self.keeper.keep(self.sheet, self.draft_title())
            self.screen.refresh()
        return changed

    def draft_title(self) -> str:
        """What the draft is called in lists: the matter and the applicant, masked."""
        applicant = self.sheet.applicant
        if applicant is None or not applicant.name:
            return self._title
        return self.tools.texts("acceptance.draft.title_of", name=self.opened.name, applicant=applicant.masked_name)

    def undo(self) -> None:
        """Ctrl+Z."""
        if not self.change(self.opened.undo()):
            self.screen.tell(self.tools.texts("acceptance.history.begin"))

    def redo(self) -> None:
        """Ctrl+Shift+Z."""
        if not self.change(self.opened.redo()):
            self.screen.tell(self.tools.texts("acceptance.history.end"))

    def save(self) -> None:
        """F5: keep the draft now."""
        self.keeper.keep(self.sheet, self.draft_title())

    def leave(self) -> None:
        """The application leaves the counter: its draft is kept, and no answer finds it any more."""
        self.save()
        self.other_halls.close()

    # -- materials -------------------------------------------------------------------------------

    def press(self, material_id: str, letter: str) -> Pressed | None:
        """A letter on a material row; refusals are told, questions are the page's to ask."""
        material, entry = self.opened.material(material_id), self.sheet.entry(material_id)
        try:
            pressed = press(material, entry, letter, by_agent=self.sheet.has_agent)
        except DeskRefusal as refusal:
            self.screen.tell_told(tell(refusal, self.tools.texts))
            return Pressed()
        if pressed is not None and pressed.entry is not None:
            if entry.mark is MaterialMark.GENERATED and pressed.entry.mark is MaterialMark.ORIGINAL:
                self._mark_signed(material_id)
            self.change(self.opened.set_entry(material_id, pressed.entry))
        if pressed is not None and pressed.make_paper:
            self.make_paper(material_id)
        return pressed

    def answer(self, material_id: str, asking: Asking, text: str) -> str:
        """The answer to a question about a material; what is wrong with it in words, or empty."""
        texts = self.tools.texts
        try:
            material, entry = self.opened.material(material_id), self.sheet.entry(material_id)
            entry = answered(material, entry, asking, text, by_agent=self.sheet.has_agent)
        except DeskRefusal as refusal:
            return tell(refusal, texts).sentence
        except ValueError:
            return texts("acceptance.prompt.pages_wrong")
        self.change(self.opened.set_entry(material_id, entry))
        return ""

    def make_paper(self, material_id: str) -> None:
        """Print the filled form that becomes this material, to be signed (待签)."""
        kind = "power_of_attorney" if material_id in self.opened.parties.mandate_materials else "application_form"
        self._make(kind, material_id)

    def make_all_papers(self) -> None:
        """Print every form of the plan that is not settled yet."""
        waiting = [
            row.material.material_id
            for row in self.opened.view.materials
            if row.material.source is MaterialSource.DESK_FORM and row.entry.mark is MaterialMark.UNSEEN
        ]
        if not waiting:
            self.screen.tell(self.tools.texts("acceptance.paper.none_waiting"))
        for material_id in waiting:
            self.make_paper(material_id)

    def make_mandate(self) -> None:
        """Print the prefilled 授权委托书."""
        material_id = next(iter(sorted(self.opened.parties.mandate_materials)), "")
        known = {row.material.material_id for row in self.opened.view.materials}
        self._make("power_of_attorney", material_id if material_id in known else "")

    def _make(self, kind: str, material_id: str) -> None:
        def made(changes: Changes) -> None:
            self._to_sign[material_id or kind] = changes.number
            self.tools.print_papers(changes.to_print)
            if material_id:
                entry = replace(self.sheet.entry(material_id), mark=MaterialMark.GENERATED, copies=1, defect="")
                self.change(self.opened.set_entry(material_id, entry))
            self.screen.tell(self.tools.texts("acceptance.paper.made", kind=self.tools.texts(f"case.paper.{kind}")))

        # A printed form is the applicant's to check: it carries what is proposed. The draft goes first.
        self.change(self.opened.take_proposals())
        self.keeper.keep(self.sheet, self.draft_title())
        command = MakeApplicantPaper(
            command_id=self.tools.desk().ids.new_id(),
            initiator=INITIATOR,
            sheet=self.for_act(),
            draft_id=self.draft_id,
            paper_kind=kind,
            material_id=material_id,
        )
        self.tools.bridge.submit(command, made, self.screen.tell_told, self.screen.tell_told)

    def _mark_signed(self, material_id: str) -> None:
        number = self._to_sign.get(material_id)
        if number is None:
            return
        command = MarkApplicantPaper(
            command_id=self.tools.desk().ids.new_id(), initiator=INITIATOR, number=number, state="signed"
        )
        self.tools.bridge.submit(command, None, self.screen.tell_told, self.screen.tell_told)

    # -- people ----------------------------------------------------------------------------------

    def set_party(self, party: Party) -> None:
        """A party as entered; a number that is known brings back what was entered the last time."""
        number = normal_number(party.identity_number)
        party = replace(party, identity_number=number)
        known = self.opened.party(party.party_id).identity_number
        self.change(self.opened.set_party(party))
        subject = self.sheet.data_subject
        if number and number != known and subject is not None and subject.party_id == party.party_id:
            self._look_up(number)

    def _look_up(self, number: str) -> None:
        key = self.tools.subject_key(number)
        codes = frozenset(row.item.code for row in self.opened.view.rows)
        self.seen = None
        if key:
            self.tools.bridge.ask(lambda reading: find_seen(reading, key, number, codes), self._found, SEEN)

    def _found(self, seen: Seen | None) -> None:
        self.seen = seen
        last = seen.last if seen is not None else None
        if last is not None:
            for party in self.sheet.parties:
                if normal_number(party.identity_number) == normal_number(last.identity_number):
                    self.change(self.opened.set_party(fill_blanks(party, last)))
        if seen is not None and seen.duplicates:
            self.screen.tell(duplicate_words(self.tools.texts, self.tools.desk(), seen.duplicates))
        self.screen.refresh()

    def _found_elsewhere(self, answer: Elsewhere) -> None:
        own = self.seen.duplicates if self.seen is not None else ()
        if sentence := elsewhere_words(self.tools.texts, self.tools.desk(), own, answer):
            self.screen.tell(sentence)
        # Nothing of the application has changed: what is being typed is left alone.
        self.screen.kept()

    # -- the acts --------------------------------------------------------------------------------

    def reason_against(self, act: str) -> str:
        """Why an act is not possible now, in few words; empty when it is."""
        texts = self.tools.texts
        if self.busy:
            return texts("acceptance.against.busy")
        for party in self.sheet.parties:
            row = self.opened.parties.row(party.party_id)
            if row is not None and not party.name.strip() and (row.optional or party.identity_number):
                return texts("acceptance.against.party_unnamed", role=row.label)
        return short_reason(texts, self.opened.view.offer(act).refusal)

    def members_of(self, act: str) -> tuple[str, ...]:
        """The members an act concerns: those it is possible for; a deferral takes the complete ones along."""
        members = self.opened.view.offer(act).members
        if act == "defer":
            complete = self.opened.view.offer("accept").members
            both = {*members, *complete}
            members = tuple(row.item.code for row in self.opened.view.rows if row.item.code in both)
        return members

    def target(self, act: str, members: tuple[str, ...] = (), **body: Any) -> dict[str, Any]:
        """The parts every command on this application has. The same act on the same application keeps its id, so that
        pressing twice is one case, also after trouble with the disk."""
        sheet = self.for_act()
        wanted = (act, members, body, sheet)
        if self._last is None or self._last[0] != wanted:
            self._last = (wanted, self.tools.desk().ids.new_id())
        return {
            "command_id": self._last[1],
            "initiator": INITIATOR,
            "sheet": sheet,
            "draft_id": self.draft_id,
            "members": members,
            **body,
        }

    def take_in(self) -> None:
        """收件, the default act."""
        self.begin("take_in", lambda: TakeIn(**self.target("take_in")))

    def accept(self) -> None:
        """受理 for every member that may be accepted now; the others are taken in."""
        self.begin("accept", lambda: AcceptCase(**self.target("accept", self.members_of("accept"))))

    def finish(self) -> None:
        """当场办结."""
        members = self.members_of("finish_on_the_spot")
        self.begin("finish_on_the_spot", lambda: FinishOnTheSpot(**self.target("finish_on_the_spot", members)))

    def begin(self, act: str, build: Callable[[], Command], extra: Mapping[str, object] | None = None) -> None:
        """Carry out an act: at once, or after the strip where it cannot be undone."""
        if reason := self.reason_against(act):
            texts = self.tools.texts
            self.screen.tell(texts("acceptance.against.told", act=verb_of(texts, act), reason=reason))
            return
        command = build()
        if not self.opened.view.offer(act).irreversible:
            self._send(act, command)
            return

        def ready(papers: Sequence[RehearsedPaper]) -> None:
            if getattr(command, "sheet", None) != self.for_act():
                self.begin(act, build, extra)
                return
            members = getattr(command, "members", ()) or self.members_of(act)
            sentence = confirm_sentence(self.tools.texts, act, self.opened, members, papers, extra or {})
            self.screen.confirm(sentence, verb_of(self.tools.texts, act), lambda: self._send(act, command))

        self.rehearse(command, ready)

    def rehearse(
        self,
        command: Command,
        ready: Callable[[Sequence[RehearsedPaper]], None],
        refused: Callable[[Told], None] | None = None,
    ) -> None:
        """The papers of a command as drafts; a refusal is told."""
        desk = self.tools.desk()
        self.tools.bridge.ask(
            lambda reading: rehearse(desk, reading, command), ready, REHEARSAL, refused or self.screen.tell_told
        )

    def _send(self, act: str, command: Command) -> None:
        if self.busy:
            return
        self.busy = True
        self.keeper.hold()

        def failed(told: Told) -> None:
            self.busy = False
            self.keeper.let_go(self.sheet, self.draft_title())
            self.screen.tell_told(told)
            self.screen.refresh()

        def done(changes: Changes) -> None:
            self.screen.acted(
                Outcome(act, changes.record_id, changes.number, changes.to_print, self.opened.name, self.sheet.parties)
            )

        self.tools.bridge.submit(command, done, failed, failed)
        self.screen.refresh()
