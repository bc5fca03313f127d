"""What a screen reader finds in a window: the walk behind the tests on accessible names and the Tab key."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget


def accessible_widgets(root: QWidget) -> Iterator[tuple[QWidget, QAccessibleInterface]]:
    """Every visible widget below ``root`` as the accessibility tree gives it."""
    interface = QAccessible.queryAccessibleInterface(root)
    if interface is not None:
        yield from _walk(interface)


def _walk(interface: QAccessibleInterface) -> Iterator[tuple[QWidget, QAccessibleInterface]]:
    thing = interface.object()
    if isinstance(thing, QWidget):
        if not thing.isVisible():
            return
        yield thing, interface
    for child in filter(None, map(interface.child, range(interface.childCount()))):
        # Cells of tables and entries of lists are no widgets and have their own texts.
        if isinstance(child.object(), QWidget):
            yield from _walk(child)


def nameless_widgets(root: QWidget) -> list[str]:
    """Widgets that can take the focus and tell a screen reader nothing; empty is right."""
    found = []
    for widget, interface in accessible_widgets(root):
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
        if takes_focus and widget.isEnabled() and not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}")
    return found


def tab_stops(root: QWidget, most: int = 300) -> list[QWidget]:
    """The widgets the Tab key visits, from the first focus round to where it came from."""
    stops: list[QWidget] = []
    for _ in range(most):
        widget = QApplication.focusWidget()
        if widget is None or widget in stops:
            return stops
        stops.append(widget)
        if not widget.focusNextPrevChild(True):
            return stops
    raise AssertionError(f"Tab never comes round in {type(root).__name__}")


def texts_below(widget: QWidget) -> str:
    """Everything a screen reader could read out below a widget."""
    return " ".join(
        f"{child.accessibleName()} {getattr(child, 'shown', lambda: '')()}"
        for child in widget.findChildren(QWidget)
        if child.isVisible()
    )
