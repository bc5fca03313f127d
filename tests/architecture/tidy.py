"""The tidy rules: each takes one parsed file and names what breaks it."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.architecture import allowed
from tests.architecture.project import Finding, Source, dotted_name, imported_names, last_name

MOST_FILE_LINES, MOST_TEST_FILE_LINES, MOST_FUNCTION_LINES = 400, 600, 60

COMPOSITION_ROOTS = {
    "desk.py",
    "wenling_desk/__main__.py",
    "wenling_desk/bootstrap/system.py",
    "wenling_desk/server/bootstrap.py",
}
CLOCKS_AND_DICE = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime)|uuid\.uuid[1-8]"
    r"|random(\.\w+)?|QDateTime\.current\w+|QDate\.currentDate|QTime\.currentTime)$"
)
COLOUR_IN_TEXT = re.compile(r"(?<![\w&#])#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?!\w)|\brgba?\(\s*\d")
COLOUR_MAKERS = {"QColor", "HexColor", "toColor", "Color", "CMYKColor"}
CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
# The domain computes; it does not read, write, wait, draw lots or look at the clock.
NOT_FOR_THE_DOMAIN = re.compile(
    r"asyncio|ctypes|http|io|logging|multiprocessing|os|pathlib|queue|random|secrets|shutil|socket|sqlite3"
    r"|subprocess|sys|tempfile|threading|time|tkinter|urllib"
)
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}

Check = Callable[[Source], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule and the files it holds for (a pattern that is searched in the path)."""

    name: str
    where: str
    check: Check

    def findings(self, sources: tuple[Source, ...]) -> list[Finding]:
        return [each for source in sources if re.search(self.where, source.path) for each in self.check(source)]


def _parses(source: Source) -> Iterator[Finding]:
    if isinstance(source.tree, SyntaxError):
        yield Finding(source.path, source.tree.lineno or 1, f"no Python: {source.tree.msg}")


def _file_length(source: Source) -> Iterator[Finding]:
    most = MOST_TEST_FILE_LINES if source.path.startswith("tests/") else MOST_FILE_LINES
    lines = source.text.count("\n")
    if lines > most:
        yield Finding(source.path, most, f"{lines} lines; a file has at most {most}: split it by topic")


def _function_length(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                yield source.find(node, f"{node.name}() has {lines} lines; at most {MOST_FUNCTION_LINES}")


def _clocks_and_dice(source: Source) -> Iterator[Finding]:
    if source.path in COMPOSITION_ROOTS:
        return
    names = imported_names(source)
    for node in source.nodes:
        if isinstance(node, (ast.Attribute, ast.Name)):
            written = dotted_name(node)
            head, dot, rest = written.partition(".")
            if CLOCKS_AND_DICE.search(names.get(head, head) + dot + rest):
                yield source.find(node, f"{written}: time and chance come through the Clock and IdSource ports")
        elif isinstance(node, ast.Import) and any(each.name == "random" for each in node.names):
            yield source.find(node, "random: chance comes through the IdSource port")


def _dotted(node: ast.AST) -> str:
    return dotted_name(node) if isinstance(node, ast.Attribute) else ""


def _colours(source: Source) -> Iterator[Finding]:
    advice = "colours stand in resources/styles/tokens.toml"
    for line, text in source.strings:
        if found := COLOUR_IN_TEXT.search(text):
            yield Finding(source.path, line, f"{found[0]}: {advice}")
    for node in source.nodes:
        if isinstance(node, ast.Call) and last_name(node.func) in COLOUR_MAKERS:
            given = [*node.args, *(each.value for each in node.keywords)]
            if given and all(isinstance(each, ast.Constant) for each in given):
                yield source.find(node, f"{last_name(node.func)} of a literal: {advice}")
        elif (dotted := re.search(r"GlobalColor\.(?!transparent)\w+$", _dotted(node))) is not None:
            yield source.find(node, f"{dotted[0]}: {advice}")


def _calls_or_bases(source: Source, name: str) -> Iterator[ast.AST]:
    for node in source.nodes:
        match node:
            case ast.Call(func=func) if last_name(func) == name:
                yield node
            case ast.ClassDef(bases=bases) if name in map(last_name, bases):
                yield node


def _bare_paragraph(source: Source) -> Iterator[Finding]:
    if source.path != "wenling_desk/receipts/blocks.py":
        for node in _calls_or_bases(source, "Paragraph"):
            yield source.find(node, "Paragraph parses markup: use the escaping helper in receipts/blocks.py")


def _bare_label(source: Source) -> Iterator[Finding]:
    if source.path != "wenling_desk/ui/widgets/labels.py":
        for node in _calls_or_bases(source, "QLabel"):
            yield source.find(node, "QLabel guesses rich text: use the plain labels of ui/widgets/labels.py")


def _domain_imports(source: Source) -> Iterator[Finding]:
    for node in source.nodes:
        if isinstance(node, ast.Import):
            modules = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            top = module.partition(".")[0]
            own = module == "wenling_desk.domain" or module.startswith("wenling_desk.domain.")
            pure = top in sys.stdlib_module_names and not NOT_FOR_THE_DOMAIN.fullmatch(top)
            if not own and not pure:
                yield source.find(node, f"the domain may not import {module}: standard library, and no I/O")


def _names(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Every identifier a file defines or uses."""
    for node in source.nodes:
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield node, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node, name
            case ast.keyword(arg=str(name)) | ast.alias(asname=str(name)):
                yield node, name


def _vocabulary(source: Source) -> Iterator[Finding]:
    drawers = DRAWERS & set(source.path.removesuffix(".py").split("/"))
    if drawers:
        yield Finding(source.path, 1, f"{drawers.pop()} says nothing: name the module after what it holds")
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and node.name.endswith("Service"):
            yield source.find(node, f"{node.name}: 'service' is 政务服务 only, never a class of the program")
    for node, name in _names(source):
        if not name.isascii():
            yield source.find(node, f"{name}: identifiers are ASCII English")


def _no_domain_event(source: Source) -> Iterator[Finding]:
    for node, name in _names(source):
        words = re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name)
        if {"event", "events"} & {word.lower() for word in words}:
            yield source.find(node, f"{name}: 'event' belongs to Qt; the domain says fact (or bundle)")


def may_be_chinese(path: str, text: str) -> tuple[str, str] | None:
    """The entry of ``allowed.CHINESE_LITERALS`` that lets this literal stand."""
    entries = (key for key in allowed.CHINESE_LITERALS if re.search(key[0], path) and re.search(key[1], text))
    return next(entries, None)


def _chinese_literals(source: Source) -> Iterator[Finding]:
    for line, text in source.strings:
        if CHINESE.search(text) and may_be_chinese(source.path, text) is None:
            yield Finding(source.path, line, f"{text[:20]!r}: sentences stand in resources/texts/zh_CN")


RULES = [
    Rule("a file is Python", "", _parses),
    Rule("a file is short", r"^(wenling_desk|tests)/|^desk\.py$", _file_length),
    Rule("a function is short", r"^wenling_desk/|^desk\.py$", _function_length),
    Rule("time and chance are ports", r"^wenling_desk/", _clocks_and_dice),
    Rule("colours are data", r"^wenling_desk/", _colours),
    Rule("no bare Paragraph", r"^wenling_desk/receipts/", _bare_paragraph),
    Rule("no bare QLabel", r"^wenling_desk/", _bare_label),
    Rule("the domain is pure", r"^wenling_desk/domain/", _domain_imports),
    Rule("one word, one meaning", r"^(wenling_desk|tests)/", _vocabulary),
    Rule("the domain knows no events", r"^wenling_desk/domain/", _no_domain_event),
    Rule("sentences are data", r"^wenling_desk/", _chinese_literals),
]
