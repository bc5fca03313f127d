"""Printing: page by page on its own thread, in order, and a printer that fails is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from wenling_desk.texts import Texts
from wenling_desk.ui.printing import (
    PREVIEW_DPI,
    PRINT_DPI,
    PrinterFound,
    PrintError,
    PrintJob,
    PrintRoom,
    system_printer,
    write_whole,
)
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.pdf_preview import Raster

PDF = b"%PDF-1.7 the issued paper"
BLACK, WHITE = bytes((0, 0, 0, 255)), bytes((255, 255, 255, 255))


class Pages:
    """A rasteriser whose pages carry one black square each, at a place of their own."""

    def __init__(self, count: int = 2, size: tuple[int, int] = (620, 877)) -> None:
        self.count, self.size = count, size
        self.calls: list[tuple[bytes, int, str]] = []

    def __call__(self, pdf: bytes, dpi: int) -> Iterable[tuple[int, int, bytes]]:
        self.calls.append((pdf, dpi, threading.current_thread().name))
        width, height = self.size
        for number in range(self.count):
            rows = bytearray(WHITE * (width * height))
            for y in range(100 + number * 200, 200 + number * 200):
                rows[4 * (y * width + 100) : 4 * (y * width + 200)] = BLACK * 100
            yield width, height, bytes(rows)


class Printers:
    """Printers that print into files, or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[tuple[str, str]] = []
        self.copies: list[int] = []

    def __call__(self, name: str) -> QPrinter:
        self.opened.append((name, threading.current_thread().name))
        if name == "gone":
            return system_printer("no such printer")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(150)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        folder = self.folder / ("locked" if name == "broken" else "")
        printer.setOutputFileName(str(folder / f"{len(self.opened)}.pdf"))
        return printer


class Heard:
    def __init__(self, room: PrintRoom) -> None:
        self.printed: list[str] = []
        self.failed: list[tuple[str, Told]] = []
        room.printed.connect(lambda job: self.printed.append(job.number))
        room.failed.connect(lambda job, told: self.failed.append((job.number, told)))

    def __len__(self) -> int:
        return len(self.printed) + len(self.failed)


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def printers(tmp_path: Path) -> Printers:
    return Printers(tmp_path)


@pytest.fixture
def room(qapp: QApplication, texts: Texts, pages: Pages, printers: Printers) -> Iterator[PrintRoom]:
    room = PrintRoom(pages, texts, printers)
    yield room
    assert room.stop()


def black_spots(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """The middle of what is black, as parts of the page's width and height."""
    picture = page.render(scale=0.5).to_pil().convert("L")
    dark = [(x, y) for y in range(picture.height) for x in range(picture.width) if picture.getpixel((x, y)) < 100]
    assert dark
    return (
        sum(x for x, _ in dark) / len(dark) / picture.width,
        sum(y for _, y in dark) / len(dark) / picture.height,
    )


def test_prints_every_page_whole(room: PrintRoom, pages: Pages, printers: Printers, qtbot, tmp_path: Path) -> None:
    heard = Heard(room)
    done: list[PrintJob] = []
    room.print(PrintJob("331081-CD03-000127-K", PDF, printer="front"), done.append)
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard.printed == ["331081-CD03-000127-K"]
    assert [job.number for job in done] == heard.printed
    assert pages.calls == [(PDF, PRINT_DPI, "render")]
    assert printers.opened == [("front", "render")]
    paper = pypdfium2.PdfDocument(tmp_path / "1.pdf")
    assert len(paper) == 2
    for number, page in enumerate(paper):
        assert page.get_size() == pytest.approx((595, 842), abs=1)
        x, y = black_spots(page)
        assert x == pytest.approx(150 / 620, abs=0.01)
        assert y == pytest.approx((150 + 200 * number) / 877, abs=0.01)


def test_copies(room: PrintRoom, qtbot, tmp_path: Path) -> None:
    heard = Heard(room)
    room.print(PrintJob("n", PDF, copies=3))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard.printed == ["n"]
    paper = pypdfium2.PdfDocument(tmp_path / "1.pdf")
    tops = [round(black_spots(page)[1], 1) for page in paper]
    assert tops == [0.2, 0.4] * 3  # collated: a whole paper after the other


def test_every_copy_says_whose_it_is(room: PrintRoom, pages: Pages, qtbot) -> None:
    heard, labelled = Heard(room), []

    def label(pdf: bytes, copy: int) -> bytes:
        labelled.append((copy, threading.current_thread().name))
        return pdf + b"%" + str(copy).encode()

    room.print(PrintJob("two", PDF, copies=2, label=label))
    room.print(PrintJob("one", PDF, label=label))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard.printed == ["two", "one"]
    assert labelled == [(0, "render"), (1, "render")]  # a single copy is nobody's in particular
    assert [pdf for pdf, _, _ in pages.calls] == [PDF + b"%0", PDF + b"%1", PDF]


def test_landscape_page(room: PrintRoom, pages: Pages, qtbot, tmp_path: Path) -> None:
    heard = Heard(room)
    pages.size, pages.count = (877, 620), 1
    room.print(PrintJob("n", PDF))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert pypdfium2.PdfDocument(tmp_path / "1.pdf")[0].get_size() == pytest.approx((842, 595), abs=1)


def test_jobs_keep_their_order(room: PrintRoom, qtbot) -> None:
    heard = Heard(room)
    for number in range(6):
        room.print(PrintJob(str(number), PDF, printer="gone" if number % 2 else ""))
    qtbot.waitUntil(lambda: len(heard) == 6)
    assert heard.printed == ["0", "2", "4"]
    assert [number for number, _ in heard.failed] == ["1", "3", "5"]


def refuse_begin(printers: Printers) -> None:
    (printers.folder / "locked").write_text("a file where a folder should be", encoding="utf-8")


# Qt says on its own that it could not begin; the clerk is told in words.
@pytest.mark.qt_log_ignore("Returned false", extend=True)
@pytest.mark.parametrize(("printer", "code"), [("gone", "printer_missing"), ("broken", "printer_not_ready")])
def test_failing_printer_is_told(
    room: PrintRoom, printers: Printers, qtbot, texts: Texts, printer: str, code: str
) -> None:
    refuse_begin(printers)
    heard, failed = Heard(room), []
    done: list[PrintJob] = []
    room.print(PrintJob("n", PDF, printer=printer), done.append, lambda job, told: failed.append((job.number, told)))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert not done
    assert failed == heard.failed
    ((number, told),) = failed
    assert (number, told.kind, told.code) == ("n", ToldKind.TROUBLE, code)
    assert "文书已留存" in told.sentence


class Stuck(QPrinter):
    """A printer that takes one page and stops."""

    def newPage(self) -> bool:
        return False


def test_printer_that_stops_half_way(qapp: QApplication, texts: Texts, pages: Pages, qtbot, tmp_path: Path) -> None:
    def open_printer(name: str) -> QPrinter:
        printer = Stuck(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "half.pdf"))
        return printer

    room = PrintRoom(pages, texts, open_printer)
    heard = Heard(room)
    room.print(PrintJob("n", PDF))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert [told.code for _, told in heard.failed] == ["printer_stopped"]
    assert room.stop()


def test_broken_pages_are_a_trouble_with_a_way_on(qapp: QApplication, printers: Printers, texts: Texts, qtbot) -> None:
    def broken(pdf: bytes, dpi: int) -> Iterable[tuple[int, int, bytes]]:
        yield 10, 10, b"too short"

    def empty(pdf: bytes, dpi: int) -> Iterable[tuple[int, int, bytes]]:
        return []

    for rasterise, code in ((broken, "ValueError"), (empty, "paper_empty")):
        room = PrintRoom(rasterise, texts, printers)
        heard = Heard(room)
        room.print(PrintJob("n", PDF))
        qtbot.waitUntil(lambda heard=heard: len(heard) == 1)
        ((_, told),) = heard.failed
        assert (told.kind, told.code) == (ToldKind.TROUBLE, code)
        assert room.stop()


def test_file_is_the_issued_paper_byte_for_byte(room: PrintRoom, printers: Printers, qtbot, tmp_path: Path) -> None:
    heard = Heard(room)
    file = tmp_path / "受理通知书.pdf"
    room.print(PrintJob("n", PDF, file=file, copies=2))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert file.read_bytes() == PDF
    assert printers.opened == []
    assert [each.name for each in tmp_path.iterdir()] == [file.name]


def test_file_that_cannot_be_written_is_told(room: PrintRoom, qtbot, tmp_path: Path) -> None:
    heard = Heard(room)
    room.print(PrintJob("n", PDF, file=tmp_path / "no folder" / "a.pdf"))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert [told.code for _, told in heard.failed] == ["file_not_written"]


def test_half_a_file_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"the old one")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wenling_desk.ui.printing.os.fsync", full)
    with pytest.raises(PrintError):
        write_whole(file, PDF)
    assert file.read_bytes() == b"the old one"
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]


def test_name_at_the_printer_is_ascii_and_no_person(room: PrintRoom, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    monkeypatch.setattr(QPrinter, "setDocName", lambda self, name: names.append(name))
    heard = Heard(room)
    room.print(PrintJob("331081-张三-1", PDF))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert names == ["331081-__-1"]


def test_preview(room: PrintRoom, pages: Pages, qtbot) -> None:
    seen: list[Sequence[Raster]] = []
    room.preview(PDF, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert pages.calls == [(PDF, PREVIEW_DPI, "render")]
    assert [(raster.width, raster.height) for raster in seen[0]] == [(620, 877)] * 2


def test_preview_that_fails(qapp: QApplication, texts: Texts, qtbot) -> None:
    def broken(pdf: bytes, dpi: int) -> Iterable[tuple[int, int, bytes]]:
        raise ValueError("no PDF")

    room = PrintRoom(broken, texts)
    failed: list[Told] = []
    room.preview(PDF, lambda pages: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].kind is ToldKind.TROUBLE
    assert room.stop()


def test_printers_of_the_system(room: PrintRoom, qtbot) -> None:
    found: list[Sequence[PrinterFound]] = []
    room.printers(found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert all(printer.name and printer.label for printer in found[0])


def test_gui_is_free_while_the_printer_is_slow(qapp: QApplication, texts: Texts, printers: Printers, qtbot) -> None:
    gate = threading.Event()

    def slow(pdf: bytes, dpi: int) -> Iterable[tuple[int, int, bytes]]:
        assert gate.wait(20)
        return Pages(1)(pdf, dpi)

    room = PrintRoom(slow, texts, printers)
    heard = Heard(room)
    room.print(PrintJob("n", PDF))
    turned: list[Callable[[], None]] = []
    qtbot.wait(5)  # the event loop turns although the page is not there yet
    turned.append(gate.set)
    assert len(heard) == 0
    turned[0]()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard.printed == ["n"]
    assert room.stop()
