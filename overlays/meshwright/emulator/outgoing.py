"""Calls that the emulator makes to others: for the pictures and models that a request names, and to webhooks.

Nothing is taken from the environment but the certificates to trust, no redirect is followed unseen, and no compressed
answer is asked for. Where private networks are closed, the address that was judged is the one that is called: a name
that resolves to something else a moment later changes nothing.
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
    """A host lies in a network that is closed to requests."""


async def caller(timeout: float) -> httpx.AsyncClient:
    """Return a client; ``timeout`` in seconds bounds each of its steps."""
    trust = await asyncio.to_thread(_certificates)
    return httpx.AsyncClient(timeout=timeout, trust_env=False, verify=trust, headers=HEADERS)


@cache
def _certificates() -> ssl.SSLContext:
    """Load the trusted certificates once; it takes longer than all the rest of a call.

    Where SSL_CERT_FILE or SSL_CERT_DIR cannot be read none is trusted: http needs none.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        logger.warning("no certificate is trusted, so https fails: SSL_CERT_FILE or SSL_CERT_DIR: %s", error)
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def public_request(client: httpx.AsyncClient, url: httpx.URL) -> httpx.Request:
    """Return a GET that goes to a public address of the host; raises Private and OSError."""
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
