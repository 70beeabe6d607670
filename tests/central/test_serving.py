"""``villagedesk central serve`` as a program of its own: it starts, answers, ends when told, and says what is wrong."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from villagedesk import clock
from villagedesk.__main__ import main
from villagedesk.paths import settings_file
from villagedesk.settings import Settings

PATIENCE = 30


@pytest.fixture
def home(tmp_path: Path) -> Path:
    user = tmp_path / "user"
    user.mkdir()
    Settings(language="en").save(settings_file(user))
    return tmp_path


@contextmanager
def started(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Central as a process; it is ended in any case."""
    command = [sys.executable, "-m", "villagedesk", "central", "serve", "--home", str(home / "central"), *words]
    environment = os.environ | {"VILLAGEDESK_HOME": str(home / "user"), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def refused_by_process(home: Path, *words: str) -> str:
    """What central says when it does not serve at all."""
    with started(home, *words) as process:
        said, trouble = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (1, "")
        assert "Traceback" not in trouble
        return trouble.strip()


Refused = Callable[..., str]


@pytest.fixture
def refused(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """The same without a process of its own, which costs a second each: ``refused("--port", "1")``."""
    monkeypatch.setenv("VILLAGEDESK_HOME", str(home / "user"))

    def ask(*words: str) -> str:
        assert main(["central", "serve", "--home", str(home / "central"), *words]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        return said.err.strip()

    return ask


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def certificate(folder: Path, name: str = "central") -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.fromtimestamp(clock.now_ms() / 1000, UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert, kept = folder / f"{name}.pem", folder / f"{name}.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kept.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, kept


def test_it_serves_until_it_is_told_to_end(home: Path) -> None:
    port = free_port()
    with started(home, "--port", str(port), "--no-place", "--language", "en") as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == f"Central is at http://127.0.0.1:{port}. Press Ctrl+C to end."
        url = f"http://127.0.0.1:{port}"
        assert requests.get(f"{url}/v1/health", timeout=PATIENCE).json() == {"status": "ok"}
        page = requests.get(f"{url}/", timeout=PATIENCE)
        assert (page.status_code, page.url, "Nobody can sign in yet" in page.text) == (200, f"{url}/sign-in", True)
        # A second one on the same port says so and leaves the first one alone.
        said = refused_by_process(home, "--port", str(port))
        assert said == f"127.0.0.1:{port} is in use already. Choose another port, or end the other program."
        assert requests.get(f"{url}/v1/health", timeout=PATIENCE).status_code == 200
        process.send_signal(signal.SIGTERM)
        _, trouble = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in trouble
        assert process.returncode in (0, -signal.SIGTERM)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/v1/health", timeout=PATIENCE)


def test_ctrl_c_ends_it_without_a_traceback(home: Path) -> None:
    port = free_port()
    with started(home, "--port", str(port), "--no-place") as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        requests.get(f"http://127.0.0.1:{port}/v1/health", timeout=PATIENCE)
        process.send_signal(signal.SIGINT)
        _, trouble = process.communicate(timeout=PATIENCE)
        assert (process.returncode, trouble) == (0, "")


def test_https_with_a_certificate(home: Path) -> None:
    cert, key = certificate(home)
    port = free_port()
    with started(home, "--port", str(port), "--tls-cert", str(cert), "--tls-key", str(key), "--no-place") as process:
        assert process.stdout is not None
        assert f"https://127.0.0.1:{port}." in process.stdout.readline()
        url = f"https://127.0.0.1:{port}/v1/health"
        assert requests.get(url, timeout=PATIENCE, verify=str(cert)).json() == {"status": "ok"}
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(url, timeout=PATIENCE)
        # What is sent to it in the clear gets no answer.
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{port}/v1/health", timeout=PATIENCE)
        cookie = requests.get(f"https://127.0.0.1:{port}/sign-in", timeout=PATIENCE, verify=str(cert))
        assert "Secure" in cookie.headers["set-cookie"]
        context = ssl.create_default_context(cafile=str(cert))
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
        ):
            assert line.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_it_refuses(home: Path, refused: Refused, language: str) -> None:
    Settings(language=language).save(settings_file(home / "user"))
    cert, key = certificate(home)
    _, other = certificate(home, "other")
    broken = home / "broken.pem"
    broken.write_text("no certificate")
    english = language == "en"
    said = refused("--host", "0.0.0.0", "--port", str(free_port()))
    assert "--tls-cert" in said
    assert ("Without a certificate" in said) == english
    for words in (
        ("--tls-cert", str(cert), "--tls-key", str(other)),
        ("--tls-cert", str(broken), "--tls-key", str(key)),
        ("--tls-cert", str(home / "missing.pem"), "--tls-key", str(key)),
    ):
        said = refused("--port", str(free_port()), *words)
        assert ("The certificate and its key cannot be used." in said) == english, words
    assert refused("--port", "70000").startswith("127.0.0.1:70000") == english or not english


def test_a_folder_that_cannot_be_used(home: Path, refused: Refused) -> None:
    folder = home / "central"
    folder.write_text("a file, not a folder")
    assert refused("--port", str(free_port())) == (
        f"Central's folder {folder} cannot be used. Look whose it is and whether there is room."
    )
    folder.unlink()
    folder.mkdir()
    (folder / "central.db").write_bytes(b"this is no database" * 500)
    assert refused("--port", str(free_port())) == (
        "Central's database cannot be used: file is not a database. Look at its address or folder, then try again."
    )


def test_a_database_that_does_not_answer(refused: Refused) -> None:
    said = refused("--db", f"postgresql://nobody:secret@127.0.0.1:{free_port()}/x", "--port", str(free_port()))
    assert said.startswith("Central's database cannot be used: ")
    assert "secret" not in said


@pytest.mark.parametrize("url", ["postgresql://a:secret@b:port/x", "mysql://a:secret@b/x", "x"])
def test_what_is_no_address_of_a_database(refused: Refused, url: str) -> None:
    assert refused("--db", url) == (
        "This is no address of a PostgreSQL database. It looks like postgresql://user:password@host/database."
    )
