"""Paper definitions: one YAML file a kind in ``resources/papers``, read once and checked against the
blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from wenling_desk import resources
from wenling_desk.receipts.block import Conditional, Said
from wenling_desk.receipts.blocks import AnyBlock
from wenling_desk.receipts.head import Head


class PaperDefinitionError(ValueError):
    """A file in ``resources/papers`` is wrong; the message names file and place."""


class Requirement(Conditional, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value without which the paper is not printed; ``materials[].name`` asks it of every entry."""

    value: str


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one kind of paper is made.

    ``issuer``: who speaks on it: the centre in its own name, the organ under its seal, or the applicant,
    who signs it. ``numbered``: refused without a number; an applicant's paper may go without. ``copies``:
    texts ``copy.<name>`` of the copies printed by default. ``foot`` stands at the foot of every page of a paper
    without a number.
    """

    kind: str
    issuer: Literal["centre", "organ", "applicant"]
    numbered: bool
    copies: tuple[str, ...]
    requires: tuple[str | Requirement, ...]
    blocks: tuple[AnyBlock, ...]
    foot: Said | None = None

    @property
    def head(self) -> Head:
        head = self.blocks[0]
        assert isinstance(head, Head)
        return head

    def requirements(self) -> Iterator[Requirement]:
        """All requirements in one form."""
        for entry in self.requires:
            yield Requirement(value=entry) if isinstance(entry, str) else entry


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 booleans: the column ``no`` is a word, only true and false are not."""


_BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOLEAN]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"(?:true|false)$"), list("tf"))


def read_definition(file: Path) -> Definition:
    """The definition in ``file``. Raises PaperDefinitionError with the file and the path of what is wrong."""
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
        definition = msgspec.convert(raw, Definition)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise PaperDefinitionError(f"{file}: {error}") from error
    if definition.kind != file.stem:
        raise PaperDefinitionError(f"{file}: kind must be {file.stem!r}, not {definition.kind!r}")
    if not isinstance(definition.blocks[0], Head):
        raise PaperDefinitionError(f"{file}: the first block must be the head")
    return definition


@cache
def definitions() -> dict[str, Definition]:
    """Every kind of paper there is. Raises PaperDefinitionError."""
    ledgers = resources.path("ledgers")
    files = [*sorted(resources.path("papers").glob("*.yaml")), *sorted(ledgers.glob("*/papers/*.yaml"))]
    return {file.stem: read_definition(file) for file in files}
