"""A marked person goes through a whole day; then every byte that was written is searched."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robustness.desk_under_test import PASSWORD
from tests.robustness.marked_counter import BOOKED, LEFT
from tests.robustness.marked_day import ADDRESS, NAME, NUMBER, PHONE
from wenling_desk import bootstrap
from wenling_desk.use_cases.ports import WorkQuery

REPOSITORY = Path(__file__).parents[2]
PLACES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME")


def needles() -> dict[bytes, str]:
    """Every way the marks may stand in a file, and what it is."""
    found: dict[bytes, str] = {}
    for text in (NAME, NAME[:5], NUMBER, NUMBER[6:], PHONE, ADDRESS, ADDRESS[-8:]):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            found[text.encode(encoding)] = f"{text} in {encoding}"
        found[text.encode("unicode_escape")] = f"{text} escaped"
        found[ascii(text).strip("'").replace("\\U0002", "\\ud8").encode()] = f"{text} as JSON escapes it"
        found[text.encode().hex().encode()] = f"{text} in hex"
        found[b64encode(text.encode())[:-4]] = f"{text} in base 64"
    for plain in (NUMBER, PHONE, NAME):
        for name in ("md5", "sha1", "sha256", "blake2b"):
            digest = hashlib.new(name, plain.encode())
            found[digest.digest()] = f"{name} of {plain}"
            found[digest.hexdigest().encode()] = f"{name} of {plain} in hex"
    return found


def files_under(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def marks_in(raw: bytes) -> list[str]:
    return [what for needle, what in NEEDLES.items() if needle in raw]


NEEDLES = needles()


def test_the_search_finds_what_it_looks_for() -> None:
    for text in (NAME, NUMBER, PHONE, ADDRESS):
        for raw in (
            text.encode(),
            text.encode("gb18030"),
            f"x{text}y".encode("utf-16-le"),
            text.encode().hex().encode(),
        ):
            assert marks_in(b"\0" * 100 + raw + b"\0")
    assert marks_in(hashlib.sha256(NUMBER.encode()).digest())
    assert not marks_in(b"nobody " * 1000)


@pytest.mark.skipif(os.name != "posix", reason="ends by a signal as POSIX has them")
def test_no_plain_byte_of_a_person_is_left_anywhere(tmp_path: Path) -> None:
    """Home, cache, temporary folder, log, backup; the papers written to --out are what the clerk asked for."""
    home, out, places = tmp_path / "资料 夹", tmp_path / "out", {name: tmp_path / name.lower() for name in PLACES}
    for folder in (out, *places.values()):
        folder.mkdir(mode=0o700)
    environment = os.environ | {name: str(folder) for name, folder in places.items()}
    day = subprocess.run(
        [sys.executable, "-m", "tests.robustness.marked_day", str(home), str(out)],
        capture_output=True, cwd=REPOSITORY, env=environment, check=False, timeout=110,
    )  # fmt: skip
    assert day.returncode == -signal.SIGKILL, day.stderr.decode()
    assert marks_in(day.stdout + day.stderr) == []
    searched = list(files_under(home, *places.values()))
    for path in searched:
        raw = path.read_bytes()
        assert marks_in(raw) == [], path
        assert marks_in(os.fsencode(path)) == [], path
        assert b"%PDF-" not in raw[:1024], path
    _assert_only_the_package_tells(out)
    names = {path.name for path in searched}
    assert {"desk.db", "desk.db-wal", "desk.log", "manifest.json", "keys.json"} <= names
    assert "defect ValueError" in (home / "logs" / "desk.log").read_text(encoding="utf-8")
    papers = list((out / "papers").glob("*.pdf"))
    assert len(papers) > 3
    assert len(list((home / "papers").iterdir())) > len(papers)  # all of them are kept, and those of the screen
    _assert_all_is_there(home)


def _assert_only_the_package_tells(out: Path) -> None:
    """What the clerk asked for may name the person: the script, the papers, the package. No name of a file may, and
    nothing else lies there."""
    taken_out = [path for path in files_under(out / "package") if marks_in(path.read_bytes())]
    assert taken_out
    for path in files_under(out):
        assert marks_in(os.fsencode(path)) == [], path
        place = path.relative_to(out).parts[0]
        assert place in {"password", "script.json", "papers", "package"}
        if place == "password":
            assert marks_in(path.read_bytes()) == []


def _assert_all_is_there(home: Path) -> None:
    """What was searched for is really in it, under its key."""
    desk = bootstrap.open_desk(home, PASSWORD)
    assert desk.store.check().is_sound
    with desk.store.reading() as reading:
        drafts = reading.drafts("1001")
        assert {BOOKED, LEFT} <= {draft.draft_id for draft in drafts}
        assert len(drafts) == 4
        rows = reading.worklist(WorkQuery(open_only=False, limit=1_000)).rows
        told = {row.record_kind: str([fact.body for fact in reading.facts_of(row.record_id)]) for row in rows}
        assert {"acceptance", "booking", "desk_day", "handover_list", "past_case"} <= told.keys()
        assert NAME in told["booking"]
        assert NAME in told["past_case"]
        assert not any(NAME in repr(row) or PHONE in repr(row) for row in rows)
        assert all(NAME in str(draft.sheet) for draft in drafts)
        assert (
            len(reading.heads_of_subject(desk.store.subject_key(NUMBER))) >= 4
            if hasattr(reading, "heads_of_subject")
            else True
        )
    desk.close()
