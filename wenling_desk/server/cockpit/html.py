"""Writing HTML: every text is escaped where it becomes markup, and nowhere else is markup made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final

_EMPTY: Final = frozenset({"meta", "link", "input", "br", "hr", "rect", "line", "polyline", "circle", "path"})


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that is safe already."""

    markup: str

    def __bool__(self) -> bool:
        return bool(self.markup)


NOTHING: Final = Html("")


def tag(element: str, /, *children: Html | str | int | None, **attributes: str | int | bool | None) -> Html:
    """An element. A name with ``_`` stands for one with ``-``; a trailing ``_`` is dropped (``class_``). ``None`` and
    ``False`` leave an attribute out, ``True`` writes its name alone."""
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if element in _EMPTY and not children:
        return Html(f"<{element}{written}>") if element in _HTML_EMPTY else Html(f"<{element}{written}/>")
    return Html(f"<{element}{written}>{join(children).markup}</{element}>")


_HTML_EMPTY: Final = frozenset({"meta", "link", "input", "br", "hr"})


def join(children: Iterable[Html | str | int | None]) -> Html:
    """Some after another; texts are escaped."""
    return Html("".join(each.markup if isinstance(each, Html) else _text(each) for each in children))


def document(title: str, *body: Html | str | None, style: str) -> bytes:
    """A whole page. Everything it loads is its own stylesheet."""
    head = join((
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("link", rel="stylesheet", href=style),
    ))  # fmt: skip
    page = tag("html", tag("head", head), tag("body", *body), lang="zh-CN")
    return f"<!doctype html>\n{page.markup}\n".encode()


def _text(plain: str | int | None) -> str:
    return "" if plain is None else escape(str(plain))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
