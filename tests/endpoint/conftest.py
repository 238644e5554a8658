"""Short waits, and a certificate that nobody trusts."""

import ssl
from pathlib import Path

import pytest

from scoring.endpoint import tries
from tests.endpoint.tls import self_signed


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tries are over in a moment."""
    monkeypatch.setattr(tries, "FIRST_PAUSE", 0.02)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """What a server with that certificate needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
