"""Refusals and known troubles: stable codes with values, never sentences.

The sentence for a code stands in ``resources/texts`` under ``refusal.<code>`` or ``trouble.<code>``.
"""

from __future__ import annotations


class DeskRefusal(Exception):  # noqa: N818 - a refusal is an answer to the clerk, not a defect
    """Something the clerk must be told: the act is not lawful or not possible now.

    ``code`` is stable and names the text; ``values`` fill its placeholders. Nothing has been stored.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class KnownTrouble(Exception):  # noqa: N818 - disk, printer, key or network: expected to happen some day
    """Trouble of the machine with a known way out; ``code`` and ``values`` as in :class:`DeskRefusal`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
