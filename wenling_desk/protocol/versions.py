"""Versions and limits of the wire. A push of any version ever shipped is taken; only pulling may demand more."""

from __future__ import annotations

from typing import Final

PROTOCOL: Final = 1
"""The version of the messages this program speaks."""

OLDEST_PULLING: Final = 1
"""The oldest version that may still pull; an older desk is told to upgrade (426) and may go on pushing."""

FACT_SCHEMA: Final = 1
"""The version of the fact bodies this program writes."""

MOST_OPS: Final = 500
MOST_BODY_BYTES: Final = 16 << 20
"""Bytes of a request's body, unpacked. One command never comes near it: the desk's store refuses larger facts."""
BATCH_BYTES: Final = 1 << 20
"""Where a desk closes a batch, unless its first op alone is larger."""
MOST_PULLED_ROWS: Final = 500
SLICE_ROWS: Final = 25
"""Pulled rows are applied in database transactions of at most so many."""
CHUNK_BYTES: Final = 256 << 10
"""Bytes of an attachment in one request; four times as many on a fast line."""
