"""The issue journal: every committed command once more, sealed and chained, on a second path.

A disk image put back destroys printed cases, and no protocol brings them back; what lies on another volume does. The
journal never stops the clerk: where its folder is gone, what it misses is caught up when the folder is back.

``<folder>/<database guid>/<machine>/000001.wlj`` and so on; a file is closed at four megabytes. One folder may hold the
journals of many desks, and each of them only reads and writes its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.derived_keys import derive
from wenling_desk.store.journal_file import FrameSeal, JournalFile, Tail, read_frames

FILE_BYTES: Final = 4 << 20
"""A file that has grown to this is closed, and a new one begun."""

KEPT_DAYS: Final = 400
CONFIRMED_DAYS: Final = 30
"""Days after which entries may go: by age, and after the centre's confirmation of all in a file."""

_NAME: Final = re.compile(r"(\d{6})\.wlj")
_HEADER_BYTES: Final = 4 << 10


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One ledger entry as it was: ``body`` byte for byte."""

    entry_id: str
    kind: str
    record_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeskCode:
    """A desk code the database has had: its epoch and the next serial of its series."""

    region: str
    desk_code: str
    epoch: int
    next_serial: int


@dataclass(frozen=True, slots=True)
class JournalPoint:
    """A place in the device ledger: a number and the head of the chain there (hex)."""

    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """The entries from ledger number ``first`` without a gap; ``head`` is the chain (hex) behind the last.

    ``epoch`` is the latest of them, ``codes`` every series of the desk at that moment.
    """

    first: int
    head: str
    epoch: int
    codes: tuple[DeskCode, ...]
    entries: tuple[JournalEntry, ...]

    @property
    def last(self) -> JournalPoint:
        """The last entry."""
        return JournalPoint(self.first + len(self.entries) - 1, self.head)


@dataclass(frozen=True, slots=True)
class FileHeader:
    """The first frame of a file: the place in the ledger it goes on from, and the moment of the entry there."""

    after: JournalPoint
    begun: datetime


@dataclass(frozen=True, slots=True)
class JournalReport:
    """A full reading: files, entries, and how many files hold something that does not open."""

    files: int
    entries: int
    unsound: int
    last: JournalPoint | None


class IssueJournal:
    """The journal of one database on one machine. Every method may raise OSError, and ``journal_foreign`` (folder)
    where files lie in its place that this database never wrote: they are not touched."""

    def __init__(self, folder: Path, key: bytes, guid: str, machine: str, *, make_folder: bool = False) -> None:
        """``machine`` is any name of this computer; only a keyed hash of it is written. ``folder`` itself is made only
        with ``make_folder``: an empty mount point is not the stick."""
        self.folder = folder
        self._key = derive(key, "issue-journal")
        self._guid = guid
        self._machine = hmac.new(self._key, machine.encode("utf-8"), hashlib.sha256).hexdigest()[:16]
        self._make_folder = make_folder
        self._file: JournalFile | None = None
        self._number = 0

    # -- reading ---------------------------------------------------------------------------------

    def last(self) -> JournalPoint | None:
        """The last place written; ``None`` for an empty journal."""
        self._require_folder()
        for number in reversed(self._numbers(self._machine)):
            contents, _ = self._contents(self._machine, number)
            if not contents:
                continue
            if len(contents) > 1:
                return _record(contents[-1]).last
            return _header(contents[0]).after
        return None

    def records(self, *, every_machine: bool = False) -> Iterator[JournalRecord]:
        """What was written, file by file in order; frames that do not open are passed over."""
        self._require_folder()
        own = self._folder_of(self._machine).parent
        machines = sorted(each.name for each in own.iterdir() if each.is_dir()) if own.is_dir() else []
        for machine in machines if every_machine else [self._machine]:
            for number in self._numbers(machine):
                contents, _ = self._contents(machine, number)
                for content in contents:
                    if b'"entries"' in content[:12]:
                        yield _record(content)

    def report(self) -> JournalReport:
        """Read everything this machine wrote."""
        self._require_folder()
        numbers = self._numbers(self._machine)
        entries = unsound = 0
        for number in numbers:
            contents, is_sound = self._contents(self._machine, number)
            unsound += not is_sound
            entries += sum(len(_record(each).entries) for each in contents if b'"entries"' in each[:12])
        return JournalReport(len(numbers), entries, unsound, self.last())

    # -- writing ---------------------------------------------------------------------------------

    def append(self, record: JournalRecord, after: JournalPoint, begun: datetime) -> None:
        """Add a record; it is on the disk when this returns. ``after`` and ``begun`` are for the header of a new file:
        the place before the record, and the moment of its first entry."""
        try:
            self._require_folder()
            file = self._open(FileHeader(after, begun))
            file.append(_to_json(record))
            if file.size >= FILE_BYTES:
                self.let_go()
        except OSError:
            self.let_go()
            raise

    def let_go(self) -> None:
        """Close the file at hand; the next append finds its place again."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def prune(
        self, today: datetime, is_confirmed: Callable[[JournalPoint, JournalPoint], bool], seen: dict[str, str]
    ) -> dict[str, str]:
        """Delete the oldest files whose entries may go; the last file stays.

        ``is_confirmed`` says whether all entries between two places are confirmed by the centre; ``seen`` maps a file's
        name to the moment that was first so, and comes back as it is now.
        """
        self._require_folder()
        numbers = self._numbers(self._machine)
        goes = True
        for number, following in pairwise(numbers):
            header, after = self._header_of(number), self._header_of(following)
            if header is None or after is None:
                break
            name = f"{number:06d}"
            is_old = today - after.begun > timedelta(days=KEPT_DAYS)
            if is_confirmed(header.after, after.after):
                seen = {name: today.isoformat(), **seen}
            if not is_old and name not in seen:
                break
            first_seen = datetime.fromisoformat(seen.get(name, today.isoformat()))
            goes = goes and (is_old or today - first_seen > timedelta(days=CONFIRMED_DAYS))
            if goes:
                self._path(self._machine, number).unlink()
                seen = {each: moment for each, moment in seen.items() if each != name}
        return seen

    def _open(self, header: FileHeader) -> JournalFile:
        if self._file is not None:
            return self._file
        numbers = self._numbers(self._machine)
        number = numbers[-1] if numbers else 1
        path = self._path(self._machine, number)
        seal = self._seal(self._machine, number)
        if numbers:
            found = read_frames(path.read_bytes(), seal)
            self._refuse_foreign(found.tail)
            if found.contents and found.tail is not Tail.DAMAGED and found.size < FILE_BYTES:
                self._file = JournalFile.continued(path, seal, found)
                return self._file
            if found.contents or found.tail is Tail.DAMAGED:
                number += 1
                path, seal = self._path(self._machine, number), self._seal(self._machine, number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = JournalFile.made(path, seal, _to_json(header))
        return self._file

    def _contents(self, machine: str, number: int) -> tuple[Sequence[bytes], bool]:
        """The frames of a file, and whether all of it opened; a torn end is no fault."""
        found = read_frames(self._path(machine, number).read_bytes(), self._seal(machine, number))
        self._refuse_foreign(found.tail)
        return found.contents, not found.lost and found.tail is not Tail.DAMAGED

    def _header_of(self, number: int) -> FileHeader | None:
        with self._path(self._machine, number).open("rb") as stream:
            found = read_frames(stream.read(_HEADER_BYTES), self._seal(self._machine, number))
        return _header(found.contents[0]) if found.contents and b'"after"' in found.contents[0][:12] else None

    def _refuse_foreign(self, tail: Tail) -> None:
        if tail is Tail.FOREIGN:
            raise KnownTrouble("journal_foreign", folder=str(self.folder))

    def _require_folder(self) -> None:
        if self._make_folder and self.folder.parent.is_dir():
            self.folder.mkdir(mode=0o700, exist_ok=True)
        if not self.folder.is_dir():
            raise FileNotFoundError(str(self.folder))

    def _numbers(self, machine: str) -> list[int]:
        folder = self._folder_of(machine)
        if not folder.is_dir():
            return []
        found = (_NAME.fullmatch(each.name) for each in folder.iterdir())
        return sorted(int(match[1]) for match in found if match is not None)

    def _folder_of(self, machine: str) -> Path:
        return self.folder / self._guid / machine

    def _path(self, machine: str, number: int) -> Path:
        return self._folder_of(machine) / f"{number:06d}.wlj"

    def _seal(self, machine: str, number: int) -> FrameSeal:
        return FrameSeal(self._key, f"{self._guid}/{machine}/{number:06d}")


def _to_json(value: JournalRecord | FileHeader) -> bytes:
    if isinstance(value, FileHeader):
        plain: dict[str, Any] = {"after": asdict(value.after), "begun": value.begun.isoformat(timespec="microseconds")}
        return json.dumps(plain).encode("ascii")
    plain = {
        "entries": [
            [e.entry_id, e.kind, e.record_id, e.body.decode("utf-8", "surrogateescape")] for e in value.entries
        ],
        "first": value.first,
        "head": value.head,
        "epoch": value.epoch,
        "codes": [asdict(code) for code in value.codes],
    }
    return json.dumps(plain).encode("ascii")


def _record(content: bytes) -> JournalRecord:
    plain = json.loads(content)
    return JournalRecord(
        first=plain["first"],
        head=plain["head"],
        epoch=plain["epoch"],
        codes=tuple(DeskCode(**code) for code in plain["codes"]),
        entries=tuple(
            JournalEntry(entry_id, kind, record_id, body.encode("utf-8", "surrogateescape"))
            for entry_id, kind, record_id, body in plain["entries"]
        ),
    )


def _header(content: bytes) -> FileHeader:
    plain = json.loads(content)
    return FileHeader(JournalPoint(**plain["after"]), datetime.fromisoformat(plain["begun"]))
