"""Whether a material is the very document an item issues: 营业执照正、副本 and 营业执照 are the same document."""

from __future__ import annotations

import re
from functools import lru_cache

_SHORTEST = 3
_BRACKETS = re.compile(r"[(（].*?[)）]")
_SEPARATORS = re.compile(r"[、和;；,，]")
_EARLIER = re.compile(r"(原|旧|已有|已持有)")
_COPIES = re.compile(r"(信息|正、?副本|正本|副本|原件|复印件|电子证照)$")
_ALTERNATIVES = re.compile("[或]")
_GENERIC = re.compile(r"(许可|登记|备案|证明)[证书表簿]|(申请|审批)表|(通知|决定|批准|告知|承诺)书")
"""Words that end many names; a longer name that ends so is another document."""


@lru_cache(maxsize=4096)
def _documents(name: str) -> frozenset[str]:
    """The documents a name lists, bare of copies and brackets; those it calls earlier ones left out."""
    whole = _COPIES.sub("", _BRACKETS.sub("", name).strip())
    parts = (_COPIES.sub("", part.strip()) for part in _SEPARATORS.split(whole))
    return frozenset(part for part in parts if len(part) >= _SHORTEST and not _EARLIER.match(part))


def _is_same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (long.endswith(short) and not _GENERIC.fullmatch(short))


@lru_cache(maxsize=65536)
def is_own_result(material_name: str, result_name: str) -> bool:
    """Whether the material demands one of the documents the result names; 户口簿 is 居民户口簿.

    A material that offers alternatives (身份证或社保卡) demands none of them.
    """
    if _ALTERNATIVES.search(material_name):
        return False
    return any(
        _is_same(document, result) for document in _documents(material_name) for result in _documents(result_name)
    )
