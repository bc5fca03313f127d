"""The blocks of a page on the screen: rows of charts, walked with Tab and the arrows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from wenling_desk.domain.cockpit import BlockKind, CockpitPage
from wenling_desk.ui.cockpit.charts import Sheet
from wenling_desk.ui.widgets.charts.look import Mark
from wenling_desk.ui.widgets.charts.view import ChartView
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.tab_order import tab_through

FITTED = frozenset(
    {
        BlockKind.CARD,
        BlockKind.TABLE,
        BlockKind.LEDGERS,
        BlockKind.PEERS,
        BlockKind.CLOSING,
        BlockKind.OBJECTIONS,
    }
)
"""Blocks that are as high as what stands in them; the others share what is left."""
LEAST_ROW = 150
LOWER_ROW = 3
UPPER_ROW = 2
HEAD = 1000.0


class Board(QScrollArea):
    """A page's charts. It scrolls where they do not fit, and follows the reader."""

    opened = Signal(str, str)
    """Place and key of the mark on which Enter was done."""
    moved = Signal(str, object)
    """Place and ``Mark`` stood on."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.views: dict[str, ChartView] = {}
        self._page_id = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("panel", "page")

    def show_page(self, page: CockpitPage, sheets: Mapping[str, Sheet]) -> None:
        """Show a page: the charts of another one are made anew, those of the same one only change."""
        if page.page_id != self._page_id:
            self._make(page, sheets)
        for place, sheet in sheets.items():
            self.views[place].show_chart(sheet.chart, sheet.heading, sheet.remark)

    def _make(self, page: CockpitPage, sheets: Mapping[str, Sheet]) -> None:
        holder = QWidget()
        holder.setProperty("panel", "page")
        gap = self._kit.theme.space("small")
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(gap)
        self.views = {}
        shared = 0
        for at, row in enumerate(page.rows):
            line = QHBoxLayout()
            line.setSpacing(gap)
            for beside, block in enumerate(row):
                place = f"{at}.{beside}"
                sheet = sheets[place]
                view = ChartView(self._kit, block.name or sheet.heading, sheet.chart, sheet.heading, sheet.remark)
                view.opened.connect(partial(self.opened.emit, place))
                view.moved.connect(partial(self._moved, place))
                if block.kind in FITTED:
                    view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
                else:
                    view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
                    view.setMinimumHeight(self._kit.theme.scaled(LEAST_ROW))
                self.views[place] = view
                line.addWidget(view, block.weight)
            is_fitted = all(block.kind in FITTED for block in row)
            shared += not is_fitted
            column.addLayout(line, 0 if is_fitted else UPPER_ROW if at + 1 < len(page.rows) else LOWER_ROW)
        if not shared:
            column.addStretch(1)
        self.setWidget(holder)
        self._page_id = page.page_id
        if len(self.views) > 1:
            tab_through(*self.views.values())

    def first(self) -> QWidget | None:
        """The first chart."""
        return next(iter(self.views.values()), None)

    def view_in_focus(self) -> tuple[str, ChartView] | None:
        """The chart the reader stands on."""
        return next(((place, view) for place, view in self.views.items() if view.hasFocus()), None)

    def step(self, by: int) -> bool:
        """To the chart before or after the one in focus; whether there is one."""
        places = list(self.views)
        now = self.view_in_focus()
        at = places.index(now[0]) + by if now is not None else 0
        if not 0 <= at < len(places):
            return False
        self.views[places[at]].setFocus()
        return True

    def _moved(self, place: str, mark: object) -> None:
        assert isinstance(mark, Mark)
        view, holder = self.views.get(place), self.widget()
        if view is not None and holder is not None and view.hasFocus():
            box = QRectF(mark.box).toRect()
            corner = view.mapTo(holder, box.topLeft())
            self.ensureVisible(corner.x(), corner.y(), 0, self._kit.theme.row_height)
            self.ensureVisible(corner.x(), corner.y() + min(box.height(), self.viewport().height()), 0, 0)
        self.moved.emit(place, mark)
