"""Check the proxies and certificates named in the environment; an unusable one is an error that names its variable.

Only calls to other machines need them; see ``connections``.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import ConfigurationError

Probe = Callable[[str], object]
"""Creates a client of the HTTP library with a proxy, without connecting; passes on the library's exceptions."""


def check_proxies(probe: Probe) -> None:
    """Raise ConfigurationError for a proxy that cannot be used, without showing its password."""
    for name, value in _proxies():
        if problem := _problem(value, probe):
            shown = re.sub(r"^(.*?://)?.*@", r"\g<1>***@", value, flags=re.DOTALL)
            raise ConfigurationError(
                f"{name}={shown!r} {problem}. Correct or unset it (this machine is reached without a proxy); "
                "nothing was sent"
            )


def unreadable_proxies(error: Exception) -> ConfigurationError:
    """Return the error for settings that the HTTP library cannot read although each proxy is usable."""
    if entry := _variable("no"):
        name, value = entry
        return ConfigurationError(
            f"{name}={value!r} holds an entry that the HTTP library cannot read. Leave out brackets and IPv6 networks, "
            "or install httpx2, which reads them (pip install 'meshwright[httpx2]'); nothing was sent"
        )
    return ConfigurationError(f"the proxy settings of this system cannot be read ({type(error).__name__})")


def tls_context(create: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Return the context for TLS; raises ConfigurationError for certificates that cannot be read."""
    file, folder = os.environ.get("SSL_CERT_FILE", ""), os.environ.get("SSL_CERT_DIR", "")
    if file and not Path(file).is_file():
        raise _bad_certificates("SSL_CERT_FILE", file, "is not a file")
    if folder and not file and not any(Path(part).is_dir() for part in folder.split(os.pathsep)):
        raise _bad_certificates("SSL_CERT_DIR", folder, "is not a folder")
    try:
        return create()
    except OSError as error:  # of ssl, too
        if not file and not folder:
            raise ConfigurationError(f"the certificates of this system cannot be read: {error}") from error
        name, value = ("SSL_CERT_FILE", file) if file else ("SSL_CERT_DIR", folder)
        raise _bad_certificates(name, value, f"cannot be read ({error.strerror or error})") from error


def _bad_certificates(name: str, value: str, problem: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name}={value!r} {problem}. Let it name certificates in PEM form, or unset it to use the usual ones; "
        "nothing was sent"
    )


def _problem(value: str, probe: Probe) -> str:
    """Return why a proxy cannot be used, or nothing."""
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url.strip())
        usable = bool(parts.hostname) and not re.search(r"\s", parts.netloc) and parts.port != 0
        usable = usable and (parts.path in ("", "/") or url is value)  # http:/host is a host without a scheme
        probe(url)
    except ImportError:
        return "is a SOCKS proxy, which needs the package socksio (pip install socksio)"
    except Exception:  # the libraries raise different exceptions, whose texts may hold the password
        usable = False
    return "" if usable else "is not the address of a proxy, as http://host:port is"


def _proxies() -> Iterator[tuple[str, str]]:
    """Yield the variables that name a proxy, with their values."""
    bypassed = _variable("no")
    if bypassed is not None and "*" in map(str.strip, bypassed[1].split(",")):
        return  # * disables all proxies
    for scheme in ("http", "https", "all"):
        if variable := _variable(scheme):
            yield variable


def _variable(scheme: str) -> tuple[str, str] | None:
    """Return the variable that holds a setting, in lower or upper case, and its value."""
    from urllib.request import getproxies_environment  # slow to import; the HTTP library has done so by now

    value = getproxies_environment().get(scheme)
    if not value:
        return None
    names = [name for name, found in os.environ.items() if name.lower() == f"{scheme}_proxy" and found == value]
    return (min(names, key=str.isupper), value) if names else None
