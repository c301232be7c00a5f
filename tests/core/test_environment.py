"""Proxies and certificates of the environment that cannot be used.

This machine is reached all the same; elsewhere an error names the variable before anything is sent.

Nothing here leaves this machine: resolving is replaced by a recorder.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.clients import KEY, QUICK, play, settled
from helpers.loopback import LoopbackServer, answering, json_response, unused_url
from meshwright import AsyncFlightHub, ConfigurationError, ConnectionFailed, FlightHub, Meshy
from meshwright.core.connections import httpx
from meshwright.core.environment import tls_context, unreadable_proxies

both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])
ELSEWHERE = "https://service.example"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
SECRET = "hunter2"

SOCKS = ["socks5://127.0.0.1:1080", "socks5h://127.0.0.1:1080"]
NOT_PROXIES = [
    *("socks://127.0.0.1:1080", "socks4://127.0.0.1:1080", "ftp://127.0.0.1:21", "://127.0.0.1:1"),
    *("http://127.0.0.1:99999", "http://127.0.0.1:0", "http://127.0.0.1:-1", "http://127.0.0.1:port"),
    *("http://", "http://:3128", "http:/127.0.0.1:1", "http:127.0.0.1:1", "http://[::1", "http://a b:1", " "),
    *(f"http://user:{SECRET}/x@127.0.0.1:1", f"http://user:{SECRET}#x@127.0.0.1:1", f"http://user:{SECRET}?@h:1"),
    *(f"socks://user:{SECRET}@127.0.0.1:1", f"user:{SECRET}@127.0.0.1:port", f"http://u:{SECRET}@x@127.0.0.1:port"),
    *("http://\udcff:1", "http://caf\u00e9\n:1"),
]
NOT_READ_BY_HTTPX = ["[::1]", "fd00::/8", "localhost,127.0.0.1,[::1]", "example.com,fd00::/8", "host:port", "caf\u00e9"]


@pytest.fixture(autouse=True)
def resolved(monkeypatch: pytest.MonkeyPatch, no_certificates: Path) -> list[str]:
    """Start from an empty environment, and record the names that are resolved; none but this machine's is."""
    names: list[str] = []
    real = socket.getaddrinfo

    def recorded(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in ("127.0.0.1", "localhost", "::1", "None"):
            return real(host, *rest, **more)
        names.append(name)
        raise socket.gaierror(socket.EAI_NONAME, "this test stays on this machine")

    monkeypatch.setattr(socket, "getaddrinfo", recorded)
    for name in list(os.environ):
        if name.upper() in NAMES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("SSL_CERT_DIR", str(no_certificates))  # loading those of the world takes longer than a test
    return names


async def balance(client: Any) -> int:
    """Read the balance."""
    return int(await settled(client.balance()))


async def create(client: Any) -> str:
    """Create a task."""
    return str((await settled(client.image_to_3d.create(image_url="https://x.example/a.png"))).id)


def refused_elsewhere(name: str, *, asynchronous: bool) -> str:
    """Check that calls to elsewhere are refused with the variable's name, and return the message of the error."""
    said = ""
    for ask in (balance, create):
        with pytest.raises(ConfigurationError) as caught:
            play(ask, ELSEWHERE, asynchronous=asynchronous)
        said = str(caught.value)
        assert name in said
        assert "nothing was sent" in said
        assert SECRET not in f"{said} {caught.value!r} {caught.value.__cause__} {caught.value.__context__}"
        said.encode()  # can be printed
    return said


def works_here(*, asynchronous: bool) -> None:
    """Check that calls to this machine need none of it."""
    with LoopbackServer(answering(json_response({"balance": 4}))) as server:
        assert play(balance, server.url, asynchronous=asynchronous) == 4
        assert play(balance, server.url.replace("127.0.0.1", "LocalHost"), asynchronous=asynchronous) == 4


@both
@pytest.mark.parametrize("value", [*SOCKS, *NOT_PROXIES])
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_a_proxy_that_cannot_be_used(
    name: str, value: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch, resolved: list[str]
) -> None:
    """Elsewhere the variable is named, without its password; this machine is reached without it."""
    if value in SOCKS and _has_socks():
        pytest.skip("SOCKS can be used here")
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("of_another_program", value)
    refused_elsewhere(name, asynchronous=asynchronous)
    works_here(asynchronous=asynchronous)
    assert resolved == []


def _has_socks() -> bool:
    try:
        import socksio  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        return False
    return True


def test_socks_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOCKS proxy is fine once the package that it needs is installed; the error names the package."""
    if _has_socks():
        pytest.skip("SOCKS can be used here")
    monkeypatch.setenv("ALL_PROXY", SOCKS[0])
    assert "pip install socksio" in refused_elsewhere("ALL_PROXY", asynchronous=False)


@both
@pytest.mark.parametrize("value", NOT_READ_BY_HTTPX)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_exceptions_that_cannot_be_read(
    name: str, value: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the HTTP library cannot read the hosts without a proxy, the error names them; httpx2 reads them."""
    monkeypatch.setenv(name, value)
    works_here(asynchronous=asynchronous)
    if httpx.__name__ == "httpx":
        assert value in refused_elsewhere(name, asynchronous=asynchronous)
    else:
        with pytest.raises(ConnectionFailed):
            play(balance, ELSEWHERE, asynchronous=asynchronous)


@both
@pytest.mark.parametrize("settings", [{"NO_PROXY": "*"}, {"no_proxy": "example.com, *"}], ids=str)
def test_no_proxy_at_all(
    settings: dict[str, str], asynchronous: bool, monkeypatch: pytest.MonkeyPatch, resolved: list[str]
) -> None:
    """Where no proxy is used at all, one that could not be used does not matter."""
    for name, value in {"ALL_PROXY": "socks://127.0.0.1:1080", **settings}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ConnectionFailed):
        play(balance, ELSEWHERE, asynchronous=asynchronous)
    assert set(resolved) == {"service.example"}


@both
@pytest.mark.parametrize("name", [*NAMES, *map(str.lower, NAMES[:4])])
def test_an_empty_variable_counts_as_none(
    name: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch, resolved: list[str]
) -> None:
    """An empty value is as good as no variable."""
    monkeypatch.setenv(name, "")
    works_here(asynchronous=asynchronous)
    with pytest.raises(ConnectionFailed):
        play(balance, ELSEWHERE, asynchronous=asynchronous)
    assert set(resolved) == {"service.example"}


@both
@pytest.mark.parametrize("form", ["127.0.0.1:{port}", "http://user:p@ss@127.0.0.1:{port}", "HTTP://127.0.0.1:{port}/"])
def test_odd_forms_that_work(form: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy without a scheme, or with an @ in its password, is used as the HTTP library uses it."""
    with LoopbackServer(answering(json_response({"message": "no"}, 403))) as proxy:
        monkeypatch.setenv("https_proxy", form.format(port=proxy.url.rpartition(":")[2]))
        with pytest.raises(ConnectionFailed, match="403"):
            play(balance, ELSEWHERE, asynchronous=asynchronous)
    assert set(proxy.methods()) == {"CONNECT"}


CERTIFICATES: dict[str, tuple[str, dict[str, str]]] = {
    "missing file": ("is not a file", {"SSL_CERT_FILE": "missing.pem"}),
    "folder for a file": ("is not a file", {"SSL_CERT_FILE": "folder"}),
    "empty file": ("cannot be read", {"SSL_CERT_FILE": "empty.pem"}),
    "no certificate": ("cannot be read", {"SSL_CERT_FILE": "text.pem"}),
    "missing folder": ("is not a folder", {"SSL_CERT_DIR": "missing"}),
    "file for a folder": ("is not a folder", {"SSL_CERT_DIR": "text.pem"}),
    "missing file beside a folder": ("is not a file", {"SSL_CERT_FILE": "missing.pem", "SSL_CERT_DIR": "folder"}),
}


@both
@pytest.mark.parametrize(("problem", "settings"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_certificates_that_cannot_be_read(
    problem: str,
    settings: dict[str, str],
    asynchronous: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    resolved: list[str],
) -> None:
    """Elsewhere the variable and the path are named; plain HTTP on this machine needs no certificates."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.pem").touch()
    (tmp_path / "text.pem").write_text("no certificate")
    for name, value in settings.items():
        monkeypatch.setenv(name, str(tmp_path / value))
    name = next(iter(settings))
    assert f"{tmp_path / settings[name]}' {problem}" in refused_elsewhere(name, asynchronous=asynchronous)
    works_here(asynchronous=asynchronous)
    assert resolved == []


@pytest.mark.parametrize("name", ["", "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_openssl_cannot_read(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error names the one variable that is set, or those of the system, and the reason."""
    monkeypatch.delenv("SSL_CERT_DIR")
    (tmp_path / "SSL_CERT_FILE").touch()
    (tmp_path / "SSL_CERT_DIR").mkdir()
    if name:
        monkeypatch.setenv(name, str(tmp_path / name))

    def create() -> ssl.SSLContext:
        raise OSError(errno.EACCES, "Permission denied")

    with pytest.raises(ConfigurationError, match=f"^{name}='" if name else "^the certificates of this system") as told:
        tls_context(create)
    assert ("cannot be read (Permission denied)" if name else "Permission denied") in str(told.value)


def test_proxies_of_the_system_that_cannot_be_read() -> None:
    """Without a variable in question the error names the library's exception."""
    assert "the proxy settings of this system cannot be read (ValueError)" in str(unreadable_proxies(ValueError("x")))


def test_several_folders_of_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A list of folders counts if one of them is there, as OpenSSL reads it."""
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([str(tmp_path / "missing"), str(tmp_path)]))
    with pytest.raises(ConnectionFailed):
        play(balance, ELSEWHERE, asynchronous=False)


def test_this_machine_over_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """HTTPS to this machine ignores proxies and does need certificates; the pool for plain HTTP trusts none."""
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1080")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with pytest.raises(ConnectionFailed):
        play(balance, unused_url().replace("http:", "https:"), asynchronous=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    with pytest.raises(ConfigurationError, match="SSL_CERT_DIR"):
        play(balance, "https://127.0.0.1:9", asynchronous=False)
    with Meshy(KEY, base_url="http://127.0.0.1:9") as client:
        pool = client.session.transport.connections.calls("http://127.0.0.1:9")  # type: ignore[attr-defined]
        context = pool._transport._pool._ssl_context
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.cert_store_stats()["x509_ca"] == 0


@pytest.mark.parametrize("kind", [FlightHub, AsyncFlightHub])
def test_flighthub_alike(kind: Any, monkeypatch: pytest.MonkeyPatch, resolved: list[str]) -> None:
    """The FlightHub clients raise the same errors."""
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1080")

    async def ask() -> None:
        hub = kind(KEY, base_url=ELSEWHERE, retry=QUICK)
        await settled(hub.models.running())

    with pytest.raises(ConfigurationError, match="ALL_PROXY"):
        asyncio.run(ask())
    assert resolved == []


COMMANDS = [
    ["doctor"],
    ["balance"],
    ["image-to-3d", "create", "https://x.example/a.png"],
    ["image-to-3d", "get", "018a210d"],
    ["resume"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_shows_no_traceback(command: list[str], tmp_path: Path) -> None:
    """Commands end with one line that names the variable; ``doctor`` works."""
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise socket.gaierror(-2, 'this test stays on this machine')\n"
        "socket.getaddrinfo = refuse\n"
        "from meshwright.cli import main\n"
        "sys.argv = ['meshwright', *sys.argv[1:]]\n"
        "main()\n"
    )
    environment = {
        **os.environ,
        "MESHY_API_KEY": KEY,
        "MESHY_BASE_URL": ELSEWHERE,
        "MESHWRIGHT_LEDGER": str(tmp_path / "ledger"),
        "ALL_PROXY": f"socks5://user:{SECRET}@127.0.0.1:1080",
        "SSL_CERT_FILE": str(tmp_path / "missing.pem"),
    }
    done = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, text=True, env=environment, check=False
    )
    output = done.stdout + done.stderr
    assert "Traceback" not in output
    assert SECRET not in output
    if command in (["doctor"], ["resume"]):
        assert done.returncode == 0, output
    else:
        assert done.returncode != 0
        assert "SSL_CERT_FILE" in output or "ALL_PROXY" in output
