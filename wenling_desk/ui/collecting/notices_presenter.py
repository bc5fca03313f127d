"""待通知 without its widgets: who is owed a word, by phone or by message, and how it ended. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wenling_desk.domain.notice_texts import Message
from wenling_desk.domain.shelf import FAILED, MEMBER_STARTED, MESSAGE, NO_ANSWER, PHONE, REACHED, SENT, TOLD
from wenling_desk.ui.collecting.tools import INITIATOR, CollectingTools
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.ui.record.shelf_words import ABOUT_WORDS
from wenling_desk.ui.told import Told, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.collecting import OwedNotice, completed_before, message_for, owed_notices, results_of
from wenling_desk.use_cases.counter_ports import LineState, MessageAnswer
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.notify_applicant import NotifyApplicant
from wenling_desk.use_cases.place_words import place_words
from wenling_desk.use_cases.ports import Reading

OWED, PHONE_SHOWN = "collecting_owed", "collecting_phone"
OnFailed = Callable[[Told], None]


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One notice owed: to whom (masked), what about, since when or until when, and how the last try went."""

    key: str
    record_id: str
    member: str
    about: str
    applicant: str
    item: str
    what: str
    when: str
    place: str
    tries: int
    sentence: str = ""
    is_sending: bool = False
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """Whom to call: the phone, and the sentence to say."""

    key: str
    phone: str = field(repr=False)
    sentence: str = field(repr=False)


class NoticesPresenter:
    """The list, and what was tried; sentences of a line stay until it goes."""

    def __init__(self, tools: CollectingTools, on_lines: Callable[[], None]) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._on_lines = on_lines
        self._owed: tuple[OwedNotice, ...] = ()
        self._sentences: dict[str, str] = {}
        self._sending: set[str] = set()
        self._told: dict[str, OwedLine] = {}
        self.called: Called | None = None
        self.is_read = False

    def read(self) -> None:
        """Who is owed a notice now."""
        tools = self._tools

        def question(reading: Reading) -> tuple[OwedNotice, ...]:
            return owed_notices(tools.desk(), reading, tools.rules)

        def keep(found: tuple[OwedNotice, ...]) -> None:
            self._owed, self.is_read = found, True
            keys = {_key(each) for each in found}
            self._sentences = {key: said for key, said in self._sentences.items() if key in keys}
            self._on_lines()

        tools.bridge.ask(question, keep, OWED, lambda _: None)

    @property
    def lines(self) -> tuple[OwedLine, ...]:
        """The list as it is shown: those still owed, then those told while the page was open."""
        owed = tuple(self._line(each) for each in self._owed)
        keys = {line.key for line in owed}
        return owed + tuple(line for key, line in self._told.items() if key not in keys)

    @property
    def owed(self) -> int:
        """How many are owed."""
        return len(self._owed)

    def forget_told(self) -> None:
        """The page is left: who was told stands in the cases."""
        self._told = {}

    def _line(self, owed: OwedNotice) -> OwedLine:
        texts, errand, head = self._texts, owed.errand, owed.head
        today = self._tools.desk().today()
        if errand.due is not None:
            when = texts("collecting.owed.until", day=short_day_with_weekday(texts, errand.due, today))
        else:
            when = texts("collecting.owed.since", day=short_day_with_weekday(texts, errand.since.date(), today))
        key = _key(owed)
        return OwedLine(
            key=key,
            record_id=errand.record_id,
            member=errand.member,
            about=owed.about,
            applicant=head.applicant if head is not None else "",
            item=head.item_name if head is not None else errand.member,
            what=texts(ABOUT_WORDS.get(owed.about, ABOUT_WORDS["other"])),
            when=when,
            place=place_words(texts, errand.place) if errand.place else "",
            tries=errand.amount,
            sentence=self._sentences.get(key, ""),
            is_sending=key in self._sending,
        )

    def line(self, key: str) -> OwedLine | None:
        """One line."""
        return next((line for line in self.lines if line.key == key), None)

    # -- by phone --------------------------------------------------------------------------------

    def call(self, line: OwedLine, on_called: Callable[[Called], None], on_failed: OnFailed) -> None:
        """Show the phone and what to say; the look is written down first."""
        tools = self._tools
        command = LookAtPerson(
            command_id=tools.desk().ids.new_id(), initiator=INITIATOR, record_id=line.record_id,
            reason=self._texts("collecting.owed.reason", what=line.what),
        )  # fmt: skip

        def question(reading: Reading) -> Called:
            found = results_of(tools.desk(), reading, tools.rules, line.record_id)
            return Called(line.key, found.phone, self._said(reading, line))

        def keep(called: Called) -> None:
            self.called = called
            on_called(called)

        def looked(_: Changes) -> None:
            tools.bridge.ask(question, keep, PHONE_SHOWN, on_failed)

        tools.bridge.submit(command, looked, on_failed, on_failed)

    def _said(self, reading: Reading, line: OwedLine) -> str:
        """The sentence to read aloud: what is ready, what goes on by itself, or what else there is to say."""
        desk, before = self._tools.desk(), ""
        key = "collecting.say.ready" if line.place else "collecting.say.other"
        if line.about == MEMBER_STARTED:
            names = completed_before(desk, reading, line.record_id, line.member)
            before = self._texts("case.joined").join(names)
            key = "collecting.say.started" if before else key
        return self._texts(key, item=line.item, before=before, what=line.what, hall=desk.identity.hall_name)

    def forget_call(self) -> None:
        """No phone stays on the screen."""
        self.called = None
        self._tools.bridge.forget(PHONE_SHOWN)

    def note_call(self, line: OwedLine, reached: bool, on_failed: OnFailed) -> None:
        """打通 or 没人接."""
        self._note(line, PHONE, REACHED if reached else NO_ANSWER, on_failed=on_failed)
        self.forget_call()

    # -- by message ------------------------------------------------------------------------------

    def reason_against_messages(self) -> str:
        """Why no message can go out now; empty when it can."""
        keys = {LineState.ABSENT: "collecting.against.no_messages", LineState.DOWN: "collecting.against.messages_down"}
        key = keys.get(self._tools.messages.state())
        return self._texts(key) if key is not None else ""

    def send(self, line: OwedLine) -> None:
        """One message; whatever goes wrong stands at its line, and the line stays."""
        if line.key in self._sending:
            return
        if reason := self.reason_against_messages():
            self._say(line.key, reason)
            return
        self._sending.add(line.key)
        self._say(line.key, "")
        tools = self._tools

        def ready(message: Message) -> None:
            tools.outside_messages.run(
                lambda: tools.messages.send(message), lambda answer: self._answered(line, message, answer), broken
            )

        def broken(error: BaseException) -> None:
            failed(tell(error, self._texts))

        def failed(told: Told) -> None:
            self._sending.discard(line.key)
            self._say(line.key, told.sentence)

        def question(reading: Reading) -> Message:
            return message_for(tools.desk(), reading, tools.notice_texts, line.record_id, line.member, line.about)

        tools.bridge.ask(question, ready, f"collecting_message {line.key}", failed)

    def send_all(self) -> int:
        """Every line that is not being sent already; how many were begun."""
        waiting = [line for line in self.lines if not (line.is_sending or line.is_told)]
        for line in waiting:
            self.send(line)
        return len(waiting)

    def _answered(self, line: OwedLine, message: Message, answer: MessageAnswer) -> None:
        self._sending.discard(line.key)
        if not answer.is_taken:
            self._say(line.key, self._texts("collecting.owed.refused", reason=answer.reason))
        self._note(
            line, MESSAGE, SENT if answer.is_taken else FAILED, message=message, why=answer.reason,
            on_failed=lambda told: self._say(line.key, told.sentence),
        )  # fmt: skip

    # -- parts -----------------------------------------------------------------------------------

    def _note(
        self,
        line: OwedLine,
        way: str,
        outcome: str,
        *,
        on_failed: OnFailed,
        message: Message | None = None,
        why: str = "",
    ) -> None:
        command = NotifyApplicant(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=line.record_id,
            members=(line.member,),
            about=line.about,
            way=way,
            outcome=outcome,
            message_id=message.message_id if message is not None else "",
            text_id=message.text_id if message is not None else "",
            why=why,
        )
        if outcome == NO_ANSWER:
            self._sentences[line.key] = self._texts("collecting.owed.no_answer")

        def done(_: Changes) -> None:
            if outcome in TOLD:
                self._told[line.key] = replace(line, sentence="", is_sending=False, is_told=True)
            self.read()

        self._tools.bridge.submit(command, done, on_failed, on_failed, background=way == MESSAGE)

    def _say(self, key: str, sentence: str) -> None:
        self._sentences[key] = sentence
        self._on_lines()


def _key(owed: OwedNotice) -> str:
    errand = owed.errand
    return f"{errand.record_id} {errand.member} {errand.key}"
