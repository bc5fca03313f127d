"""Reads ``guidance/``: the words people use for what the catalogue calls otherwise; checks it against the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import yaml

from wenling_desk.catalogue.files import locate
from wenling_desk.catalogue.findings import CatalogueBroken, Finding, Findings, Severity
from wenling_desk.catalogue.packed import write_whole
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.catalogue.yaml_source import compose_file
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.guidance import (
    BUNDLE,
    ITEM,
    GuidanceData,
    GuidanceEntry,
    Guide,
    GuideIndex,
    Readings,
    build_index,
)
from wenling_desk.domain.guidance_model import INDEX_VERSION
from wenling_desk.use_cases.ports import Found

FOLDER = "guidance"
MOST_ENTRIES = 5000
"""Of a larger catalogue the index takes only what has phrases of its own: the rest is names, which the store's search
table finds (store/search.py), and an index of tens of thousands would cost seconds and hundreds of megabytes."""
_OF_OTHERS = {"item_unknown", "department_unknown"}
_FILES: dict[str, tuple[str, ...]] = {
    "words": ("schema", "things", "people", "acts"),
    "dialect": ("schema", "rewrite", "protect"),
    "old_names": ("schema", "departments", "terms"),
    "plain": ("schema", "fillers", "joiners", "asks", "objects"),
    "typing": ("schema", "sounds", "shapes", "traditional"),
    "out_of_scope": ("schema", "topics"),
    "readings": ("schema", "default", "words"),
}
_ALIASES = "aliases"
_ALIAS_KEYS = ("schema", _ALIASES)


def build_guide(catalogue: Catalogue, root: Path, cache_dir: Path) -> GuideSearch:
    """The plain-language search over ``catalogue`` with the words of ``root``; the index is kept in ``cache_dir``."""
    return GuideSearch(Guide(load_guide_index(root, cache_dir, catalogue)))


class GuideSearch:
    """``ports.CatalogueSearch`` over a :class:`Guide`."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def spell(self, text: str) -> tuple[str, str]:
        """A name in pinyin: its initials, its syllables one after the other."""
        readings = self._guide.sounds.read(text)
        return "".join(each[:1] for each in readings), "".join(readings)

    def search(self, text: str, limit: int) -> list[Found]:
        """As the port says."""
        return [Found(hit.code, hit.kind, hit.name, hit.score, hit.reason) for hit in self._guide.search(text, limit)]


def load_guide_index(root: Path, cache_dir: Path, catalogue: Catalogue) -> GuideIndex:
    """The index for ``catalogue``, from its packed copy in ``cache_dir`` or built and packed.

    The copy belongs to the present state of the guidance files and to the names of the catalogue. One that cannot be
    read or written is done without. Raises what :func:`load_guidance` raises.
    """
    entries = guidance_entries(catalogue)
    target = cache_dir / f"guidance-{_key(root, entries)}.pack"
    try:
        return GuideIndex.from_plain(msgspec.msgpack.decode(target.read_bytes()))
    except (OSError, msgspec.MsgspecError, ValueError, TypeError):
        pass
    data = load_guidance(root, catalogue)
    if len(entries) > MOST_ENTRIES:
        entries = [entry for entry in entries if entry.code in data.aliases]
    index = build_index(entries, data)
    try:
        write_whole(target, msgspec.msgpack.encode(index.to_plain()))
        for old in cache_dir.glob("guidance-*.pack"):
            if old != target:
                old.unlink(missing_ok=True)
    except OSError:
        pass  # a full or read-only disk: the next start builds the index again
    return index


def load_guidance(root: Path, catalogue: Catalogue) -> GuidanceData:
    """The guidance data of ``root``, as far as it is about this catalogue: phrases of an item that another release has
    are left out. Raises :class:`CatalogueBroken` with every finding when a file cannot be used."""
    findings = Findings()
    data = _read(root, catalogue, findings)
    if any(finding.severity is Severity.ERROR and finding.code not in _OF_OTHERS for finding in findings.found):
        raise CatalogueBroken(findings.in_order())
    return data


def check_guidance(root: Path, catalogue: Catalogue) -> list[Finding]:
    """Everything wrong or doubtful in the guidance files, by file and line. Empty means clean."""
    findings = Findings()
    _read(root, catalogue, findings)
    return findings.in_order()


def guidance_entries(catalogue: Catalogue) -> list[GuidanceEntry]:
    """What guidance reads of every bundle and item, bundles first."""
    names = {code: item.name for code, item in catalogue.items.items()}
    bundles = [
        GuidanceEntry(
            code=code,
            kind=BUNDLE,
            name=bundle.name,
            departments=(bundle.lead_department,) if bundle.lead_department else (),
            related=tuple(names[item] for item in bundle.item_codes if item in names),
        )
        for code, bundle in catalogue.bundles.items()
    ]
    items = [
        GuidanceEntry(
            code=code,
            kind=ITEM,
            name=item.name,
            departments=(item.department_key,),
            results=tuple(part for part in item.result_name.replace("、", " ").split() if part),
            materials=tuple(material.name for material in item.materials),
        )
        for code, item in catalogue.items.items()
    ]
    return [*bundles, *items]


def guidance_files(root: Path) -> list[Path]:
    """Every file of the guidance folder, in reading order."""
    return sorted((locate(root)[0] / FOLDER).glob("*.yaml"))


def _key(root: Path, entries: Iterable[GuidanceEntry]) -> str:
    digest = hashlib.blake2b(f"{INDEX_VERSION}".encode(), digest_size=16)
    for entry in entries:
        digest.update(repr(entry).encode())
    for path in guidance_files(root):
        status = path.stat()
        digest.update(f"|{path.name}|{status.st_size}|{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def _read(root: Path, catalogue: Catalogue, findings: Findings) -> GuidanceData:
    tops = {stem: _open(root, stem, known, findings) for stem, known in _FILES.items()}
    sounds = tops["typing"].mapping("sounds", ("initials", "finals"))
    data = GuidanceData(
        things=_words(tops["words"], "things"),
        people=_words(tops["words"], "people"),
        acts=_words(tops["words"], "acts"),
        fillers=tuple(word for line in tops["plain"].texts("fillers") for word in line.split()),
        joiners=tops["plain"].texts("joiners"),
        asks=tops["plain"].texts("asks"),
        objects=tops["plain"].texts("objects"),
        aliases=_aliases(root, catalogue, findings),
        departments=_words(tops["old_names"], "departments"),
        out_of_scope=_words(tops["out_of_scope"], "topics"),
        rewrite={**_pairs(tops["dialect"], "rewrite"), **_pairs(tops["old_names"], "terms")},
        protect=tops["dialect"].texts("protect"),
        shapes=_pairs(tops["typing"], "shapes"),
        traditional=_pairs(tops["typing"], "traditional"),
        initials=_pairs(sounds, "initials"),
        finals=_pairs(sounds, "finals"),
        readings=_readings(tops["readings"]),
    )
    _check_departments(tops["old_names"], catalogue)
    _check_objects(tops["plain"], data)
    return data


def _open(root: Path, stem: str, known: tuple[str, ...], findings: Findings) -> YamlMapping:
    """The top mapping of a file; an empty one where the file cannot be read, which is a finding of its own."""
    path = locate(root)[0] / FOLDER / f"{stem}.yaml"
    shown = f"catalogue/{FOLDER}/{path.name}"
    node = compose_file(path, shown, findings)
    if node is None:
        nothing = yaml.compose("{}", Loader=yaml.CSafeLoader)
        assert isinstance(nothing, yaml.MappingNode)
        return YamlMapping(nothing, shown, findings, known)
    top = YamlMapping(node, shown, findings, known)
    topic = _ALIASES if stem.startswith(_ALIASES) else stem.replace("_", "-")
    check_schema(top, f"wenling-desk/guidance-{topic}@1")
    top.need(*known[1:])
    return top


def _aliases(root: Path, catalogue: Catalogue, findings: Findings) -> dict[str, tuple[str, ...]]:
    """The phrases of every code, from all ``aliases_*.yaml``; a code stands in one of them."""
    known = [*catalogue.bundles, *catalogue.items]
    found: dict[str, tuple[str, ...]] = {}
    where: dict[str, str] = {}
    for path in guidance_files(root):
        if not path.stem.startswith(_ALIASES):
            continue
        top = _open(root, path.stem, _ALIAS_KEYS, findings)
        entries = top.mapping(_ALIASES, ())
        for code, phrases in _texts(entries):
            place = top.place(_ALIASES) if entries is None else entries.place(code)
            if code not in catalogue.items and code not in catalogue.bundles:
                findings.error(place, "item_unknown", code=code, like=nearest(code, known))
            elif code in found:
                findings.error(place, "id_twice", id=code, first=where[code])
            else:
                found[code] = tuple(phrases.split())
                where[code] = f"{place.file}:{place.line}"
    return found


def _texts(entries: YamlMapping | None) -> Iterator[tuple[str, str]]:
    """Key and text of every line of a mapping."""
    names = entries.names() if entries is not None else ()
    for name in names:
        yield name, entries.text(name) if entries is not None else ""


def _words(top: YamlMapping, key: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(text.split()) for name, text in _texts(top.mapping(key, ()))}


def _pairs(top: YamlMapping | None, key: str) -> dict[str, str]:
    return dict(_texts(top.mapping(key, ()) if top is not None else None))


def _readings(top: YamlMapping) -> Readings:
    """The readings; a word must have one for each of its characters."""
    characters = {char: syllable for syllable, chars in _pairs(top, "default").items() for char in chars}
    words = top.mapping("words", ())
    kept: dict[str, str] = {}
    for word, reading in _texts(words):
        if len(reading.split()) == len(word):
            kept[word] = reading
        elif words is not None:
            usual = " ".join(characters.get(char, char) for char in word)
            words.error(word, "word_unknown", key=word, written=reading, known=usual, like="")
    return Readings(characters, kept)


def _check_departments(top: YamlMapping, catalogue: Catalogue) -> None:
    entries = top.mapping("departments", ())
    for key, _ in _texts(entries):
        if entries is not None and key not in catalogue.departments:
            entries.error(key, "department_unknown", key=key, like=nearest(key, list(catalogue.departments)))


def _check_objects(top: YamlMapping, data: GuidanceData) -> None:
    for meaning in _missing(data.objects, data.things):
        top.error(
            "objects",
            "word_unknown",
            key="objects",
            written=meaning,
            known="words.yaml",
            like=nearest(meaning, list(data.things)),
        )


def _missing(names: Iterable[str], known: Iterable[str]) -> list[str]:
    there = set(known)
    return [name for name in names if name not in there]
