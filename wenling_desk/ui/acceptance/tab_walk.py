"""Tab in reading order, said once by the parts themselves: widgets come and go while the clerk works, and the chain Qt
keeps follows their making, not their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def stops_of(widgets: Iterable[QWidget]) -> list[QWidget]:
    """Where Tab stops now among these widgets: themselves, or what they hold, as far as it is shown and enabled."""
    return [stop for widget in widgets for stop in _inside(widget)]


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.focusProxy() is None and widget.isVisible() and widget.isEnabled()


def _inside(widget: QWidget) -> Iterator[QWidget]:
    if _takes_tab(widget):
        yield widget
        return
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isHidden():
            yield from _inside(child)


def step(area: QWidget, stops: Sequence[QWidget], onward: bool) -> bool:
    """Move the focus to the stop after (or before) the present one; out of ``area`` at its ends."""
    focused = QApplication.focusWidget()
    at = next((at for at, stop in enumerate(stops) if stop is focused), None)
    if at is None:
        at = next(
            (at for at, stop in enumerate(stops) if focused is not None and stop.isAncestorOf(focused)),
            -1 if onward else len(stops),
        )
    target = at + (1 if onward else -1)
    reason = Qt.FocusReason.TabFocusReason if onward else Qt.FocusReason.BacktabFocusReason
    if 0 <= target < len(stops):
        stops[target].setFocus(reason)
        return True
    beyond = _beyond(area, onward)
    if beyond is not None:
        beyond.setFocus(reason)
    return beyond is not None


def _beyond(area: QWidget, onward: bool) -> QWidget | None:
    """The first stop of the window after (or before) the area; round the window's end.

    Asked by children: the calls that follow Qt's focus chain make the answer a ward of the widget asked, and whatever
    it holds would be torn down with that widget.
    """
    if area.isWindow():
        return None
    before, behind = _outside(area.window(), area)
    stops = behind + before
    return None if not stops else stops[0 if onward else -1]


def _outside(holder: QWidget, area: QWidget) -> tuple[list[QWidget], list[QWidget]]:
    before: list[QWidget] = []
    behind: list[QWidget] = []
    reached = False
    for child in holder.children():
        if child is area:
            reached = True
        elif isinstance(child, QWidget) and not child.isHidden():
            if child.isAncestorOf(area):
                inner_before, inner_behind = _outside(child, area)
                before += inner_before
                behind += inner_behind
                reached = True
            else:
                (behind if reached else before).extend(_inside(child))
    return before, behind
