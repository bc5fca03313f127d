"""Why the centre does not do what was asked: codes of ``protocol.problems``, never sentences."""

from __future__ import annotations

from wenling_desk.protocol.problems import STATUS


class Refused(Exception):  # noqa: N818 - an answer, not a defect
    """A request that was not done. Nothing of it was stored."""

    def __init__(self, code: str, **values: str | int) -> None:
        if code not in STATUS:
            raise ValueError(code)
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}
