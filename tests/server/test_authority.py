"""The centre's own authority, its TLS certificate, and the files of its keys."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.security import authority
from wenling_desk.security.authority import Certificate
from wenling_desk.server import key_file
from wenling_desk.server.key_file import FILES, KeyRing, load, load_or_create
from wenling_desk.server.serving import TlsFiles

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def own() -> Certificate:
    return authority.make_authority(NOW, "ab12")


def names_of(certificate: bytes) -> list[str]:
    found = x509.load_pem_x509_certificate(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return [str(each.value) for each in found.value]


def test_the_certificate_names_this_machine_and_what_was_asked(own: Certificate) -> None:
    made = authority.issue_server(own, ["centre.example", "10.0.0.5", "fe80::1%eth0", "0.0.0.0", "窗口", "a b"], NOW)
    names = names_of(made.certificate)
    assert names[:3] == ["localhost", "127.0.0.1", "::1"]
    assert {"centre.example", "10.0.0.5", "fe80::1"} <= set(names)
    assert "0.0.0.0" not in names
    assert any(each.startswith("xn--") for each in names)
    assert "a b" not in names


def test_openssl_trusts_it_by_the_authority_alone(own: Certificate, tmp_path: Path) -> None:
    made = authority.issue_server(own, ["centre.example"], datetime.now(UTC))
    (tmp_path / "chain").write_bytes(made.certificate + own.certificate)
    (tmp_path / "key").write_bytes(made.key)
    serving, asking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    serving.load_cert_chain(tmp_path / "chain", tmp_path / "key")
    fresh = authority.make_authority(datetime.now(UTC), "cd34")
    for trusted, is_trusted in ((own, datetime.now(UTC) > NOW), (fresh, False)):
        asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        asking.verify_flags |= ssl.VERIFY_X509_STRICT
        asking.load_verify_locations(cadata=trusted.certificate.decode("ascii"))
        assert shake_hands(serving, asking, "centre.example") is is_trusted
        assert not shake_hands(serving, asking, "other.example")


def shake_hands(serving: ssl.SSLContext, asking: ssl.SSLContext, name: str) -> bool:
    """A TLS handshake in memory."""
    one, two = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asking.wrap_bio(one, two, server_hostname=name)
    server = serving.wrap_bio(two, one, server_side=True)
    done = {client: False, server: False}
    for _ in range(10):
        for side in done:
            try:
                side.do_handshake()
                done[side] = True
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return all(done.values())


@pytest.mark.parametrize(
    ("later", "names", "renewed"),
    [
        (timedelta(days=0), [], False),
        (timedelta(days=authority.SERVER_DAYS - authority.RENEW_DAYS - 1), [], False),
        (timedelta(days=authority.SERVER_DAYS - authority.RENEW_DAYS + 1), [], True),
        (timedelta(days=-3), [], True),
        (timedelta(days=0), ["10.0.0.9"], True),
    ],
)
def test_when_it_is_renewed(own: Certificate, later: timedelta, names: list[str], renewed: bool) -> None:
    made = authority.issue_server(own, [], NOW)
    assert authority.needs_renewal(made.certificate, own.certificate, names, NOW + later) is renewed


def test_another_authority_or_no_certificate_is_renewed(own: Certificate) -> None:
    other = authority.make_authority(NOW, "cd34")
    made = authority.issue_server(other, [], NOW)
    assert authority.needs_renewal(made.certificate, own.certificate, [], NOW)
    assert authority.needs_renewal(b"nonsense", own.certificate, [], NOW)


def test_it_never_outlives_its_authority(own: Certificate) -> None:
    late = NOW + timedelta(days=authority.AUTHORITY_DAYS - 20)
    made = authority.issue_server(own, [], late)
    assert authority.ends_at(made.certificate) == authority.ends_at(own.certificate)
    assert not authority.needs_renewal(made.certificate, own.certificate, [], late)  # renewing would not help
    assert authority.is_in_force(made.certificate, late)
    assert not authority.is_in_force(made.certificate, late + timedelta(days=21))


def test_the_fingerprint_is_what_people_compare(own: Certificate) -> None:
    shown = authority.fingerprint(own.certificate)
    assert [len(each) for each in shown.split(" ")] == [4] * 8
    assert authority.FINGERPRINT_BITS == 128
    for typed in (shown, shown.lower().replace(" ", ""), shown.replace(" ", "-"), shown.replace("A", "Ａ")):
        assert authority.fingerprint_matches(own.certificate, typed)
    for wrong in (shown[:-1], "", shown[:-1] + ("0" if shown[-1] != "0" else "1"), shown + "00"):
        assert not authority.fingerprint_matches(own.certificate, wrong)


def test_files_of_tls_are_made_kept_and_mended(own: Certificate, tmp_path: Path) -> None:
    files = TlsFiles(tmp_path, own, ())
    assert files.renew(NOW)
    before = files.certificate()
    assert not files.renew(NOW)
    assert (files.folder / "server.key").stat().st_mode & 0o077 == 0
    files.context()
    (files.folder / "server.key").write_bytes(authority.issue_server(own, [], NOW).key)
    assert files.renew(NOW)  # key and certificate of two lives
    assert files.certificate() != before
    (files.folder / "server.pem").unlink()
    assert files.renew(NOW)


def test_keys_are_made_once_and_healed(tmp_path: Path) -> None:
    keys = load_or_create(tmp_path, NOW)
    assert load_or_create(tmp_path, NOW) == keys
    for secret in (keys.database, keys.blobs, keys.subjects, keys.signing.raw, keys.escrow.raw, keys.authority.key):
        assert repr(secret)[2:-1] not in repr(keys)
        assert secret.hex() not in repr(keys)
    for name in FILES:
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
        (tmp_path / name).write_bytes(b"{")
        assert load(tmp_path) == keys
        assert load(tmp_path / "") == keys
        assert (tmp_path / name).read_bytes() != b"{"


def test_damaged_newer_and_unwritable_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(tmp_path) is None
    load_or_create(tmp_path, NOW)
    for name in FILES:
        (tmp_path / name).write_bytes(b"[]")
    with pytest.raises(KnownTrouble, match="centre_keys_damaged"):
        load(tmp_path)
    monkeypatch.setattr(key_file, "VERSION", 2)
    home = tmp_path / "other"
    load_or_create(home, NOW)
    monkeypatch.setattr(key_file, "VERSION", 1)
    with pytest.raises(KnownTrouble, match="keys_newer"):
        load(home)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownTrouble, match="centre_keys_not_saved"):
        load_or_create(tmp_path / "file" / "home", NOW)


def test_the_ring_signs_and_seals(tmp_path: Path) -> None:
    ring = KeyRing(load_or_create(tmp_path, NOW))
    assert ring.public.startswith("ed25519:")
    assert ring.escrow.startswith("x25519:")
    assert ring.open("a", 0, ring.seal("a", 0, b"x")) == b"x"
    assert ring.subject_key(" 33108119900101001x") == ring.subject_key("33108119900101001X")
    assert ring.subject_key(" ") == ""
