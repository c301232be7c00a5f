"""HTTP calls that the emulator makes: for the pictures and models that a request names, and to webhooks.

The environment provides only the trusted certificates, every redirect is checked, and no compressed answer is
requested. Where private networks are not allowed, the checked address is the one that is called, so a name that
resolves differently a moment later (DNS rebinding) has no effect.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from functools import cache

import httpx

from .addresses import is_public

logger = logging.getLogger("meshwright.emulator")
HEADERS = {"accept-encoding": "identity", "user-agent": "meshwright-emulator"}


class Private(Exception):
    """A host is in a network that may not be called."""


async def caller(timeout: float) -> httpx.AsyncClient:
    """Return a client; ``timeout`` in seconds bounds each of its steps."""
    trust = await asyncio.to_thread(_certificates)
    return httpx.AsyncClient(timeout=timeout, trust_env=False, verify=trust, headers=HEADERS)


@cache
def _certificates() -> ssl.SSLContext:
    """Load the trusted certificates once; loading takes longer than the rest of a call.

    Where SSL_CERT_FILE or SSL_CERT_DIR cannot be read, no certificate is trusted; http still works.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        logger.warning(
            "cannot read SSL_CERT_FILE or SSL_CERT_DIR, so no certificate is trusted and https fails: %s", error
        )
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def public_request(client: httpx.AsyncClient, url: httpx.URL) -> httpx.Request:
    """Return a GET request to a public address of the host; raises Private and OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    addresses = [str(address[4][0]).partition("%")[0] for address in found]
    if not all(is_public(address) for address in addresses):
        raise Private(f"{url.host} is in a private network")
    return client.build_request(
        "GET",
        url.copy_with(host=addresses[0]),
        headers={"host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )
