"""Signed releases of the catalogue and of the program: published once, never changed."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final

import msgspec

from wenling_desk.durable_files import write_durably
from wenling_desk.protocol.messages import ReleaseBody
from wenling_desk.protocol.signing import release_bytes
from wenling_desk.server.blobs import Attachments
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import keeping, log
from wenling_desk.store.centre.session import Found, Session

KINDS: Final = ("catalogue", "program")
_NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,59}")


class Releases(Attachments):
    """Publishing and giving releases."""

    def publish_release(self, kind: str, number: str, data: bytes, effective_at: datetime) -> ReleaseBody:
        """Sign, keep and announce a release. Refuses ``bad_message``, also for a number that is taken by others."""
        if kind not in KINDS or not _NUMBER.fullmatch(number) or not data or effective_at.tzinfo is None:
            raise Refused("bad_message", field="release")
        sha256, moment = hashlib.sha256(data).hexdigest(), effective_at.isoformat()
        body = ReleaseBody(
            release_kind=kind,
            number=number,
            size=len(data),
            sha256=sha256,
            effective_at=moment,
            signature=self.parts.keys.sign(release_bytes(kind, number, sha256, moment)),
        )
        name = f"{kind}-{sha256[:40]}.release"
        write_durably(self.folder("releases") / name, data)
        at = self.parts.stamp()

        def work(session: Session) -> ReleaseBody:
            known = [row for row in keeping.releases(session) if row[:2] == (kind, number)]
            if known:
                if known[0][3] != sha256:
                    raise Refused("bad_message", field="number")
                return _body(known[0])
            keeping.add_release(session, (kind, number, len(data), sha256, moment, body.signature, name, at))
            entry = ("release", "", "", 0, 0, msgspec.json.encode(body))
            log.publish(session, {f"catalogue:{session.region}": [entry]}, at)
            return body

        return self.parts.store.write(work)

    def releases(self) -> tuple[ReleaseBody, ...]:
        """All of them, in the order they were published."""
        return tuple(_body(row) for row in self.parts.store.read(keeping.releases))

    def release_size(self, kind: str, number: str) -> int:
        """Bytes of a release. Refuses ``not_found``."""
        return int(self._release(kind, number)[0])

    def release_read(self, kind: str, number: str, offset: int, length: int) -> bytes:
        """A part of it. Refuses ``not_found`` and ``range_wrong`` (size)."""
        size, name = self._release(kind, number)
        if not 0 <= offset < size or length < 1:
            raise Refused("range_wrong", size=size)
        with (self.folder("releases") / name).open("rb") as stream:
            stream.seek(offset)
            part: bytes = stream.read(length)
            return part

    def _release(self, kind: str, number: str) -> Found:
        if kind not in KINDS or not _NUMBER.fullmatch(number):
            raise Refused("not_found")
        found = self.parts.store.read(lambda session: keeping.find_release(session, kind, number))
        if found is None:
            raise Refused("not_found")
        return found


def _body(row: Found) -> ReleaseBody:
    kind, number, size, sha256, effective_at, signature = row
    return ReleaseBody(
        release_kind=kind, number=number, size=size, sha256=sha256, effective_at=effective_at, signature=signature
    )
