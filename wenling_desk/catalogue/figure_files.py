"""The book of definitions (口径本): ``resources/figures`` and the ``figures.yaml`` of every ledger, packed for a quick
start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from wenling_desk.catalogue.findings import CatalogueBroken, Finding
from wenling_desk.catalogue.packed import PackDamaged, sealed, shape_of, unsealed, write_whole
from wenling_desk.catalogue.workflow_files import FileWorkflows
from wenling_desk.domain.figures import Edition, Figure, FigureBook, Measure
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.measures import COUNTING_EDITION
from wenling_desk.domain.workflow import Workflow

BROKEN: Final = "figures_broken"
LEDGER_FILES: Final = ("ledger.yaml", "workflow.yaml", "figures.yaml")


@dataclass(frozen=True, slots=True)
class _Opened:
    book: FigureBook
    by_kind: Mapping[str, tuple[Measure, ...]]
    stamp: str


class FigureFiles:
    """The FigureShelf over ``figures`` and ``ledgers`` of one resources folder, read when first asked for; from a
    packed copy in ``cache_dir`` where there is one.

    A measure or figure with a flaw is left out and the others can be used: a clerk's act is never stopped by a figure.
    Asked for one that was left out, the shelf raises ``CatalogueBroken`` (code ``figures_broken``: count, file, line of
    the first; all findings with it).
    """

    def __init__(self, root: Path, workflows: FileWorkflows, cache_dir: Path | None = None) -> None:
        self._root = root
        self._workflows = workflows
        self._cache_dir = cache_dir
        self._opened: _Opened | None = None
        self.flaws: tuple[Finding, ...] = ()
        """What is wrong in the files; known once something was asked."""

    @property
    def book(self) -> FigureBook:
        """All that can be used."""
        return self._open().book

    @property
    def edition(self) -> Edition:
        """The edition of the book."""
        return self.book.edition

    @property
    def stamp(self) -> str:
        """Changes with every change of what rows a record adds."""
        return self._open().stamp

    def figure(self, figure_id: str) -> Figure:
        """A figure; raises ``KeyError``, and ``CatalogueBroken`` where the files have flaws and it may be one."""
        if figure_id not in self.book.figures and self.flaws:
            raise CatalogueBroken(list(self.flaws), BROKEN)
        return self.book.figures[figure_id]

    def measure(self, measure_id: str) -> Measure:
        """A measure; raises like :meth:`figure`."""
        if measure_id not in self.book.measures and self.flaws:
            raise CatalogueBroken(list(self.flaws), BROKEN)
        return self.book.measures[measure_id]

    def measures_of(self, kind: str) -> tuple[Measure, ...]:
        """The measures of a kind of record."""
        return self._open().by_kind.get(kind, ())

    def kinds(self) -> tuple[str, ...]:
        """Kinds of records that are measured."""
        return tuple(self._open().by_kind)

    # -- reading ---------------------------------------------------------------------------------

    def _open(self) -> _Opened:
        if self._opened is None:
            book = self._load()
            by_kind: dict[str, tuple[Measure, ...]] = {}
            for measure in book.measures.values():
                by_kind[measure.of] = (*by_kind.get(measure.of, ()), measure)
            self._opened = _Opened(book, by_kind, _stamp(book))
        return self._opened

    def _load(self) -> FigureBook:
        files = list(_files(self._root))
        target = self._cache_dir / f"figures-{self._key()}.pack" if self._cache_dir is not None else None
        if target is not None:
            try:
                return _decoder().decode(unsealed(target.read_bytes()))
            except (OSError, PackDamaged, msgspec.MsgspecError, ValueError, TypeError):
                pass  # the files say the same
        # The YAML reader and the checks are needed on a first start only.
        from wenling_desk.catalogue.read_figures import read_book

        book, self.flaws = read_book(files, self._known, self._workflows.kinds())
        if target is not None and not self.flaws:
            try:
                write_whole(target, sealed(msgspec.msgpack.encode(book)))
                _forget_others(target)
            except OSError:
                pass  # a full or read-only disk: the next start reads the files again
        return book

    def _known(self, kind: str) -> tuple[Workflow, Ledger | None] | None:
        if kind not in self._workflows.kinds():
            return None
        ledgers = self._workflows.ledgers
        return self._workflows.workflow(kind), ledgers.ledger(kind) if kind in ledgers.kinds() else None

    def _key(self) -> str:
        digest = hashlib.blake2b(f"{self._root.resolve()}|{_shape()}".encode(), digest_size=16)
        for path in _sources(self._root):
            status = path.stat()
            digest.update(f"|{path.parent.name}/{path.name}|{status.st_size}|{status.st_mtime_ns}".encode())
        return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted((root / "figures").glob("*.yaml")):
        yield path, f"figures/{path.name}"
    for path in sorted((root / "ledgers").glob("*/figures.yaml")):
        yield path, f"ledgers/{path.parent.name}/{path.name}"


def _sources(root: Path) -> Iterator[Path]:
    """Everything the book is checked against."""
    yield from sorted((root / "figures").glob("*.yaml"))
    yield from sorted((root / "workflows").glob("*.yaml"))
    for folder in sorted((root / "ledgers").glob("*/")):
        yield from (path for name in LEDGER_FILES if (path := folder / name).is_file())


def _stamp(book: FigureBook) -> str:
    choices = {name: rule.choice for name, rule in book.rules.items()}
    body = msgspec.msgpack.encode([COUNTING_EDITION, list(book.measures.values()), choices])
    return hashlib.blake2b(body, digest_size=8).hexdigest()


def _forget_others(target: Path) -> None:
    for path in target.parent.glob("figures-*.pack"):
        if path != target:
            path.unlink(missing_ok=True)


@cache
def _decoder() -> msgspec.msgpack.Decoder[FigureBook]:
    return msgspec.msgpack.Decoder(FigureBook)


@cache
def _shape() -> str:
    return shape_of(FigureBook)
