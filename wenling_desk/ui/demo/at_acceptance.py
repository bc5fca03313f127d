"""The acceptance page by keys: find, answer, people, materials, form, act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.service_item import MaterialSource
from wenling_desk.ui.acceptance.done_view import DoneView
from wenling_desk.ui.acceptance.ending_view import EndingView
from wenling_desk.ui.acceptance.leaving_view import LeavingView
from wenling_desk.ui.acceptance.page import AcceptancePage
from wenling_desk.ui.acceptance.presenter import Outcome, SheetPresenter
from wenling_desk.ui.acceptance.work_area import WorkArea
from wenling_desk.ui.demo.fields_by_key import fill, holds_focus
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.script import Matter, Person
from wenling_desk.ui.demo.stage import Stage

SAME = "="
"""Typed as a name: the same person as the applicant."""
FIELD_ORDER = ("name", "identity_number", "phone", "address")
MOST_FIELDS = 120


class AtAcceptance:
    """Hands that know their way about the acceptance page."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> AcceptancePage:
        """The page."""
        return self._stage.page(AcceptancePage)

    @property
    def sheet(self) -> SheetPresenter:
        """The application on the counter. Raises StuckError where there is none."""
        if self.page.presenter is None:
            raise StuckError("demo.wait.sheet")
        return self.page.presenter

    @property
    def area(self) -> WorkArea:
        """The application on the screen. Raises StuckError where there is none."""
        if self.page.area is None:
            raise StuckError("demo.wait.sheet")
        return self.page.area

    # -- from the next person to the application -------------------------------------------------

    def next_person(self) -> None:
        """F2."""
        self._stage.settle()
        self._hands.press("F2")
        self._hands.until(self.page.entry.line.hasFocus, "demo.wait.focus")

    def find(self, matter: Matter, picture: str = "") -> None:
        """Say what is wanted, and open it."""
        hands, page = self._hands, self.page
        hands.type(matter.words)
        if picture:
            self._stage.picture(picture)
        for _ in range(10):
            row = page.entry.hits.current_row()
            if row is not None and matter.name in row.cells:
                break
            hands.press("Down")
        else:
            raise StuckError("demo.wait.found")
        hands.press("Return")
        hands.until(lambda: page.presenter is not None, "demo.wait.sheet")
        if self.sheet.sheet.target_code != matter.code:
            raise StuckError("demo.wait.found")

    # -- filling it in ---------------------------------------------------------------------------

    def enter(self, matter: Matter) -> None:
        """Situation, people, form and materials, in the order a counter does it."""
        self.answer(matter.answers)
        self.people(matter.people)
        if matter.form:
            self.form(matter.form)
        if matter.letters:
            self.materials(matter.letters)

    def answer(self, answers: Mapping[str, tuple[str, ...]]) -> None:
        """Digits for the answers that are not the usual ones, Enter for those that are: every question is asked."""
        hands = self._hands
        for question in self.sheet.opened.questions:
            chosen = answers.get(question.question_id)
            if chosen is None:
                hands.press("Return")
                continue
            places = [option.option_id for option in question.options]
            for option in chosen:
                hands.press(str(places.index(option) + 1))
            if question.multiple:
                hands.press("Return")

    def people(self, people: Mapping[str, Person], picture: str = "", before: str = "") -> None:
        """F4 goes to the first person without a name, and to the next one; a picture before one of them."""
        for party_id, person in people.items():
            if picture and party_id == before:
                self._stage.picture(picture)
            block = self.area.people.block(party_id)
            if block is None or not holds_focus(self._hands, block.name):
                self._hands.press("F4")
            self._person(party_id, person)
            if person.get("name") == SAME:
                self._hands.press("Return")
        self._stage.settle()

    def _person(self, party_id: str, person: Person) -> None:
        block = self.area.people.block(party_id)
        if block is None:
            raise StuckError("demo.wait.party")
        hands = self._hands
        fields = {"name": block.name, "identity_number": block.number, "phone": block.phone, "address": block.address}
        for attribute in FIELD_ORDER:
            editor = fields[attribute]
            if attribute not in person or not editor.isVisibleTo(block):
                continue
            for _ in range(6):
                if holds_focus(hands, editor):
                    break
                hands.press("Return")
            else:
                raise StuckError("demo.wait.focus")
            fill(hands, editor, person[attribute])

    def form(self, values: Mapping[str, Any]) -> None:
        """F7 goes to the first empty field, Enter to the next one that must be filled in."""
        hands, form = self._hands, self.area.form
        hands.press("F7")
        waiting = dict(values)
        for _ in range(MOST_FIELDS):
            here = next((name for name, editor in form.fields.items() if holds_focus(hands, editor)), "")
            if not here:
                break
            if here in waiting:
                editor = form.fields[here]
                fill(hands, editor, waiting.pop(here))
                if isinstance(values[here], list):
                    hands.press("F7")
                    if holds_focus(hands, editor):
                        raise StuckError("demo.wait.focus")
                    continue
            if not waiting:
                break
            hands.press("Return")
        if waiting:
            raise StuckError("demo.wait.form")

    def materials(self, letters: Mapping[str, str]) -> None:
        """F3, then a letter a row."""
        hands, table = self._hands, self.area.materials.table
        hands.press("F3")
        last = list(letters)[-1]
        for row in list(table.rows.rows):
            for letter in letters.get(row.key, ""):
                current = table.current_row()
                if current is None or current.key != row.key:
                    table.go_to(row.key)
                hands.press(letter)
            if row.key == last:
                return
            hands.press("Space")
        raise StuckError("demo.wait.material")

    # -- papers to sign and look at --------------------------------------------------------------

    def print_forms(self) -> None:
        """Ctrl+P: every form that waits for its signature, until all have come."""
        self._hands.press("Ctrl+P")
        self._hands.until(lambda: not self._forms(MaterialMark.UNSEEN), "demo.wait.answer")
        self._stage.settle()

    def sign_forms(self) -> None:
        """The applicant has signed: 1 on every printed form."""
        self.materials(dict.fromkeys(self._forms(MaterialMark.GENERATED), "1"))

    def _forms(self, mark: MaterialMark) -> list[str]:
        rows = self.sheet.opened.view.materials
        return [
            row.material.material_id
            for row in rows
            if row.material.source is MaterialSource.DESK_FORM and row.entry.mark is mark
        ]

    def open_over(self, key: str, picture: str) -> None:
        """Open a page over the application, and look at it once its paper is shown."""
        self._stage.settle()
        self._hands.press(key)
        self._hands.until(lambda: self.page.sub is not None, "demo.wait.page")
        self.look_at_paper(picture)

    def look_at_paper(self, picture: str) -> None:
        """Wait for the paper beside, and look."""
        sub = self.page.sub
        if sub is None or isinstance(sub, LeavingView):
            raise StuckError("demo.wait.page")
        self._hands.until(lambda: sub.preview.sheet.page_number()[1] > 0, "demo.wait.picture")
        self._stage.picture(picture)

    def refuse(self, organ: str, reason: str, picture: str) -> None:
        """不予受理: which answer, which ground, the right organ, the reason."""
        self._stage.command(self._stage.texts("acceptance.act.refuse"))
        self._hands.until(lambda: isinstance(self.page.sub, EndingView), "demo.wait.page")
        self._hands.press("1", "1")
        self._hands.type(organ)
        self._hands.press("Tab")
        self._hands.type(reason)
        self.look_at_paper(picture)

    # -- the act ---------------------------------------------------------------------------------

    def act(self, key: str, *, strip: bool = True, picture: str = "") -> Outcome:
        """Press the key of an act, read the strip, and wait for what came of it."""
        self._stage.settle()
        self._hands.press(key)
        if strip:
            self._stage.confirm(picture)
        return self.outcome()

    def outcome(self) -> Outcome:
        """What the act led to, once it is done."""
        page = self.page
        self._hands.until(lambda: page.done is not None, "demo.wait.done")
        done = page.done
        if not isinstance(done, DoneView):
            raise StuckError("demo.wait.done")
        self._stage.settle()
        return done.outcome
