"""The centre's command line with re-check, request signature and ledger check taken out: only to say what they cost.

Nothing of this can be switched on in the product; a desk that sends to such a centre is no desk of anybody.
"""

from __future__ import annotations

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import Objection, Standing
from wenling_desk.protocol.messages import PushRequest
from wenling_desk.server import centre, request_guard
from wenling_desk.server.judge import Judge
from wenling_desk.server.request_guard import SealedRequest


def take_checks_out() -> None:
    """In this process, for good."""
    setattr(Judge, "objection", _no_objection)  # noqa: B010
    setattr(request_guard, "require_signature", _believed)  # noqa: B010
    setattr(centre, "verify", _stated_heads)  # noqa: B010


def _no_objection(self: Judge, standing: Standing, fact: Fact) -> Objection | None:
    return None


def _believed(request: SealedRequest, public_key: str) -> None: ...


def _stated_heads(request: PushRequest) -> list[bytes]:
    return [bytes.fromhex(op.hash) for op in request.ops]


if __name__ == "__main__":
    import sys

    from wenling_desk.cli import main

    take_checks_out()
    sys.exit(main())
