"""What a message may hold, on top of its shape: lengths, ranges and digests, checked before anything is stored.

A database refuses what JSON can say: numbers beyond 64 bits, NUL in a text, keys longer than an index takes. For every
message type of the wire there is a strict twin here with these limits; the description of the interface is made from
the twins, so that it says what is checked. Bodies of facts are not looked at: a centre refuses nothing it can store.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from wenling_desk.protocol import codec, messages
from wenling_desk.protocol.codec import BadMessageError
from wenling_desk.protocol.versions import MOST_OPS

M = TypeVar("M", bound=msgspec.Struct)

LONGEST_TEXT: Final = 200
"""Characters of any text of a request outside the bodies of facts: ids, codes, names."""

LARGEST_NUMBER: Final = (1 << 53) - 1
"""Beyond it JSON readers disagree, and above 2^63 databases refuse."""

MOST_ENTRIES: Final = 2_000
MOST_KNOWN: Final = 5_000
"""Op ids in one question, and entries in one op."""

MOST_ITEMS: Final = 100
"""Items in one question about a person; a bundle has a few dozen at most."""

HEX_DIGEST: Final = "^[0-9a-f]{64}$"

REQUESTS: Final = (
    messages.EnrolRequest, messages.HelloRequest, messages.PushRequest, messages.EpochRequest, messages.KnownRequest,
    messages.DuplicatesRequest, messages.BlobOffer,
)  # fmt: skip
ANSWERS: Final = (
    messages.EnrolAnswer, messages.HelloAnswer, messages.PushAnswer, messages.EpochAnswer, messages.KnownAnswer,
    messages.PullAnswer, messages.FetchAnswer, messages.DigestAnswer, messages.SnapshotAnswer,
    messages.DuplicatesAnswer, messages.BlobState, messages.FleetAnswer, messages.HeldAnswer, messages.Problem,
)  # fmt: skip
LOG_BODIES: Final = (messages.FactsBody, messages.HeadBody, messages.LeaseBody, messages.ReleaseBody)
"""What the body of a log row is, by its kind."""

_DIGESTS: Final = frozenset({"sha256", "hash", "previous"})
_LENGTHS: Final[Mapping[str, int]] = types.MappingProxyType({
    "ops": MOST_OPS, "entries": MOST_ENTRIES, "op_ids": MOST_KNOWN, "items": MOST_ITEMS,
})  # fmt: skip


def read(body: bytes, kind: type[M]) -> M:
    """The message of a request's body, within all limits. Raises BadMessageError."""
    codec.decode(body, strict(kind))
    message = codec.decode(body, kind)
    if b"\\u0000" in body:
        _refuse_nul(message)
    return message


def strict(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The twin of a message type: the same fields, with limits where it is part of a request."""
    return _twin(kind)


@cache
def _of_requests() -> frozenset[type]:
    found: set[type] = set()
    waiting: list[Any] = list(REQUESTS)
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in found:
            found.add(kind)
            waiting += get_type_hints(kind).values()
        waiting += get_args(kind)
    return frozenset(found)


@cache
def _twin(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    limited = kind in _of_requests()
    hints = get_type_hints(kind)
    fields: list[Any] = []
    for each in msgspec.structs.fields(kind):
        shape = _limited(each.name, hints[each.name]) if limited else _plain(hints[each.name])
        if isinstance(each.default, msgspec.Raw):
            fields.append((each.name, Any, msgspec.field(default_factory=dict)))
        elif each.default is not msgspec.NODEFAULT:
            fields.append((each.name, shape, each.default))
        elif each.default_factory is not msgspec.NODEFAULT:
            fields.append((each.name, shape, msgspec.field(default_factory=each.default_factory)))
        else:
            fields.append((each.name, shape))
    return msgspec.defstruct(kind.__name__, fields, namespace={"__doc__": kind.__doc__}, frozen=True, kw_only=True)


def _plain(hint: Any) -> Any:
    """A type of an answer: only its structs are exchanged for their twins."""
    if hint is object:
        return Any
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _twin(hint)
    arguments = tuple(_plain(each) for each in get_args(hint))
    match get_origin(hint):
        case None:
            return hint
        case types.UnionType | typing.Union:
            return typing.Union[arguments]  # noqa: UP007 - built at run time
        case origin:
            return origin[arguments]


def _limited(name: str, hint: Any) -> Any:
    """A type of a request, with its limits."""
    if hint is str and name in _DIGESTS:
        return Annotated[str, msgspec.Meta(pattern=HEX_DIGEST)]
    if hint is str:
        return Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
    if hint is int:
        return Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]
    if get_origin(hint) is tuple:
        shape: Any = tuple.__class_getitem__((_limited("", get_args(hint)[0]), ...))
        return Annotated[shape, msgspec.Meta(max_length=_LENGTHS[name])]
    return _plain(hint)


def _refuse_nul(value: Any) -> None:
    """No text outside the bodies of facts holds NUL: PostgreSQL stores none."""
    if isinstance(value, str):
        if "\0" in value:
            raise BadMessageError("NUL in a text")
    elif isinstance(value, msgspec.Struct):
        for each in value.__struct_fields__:
            _refuse_nul(getattr(value, each))
    elif isinstance(value, tuple):
        for each in value:
            _refuse_nul(each)
