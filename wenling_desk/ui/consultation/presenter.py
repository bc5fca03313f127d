"""A question at the counter: what it is about, the answer, a list to take home, a promise to call back. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wenling_desk.domain.identity import phone_problem
from wenling_desk.domain.intake import IntakeSheet, plan_sheet
from wenling_desk.domain.service_bundle import BundleStatus
from wenling_desk.domain.situation import Situation
from wenling_desk.ui.acceptance.entry import EntryPresenter, Hit
from wenling_desk.ui.acceptance.material_words import origin_words
from wenling_desk.ui.acceptance.plan_words import short_limit
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper, rehearse
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.consult import Consult

INITIATOR = "consultation"
MOST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class BringLine:
    """Something to bring or a member to be handled: name, and what is to be known about it."""

    name: str
    detail: str


class ConsultationScreen(Protocol):
    """What the presenter asks of the page."""

    def refresh(self) -> None:
        """Show it anew."""
        ...

    def tell(self, sentence: str) -> None:
        """Something to read."""
        ...

    def tell_told(self, told: Told) -> None:
        """A refusal or trouble."""
        ...

    def recorded(self, changes: Changes) -> None:
        """The consultation is durable; its number is that of the notice, if one was issued."""
        ...


class ConsultationPresenter:
    """One consultation. Identity is never asked for; a phone only where a call back is promised."""

    def __init__(self, tools: CounterTools, screen: ConsultationScreen) -> None:
        self.tools = tools
        self.screen = screen
        self.entry = EntryPresenter(tools, screen.tell_told)
        self.question = ""
        self.answer = ""
        self.sheet: IntakeSheet | None = None
        self.draft_id = ""
        self.call_back = False
        self.phone = ""
        self.busy = False
        self._last: tuple[object, str] | None = None

    # -- what it is about ------------------------------------------------------------------------

    def begin(self, question: str = "", sheet: IntakeSheet | None = None, draft_id: str = "") -> None:
        """A fresh one, with what was typed and answered elsewhere."""
        self.question, self.answer, self.phone = question[:MOST_WORDS], "", ""
        self.sheet, self.draft_id = sheet, draft_id
        self.call_back = self.busy = False
        self._last = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not (self.question.strip() or self.answer.strip() or self.sheet or self.phone.strip())

    def choose(self, hit: Hit) -> None:
        """What the question is about; anything in the catalogue, in force or not."""
        self.sheet = self.entry.begin(hit.code, is_bundle=hit.is_bundle)
        self.screen.refresh()

    def drop_target(self) -> None:
        """It is about nothing in the catalogue."""
        self.sheet = None
        self.screen.refresh()

    def answer_situation(self, question_id: str, options: tuple[str, ...]) -> None:
        """The applicant's situation, so that the list fits."""
        if self.sheet is not None:
            answers = {**self.sheet.answers, question_id: options}
            kept = {key: value for key, value in answers.items() if value}
            self.sheet = replace(self.sheet, answers=kept)
            self.screen.refresh()

    @property
    def target_name(self) -> str:
        """The item or bundle; empty where there is none."""
        if self.sheet is None:
            return ""
        catalogue, code = self.tools.desk().catalogue(), self.sheet.target_code
        return catalogue.get_bundle(code).name if self.sheet.is_bundle else catalogue.get_item(code).name

    @property
    def situation(self) -> tuple[Situation, ...]:
        """The questions of the target."""
        if self.sheet is None or not self.sheet.is_bundle:
            return ()
        return self.tools.desk().catalogue().get_bundle(self.sheet.target_code).questions

    def to_bring(self) -> tuple[BringLine, ...]:
        """The materials under the answers given, each once, with who issues them."""
        if self.sheet is None:
            return ()
        texts = self.tools.texts
        plan = plan_sheet(self.sheet, self.tools.desk().catalogue()).plan
        return tuple(BringLine(material.name, origin_words(texts, material)) for material in plan.materials)

    def to_handle(self) -> tuple[BringLine, ...]:
        """The members under the answers given."""
        if self.sheet is None:
            return ()
        catalogue = self.tools.desk().catalogue()
        lines = []
        for code in plan_sheet(self.sheet, catalogue).codes:
            item = catalogue.get_item(code)
            department = catalogue.get_department(item.department_key)
            parts = (department.called, short_limit(self.tools.texts, item.committed_time_limit))
            lines.append(BringLine(item.name, self.tools.texts("acceptance.dot").join(parts)))
        return tuple(lines)

    # -- what may be done ------------------------------------------------------------------------

    def reason_against_recording(self) -> str:
        """Why it cannot be recorded now; empty when it can."""
        texts = self.tools.texts
        if self.busy:
            return texts("acceptance.against.busy")
        if not self.question.strip() and self.sheet is None:
            return texts("consultation.against.no_question")
        if self.call_back and not self.phone.strip():
            return texts("consultation.against.no_phone")
        return ""

    def reason_against_notice(self) -> str:
        """Why no 一次性告知单 can be printed now."""
        if self.sheet is None:
            return self.tools.texts("consultation.against.no_target")
        if not self.to_handle():
            return self.tools.texts("consultation.against.nothing_listed")
        return self.reason_against_recording()

    def reason_against_case(self) -> str:
        """Why it cannot become a case."""
        if self.sheet is None:
            return self.tools.texts("consultation.against.no_target")
        desk = self.tools.desk()
        if self.sheet.is_bundle:
            bundle = desk.catalogue().get_bundle(self.sheet.target_code)
            ready = bundle.has_detail and bundle.bundle_status is BundleStatus.IN_FORCE
        else:
            ready = desk.catalogue().get_item(self.sheet.target_code).is_in_force(desk.today())
        return "" if ready else self.tools.texts("consultation.against.not_in_force")

    def phone_warning(self) -> str:
        """What looks wrong with the phone, in words; it never keeps anybody from calling back."""
        code = phone_problem(self.phone.strip())
        return self.tools.texts(f"acceptance.warning.{code}") if code else ""

    def for_case(self) -> IntakeSheet | None:
        """The application it becomes: the same answers, under the release in force."""
        if self.sheet is None:
            return None
        return replace(
            self.sheet, catalogue_release=self.sheet.catalogue_release or self.tools.desk().catalogue().release
        )

    # -- the act ---------------------------------------------------------------------------------

    def command(self, *, notice: bool) -> Consult:
        """The consultation as it stands; the same one keeps its id, so that pressing twice is one."""
        question = self.question.strip() or self.tools.texts("consultation.about", name=self.target_name)
        body = (question, self.answer.strip(), self.sheet, notice, self.call_back, self.phone.strip())
        if self._last is None or self._last[0] != body:
            self._last = (body, self.tools.desk().ids.new_id())
        return Consult(
            command_id=self._last[1],
            initiator=INITIATOR,
            question=question,
            answer=self.answer.strip(),
            sheet=self.sheet,
            draft_id=self.draft_id,
            notice=notice,
            call_back=self.call_back,
            phone=self.phone.strip() if self.call_back else "",
        )

    def record(self, *, notice: bool = False) -> None:
        """Keep it; with ``notice`` the list goes to the printer."""
        reason = self.reason_against_notice() if notice else self.reason_against_recording()
        if reason:
            self.screen.tell(reason)
            return
        self.busy = True

        def done(changes: Changes) -> None:
            if changes.to_print:
                self.tools.print_papers(changes.to_print)
            self.begin()
            self.screen.recorded(changes)

        def failed(told: Told) -> None:
            self.busy = False
            self.screen.tell_told(told)
            self.screen.refresh()

        self.tools.bridge.submit(self.command(notice=notice), done, failed, failed)

    def preview(self, show: Callable[[Sequence[RehearsedPaper]], None], refused: Callable[[Told], None]) -> None:
        """The list as it would be printed now, or why there is none."""
        if reason := self.reason_against_notice():
            refused(Told(ToldKind.REFUSAL, "", reason))
            return
        desk, command = self.tools.desk(), self.command(notice=True)
        self.tools.bridge.ask(lambda reading: rehearse(desk, reading, command), show, "consultation-preview", refused)
