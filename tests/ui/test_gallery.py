"""Every widget has a name for the ear and a way for the keyboard; pictures of all of them for the eye."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget

from tests.support.accessible_names import accessible_widgets, nameless_widgets, tab_stops
from tests.support.hands import bring_up
from tests.support.scenes import grab
from tests.ui.conftest import Ticks
from tests.ui.gallery import Gallery
from wenling_desk.ui.bridge import Lane
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Frame, Page, PageDescriptor
from wenling_desk.ui.setup.first_run import FirstRunSurface, RecoveryCodeSurface
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.setup.unlock import RecoverySurface, UnlockSurface
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.frame_bars import StatusField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import EmptyState, PageHead, Panel
from wenling_desk.ui.widgets.rating import GUARD_MS, Grade, RatingPage
from wenling_desk.ui.widgets.search_box import SearchBox
from wenling_desk.ui.widgets.tab_order import tab_through

PLACE = "城东街道大厅 · 3 号综合窗口 · 陈晓"
SIZES = ((1366, 768), (1920, 1080))


class Time:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 10, 24, tzinfo=timezone(timedelta(hours=8)))


class EmptyPage(Page):
    """A page with nothing on it yet."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.addWidget(PageHead(frame.kit, "工作台"))
        panel = Panel(frame.kit, "等我处理")
        panel.body.addWidget(EmptyState(frame.kit, "现在没有等您处理的", "补正回来的、容缺到期的，会出现在这里。"))
        column.addWidget(panel, 1)

    def title(self) -> str:
        return "工作台"


def make_frame(kit: Kit) -> MainWindow:
    names = ("frame.setup.hall_name", "frame.setup.desk_code", "frame.setup.counter", "frame.unlock.title")
    pages = [PageDescriptor(f"page{number}", key, EmptyPage, group=int(number > 2)) for number, key in enumerate(names)]
    window = MainWindow(kit, FrameWords("城东街道大厅", PLACE, practice=True, next_page="page1"), pages, Time())
    window.set_link(Chip("已联网", Tone.GOOD, Shape.DISC))
    window.set_status([
        StatusField("local", "本机 2 件（最早 10:21）"),
        StatusField("handover", "未交接 5 件", "soon", lambda: None),
        StatusField("printer", "打印机 就绪"),
    ])  # fmt: skip
    window.go("page0")
    return window


def make_rating(kit: Kit) -> RatingPage:
    grades = [Grade(label, label) for label in ("非常满意", "满意", "基本满意", "不满意", "非常不满意")]
    return RatingPage(kit, "城东街道大厅", "企业开办", grades)


@pytest.fixture
def lane(qapp: QApplication) -> Iterator[Lane]:
    lane = Lane("setup")
    yield lane
    assert lane.stop()


SURFACES = ("gallery", "frame", "rating", "first-run", "code", "unlock", "recovery", "trouble")


def make(name: str, kit: Kit, lane: Lane) -> QWidget:
    """A window by its name."""
    if name == "gallery":
        return Gallery(kit)
    if name == "frame":
        return make_frame(kit)
    if name == "rating":
        return make_rating(kit)
    if name == "first-run":
        return FirstRunSurface(kit, lane, lambda answers: "")
    if name == "code":
        return RecoveryCodeSurface(kit, lane, "K7QD-93MF-XX2P-0WVN-8H4R-TT6C", lambda code: None)
    if name == "unlock":
        return UnlockSurface(kit, lane, PLACE, lambda password: None)
    if name == "recovery":
        return RecoverySurface(kit, lane, lambda code, password: None)
    told = Told(ToldKind.TROUBLE, "x", "数据文件已损坏。已保存的办件都在备份里，请联系管理员。")
    return StartTroubleSurface(kit, lane, told, lambda: "")


@pytest.mark.parametrize("name", SURFACES)
def test_everything_has_a_name_for_the_ear(kit: Kit, lane: Lane, qtbot, name: str) -> None:
    window = make(name, kit, lane)
    bring_up(qtbot, window)
    assert nameless_widgets(window) == []
    assert len(list(accessible_widgets(window))) > 5


def test_a_nameless_widget_is_found(kit: Kit, qtbot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    for widget in (QLineEdit(), QPushButton(), QTableView(), QFrame()):
        column.addWidget(widget)
    bring_up(qtbot, window)
    assert [found.split()[0] for found in nameless_widgets(window)] == ["QLineEdit", "QPushButton", "QTableView"]


@pytest.mark.parametrize("name", SURFACES)
def test_tab_comes_round_and_stops_only_at_what_is_seen(kit: Kit, lane: Lane, qtbot, name: str) -> None:
    window = make(name, kit, lane)
    window.resize(1600, 1000)
    bring_up(qtbot, window)
    if window.focusProxy() is not None or name == "rating":
        window.setFocus()
    else:
        window.focusNextPrevChild(True)
    stops = tab_stops(window)
    assert stops
    for stop in stops:
        assert stop.isVisible()
        assert stop.isEnabled()
        assert window is stop or window.isAncestorOf(stop)


@pytest.mark.parametrize("name", ["first-run", "unlock", "recovery", "code"])
def test_tab_goes_in_reading_order(kit: Kit, lane: Lane, qtbot, name: str) -> None:
    window = make(name, kit, lane)
    bring_up(qtbot, window)
    window.setFocus()
    lines = [stop for stop in tab_stops(window) if isinstance(stop, QLineEdit)]
    places = [line.mapTo(window, QPoint()) for line in lines]
    assert [(place.y(), place.x()) for place in places] == sorted((place.y(), place.x()) for place in places)


class Openings(QObject):
    """Sees windows that open, however short."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("name", SURFACES)
def test_no_part_flashes_up_as_a_window_of_its_own(kit: Kit, lane: Lane, qapp: QApplication, qtbot, name: str) -> None:
    openings = Openings()
    qapp.installEventFilter(openings)
    window = make(name, kit, lane)
    bring_up(qtbot, window)
    qapp.removeEventFilter(openings)
    assert openings.seen == [type(window).__name__]


def colours_in(picture: QImage) -> set[str]:
    return {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 5)
    }


def look(widget: QWidget, name: str, size: tuple[int, int], theme: Theme) -> None:
    """Grab a scene and see that it is whole: the right size, our colours, more than an empty sheet."""
    file = grab(widget, name, size)
    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == size, name
    colours = colours_in(picture)
    assert theme.colour("paper").name() in colours
    assert len(colours) > 3


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_scenes(
    request: pytest.FixtureRequest, kit: Kit, lane: Lane, ticks: Ticks, qtbot, large: bool, size: tuple[int, int]
) -> None:
    """Every surface fits the smallest screen, in both types."""
    if large:
        request.getfixturevalue("large_type")
    suffix = f"{'-large' if large else ''}-{size[0]}"
    for name in SURFACES[1:]:
        window = make(name, kit, lane)
        bring_up(qtbot, window)
        if name == "rating":
            ticks.advance(GUARD_MS)
            qtbot.keyClick(window, Qt.Key.Key_2)
        look(window, f"{name}{suffix}", size, kit.theme)
        window.close()
    gallery = Gallery(kit)
    bring_up(qtbot, gallery)
    look(gallery, f"gallery{suffix}", (max(size[0], gallery.minimumSizeHint().width()), 1080), kit.theme)


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_scenes_of_the_frame_at_work(request: pytest.FixtureRequest, kit: Kit, qtbot, large: bool) -> None:
    if large:
        request.getfixturevalue("large_type")
    suffix = "-large" if large else ""
    window = make_frame(kit)
    bring_up(qtbot, window)
    window.show_help()
    window.confirm("将受理 3 项，打印 4 张（受理通知书 2、承诺书 1、综合单 1），加盖市监局章。", "受理", lambda: None)
    look(window, f"frame-strip{suffix}", SIZES[0], kit.theme)
    window.strip.go_back()
    window.search.setText("一")
    window.search.setText("下")
    assert window.search.is_open()
    look(window, f"frame-search{suffix}", SIZES[0], kit.theme)


def test_tab_order_said_once(kit: Kit, qtbot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    lines = [QLineEdit() for _ in range(4)]
    for line in (lines[2], lines[0], lines[3], lines[1]):
        column.addWidget(line)
    tab_through(*lines)
    bring_up(qtbot, window)
    lines[0].setFocus()
    assert tab_stops(window) == lines
    tab_through()


def test_search_box_is_named(kit: Kit, qtbot) -> None:
    box = SearchBox(kit, "找事项", lambda text, give: None)
    bring_up(qtbot, box)
    assert nameless_widgets(box) == []
