"""A Redis that speaks TLS, alone and as a cluster: trusted by its certificate, or told and done without."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from running import running_service, short_folder
from test_start import check, refused, stored
from topologies import SLOTS, Node, free_ports, node, until


@dataclass(frozen=True)
class Authority:
    """Signs the certificates of servers on 127.0.0.1."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    @classmethod
    def made(cls, folder: Path) -> Authority:
        folder.mkdir()
        key = ec.generate_private_key(ec.SECP256R1())
        authority = cls(folder, key, _certificate("Tests", key, None, key, ca=True))
        authority.file.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
        return authority

    def settings(self, name: str, address: str = "127.0.0.1") -> dict[str, str]:
        """What a Redis is told to use a certificate for `address`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(address, key, self.certificate, self.key, address=address)
        (self.folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (self.folder / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return {
            "tls_cert_file": str(self.folder / f"{name}.pem"),
            "tls_key_file": str(self.folder / f"{name}.key"),
            "tls_ca_cert_file": str(self.file),
            "tls_auth_clients": "no",
        }


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    signer: ec.EllipticCurvePrivateKey,
    *,
    ca: bool = False,
    address: str | None = None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if address:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signer, hashes.SHA256())


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@pytest.fixture
def ours(folder: Path) -> Authority:
    return Authority.made(folder / "ours")


def trusting(scheme: str, ports: list[int], authority: Authority) -> str:
    servers = ",".join(f"127.0.0.1:{port}" for port in ports)
    return f"{scheme}://{servers}?ssl_ca_certs={authority.file}"


def test_a_redis_with_a_certificate_that_is_trusted(folder: Path, ours: Authority) -> None:
    plain, port = free_ports(2)
    with (
        node(folder, plain, tls_port=str(port), **ours.settings("server")),
        running_service(REDIS_URL=trusting("rediss", [port], ours), REDIS_TIMEOUT_SECONDS="5") as service,
    ):
        assert check(service)[1]["Cache-Status"].endswith("; stored")
        assert stored(service)[0] == 200


def test_a_certificate_that_is_not_trusted_is_told_at_the_start(folder: Path, ours: Authority) -> None:
    theirs = Authority.made(folder / "theirs")
    plain, port = free_ports(2)
    with node(folder, plain, tls_port=str(port), **theirs.settings("server")):
        for url in (trusting("rediss", [port], ours), f"rediss://127.0.0.1:{port}"):
            told = refused(REDIS_URL=url)
            assert told.startswith("REDIS_URL: Redis cannot be used")
            assert "certificate verify failed" in told
        assert "No such file" in refused(REDIS_URL=f"rediss://127.0.0.1:{port}?ssl_ca_certs={folder}/none.pem")
    with node(folder / "theirs", plain, tls_port=str(port), **ours.settings("elsewhere", "127.0.0.2")):
        assert "certificate is not valid for '127.0.0.1'" in refused(REDIS_URL=trusting("rediss", [port], ours))


def test_a_certificate_that_is_no_longer_trusted_costs_no_check(folder: Path, ours: Authority) -> None:
    theirs = Authority.made(folder / "theirs")
    plain, port = free_ports(2)
    with ExitStack() as running:
        first = running.enter_context(node(folder, plain, tls_port=str(port), **ours.settings("server")))
        url = trusting("rediss", [port], ours)
        service = running.enter_context(running_service(REDIS_URL=url, REDIS_TIMEOUT_SECONDS="5"))
        assert check(service)[1]["Cache-Status"].endswith("; stored")
        first.kill()
        with node(folder / "theirs", plain, tls_port=str(port), **theirs.settings("server")):
            for number in range(4):
                status, headers, _ = check(service, f"untrusted/{number}")
                assert (status, headers["Cache-Status"].rpartition("; ")[2]) == (200, "detail=redis-unreachable")
        first.start()
        until(lambda: check(service, "again")[1]["Cache-Status"].endswith(("; stored", "; hit")))


def test_a_cluster(folder: Path, ours: Authority) -> None:
    ports = free_ports(4)
    plain, secure = ports[:2], ports[2:]
    with ExitStack() as running:
        nodes: list[Node] = [
            running.enter_context(
                node(
                    folder, one, tls_port=str(two), cluster_enabled="yes", tls_cluster="yes", **ours.settings(str(one))
                )
            )
            for one, two in zip(plain, secure, strict=True)
        ]
        half = SLOTS // 2
        for number, one in enumerate(nodes):
            one.raw.execute_command("CLUSTER ADDSLOTS", *range(SLOTS)[number * half : (number + 1) * half])
            one.raw.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)
        nodes[1].raw.execute_command("CLUSTER MEET", "127.0.0.1", secure[0], secure[0] + 10_000)
        for one in nodes:
            until(lambda one=one: one.raw.cluster("info")["cluster_state"] == "ok")
        url = trusting("rediss+cluster", secure[:1], ours)
        with running_service(REDIS_URL=url, REDIS_TIMEOUT_SECONDS="5") as service:
            for number in range(6):
                assert check(service, f"{number}")[1]["Cache-Status"].endswith("; stored")
                assert stored(service, f"{number}")[0] == 200
