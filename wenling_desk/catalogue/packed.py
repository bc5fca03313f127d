"""The catalogue packed into one file, so that a desk starts without reading hundreds of YAML files.

A packed file is ``magic | blake2b of the rest | msgpack``. It is only a copy: with anything wrong about it, it is made
anew from the YAML files, silently.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from wenling_desk.catalogue.files import catalogue_files
from wenling_desk.catalogue.paused_gc import paused_gc
from wenling_desk.domain.catalogue import Catalogue

MAGIC = b"WLCAT1\n"
_DIGEST_BYTES = 16


class PackDamaged(Exception):  # noqa: N818 - the way out is to pack again
    """The bytes are no packed catalogue of this program."""


def load_packed(root: Path, cache_dir: Path, *, samples: bool = False) -> Catalogue:
    """The catalogue of ``root`` from its packed copy in ``cache_dir``; loaded, checked and packed when it has none.

    The copy belongs to the names, sizes and modification times of all files and to the shape of the domain types.
    A copy that cannot be written is done without. Raises what ``load_catalogue`` raises.
    """
    kind = "practice" if samples else "catalogue"  # a real desk and its practice take turns, each with its own copy
    target = cache_dir / f"{kind}-{source_key(root, samples=samples)}.pack"
    try:
        return unpack(target.read_bytes())
    except (OSError, PackDamaged):
        pass
    # The YAML reader and the checks are needed on a first start only; importing them costs every start 40 ms.
    from wenling_desk.catalogue.loader import load_catalogue

    catalogue = load_catalogue(root, samples=samples)
    try:
        write_whole(target, pack(catalogue))
        _forget_others(target, kind)
    except OSError:
        pass  # a full or read-only disk: the next start reads the YAML files again
    return catalogue


def source_key(root: Path, *, samples: bool) -> str:
    """A name for the present state of the files, 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    digest.update(f"{root.resolve()}|{samples}|{_shape()}".encode())
    for path in catalogue_files(root, samples=samples):
        status = path.stat()
        digest.update(f"|{path.name}|{status.st_size}|{status.st_mtime_ns}".encode())
    return digest.hexdigest()


def pack(catalogue: Catalogue) -> bytes:
    """The catalogue as bytes."""
    return sealed(msgspec.msgpack.encode(catalogue))


def sealed(body: bytes) -> bytes:
    """Packed bytes with what shows whether they are whole."""
    return MAGIC + hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() + body


def unsealed(data: bytes) -> memoryview:
    """What :func:`sealed` was given. Raises :class:`PackDamaged`."""
    start = len(MAGIC) + _DIGEST_BYTES
    body = memoryview(data)[start:]
    if (
        data[: len(MAGIC)] != MAGIC
        or hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() != data[len(MAGIC) : start]
    ):
        raise PackDamaged
    return body


def unpack(data: bytes) -> Catalogue:
    """The catalogue of packed bytes. Raises :class:`PackDamaged`."""
    body = unsealed(data)
    try:
        with paused_gc():
            return _decoder().decode(body)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise PackDamaged from error


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one, or all of the new one. Raises ``OSError``."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(fresh).replace(target)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise


def _forget_others(target: Path, kind: str) -> None:
    for path in target.parent.glob(f"{kind}-*.pack"):
        if path != target:
            path.unlink(missing_ok=True)


@cache
def _decoder() -> msgspec.msgpack.Decoder[Catalogue]:
    return msgspec.msgpack.Decoder(Catalogue)


@cache
def _shape() -> str:
    return shape_of(Catalogue)


def shape_of(packed: type) -> str:
    """Names and types of all fields of the packed classes: a copy of another shape is another copy."""
    return "|".join(_describe(packed, set()))


def _describe(kind: Any, seen: set[Any]) -> Iterator[str]:
    for part in get_args(kind):
        yield from _describe(part, seen)
    if not dataclasses.is_dataclass(kind) or kind in seen:
        return
    seen.add(kind)
    name = getattr(kind, "__name__", "")
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        yield f"{name}.{field.name}:{hints[field.name]}"
        yield from _describe(hints[field.name], seen)
