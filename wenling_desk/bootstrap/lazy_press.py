"""The press as the use cases see it: made with the first paper, its broken files told as known trouble."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wenling_desk import resources
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.paper import PaperContent, RenderedPaper
from wenling_desk.texts import Texts

if TYPE_CHECKING:
    from wenling_desk.receipts.render import PaperPress


class LazyPress:
    """ports.PaperPress, made with the first paper or by :meth:`warm_up`.

    Raises besides what the press raises ``papers_broken`` (folder, detail) where a file in ``resources/papers`` is
    wrong: an administrator changed it, and nothing is printed until it is mended; and ``file_trouble`` (file).
    """

    def __init__(self, texts: Texts, cache: Path) -> None:
        self._texts = texts
        self._cache = cache

    @cached_property
    def press(self) -> PaperPress:
        """The press itself."""
        from wenling_desk.receipts.render import PaperPress

        return PaperPress(self._texts, self._cache)

    def render(self, content: PaperContent) -> RenderedPaper:
        """As ports.PaperPress."""
        with _readable_papers():
            return self.press.render(content)

    def stamp_reprint(self, pdf: bytes, times: int) -> bytes:
        """The kept paper with 补打第 n 次 on every page."""
        with _readable_papers():
            return self.press.stamp_reprint(pdf, times)

    def stamp_copy(self, pdf: bytes, kind: str, copy: int) -> bytes:
        """The n-th copy (from 0) of a kept paper: whose it is in the foot line, where its kind says so."""
        with _readable_papers():
            labels = self.press.copies(kind)
            return self.press.stamp_copy(pdf, labels[copy]) if copy < len(labels) else pdf

    def warm_up(self) -> None:
        """Open fonts and definitions before the first paper is wanted; runs beside the screens' start."""
        with _readable_papers():
            self.press.warm_up()


@contextmanager
def _readable_papers() -> Iterator[None]:
    import msgspec

    from wenling_desk.receipts.definition import PaperDefinitionError

    try:
        yield
    except tomllib.TOMLDecodeError as error:  # only the list of the fonts is read with this library
        raise KnownTrouble("font_damaged", file="fonts.toml") from error
    except OSError as error:
        raise KnownTrouble("file_trouble", file=error.filename) from error
    except (PaperDefinitionError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        folder = resources.path("papers")
        detail = str(error).replace(f"{folder}{os.sep}", "").splitlines()[0]
        raise KnownTrouble("papers_broken", folder=str(folder), detail=detail[:160]) from error
