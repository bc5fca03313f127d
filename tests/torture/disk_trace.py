"""What a power cut leaves: a trace of writes and flushes, played up to any moment, turned into folders on disk.

The model is the careful one: what was not flushed may be there, missing, or torn at 512 bytes; a name made, moved or
removed is safe only after its folder was flushed. Nothing that was flushed is ever lost.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

WRITE, SIZE, SYNC, CREATE, RENAME, UNLINK, MKDIR, SYNC_FOLDER = range(1, 9)
_HEAD: Final = struct.Struct("<BQqI")
SECTOR: Final = 512


@dataclass(frozen=True, slots=True)
class Step:
    """One call that reached the disk's door."""

    op: int
    inode: int
    offset: int
    data: bytes


class Loss(StrEnum):
    """What becomes of everything that was not flushed."""

    NONE_ARRIVED = "none"
    ALL_ARRIVED = "all"
    SOME_ARRIVED = "some"
    TORN = "torn"
    GARBAGE = "garbage"


@dataclass(slots=True)
class _Body:
    """A file's content: what is safe, what the program sees, and the calls between the two."""

    safe: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    pending: list[Step] = field(default_factory=list)


Names = dict[str, "_Body | None"]
"""Path -> file; ``None`` for a folder."""


def read_trace(path: Path) -> list[Step]:
    """The steps of a trace file; a record cut off at the end is left out."""
    data = path.read_bytes()
    steps, at = [], 0
    while at + _HEAD.size <= len(data):
        op, inode, offset, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + length > len(data):
            break
        steps.append(Step(op, inode, offset, data[at : at + length]))
        at += length
    return steps


class Disk:
    """A disk that has seen the steps so far."""

    def __init__(self) -> None:
        self._by_inode: dict[int, _Body] = {}
        self._seen: Names = {"": None}
        self._safe: Names = {"": None}
        self._name_steps: list[tuple[Step, _Body | None]] = []
        """Changes of names not flushed yet, with the file a new name stands for."""

    def play(self, step: Step) -> None:
        """Take one step."""
        match step.op:
            case 1 | 2:  # WRITE, SIZE
                body = self._by_inode.get(step.inode)
                if body is not None:
                    _apply(body.seen, step)
                    body.pending.append(step)
            case 3:  # SYNC
                body = self._by_inode.get(step.inode)
                if body is not None:
                    body.safe, body.pending = bytearray(body.seen), []
            case 8:  # SYNC_FOLDER
                self._flush_names(step.data.decode())
            case _:
                self._change_names(step)

    def _change_names(self, step: Step) -> None:
        if step.op == CREATE:
            self._by_inode[step.inode] = _Body()
        body = self._by_inode.get(step.inode)
        _apply_name(self._seen, step, body)
        self._name_steps.append((step, body))

    def _flush_names(self, folder: str) -> None:
        """The entries of one folder are safe; a folder that itself is not safe yet keeps them waiting with it."""
        for path in [each for each in self._safe if each and _folder_of(each) == folder and each not in self._seen]:
            del self._safe[path]
        for path, body in self._seen.items():
            if path and _folder_of(path) == folder:
                self._safe[path] = body
        self._name_steps = [each for each in self._name_steps if not _touches_only(each[0], folder)]

    def image(self, loss: Loss, draw: random.Random) -> dict[str, bytes | None]:
        """Files and folders after a power cut now; ``None`` for a folder."""
        names = dict(self._safe)
        if loss is Loss.ALL_ARRIVED:
            names = dict(self._seen)
        elif loss is not Loss.NONE_ARRIVED:
            for step, body in self._name_steps[: draw.randrange(len(self._name_steps) + 1)]:
                _apply_name(names, step, body)
        reachable = {path: body for path, body in names.items() if _has_folders(path, names)}
        return {path: None if body is None else _content(body, loss, draw) for path, body in reachable.items() if path}


def _apply_name(names: Names, step: Step, body: _Body | None) -> None:
    text = step.data.decode()
    match step.op:
        case 4:  # CREATE
            names[text] = body
        case 5:  # RENAME
            old, new = text.split("\0")
            for path in [each for each in names if each == old or each.startswith(f"{old}/")]:
                names[new + path[len(old) :]] = names.pop(path)
        case 6:  # UNLINK
            names.pop(text, None)
        case 7:  # MKDIR
            names[text] = None


def _content(body: _Body, loss: Loss, draw: random.Random) -> bytes:
    if loss is Loss.NONE_ARRIVED:
        return bytes(body.safe)
    if loss is Loss.ALL_ARRIVED:
        return bytes(body.seen)
    content = bytearray(body.safe)
    for step in body.pending:
        if loss is Loss.SOME_ARRIVED:
            if draw.random() < 0.5:
                _apply(content, step)
        elif step.op == SIZE:
            if draw.random() < 0.7:
                _apply(content, step)
        else:
            _tear(content, step, draw, garbage=loss is Loss.GARBAGE)
    return bytes(content)


def _tear(content: bytearray, step: Step, draw: random.Random, *, garbage: bool) -> None:
    """Some sectors of a write arrive; with ``garbage`` one that does not holds neither the old nor the new."""
    for offset, piece in _sectors(step):
        chance = draw.random()
        if chance < 0.6:
            _apply(content, Step(WRITE, step.inode, offset, piece))
        elif garbage and chance > 0.9:
            _apply(content, Step(WRITE, step.inode, offset, draw.randbytes(len(piece))))


def _sectors(step: Step) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(step.data):
        length = SECTOR - (step.offset + at) % SECTOR
        yield step.offset + at, step.data[at : at + length]
        at += length


def _apply(content: bytearray, step: Step) -> None:
    if step.op == SIZE:
        size = step.offset
        if size <= len(content):
            del content[size:]
        else:
            content.extend(bytes(size - len(content)))
        return
    end = step.offset + len(step.data)
    if end > len(content):
        content.extend(bytes(end - len(content)))
    content[step.offset : end] = step.data


def write_image(image: dict[str, bytes | None], folder: Path) -> None:
    """Lay an image down in a folder that is new."""
    folder.mkdir(parents=True)
    for path, content in sorted(image.items(), key=lambda each: each[0].count("/")):
        place = folder / path
        if content is None:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _folder_of(path: str) -> str:
    parent = str(PurePosixPath(path).parent)
    return "" if parent == "." else parent


def _touches_only(step: Step, folder: str) -> bool:
    return all(_folder_of(path) == folder for path in step.data.decode().split("\0"))


def _has_folders(path: str, names: Names) -> bool:
    while path:
        path = _folder_of(path)
        if path not in names:
            return False
    return True
