"""The line over the acceptance page: what is open, since when, what is known of the person."""

from __future__ import annotations

from wenling_desk.domain.identity import mask_phone
from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.done_view import DoneView
from wenling_desk.ui.acceptance.duplicates import reach_words
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.roster_words import roster_words
from wenling_desk.ui.widgets.chips import Chip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import PageHead


def show_head(kit: Kit, head: PageHead, presenter: SheetPresenter | None, done: DoneView | None, begun_at: int) -> None:
    """Say it; ``begun_at`` is in the kit's milliseconds."""
    texts = kit.texts
    if presenter is None:
        name = done.outcome.name if done is not None else ""
        head.say(texts("acceptance.title_of", name=name) if name else texts("acceptance.title"))
        return
    parts = remarks(texts, presenter, (kit.ticks() - begun_at) // 60_000)
    chip = Chip(texts("acceptance.case.bundle"), Tone.ACT) if presenter.sheet.is_bundle else None
    title = texts("acceptance.title_of", name=presenter.opened.name)
    head.say(title, texts("acceptance.dot").join(parts), texts("acceptance.case.next"), chip)


def remarks(texts: Texts, presenter: SheetPresenter, minutes: int) -> list[str]:
    """What matters about this application, in the order it is read."""
    parts = []
    if presenter.sheet.queue_ticket:
        parts.append(texts("acceptance.case.ticket", ticket=presenter.sheet.queue_ticket))
    parts.append(texts("acceptance.case.elapsed", minutes=minutes))
    seen = presenter.seen
    if seen is not None and seen.open_cases:
        parts.append(texts("acceptance.case.seen", count=seen.open_cases))
    if looked := reach_words(texts, presenter.other_halls.answer):
        parts.append(looked)
    if seen is not None and seen.last is not None and seen.last.phone:
        parts.append(texts("acceptance.case.last_phone", phone=mask_phone(seen.last.phone)))
    if presenter.sheet.roster:
        parts.append(roster_words(texts, presenter.sheet.roster))
    if presenter.keeper.saved_at is not None:
        parts.append(texts("acceptance.draft.saved", time=presenter.keeper.saved_at.strftime("%H:%M")))
    if presenter.opened.view.reference_only:
        parts.append(texts("acceptance.case.reference"))
    return parts
