"""What docs/papers.md and the head of each definition say, computed from the definitions themselves."""

from __future__ import annotations

import textwrap

from wenling_desk.receipts.definition import Definition

BEGIN, END = "<!-- kinds: written by the tests -->", "<!-- end of kinds -->"


def read_paths(definition: Definition) -> list[str]:
    """Every value a paper may read, sorted."""
    foot = definition.foot.paths() if definition.foot is not None else ()
    blocks = {path for block in definition.blocks for path in block.paths()}
    return sorted(blocks | {need.value for need in definition.requirements()} | set(foot))


def needs(definition: Definition) -> dict[str, str]:
    """path -> ``*`` always required, ``?`` required under a condition or for some item types."""
    found: dict[str, str] = {}
    for need in definition.requirements():
        conditional = need.when is not None or need.unless is not None or need.for_ or need.not_for
        found[need.value] = found.get(need.value, "*" if not conditional else "?")
    return found


def comment(definition: Definition) -> str:
    """The comment at the top of a definition."""
    marks = needs(definition)
    words = [path + marks.get(path, "") for path in read_paths(definition)]
    lines = [
        "Values it reads; * required, ? required under a condition. docs/papers.md says what each is.",
        *wrap(words),
    ]
    return "".join(f"# {line}\n" for line in lines)


def section(definition: Definition, title: str) -> str:
    """One kind in docs/papers.md."""
    marks = needs(definition)
    groups = {mark: [path for path in read_paths(definition) if marks.get(path, "") == mark] for mark in ("*", "?", "")}
    lines = [f"### {definition.kind} {title}", ""]
    numbered = "numbered" if definition.numbered else "number optional"
    lines.append(f"Issued by: {definition.issuer}; {numbered}; copies: {', '.join(definition.copies)}.")
    for mark, name in (("*", "Required"), ("?", "Required under a condition"), ("", "Printed when given")):
        if groups[mark]:
            lines += ["", f"- {name}: " + ", ".join(f"`{path}`" for path in groups[mark])]
    return "\n".join(lines) + "\n"


def wrap(words: list[str]) -> list[str]:
    """Lines of words for a comment."""
    return textwrap.wrap(" ".join(words), 116, break_long_words=False, break_on_hyphens=False)
