"""The two requests of a desk that is not enrolled yet: the centre's certificate authority, and joining.

Nothing is signed here and nothing is kept. Once the authority's fingerprint was compared by a person, only what that
authority vouches for is talked to.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

import httpx

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.protocol import codec
from wenling_desk.protocol.messages import EnrolAnswer, EnrolRequest, Problem

AUTHORITY_PATH: Final = "/v1/ca"
ENROL_PATH: Final = "/v1/enrol"
TIMEOUT_SECONDS: Final = 20.0
MOST_AUTHORITY_BYTES: Final = 64 << 10
MOST_ANSWER_BYTES: Final = 1 << 20
PEM_BEGINS: Final = b"-----BEGIN CERTIFICATE-----"
TOLD_ITSELF: Final = frozenset({"code_wrong", "code_used"})
"""Problems that are said in words of their own; all others as ``centre_refused``."""
LATER: Final = frozenset({"unavailable", "too_many"})


def normal_server(typed: str) -> str:
    """The centre's address as ``https://host:port``. Refuses with ``server_wrong`` (given)."""
    plain = typed.strip()
    plain = (plain if "://" in plain else f"https://{plain}").removesuffix("/")
    try:
        parts = urlsplit(plain)
        fits = parts.scheme == "https" and parts.hostname and not parts.path and not parts.query and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise DeskRefusal("server_wrong", given=typed.strip()[:80])
    return plain


def fetch_authority(server: str) -> bytes:
    """The certificate of the centre's authority (PEM), from whoever answers there: compare its fingerprint.

    Raises KnownTrouble ``centre_away``, ``centre_portal`` and ``centre_trouble``.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with _connected(context) as client:
        answer = client.get(server + AUTHORITY_PATH)
    if answer.status_code != httpx.codes.OK:
        raise KnownTrouble("centre_trouble" if answer.status_code >= 500 else "centre_portal")
    if len(answer.content) > MOST_AUTHORITY_BYTES or not answer.content.lstrip().startswith(PEM_BEGINS):
        raise KnownTrouble("centre_portal")
    return answer.content


def enrol(server: str, authority: bytes, request: EnrolRequest) -> EnrolAnswer:
    """Join. Sent again with the same code and key it brings the same answer.

    Refuses with ``code_wrong``, ``code_used`` and ``centre_refused`` (reason). Raises KnownTrouble ``centre_away``
    (whether it was received is not known then), ``centre_not_ours``, ``centre_portal`` and ``centre_trouble``.
    """
    try:
        context = ssl.create_default_context(cadata=authority.decode("ascii"))
    except (UnicodeDecodeError, ssl.SSLError) as error:
        raise KnownTrouble("centre_not_ours") from error
    headers = {"content-type": codec.MEDIA_TYPE, "accept": codec.MEDIA_TYPE, "accept-encoding": "identity"}
    with _connected(context) as client:
        answer = client.post(server + ENROL_PATH, content=codec.encode(request), headers=headers)
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != codec.MEDIA_TYPE:
        raise KnownTrouble("centre_trouble" if answer.status_code >= 500 else "centre_portal")
    try:
        if len(answer.content) > MOST_ANSWER_BYTES:
            raise codec.BadMessageError("too large", is_too_large=True)
        if answer.status_code == httpx.codes.OK:
            return codec.decode(answer.content, EnrolAnswer)
        problem = codec.decode(answer.content, Problem)
    except codec.BadMessageError as error:
        raise KnownTrouble("centre_trouble") from error
    if problem.code in LATER or answer.status_code >= 500:
        raise KnownTrouble("centre_trouble")
    if problem.code in TOLD_ITSELF:
        raise DeskRefusal(problem.code)
    raise DeskRefusal("centre_refused", reason=problem.code[:40])


@contextmanager
def _connected(context: ssl.SSLContext) -> Iterator[httpx.Client]:
    """A client for one request; what goes wrong on the way becomes known trouble."""
    try:
        with httpx.Client(verify=context, timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
            yield client
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        is_certificate = any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error))
        raise KnownTrouble("centre_not_ours" if is_certificate else "centre_away") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
