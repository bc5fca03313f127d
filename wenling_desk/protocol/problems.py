"""The codes of :class:`Problem` and their HTTP status; there are no others. A desk shows ``sync.problem.<code>``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

STATUS: Final[Mapping[str, int]] = MappingProxyType({
    "bad_message": 400,
    "bad_digest": 400,
    "wrong_scope": 403,
    "signature_wrong": 401,
    "device_unknown": 401,
    "device_revoked": 403,
    "code_wrong": 403,
    "code_used": 409,
    "not_found": 404,
    "method_wrong": 405,
    "gap": 409,
    "forked": 409,
    "epoch_closed": 409,
    "request_reused": 409,
    "request_stale": 409,
    "offset_wrong": 409,
    "below_floor": 410,
    "too_large": 413,
    "wrong_type": 415,
    "range_wrong": 416,
    "upgrade_needed": 426,
    "too_many": 429,
    "unavailable": 503,
})  # fmt: skip
"""``gap``: expected (ledger number). ``forked``: seq. ``request_stale``: next. ``offset_wrong``: offset.
``too_many``, ``unavailable``: with ``Retry-After``."""
