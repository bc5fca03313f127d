"""The ledgers of business: one folder each in ``resources/ledgers``, checked whole and packed for a quick start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from wenling_desk.catalogue.findings import CatalogueBroken, Finding
from wenling_desk.catalogue.ledger_book import GROUPS, LedgerBook
from wenling_desk.catalogue.packed import PackDamaged, sealed, shape_of, unsealed, write_whole
from wenling_desk.domain.ledger import Ledger
from wenling_desk.domain.workflow import Workflow

FILES: Final = ("ledger.yaml", "workflow.yaml")
BROKEN: Final = "ledger_broken"
_T = TypeVar("_T")


class LedgerShelf:
    """The ledgers of a folder, read when first asked for; from a packed copy in ``cache_dir`` where there is one.

    A ledger with a flaw cannot be used and the others can: asked for it, the shelf raises ``CatalogueBroken`` (code
    ``ledger_broken``: count, file, line of the first; all findings with it). May be asked from several threads: both
    read the same.
    """

    def __init__(self, folder: Path, cache_dir: Path | None = None) -> None:
        self._folder = folder
        self._cache_dir = cache_dir
        self._kinds: tuple[str, ...] | None = None
        self._book: LedgerBook | None = None
        self.flaws: tuple[Finding, ...] = ()
        """What is wrong with the ledgers that cannot be used; known once something was asked."""

    @property
    def book(self) -> LedgerBook:
        """All that can be used."""
        if self._book is None:
            self._book = self._load()
        return self._book

    def kinds(self) -> tuple[str, ...]:
        """The kinds of ledgers there are, by name of their folder: looked up once, no file is read for it."""
        if self._kinds is None:
            self._kinds = tuple(sorted(path.parent.name for path in self._folder.glob("*/ledger.yaml")))
        return self._kinds

    def ledger(self, kind: str) -> Ledger:
        """What a ledger holds; raises ``KeyError`` for a kind that has no folder."""
        return self._sound(self.book.ledgers, kind)

    def workflow(self, kind: str) -> Workflow:
        """What may happen to the entries of a ledger; raises ``KeyError`` for a kind that has no folder."""
        return self._sound(self.book.workflows, kind)

    def _sound(self, known: Mapping[str, _T], kind: str) -> _T:
        if kind in known:
            return known[kind]
        flaws = [flaw for flaw in self.flaws if flaw.file.startswith(f"ledgers/{kind}/")]
        if flaws:
            raise CatalogueBroken(flaws, BROKEN)
        raise KeyError(kind)

    def groups(self) -> Mapping[str, str]:
        """The groups of ledgers and what they are called, in order."""
        return self.book.groups

    def word(self, key: str) -> str | None:
        """What an act, a status or a field of a ledger is called, by the id its text would have (``acts.<act>``,
        ``case.fact.<fact>``, ``case.status.<status>``, ``fields.<field>``, ``ledger.<kind>.status.<status>``); ``None``
        for any other."""
        return _words(self.book).get(key)

    def _load(self) -> LedgerBook:
        kinds = self.kinds()
        if not kinds:
            return LedgerBook({}, {}, {})
        target = self._cache_dir / f"ledgers-{self._key(kinds)}.pack" if self._cache_dir is not None else None
        if target is not None:
            try:
                return _decoder().decode(unsealed(target.read_bytes()))
            except (OSError, PackDamaged, msgspec.MsgspecError, ValueError, TypeError):
                pass  # the files say the same
        # The YAML reader and the checks are needed on a first start only.
        from wenling_desk.catalogue.check_ledgers import read_ledger_folders

        book, self.flaws = read_ledger_folders(self._folder, kinds)
        if target is not None and not self.flaws:
            try:
                write_whole(target, sealed(msgspec.msgpack.encode(book)))
                _forget_others(target)
            except OSError:
                pass  # a full or read-only disk: the next start reads the files again
        return book

    def _key(self, kinds: tuple[str, ...]) -> str:
        digest = hashlib.blake2b(f"{self._folder.resolve()}|{_shape()}".encode(), digest_size=16)
        for path in _files(self._folder, kinds):
            status = path.stat()
            digest.update(f"|{path.parent.name}/{path.name}|{status.st_size}|{status.st_mtime_ns}".encode())
        return digest.hexdigest()


def _files(folder: Path, kinds: tuple[str, ...]) -> Iterator[Path]:
    groups = folder / GROUPS
    if groups.is_file():
        yield groups
    for kind in kinds:
        yield from (path for name in FILES if (path := folder / kind / name).is_file())


def _forget_others(target: Path) -> None:
    for path in target.parent.glob("ledgers-*.pack"):
        if path != target:
            path.unlink(missing_ok=True)


def _words(book: LedgerBook) -> Mapping[str, str]:
    found = _known_words.get(id(book))
    if found is None or found[0] is not book:
        words: dict[str, str] = {}
        for kind, ledger in book.ledgers.items():
            words.update({f"acts.{act.action_id}": act.label for act in ledger.acts.values()})
            for action in book.workflows[kind].actions.values():
                if action.action_id in ledger.acts:
                    words.setdefault(f"case.fact.{action.fact}", ledger.acts[action.action_id].label)
            words.update({f"fields.{each.field_id}": each.label for each in ledger.fields.values()})
            for status, label in ledger.statuses.items():
                words.setdefault(f"case.status.{status}", label)
                words[f"ledger.{kind}.status.{status}"] = label
        _known_words.clear()
        found = _known_words[id(book)] = book, words
    return found[1]


_known_words: dict[int, tuple[LedgerBook, dict[str, str]]] = {}


@cache
def _decoder() -> msgspec.msgpack.Decoder[LedgerBook]:
    return msgspec.msgpack.Decoder(LedgerBook)


@cache
def _shape() -> str:
    return shape_of(LedgerBook)
