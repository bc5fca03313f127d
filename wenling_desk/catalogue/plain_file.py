"""A small rule file of YAML, read whole: what it says, and which line is to blame where it cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from wenling_desk.domain.errors import KnownTrouble

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STATUSES: Final = frozenset({"documented", "inferred"})
"""What a rule may say of itself: taken from a document, or from what is usual elsewhere."""
LONGEST_DETAIL: Final = 200

Broken = Callable[[str], KnownTrouble]
"""The trouble for a flaw, by its detail."""


def broken_by(code: str, file: str) -> Broken:
    """Makes the trouble ``code`` (file, detail)."""
    return lambda detail: KnownTrouble(code, file=file, detail=detail[:LONGEST_DETAIL])


def read_plain(path: Path, schema: str, broken: Broken) -> Mapping[str, Any]:
    """What the file says. Raises what ``broken`` makes: of a file that cannot be read, of one of another schema."""
    return read_with_lines(path, schema, broken)[0]


def read_with_lines(path: Path, schema: str, broken: Broken) -> tuple[Mapping[str, Any], Any]:
    """What the file says, and its nodes, which know their lines. Raises as :func:`read_plain`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        plain, node = yaml.load(text, Loader=LOADER), yaml.compose(text, Loader=LOADER)
    except OSError as error:
        raise broken(error.strerror or "") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise broken(f"line {line}: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise broken((str(error).splitlines() or [""])[0]) from error
    if not isinstance(plain, Mapping) or plain.get("schema") != schema:
        raise broken(f"schema is not {schema}")
    return plain, node
