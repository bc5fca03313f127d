"""Message id -> Chinese sentence, shared by screens and papers.

``resources/texts/zh_CN/<topic>.toml`` holds the texts of one topic; nested tables become dotted ids:
``[notice] title = "…"`` in ``paper.toml`` is ``paper.notice.title``. A text may have named placeholders
(``{days}``); values are put in as they are, braces and markup included.

A table with ``default`` is one text with variants by item type::

    [paper.outcome]
    default = "…"
    licence = "…"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from string import Formatter

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble

_ROW = re.compile(r"\[[0-9]*\]")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")

PAPERS = "papers"
"""The topic of what papers say; ledgers have papers of their own."""
PAPER_NAME = "case.paper."
"""Ids of what a kind of paper is called."""

ITEM_TYPES = frozenset({"licence", "confirmation", "benefit", "filing", "levy", "public_service", "enterprise_service"})


class TextError(LookupError):
    """A defect of the program or of its text files: unknown id, missing value, broken file."""


class Texts:
    """The texts of one language, read topic by topic when first asked for."""

    def __init__(
        self, folder: Path, ledgers: Path | None = None, beside: Callable[[str], str | None] | None = None
    ) -> None:
        """``folder`` holds one TOML file per topic; nothing is read yet. ``ledgers`` holds a folder for each ledger,
        whose ``texts.toml`` has the words of its papers; ``ledgers`` of the same installation where none is given.
        ``beside`` knows words that stand in no file of texts, by the id they would have: the labels a ledger gives
        itself."""
        self._folder = folder
        self._ledgers = ledgers if ledgers is not None else folder.parent.parent / "ledgers"
        self._topics: dict[str, Mapping[str, str]] = {}
        self._beside = beside

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence for ``key`` with its placeholders filled; surplus values are ignored.

        Raises TextError for an unknown key and for a placeholder without a value.
        """
        template = self._find(key)
        if template is None:
            raise TextError(f"no text {key!r} in {self._folder}")
        try:
            return template.format_map(values)
        except KeyError as missing:
            raise TextError(f"text {key!r} needs a value for {missing}") from None

    def variant(self, key: str, item_type: str, /, **values: object) -> str:
        """The sentence for ``key`` as it reads for this item type; ``default`` where none is written.

        A text without variants reads the same for every type. Raises TextError as a call does.
        """
        if item_type not in ITEM_TYPES:
            raise TextError(f"unknown item type {item_type!r} for text {key!r}")
        for candidate in (f"{key}.{item_type}", f"{key}.default"):
            if self._find(candidate) is not None:
                return self(candidate, **values)
        return self(key, **values)

    def sentence(self, trouble: DeskRefusal | KnownTrouble, /) -> str:
        """What the clerk is told about a refusal (``refusal.<code>``) or a trouble (``trouble.<code>``).

        Values that are codes themselves are said in words where there is a text for them: ``act``, ``status``,
        ``warning``, ``field`` and the ``kind`` of a paper. ISO dates are written as days. All others stand as given.
        """
        topic = "trouble" if isinstance(trouble, KnownTrouble) else "refusal"
        values = {name: self._in_words(name, value) for name, value in trouble.values.items()}
        return self(f"{topic}.{trouble.code}", **values)

    def _in_words(self, name: str, value: object) -> object:
        text = str(value)
        match name:
            case "act":
                key = f"acts.{text}"
            case "status":
                key = f"case.status.{text}"
            case "warning":
                key = f"acceptance.warning.{text}"
            case "kind":
                key = f"case.paper.{text}"
            case "field":
                # A path inside a paper: materials[2].name is the name of a material, whichever; else its part.
                path = _ROW.sub("", text)
                key = f"fields.{path.replace('.', '_')}"
                if self._find(key) is None and "." in path:
                    key = f"fields.part.{path.partition('.')[0]}"
            case _:
                day = _DAY.fullmatch(text)
                if day is None or self._find("case.day") is None:
                    return value
                return self("case.day", year=int(day[1]), month=int(day[2]), day=int(day[3]))
        return self(key) if self._find(key) is not None else value

    def has(self, key: str, /) -> bool:
        """Whether ``key`` is a text, or a text with variants."""
        return self._find(key) is not None or self._find(f"{key}.default") is not None

    def keys(self) -> list[str]:
        """Every id of every topic, sorted; reads and checks all files. Raises TextError."""
        topics = sorted(file.stem for file in self._folder.glob("*.toml"))
        return sorted(key for topic in topics for key in self._topic(topic))

    def placeholders(self, key: str, /) -> frozenset[str]:
        """The names of the values that the text ``key`` needs. Raises TextError."""
        template = self._find(key)
        if template is None:
            raise TextError(f"no text {key!r} in {self._folder}")
        return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)

    def _find(self, key: str) -> str | None:
        found = self._topic(key.partition(".")[0]).get(key)
        if found is None and key.startswith(PAPER_NAME):
            # A ledger's paper is called by its title: its folder has no other words for it.
            found = self._topic(PAPERS).get(f"{PAPERS}.{key.removeprefix(PAPER_NAME)}.title")
        return self._beside(key) if found is None and self._beside is not None else found

    def _topic(self, topic: str) -> Mapping[str, str]:
        known = self._topics.get(topic)
        if known is None:
            file = self._folder / f"{topic}.toml"
            texts = _read(file, topic) if topic.isidentifier() else {}
            if topic == PAPERS:
                for beside in sorted(self._ledgers.glob("*/texts.toml")):
                    texts |= _read_papers(beside)
            # Two threads may both read it the first time; they store the same texts.
            known = self._topics[topic] = texts
        return known


def _read(file: Path, topic: str) -> dict[str, str]:
    return _checked(dict(_flatten(_table(file), topic, file)), file)


def _read_papers(file: Path) -> dict[str, str]:
    """The words of a ledger's papers: its file has no other texts."""
    table = _table(file)
    if odd := table.keys() - {PAPERS}:
        raise TextError(f"{file}: only words of papers stand here, not {sorted(odd)}")
    papers = table.get(PAPERS, {})
    return _checked(dict(_flatten(papers, PAPERS, file)) if isinstance(papers, dict) else {}, file)


def _table(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TextError(f"{file}: {error}") from error


def _checked(texts: dict[str, str], file: Path) -> dict[str, str]:
    for key, template in texts.items():
        _check_template(key, template, file)
    return texts


def _flatten(table: Mapping[str, object], prefix: str, file: Path) -> Iterator[tuple[str, str]]:
    if "default" in table and (odd := table.keys() - ITEM_TYPES - {"default"}):
        raise TextError(f"{file}: {prefix} has variants for {sorted(odd)}, which are no item types")
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            yield from _flatten(value, key, file)
        else:
            raise TextError(f"{file}: {key} must be a text or a table of texts")


def _check_template(key: str, template: str, file: Path) -> None:
    """Only ``{name}`` and ``{name:format}``: no attributes, no indexes, no conversions."""
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise TextError(f"{file}: {key}: {error}") from None
    for _, name, spec, conversion in parts:
        if name is not None and (not name.isidentifier() or conversion or "{" in (spec or "")):
            raise TextError(f"{file}: {key}: placeholder {{{name}}} must be a plain name")
