"""Which IP addresses belong to this machine, and which to the public internet; no socket is opened here."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out for the internet; the rest is reserved, local or a way to write IPv4 addresses."""
IPV4_BEHIND = (
    IPv6Network("::/96"),  # IPv4-compatible
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped
    IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated (RFC 2765)
    IPv6Network("64:ff9b::/96"),  # NAT64 (RFC 6052); networks with IPv6 alone reach IPv4 hosts by it
)
"""Networks whose last 32 bits are an IPv4 address."""
ISATAP = (0x00005EFE, 0x02005EFE)
"""What stands before the IPv4 address in the interface identifier (RFC 5214)."""


def is_this_machine(host: str) -> bool:
    """Return whether a host is this machine by its very name; a name that may mean anything is not."""
    name = host.lower().removesuffix(".")
    try:
        return name == "localhost" or _plain(name).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Return whether an address, and every IPv4 address written into it, belongs to the public internet.

    Raises ValueError for what is not an IP address.
    """
    return all(_is_public(one) for one in _unwrapped(_plain(address)))


def _plain(address: str) -> IPv4Address | IPv6Address:
    """Return an address; one that is IPv4 mapped to IPv6 as what it is."""
    found = ip_address(address.partition("%")[0])
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _unwrapped(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """Yield the IPv4 addresses that an IPv6 address leads to, and the address itself unless it is only a wrapping."""
    if isinstance(address, IPv6Address):
        last = IPv4Address(int(address) & 0xFFFFFFFF)
        if any(address in network for network in IPV4_BEHIND):
            yield last
            return
        if address.sixtofour is not None:
            yield address.sixtofour
        yield from address.teredo or ()
        if int(address) >> 32 & 0xFFFFFFFF in ISATAP:
            yield last
    yield address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
