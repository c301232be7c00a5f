"""Check redirects of a file host: https is allowed, http only within this machine, and private addresses only from one.

A signed URL contains its own permission, so a redirect needs no key and gets none. Calls of the API never follow a
redirect. Names are not resolved here: a public name with a private address is not detected.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

from ..errors import DownloadFailed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_HOPS = 3
_EMBEDDING = [
    ip_network(each) for each in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]
"""Networks whose addresses embed an IPv4 address; file hosts do not use them."""


def redirected(url: str, location: str) -> str:
    """Return the target of a redirect; raises DownloadFailed, without quoting the target."""
    try:
        target = urljoin(url, location.strip())
        here, there = urlsplit(url), urlsplit(target)
        host = there.hostname or ""
        refusal = _refusal(here, there) if location.strip() and host and there.port != 0 else "to no address"
    except ValueError:
        refusal, target = "to no address", ""
    if refusal:
        raise DownloadFailed(f"the file host redirects {refusal}; this is not followed")
    return target


def _refusal(here: SplitResult, there: SplitResult) -> str:
    """Return why a redirect is not followed; empty if it is."""
    start, end = here.hostname or "", there.hostname or ""
    if there.username is not None or there.password is not None:
        return "to an address with a user"
    if there.scheme not in ("https", "http"):
        return f"to {there.scheme[:20]}:"
    if there.scheme == "http" and not (_is_this_machine(start) and _is_this_machine(end)):
        return "to an address without TLS"
    if _is_private(end) and not _is_private(start):
        return "from a public address to a private one"
    return ""


def _is_this_machine(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _is_private(host: str) -> bool:
    """Return whether a host is this machine or an address outside the public internet."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        # Resolvers also accept 2130706433, 0x7f000001 and 127.1 as addresses.
        return all(part.removeprefix("0x").isalnum() and part[:1].isdigit() for part in name.split("."))
    return not address.is_global or any(address in network for network in _EMBEDDING)
