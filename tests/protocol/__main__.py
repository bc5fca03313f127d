"""Write the golden messages that do not exist yet: ``python -m tests.protocol``. Those that do are never touched."""

from __future__ import annotations

from tests.protocol.samples import golden_files
from wenling_desk.protocol.codec import encode
from wenling_desk.protocol.versions import PROTOCOL

if __name__ == "__main__":
    for path, sample in golden_files(PROTOCOL):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(encode(sample))
