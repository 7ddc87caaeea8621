"""What would be open to others does not start; what may be reached is reached over TLS."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.errors import ExposureError
from api.exposure import check_exposure
from api.principals import Role
from api.session import Database
from api.settings import Settings
from tests.api.conftest import NOW
from tests.api.people import add_key, add_user
from tests.api.supervised import supervised


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of this machine that signs itself; return its file and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return chain, private


def test_what_others_could_reach_needs_users_and_tls(settings: Settings, whole: Database, tmp_path: Path) -> None:
    """Every reason is said at once; with an administrator, and TLS or a named proxy, it starts."""
    check_exposure(settings, whole)
    outside = settings.model_copy(update={"host": "0.0.0.0"})  # noqa: S104 - what is tested
    with pytest.raises(ExposureError, match=r"admin create.*; .*--tls-cert and --tls-key"):
        check_exposure(outside, whole)
    add_user(whole, "default", Role.ADMINISTRATOR, NOW)
    with pytest.raises(ExposureError, match=r"^at 0\.0\.0\.0 others can read along"):
        check_exposure(outside, whole)
    chain, private = make_certificate(tmp_path)
    check_exposure(outside.model_copy(update={"tls_cert": chain, "tls_key": private}), whole)
    check_exposure(outside.model_copy(update={"proxies": "192.0.2.1, 10.0.0.0/8"}), whole)
    for wrong in ({"proxies": "*"}, {"tls_cert": chain}, {"tls_cert": chain, "tls_key": tmp_path / "none"}):
        with pytest.raises(ExposureError):
            check_exposure(outside.model_copy(update=wrong), whole)


@pytest.mark.slow
def test_a_real_server_speaks_tls_and_believes_its_proxy_only(tmp_path: Path) -> None:
    """Over TLS a key works; in plain behind a proxy that is named, too; from anybody else `X-Forwarded-*` is air."""
    data = tmp_path / "data"
    whole = Database.installed(Settings(data=data))
    key = add_key(whole, "default", datetime.now(UTC))
    add_user(whole, "default", Role.ADMINISTRATOR, datetime.now(UTC))
    whole.close()
    chain, private = make_certificate(tmp_path)
    context = ssl.create_default_context(cafile=str(chain))
    with supervised(data, more={"IMMERSE_TLS_CERT": str(chain), "IMMERSE_TLS_KEY": str(private)}) as served:
        assert "serving at https://" in served.said()
        with httpx.Client(base_url=served.address.replace("http:", "https:"), verify=context) as client:
            assert client.get("/v1/me", headers=key.headers).json()["kind"] == "key"
            assert client.get("/livez").headers["strict-transport-security"]
            assert "server" not in client.get("/livez").headers
    forwarded = {**key.headers, "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    for proxies, status in (("127.0.0.1", 200), ("192.0.2.9", 401)):
        with supervised(data, more={"IMMERSE_PROXIES": proxies}) as served:
            assert httpx.get(f"{served.address}/v1/me", headers=forwarded).status_code == status
