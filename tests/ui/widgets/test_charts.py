"""Charts by their geometry and their pixels: what stands where, what is deeper, what is never cut."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tests.support.hands import press
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.charts.card import CardChart
from wenling_desk.ui.widgets.charts.heat import HeatCell, HeatChart
from wenling_desk.ui.widgets.charts.look import Chart, ChartLook
from wenling_desk.ui.widgets.charts.rank import RankBar, RankChart
from wenling_desk.ui.widgets.charts.scale import nice_ticks, spread
from wenling_desk.ui.widgets.charts.table import FigureRow, FigureTable
from wenling_desk.ui.widgets.charts.trend import TrendChart, TrendPoint
from wenling_desk.ui.widgets.charts.view import ChartView
from wenling_desk.ui.widgets.charts.watch import WatchLine, WatchList
from wenling_desk.ui.widgets.chips import Shape, Tone
from wenling_desk.ui.widgets.kit import Kit

BOX = QRectF(10, 10, 600, 200)


@pytest.fixture
def look(theme: Theme) -> ChartLook:
    return ChartLook(theme)


def drawn(chart: Chart, look: ChartLook, box: QRectF = BOX, focus: int = -1) -> QImage:
    image = QImage(round(box.right()) + 10, round(box.bottom()) + 10, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    chart.paint(painter, box, look, focus)
    painter.end()
    return image


def near(one: QColor, other: QColor, most: int = 24) -> bool:
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(first - second) <= most for first, second in pairs)


def trend(values: list[float | None], before: tuple[float | None, ...] = ()) -> TrendChart:
    points = tuple(
        TrendPoint(f"p{at}", f"11-{at + 1:02d}", value, "—" if value is None else f"{value:,.0f}", f"第 {at} 天")
        for at, value in enumerate(values)
    )
    return TrendChart("今年 收件", points, "去年同周", before, "还没有数")


def bars(*values: float, beyond: int = 0) -> RankChart:
    made = tuple(RankBar(f"b{at}", f"部门 {at}", value, f"{value:,.0f}", "") for at, value in enumerate(values))
    return RankChart(made, "还没有数", "另有 {count} 项", "more", beyond)


@given(st.floats(0, 1e9, allow_nan=False), st.integers(2, 8))
def test_ticks_are_round_begin_at_nothing_and_hold_the_highest(highest: float, most: int) -> None:
    ticks = nice_ticks(highest, most)
    steps = {round(later - earlier, 6) for earlier, later in itertools.pairwise(ticks)}
    assert ticks[0] == 0
    assert ticks[-1] >= highest * (1 - 1e-6)
    assert len(steps) == 1
    assert all(tick == round(tick) for tick in ticks)
    assert len(ticks) <= most + 1


@given(st.integers(0, 400), st.integers(1, 40))
def test_labels_are_spread_and_never_more_than_there_is_room_for(count: int, most: int) -> None:
    places = spread(count, most)
    assert len(places) <= most
    assert (not places) == (count == 0)
    assert all(0 <= place < count for place in places)


def test_a_higher_value_stands_higher_and_days_go_from_left_to_right(look: ChartLook) -> None:
    chart = trend([10, 40, 20])
    plot = chart.plot(BOX, look)
    places = [chart.place(at, point.value or 0, plot) for at, point in enumerate(chart.points)]
    assert places[1].y() < places[2].y() < places[0].y()
    assert [place.x() for place in places] == sorted(place.x() for place in places)
    assert all(plot.adjusted(-1, -1, 1, 1).contains(place) for place in places)
    assert plot.right() + look.width("今年 收件") < BOX.right(), "the names stand beside the lines, inside the box"


def test_the_line_is_where_its_values_are_and_last_years_is_grey(look: ChartLook) -> None:
    chart = trend([30, 30, 30], (10, 10, 10))
    image, plot = drawn(chart, look), chart.plot(BOX, look)
    middle = plot.center().x() + 20

    def found(value: float, colour: str) -> bool:
        y = round(chart.place(0, value, plot).y())
        return any(near(image.pixelColor(round(middle), y + by), look.colour(colour), 60) for by in (-1, 0, 1))

    assert found(30, "blue")
    assert found(10, "edge")
    assert not found(20, "blue")


def test_a_day_without_a_value_leaves_a_gap(look: ChartLook) -> None:
    chart = trend([30, 30, None, None, 30, 30])
    image, plot = drawn(chart, look), chart.plot(BOX, look)
    at = chart.place(2, 30, plot)
    column = [image.pixelColor(round(at.x() + 40), round(at.y()) + by) for by in (-1, 0, 1)]
    assert not any(near(colour, look.colour("blue"), 60) for colour in column)


def test_nothing_to_show_says_so_and_cannot_be_stood_on(look: ChartLook) -> None:
    empty: list[Chart] = [trend([]), bars(), WatchList((), "没有"), HeatChart((), (), (), "没有")]
    for chart in empty:
        assert not chart.marks(BOX, look)
        image = drawn(chart, look)
        assert any(image.pixelColor(x, round(BOX.center().y())) != QColor("white") for x in range(200, 420))


def test_bars_are_as_long_as_their_values(look: ChartLook) -> None:
    chart = bars(100, 50, 0)
    marks = chart.marks(BOX, look)
    shapes = [chart.bar_box(mark, bar, BOX, look) for mark, bar in zip(marks, chart.bars, strict=True)]
    assert shapes[1].width() == pytest.approx(shapes[0].width() / 2, abs=0.6)
    assert shapes[2].width() == 1.0
    image = drawn(chart, look)
    inside = shapes[0].center().toPoint()
    assert near(image.pixelColor(inside), look.colour("blue"))


def test_what_there_is_no_room_for_is_counted_and_can_be_opened(look: ChartLook) -> None:
    chart = bars(*range(30, 0, -1), beyond=4)
    marks = chart.marks(BOX, look)
    count = chart.shown(BOX, look)
    assert 0 < count < 30
    assert marks[-1].key == "more"
    assert marks[-1].words == f"另有 {30 - count + 4} 项"
    assert all(BOX.adjusted(0, 0, 0, 1).contains(mark.box) for mark in marks)


def test_more_falls_deeper_and_only_the_fullest_hours_say_their_number(look: ChartLook) -> None:
    cells = tuple(HeatCell(f"c{at}", value, f"{value:.0f}", "") for at, value in enumerate((0, 10, 50, 100)))
    chart = HeatChart(("一", "二"), ("8", "9"), cells)
    image, marks = drawn(chart, look), chart.marks(BOX, look)

    def ground(at: int) -> int:
        corner = marks[at].box.adjusted(4, 4, 0, 0).topLeft().toPoint()
        return image.pixelColor(corner).lightness()

    assert ground(0) > ground(1) > ground(2) > ground(3)
    assert marks[2].box.top() > marks[0].box.top()
    with pytest.raises(ValueError, match="each row and column"):
        HeatChart(("一",), ("8", "9"), cells[:1])


def test_state_is_shape_as_well_as_colour(look: ChartLook) -> None:
    lines = (
        WatchLine("a", "超过承诺日期 2 件", "市监局 2", Tone.LATE, Shape.TRIANGLE),
        WatchLine("b", "承诺日期快到 4 件", "民政局 4", Tone.SOON, Shape.HALF),
    )
    image = drawn(WatchList(lines), look)
    columns = [sum(image.pixelColor(x, y) != QColor("white") for x in range(10, 24)) for y in range(12, 26)]
    assert columns[0] < columns[-4], "a triangle is narrow above and wide below"


def test_a_table_prints_figures_flush_right_under_their_titles(look: ChartLook) -> None:
    rows = tuple(FigureRow(f"r{at}", f"指标 {at}", ("1", "22,222"), "") for at in range(4))
    heading = FigureRow("h", "台账", (), "", heading=True)
    table = FigureTable("指标", ("全市", "中心"), (heading, *rows))
    marks = table.marks(BOX, look)
    assert [mark.key for mark in marks] == ["r0", "r1", "r2", "r3"]
    assert marks[0].box.top() == BOX.top() + 2 * table.row(look)
    columns = table.column_boxes(BOX, look)
    assert all(left.right() < right.left() + 1 for left, right in itertools.pairwise(columns))
    assert columns[-1].right() <= BOX.right()
    assert [row.key for row in table.part(1, 2).rows] == ["r0", "r1"]


def test_figures_are_tabular(look: ChartLook) -> None:
    assert look.width("1,111", "number") == look.width("8,888", "number")


@pytest.mark.parametrize("at", [0, 3])
def test_focus_is_seen_on_the_screen_and_never_on_paper(theme: Theme, at: int) -> None:
    chart = bars(100, 80, 60, 40)
    screen, paper = ChartLook(theme), ChartLook(theme, is_paper=True)
    assert drawn(chart, screen, focus=at) != drawn(chart, screen)
    assert drawn(chart, paper) == drawn(chart, screen)


class Heard:
    """What a view told."""

    def __init__(self, view: ChartView) -> None:
        self.moved: list[str] = []
        self.opened: list[str] = []
        view.moved.connect(lambda mark: self.moved.append(mark.key))
        view.opened.connect(self.opened.append)


@pytest.fixture
def view(kit: Kit, qtbot: Any) -> ChartView:
    cells = tuple(HeatCell(f"c{at}", at, str(at), f"格 {at}") for at in range(6))
    made = ChartView(kit, "时段", HeatChart(("一", "二"), ("8", "9", "10"), cells), "什么时候人最多")
    qtbot.addWidget(made)
    made.resize(500, 240)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def test_the_arrows_walk_over_a_chart_and_enter_opens(view: ChartView) -> None:
    heard = Heard(view)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        press(key)
    assert heard.moved == ["c1", "c4", "c3", "c0", "c5", "c0"]
    press(Qt.Key.Key_Up)
    assert view.current() is not None
    assert heard.moved[-1] == "c0", "nowhere to go is nowhere gone"
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Space)
    assert heard.opened == ["c1", "c1"]
    assert view.accessibleDescription() == "格 1"
    assert view.accessibleName() == "时段 什么时候人最多"


def test_a_new_chart_keeps_the_reader_on_the_same_mark(view: ChartView) -> None:
    press(Qt.Key.Key_End)
    cells = tuple(HeatCell(f"c{at}", at, str(at), f"新 {at}") for at in (5, 0, 1))
    view.show_chart(HeatChart(("一",), ("8", "9", "10"), cells))
    now = view.current()
    assert now is not None
    assert now.key == "c5"
    assert view.accessibleDescription() == "新 5"


def test_a_click_stands_there_and_a_double_click_opens(view: ChartView, qtbot: Any) -> None:
    heard = Heard(view)
    place = view.marks()[4].box.center().toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert heard.moved[-1] == "c4"
    assert heard.opened == ["c4"]


def test_a_card_says_its_figure_and_gives_long_words_way(look: ChartLook) -> None:
    card = CardChart("f", "一网通办率", "96.85", "%", ("910,800 / 940,400", "全市、全渠道" * 20), "一网通办率 96.85%")
    box = QRectF(10, 10, 180, card.wanted_height(look))
    image = drawn(card, look, box)
    assert all(image.pixelColor(x, y) == QColor("white") for x in range(192, 199) for y in range(10, 110))
    assert card.marks(box, look)[0].words == "一网通办率 96.85%"
