"""The empty counter: finding an item or a bundle, and the drafts that wait. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.party import Party
from wenling_desk.domain.service_bundle import BundleStatus, ServiceBundle
from wenling_desk.domain.service_item import ServiceItem
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.draft_keeper import INITIATOR
from wenling_desk.ui.acceptance.plan_words import short_limit
from wenling_desk.ui.acceptance.tools import CounterTools
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.find_drafts import find_drafts
from wenling_desk.use_cases.ports import Draft, ErrandQuery, Found, Reading
from wenling_desk.use_cases.save_draft import DiscardDraft
from wenling_desk.use_cases.wording import moment_words

MOST_HITS = 12
KEPT_ERRAND = "materials_kept"
BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: ``kind`` in a word (一件事, 事项), ``detail`` says organ and limit or why it cannot be taken in;
    ``takes_in`` is false for what can only be asked about (咨询)."""

    code: str
    is_bundle: bool
    kind: str
    name: str
    detail: str
    takes_in: bool


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as it is offered: ``told`` says when and by whom it was saved, ``outdated`` that the guide changed,
    ``keeps`` how many materials lie at the counter for it; ``named``: what is typed names somebody in it."""

    draft_id: str
    title: str
    told: str
    outdated: bool
    keeps: int = 0
    named: bool = False


def hits_of(
    texts: Texts, catalogue: Catalogue, found: Sequence[Found], is_in_force: Callable[[ServiceItem], bool]
) -> tuple[Hit, ...]:
    """The hits in words, in the order of the search; codes the catalogue does not have are left out."""
    hits = []
    for each in found:
        if each.kind == BUNDLE and each.code in catalogue.bundles:
            hits.append(_bundle_hit(texts, catalogue.bundles[each.code]))
        elif each.code in catalogue.items:
            item = catalogue.items[each.code]
            hits.append(_item_hit(texts, catalogue, item, is_in_force(item)))
    return tuple(hits)


def _bundle_hit(texts: Texts, bundle: ServiceBundle) -> Hit:
    if not bundle.has_detail:
        detail, ready = texts("acceptance.hit.list_only"), False
    elif bundle.bundle_status is not BundleStatus.IN_FORCE:
        detail, ready = texts(f"acceptance.hit.{bundle.bundle_status}"), False
    else:
        detail, ready = texts("acceptance.hit.members", count=len(bundle.members), stage=bundle.stage), True
    return Hit(bundle.code, True, texts("acceptance.hit.bundle"), bundle.name, detail, ready)


def _item_hit(texts: Texts, catalogue: Catalogue, item: ServiceItem, in_force: bool) -> Hit:
    department = catalogue.get_department(item.department_key)
    parts = [department.called, short_limit(texts, item.committed_time_limit)]
    if not in_force:
        parts = [texts("acceptance.hit.not_in_force")]
    return Hit(item.code, False, texts("acceptance.hit.item"), item.name, texts("acceptance.dot").join(parts), in_force)


class EntryPresenter:
    """Search and drafts; opens nothing by itself."""

    def __init__(self, tools: CounterTools, told: Callable[[Told], None]) -> None:
        self._tools = tools
        self._told = told

    def find(self, text: str) -> tuple[Hit, ...]:
        """What fits the words, a code, pinyin or initials; empty when nothing does."""
        desk = self._tools.desk()
        today = desk.today()
        found = self._tools.search.search(text, MOST_HITS)
        return hits_of(self._tools.texts, desk.catalogue(), found, lambda item: item.is_in_force(today))

    def begin(self, code: str, *, is_bundle: bool, parties: tuple[Party, ...] = (), note: str = "") -> IntakeSheet:
        """A fresh application with the usual answers of its form; refuses with ``unknown_item`` or
        ``unknown_bundle``."""
        catalogue = self._tools.desk().catalogue()
        if is_bundle:
            catalogue.get_bundle(code)
        else:
            catalogue.get_item(code)
        form_set = catalogue.forms.get(code)
        answers = dict(form_set.default_answers or {}) if form_set is not None and is_bundle else {}
        return IntakeSheet(code, is_bundle, catalogue.release, answers=answers, parties=parties, note=note)

    def ask_drafts(self, give: Callable[[tuple[DraftLine, ...]], None], typed: str = "") -> None:
        """The clerk's own drafts, newest first; where somebody is named, everybody's drafts of that person."""
        clerk = self._tools.desk().session.clerk

        def question(reading: Reading) -> tuple[tuple[Draft, ...], Mapping[str, int], bool]:
            named = find_drafts(reading.drafts(), typed)
            drafts = named or reading.drafts(clerk)
            kept = reading.errands(ErrandQuery(kinds=(KEPT_ERRAND,))).rows if drafts else ()
            return drafts, {row.errand.record_id: row.errand.amount for row in kept}, bool(named)

        self._tools.bridge.ask(question, lambda found: give(self._lines(*found)), "entry-drafts")

    def _lines(self, drafts: Sequence[Draft], kept: Mapping[str, int], is_named: bool) -> tuple[DraftLine, ...]:
        texts, desk = self._tools.texts, self._tools.desk()
        release = desk.catalogue().release
        return tuple(
            DraftLine(
                draft.draft_id,
                draft.title,
                texts(
                    "acceptance.draft.told",
                    at=moment_words(texts, draft.saved_at),
                    counter=draft.counter,
                    clerk=desk.session.clerk_name if draft.clerk == desk.session.clerk else draft.clerk,
                ),
                draft.catalogue_release != release,
                kept.get(draft.draft_id, 0),
                is_named,
            )
            for draft in drafts
        )

    def read_draft(self, draft_id: str, give: Callable[[str, IntakeSheet], None]) -> None:
        """A draft's application; one that is gone refuses with ``no_such_draft``."""

        def opened(draft: Draft | None) -> None:
            if draft is None:
                self._told(_gone(self._tools.texts))
            elif draft.clerk != self._tools.desk().session.clerk:
                sentence = self._tools.texts("repairs.leave.of_colleague", clerk=draft.clerk, counter=draft.counter)
                self._told(Told(ToldKind.REFUSAL, "not_own", sentence))
            else:
                give(draft.draft_id, IntakeSheet.from_plain(draft.sheet))

        self._tools.bridge.ask(lambda reading: reading.draft(draft_id), opened, "entry-draft")

    def discard(self, draft_id: str, done: Callable[[], None]) -> None:
        """Forget a draft; the page has asked before."""

        def forgotten(_changes: Changes) -> None:
            done()

        command = DiscardDraft(command_id=self._tools.desk().ids.new_id(), initiator=INITIATOR, draft_id=draft_id)
        self._tools.bridge.submit(command, forgotten, self._told, self._told)


def _gone(texts: Texts) -> Told:
    return Told(ToldKind.REFUSAL, "no_such_draft", texts("acceptance.draft.gone"))
