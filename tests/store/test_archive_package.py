"""A package on a disk: the same bytes each time, whole or not at all, and every change is told for what it is."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.archive_manifest import (
    ARCHIVE,
    MANIFEST,
    PRECHECK,
    SEAL,
    Sealed,
    canonical_json,
    read_manifest,
    sealed,
)
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.exports.archive_package import verify_package, write_package
from wenling_desk.exports.pdf_pages import pdf_pages

FILES = {"documents/001_a.pdf": b"%PDF-1.7 one", "documents/002_b.png": b"\x89PNG two", "metadata.json": b"{}\n"}
PLACES = ("package", "package.zip")


def made(kind: str = ARCHIVE, metadata: bytes = b"{}\n") -> Sealed:
    return sealed({**FILES, "metadata.json": metadata}, {"kind": kind, "archive_number": "N-1", "version": 1})


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / "out" / str(request.param)


def test_a_package_is_whole_and_says_its_digest(place: Path) -> None:
    package = made()
    assert write_package(package.files, place)
    found = verify_package(place)
    assert found.is_whole
    assert (found.sha256, found.kind, found.files) == (package.sha256, ARCHIVE, 3)
    assert [file.name for file in place.parent.iterdir()] == [place.name], "nothing else is left behind"


def test_written_again_it_is_left_as_it_is(place: Path) -> None:
    write_package(made().files, place)
    assert not write_package(made().files, place)


def test_a_zip_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_package(made().files, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_lies_there_is_never_overwritten(place: Path) -> None:
    write_package(made().files, place)
    with pytest.raises(KnownTrouble, match="archive_target_taken"):
        write_package(made(metadata=b"{1}").files, place)
    assert verify_package(place).is_whole


def test_something_else_there_is_let_be(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "letter.txt").write_text("mine")
    with pytest.raises(KnownTrouble, match="archive_target_taken"):
        write_package(made().files, target)
    assert (target / "letter.txt").read_text() == "mine"


def test_a_new_precheck_takes_the_place_of_the_one_before(place: Path) -> None:
    write_package(made(PRECHECK).files, place)
    assert write_package(made(PRECHECK, b"{1}").files, place)
    assert verify_package(place).is_whole
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(KnownTrouble, match="archive_unwritable"):
        write_package(made().files, tmp_path / "file" / "package")


def test_change_missing_and_extra_are_told_apart(tmp_path: Path) -> None:
    place = tmp_path / "package"
    write_package(made().files, place)
    (place / "documents/001_a.pdf").write_bytes(b"%PDF-1.7 other")
    (place / "documents/002_b.png").unlink()
    (place / "documents/003_c.txt").write_text("more")
    found = verify_package(place)
    assert found.is_sealed
    assert not found.is_whole
    assert (found.changed, found.missing, found.extra) == (
        ("documents/001_a.pdf",), ("documents/002_b.png",), ("documents/003_c.txt",),
    )  # fmt: skip


@pytest.mark.parametrize("seal", [None, b"", b"0" * 64 + b"  manifest.json\n"])
def test_a_manifest_needs_its_seal(tmp_path: Path, seal: bytes | None) -> None:
    place = tmp_path / "package"
    write_package(made().files, place)
    (place / SEAL).unlink()
    if seal is not None:
        (place / SEAL).write_bytes(seal)
    found = verify_package(place)
    assert not found.is_sealed
    assert not found.is_whole
    assert (found.changed, found.missing, found.extra) == ((), (), ())


def test_a_zip_that_was_changed_inside(tmp_path: Path) -> None:
    place = tmp_path / "package.zip"
    write_package(made().files, place)
    raw = place.read_bytes()
    assert raw.count(b"%PDF-1.7 one") == 1
    place.write_bytes(raw.replace(b"%PDF-1.7 one", b"%PDF-1.7 One"))
    assert verify_package(place).changed == ("documents/001_a.pdf",)
    with zipfile.ZipFile(place, "a") as packed:
        packed.writestr("more.txt", "x")
    assert verify_package(place).extra == ("more.txt",)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 torn"])
def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / MANIFEST).write_bytes(content)
    for name in ("x.zip", "empty", "broken", "nowhere"):
        with pytest.raises(KnownTrouble, match="archive_unreadable"):
            verify_package(tmp_path / name)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "C:\\x", "C:x", "", "a\\b"])
def test_a_manifest_names_nothing_outside_of_its_package(path: str) -> None:
    rows = [{"path": path, "sha256": "0" * 64, "size": 1}]
    with pytest.raises(ValueError, match="outside"):
        read_manifest(canonical_json({"schema": "wenling-desk/archive-manifest@1", "files": rows}))


@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}", fullmatch=True), st.binary(max_size=50), max_size=5)
)
def test_sealing_does_not_depend_on_order(files: dict[str, bytes]) -> None:
    head = {"kind": ARCHIVE}
    first, second = sealed(files, head), sealed(dict(reversed(files.items())), head)
    assert first.sha256 == second.sha256
    assert list(first.files.items()) == list(second.files.items())


def packed(*objects: bytes) -> bytes:
    """A PDF whose objects lie in a stream of objects, as scanners write them."""
    places = [sum(len(each) for each in objects[:number]) for number in range(len(objects))]
    head = b"".join(b"%d %d " % (number + 1, place) for number, place in enumerate(places))
    stream = zlib.compress(head + b"".join(objects))
    told = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode >>" % (len(objects), len(head))
    return b"%PDF-1.5\n1 0 obj\n" + told + b"\nstream\r\n" + stream + b"\nendstream\nendobj\n"


TREE = b"<< /Type /Pages /Count 5 /Kids [2 0 R] >> "


@pytest.mark.parametrize(
    ("pdf", "pages"),
    [
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Pages /Count 3 /Kids [2 0 R] >>\nendobj", 3),
        (b"%PDF-1.4\n1 0 obj\n<< /Count 12 /Resources << /Font << >> >> /Type /Pages >>\nendobj", 12),
        (b"%PDF\n1 0 obj << /Type /Pages /Count 1 >> endobj\n2 0 obj << /Type/Pages/Count 2 >> endobj", 2),
        (b"%PDF\n1 0 obj << /Type /Pages /Count 2 >> endobj\n2 0 obj << /Type /Outlines /Count 90 >> endobj", 2),
        (packed(b"<< /Type /Outlines /Count 90 >> ", TREE), 5),
        (packed(TREE, b"<< /Type /Outlines /Count 90 >> "), 5),
    ],
)
def test_pages_are_counted_in_the_page_tree(pdf: bytes, pages: int) -> None:
    assert pdf_pages(pdf) == pages


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"%PDF-1.4",
        b"1 0 obj << /Type /Pages /Count 0 >> endobj",
        b"1 0 obj << /Type /ObjStm /First 4 >>\nstream\nno zlib\nendstream endobj",
        packed(TREE).replace(b"/First", b"/Furst"),
    ],
)
def test_a_file_without_a_page_tree_has_no_count(pdf: bytes) -> None:
    with pytest.raises(ValueError, match="page tree"):
        pdf_pages(pdf)


@given(st.binary(max_size=200))
def test_any_bytes_have_a_count_or_none(pdf: bytes) -> None:
    for content in (pdf, b"1 0 obj /Type /ObjStm /First 9\nstream\n" + pdf, packed(pdf)):
        with contextlib.suppress(ValueError):
            assert pdf_pages(content) > 0
