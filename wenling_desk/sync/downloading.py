"""A file that comes in parts: resumed where it broke off, believed only when its digest is right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

Piece = Callable[[bytes], None]
"""Takes the next bytes. Raises ValueError where more come than were said."""

_READ: Final = 1 << 20


class PartFile:
    """A file on the way: ``<sha256>.part`` in a folder, of so many bytes in the end. Raises OSError as files do."""

    def __init__(self, folder: Path, size: int, sha256: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._size, self._sha256 = size, sha256
        self.path = folder / f"{hashlib.sha256(sha256.encode()).hexdigest()[:40]}.part"
        if self.size_here > size:
            self.begin_anew()

    @property
    def size_here(self) -> int:
        """Bytes that are here."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def is_whole(self) -> bool:
        """Whether all bytes are here."""
        return self.path.exists() and self.size_here == self._size

    def begin_anew(self) -> None:
        """Forget what is here."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def opened(self, *, is_rest: bool) -> Iterator[Piece]:
        """Write what comes: behind what is here, or from the start where the whole was sent."""
        with self.path.open("ab" if is_rest else "wb") as stream:

            def take(data: bytes) -> None:
                if stream.tell() + len(data) > self._size:
                    stream.truncate(0)
                    raise ValueError("more than was said")
                stream.write(data)

            yield take

    def finish(self) -> Path:
        """The file, verified. Raises ValueError, and forgets it, where it is another one."""
        digest = hashlib.sha256()
        with self.path.open("rb") as stream:
            while data := stream.read(_READ):
                digest.update(data)
        if not self.is_whole or digest.hexdigest() != self._sha256:
            if self.is_whole:
                self.begin_anew()
            raise ValueError("not the file that was told")
        return self.path
