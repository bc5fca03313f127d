"""The keys of the acceptance page: one table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from wenling_desk.texts import Texts
from wenling_desk.ui.acceptance.done_view import DoneView
from wenling_desk.ui.acceptance.notice import NoticeKind
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.work_area import WorkArea
from wenling_desk.ui.actions import DeskAction


class Keyed(Protocol):
    """What the keys ask of the page."""

    presenter: SheetPresenter | None
    area: WorkArea | None
    done: DoneView | None

    def has_sub(self) -> bool:
        """Whether a page lies over the application."""
        ...

    def go_on(self) -> None:
        """Ctrl+Enter."""
        ...

    def open_notice(self, kind: NoticeKind) -> None:
        """F6, Shift+F6."""
        ...

    def open_ending(self) -> None:
        """不予受理."""
        ...

    def open_leaving(self) -> None:
        """Shift+F5."""
        ...

    def open_preview(self) -> None:
        """F9."""
        ...

    def put_away(self, *, told: bool = True) -> None:
        """F5; it is not ``told`` where the application goes on elsewhere."""
        ...

    def again(self) -> None:
        """Ctrl+N."""
        ...

    def consult(self) -> None:
        """转咨询."""
        ...

    def close_sub(self) -> None:
        """Back to the application."""
        ...


def reason_against(page: Keyed, texts: Texts, act: str) -> str:
    """Why an act is not possible now; empty when it is. Ctrl+Enter is the act of the page on top."""
    if page.presenter is None:
        return texts("acceptance.against.no_sheet") if act != "take_in" or page.done is not None else ""
    if act == "take_in" and page.has_sub():
        return ""
    return page.presenter.reason_against(act)


def page_actions(page: Keyed, texts: Texts) -> tuple[DeskAction, ...]:
    """Every action with its key and what may stand against it."""

    def none() -> str:
        return "" if page.presenter is not None else texts("acceptance.against.no_sheet")

    def no_outcome() -> str:
        return "" if page.done is not None else texts("acceptance.against.no_outcome")

    def no_ending() -> str:
        reasons = [reason_against(page, texts, act) for act in ("refuse_acceptance", "declare_not_required")]
        return reasons[0] if all(reasons) else ""

    def against(act: str) -> Callable[[], str]:
        return lambda: reason_against(page, texts, act)

    def action(name: str, text_key: str, run: Callable[[], None], key: str, reason: Callable[[], str]) -> DeskAction:
        return DeskAction(f"acceptance-{name}", text_key, run, (key,) if key else (), reason)

    notice, on_sheet, in_area = page.open_notice, partial(_on_sheet, page), partial(_in_area, page)
    return (
        action("take_in", "acceptance.act.take_in", page.go_on, "Ctrl+Enter", against("take_in")),
        action("accept", "acceptance.act.accept", on_sheet(SheetPresenter.accept), "F8", against("accept")),
        action(
            "finish_on_the_spot",
            "acceptance.act.finish_on_the_spot",
            on_sheet(SheetPresenter.finish),
            "Shift+F8",
            against("finish_on_the_spot"),
        ),
        action(
            "request_correction",
            "acceptance.act.request_correction",
            lambda: notice(NoticeKind.CORRECTION),
            "F6",
            against("request_correction"),
        ),
        action("defer", "acceptance.act.defer", lambda: notice(NoticeKind.DEFERRAL), "Shift+F6", against("defer")),
        action("refuse", "acceptance.act.refuse", page.open_ending, "", no_ending),
        action("consult", "acceptance.act.consult", page.consult, "", none),
        action("save", "acceptance.act.save", page.put_away, "F5", none),
        action("leave", "repairs.leave.go", page.open_leaving, "Shift+F5", none),
        action("preview", "acceptance.act.preview", page.open_preview, "F9", none),
        action("materials", "acceptance.act.materials", in_area(WorkArea.to_materials), "F3", none),
        action("parties", "acceptance.act.parties", in_area(WorkArea.to_people), "F4", none),
        action("form", "acceptance.act.form", in_area(WorkArea.to_form), "F7", none),
        action("roster", "acceptance.act.roster", lambda: to_roster(page), "Shift+F7", lambda: no_roster(page, texts)),
        action("print_papers", "acceptance.act.print_papers", on_sheet(SheetPresenter.make_all_papers), "Ctrl+P", none),
        action("undo", "acceptance.act.undo", on_sheet(SheetPresenter.undo), "Ctrl+Z", none),
        action("redo", "acceptance.act.redo", on_sheet(SheetPresenter.redo), "Ctrl+Shift+Z", none),
        action("again", "acceptance.act.again", page.again, "Ctrl+N", no_outcome),
    )


def no_roster(page: Keyed, texts: Texts) -> str:
    """Why there is no roster for what is on the counter; empty where there may be one."""
    if page.presenter is None:
        return texts("acceptance.against.no_sheet")
    by_roster = page.presenter.tools.by_roster(page.presenter.sheet.target_code)
    return "" if by_roster else texts("acceptance.against.no_roster")


def to_roster(page: Keyed) -> None:
    """Go on on the page of batches; the application is put away here, its draft goes along."""
    presenter = page.presenter
    if presenter is not None:
        presenter.save()
        if presenter.tools.to_batch(presenter.sheet, presenter.draft_id):
            page.put_away(told=False)


def _on_sheet(page: Keyed, method: Callable[[SheetPresenter], None]) -> Callable[[], None]:
    def run() -> None:
        if page.presenter is not None:
            method(page.presenter)

    return run


def _in_area(page: Keyed, method: Callable[[WorkArea], None]) -> Callable[[], None]:
    def run() -> None:
        page.close_sub()
        if page.area is not None:
            method(page.area)

    return run
